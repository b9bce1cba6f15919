"""Value-added tax, and the surcharges that follow it.

    out_t = v/(1 + v)·R_t                                                     (V1)
    in_t  = v/(1 + v)·A_t                                                     (V2)
    own company:   V_t = max(out_t - K_{t-1} - in_t, 0)                       (V3)
                   K_t = K_{t-1} + in_t - out_t + V_t
    within a host: V_t = out_t - in_t                                         (V4)
    surcharge_t = s·V_t                                                       (V5)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
R_t           revenue that bears VAT, as received               currency      revenue
A_t           costs whose VAT is credited, as paid              currency      credited_costs
out_t, in_t   output and input VAT                              currency      output, input
V_t           VAT paid; below 0, got back                       currency      paid
K_t           credit carried forward                            currency      credit
v, s          rate of VAT; surcharges on the VAT paid           -             rate, surcharge
============  ================================================  ============  ================

A company of its own must wait until its output uses up its credit. A host that buys less
electricity loses the input VAT of what it saves, which is (V1), and sets the VAT of the
plant against the rest of its business at once. Without VAT, prices are simply as paid.

Source: Value-Added Tax Law of China, in force since 2026-01-01, and before it the Provisional
Regulations on Value-Added Tax, articles 4 to 8. The surcharges there are the city maintenance
and construction tax (1, 5 or 7 %) and the education levies (5 %).
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from optdispatch.finance.costs import Fraction
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun

CostName = Literal["capex", "om", "insurance", "replacement"]


@dataclass(frozen=True)
class VatAccount:
    """VAT of years 0 … N, arrays of shape (N + 1,). [currency]"""

    output: FloatArray
    input: FloatArray
    paid: FloatArray
    credit: FloatArray
    surcharge: FloatArray


class Vat(Noun):
    """Rates, what the prices hold, and which costs give a credit."""

    rate: Fraction = Field(description="Of the price without VAT, such as 0.13.")
    prices_include_vat: bool = Field(description="Whether costs are written with VAT.")
    credited: tuple[CostName, ...] = Field(description="Costs whose VAT is credited.")
    surcharge: Fraction = Field(default=0.0, description="Surcharges, as a share of VAT paid.")

    @property
    def gross(self) -> float:
        """What is paid for each unit of a written cost."""
        return 1.0 if self.prices_include_vat else 1 + self.rate

    def within(self, amount: FloatArray) -> FloatArray:
        """(V1), (V2): the VAT that is in an amount paid or received."""
        return self.rate / (1 + self.rate) * amount

    def account(self, revenue: FloatArray, credited_costs: FloatArray) -> VatAccount:
        """(V1) to (V5), from amounts of shape (N + 1,). [currency]"""
        out, given = self.within(revenue), self.within(credited_costs)
        paid = self.settle(out, given)
        return VatAccount(
            output=out,
            input=given,
            paid=paid,
            credit=np.cumsum(given - out + paid),
            surcharge=self.surcharge * paid,
        )

    @abstractmethod
    def settle(self, out: FloatArray, given: FloatArray) -> FloatArray:
        """VAT paid, from output and input VAT, shape (N + 1,). [currency]"""


class OwnCompany(Vat):
    """A project company, whose credit waits for its own output: (V3)."""

    kind: Literal["own_company"] = "own_company"

    def settle(self, out: FloatArray, given: FloatArray) -> FloatArray:
        """(V3)."""
        paid, credit = np.zeros(out.size), 0.0
        for t in range(out.size):
            credit += given[t]
            paid[t] = max(out[t] - credit, 0.0)
            credit += paid[t] - out[t]
        return paid


class WithinHost(Vat):
    """A plant within a business that owes other VAT: (V4)."""

    kind: Literal["within_host"] = "within_host"

    def settle(self, out: FloatArray, given: FloatArray) -> FloatArray:
        """(V4)."""
        return out - given


AnyVat = Annotated[OwnCompany | WithinHost, Field(discriminator="kind")]


def no_vat(years: int) -> VatAccount:
    """Where there is no VAT. Shape (years + 1,)."""
    return VatAccount(*(np.zeros(years + 1) for _ in range(5)))
