"""Finance leases, whose rents fall due every month, quarter, half-year or year.

    P  = A·(1 - d)                                                            (Q1)
    k  = r/m ,  n = m·T                                                       (Q2)
    L  = P·k/(1 - (1 + k)^-n)                           in arrears            (Q3)
    L  = P·k/(1 - (1 + k)^-n)/(1 + k)                   in advance            (Q4)
    lessor_0 = -A + (d + e + f)·A                                             (Q5)
    lessor_j = L ,  lessor_n = … - e·A + B              by period             (Q6)
    ρ : Σ_j lessor_j·(1 + ρ)^(-j/m) = 0                                       (Q7)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
A             price of what is leased                           currency      price
P, L          sum financed; one rent                            currency      rent
r             nominal rate of the lease                         1/year        rate
m, T          rents a year; years                               -             payments_per_year
d, e, f       down payment, deposit, fee, as shares of A        -             *_share
B             price at which the plant is bought at the end     currency      buyout_price
ρ             effective rate: what the lease really costs       1/year        effective_rate
============  ================================================  ============  ================

The deposit is given back at the end without interest. (Q7) is found on the periods and
compounded. The yearly flows hold a year's rents at its end, so a rate of return that is found
on them is lower than ρ.
"""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from pydantic import Field, PositiveInt, model_validator

from optdispatch.finance.costs import Amount, Fraction
from optdispatch.finance.irr import internal_rates, the_rate
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun


@dataclass(frozen=True)
class Rented:
    """What a lease moves from the lessor's pocket (below 0) and into it. [currency]"""

    rent: float
    """One rent, L."""
    rents: FloatArray
    """Rents of years 0 … T, shape (T + 1,)."""
    lessor: FloatArray
    """Flow of the lessor in years 0 … T, shape (T + 1,)."""
    effective_rate: float | None
    """ρ; None if no rate, or more than one, makes the lessor's flow worth nothing."""


class Lease(Noun):
    """Terms of a lease."""

    rate: Fraction = Field(description="Nominal rate, compounded at each rent. [1/year]")
    years: PositiveInt = Field(le=100, description="Years of the lease.")
    payments_per_year: Literal[1, 2, 4, 12] = Field(description="Rents a year.")
    paid: Literal["arrears", "advance"] = Field(
        default="arrears", description="Whether a rent falls due at the end or start of a period."
    )
    down_share: Fraction = Field(default=0.0, description="Down payment, as a share of the price.")
    deposit_share: Fraction = Field(default=0.0, description="Deposit, as a share of the price.")
    fee_share: Fraction = Field(default=0.0, description="Fee, as a share of the price.")
    buyout_price: Amount = Field(default=0.0, description="Price of the plant at the end.")

    @model_validator(mode="after")
    def _finances_something(self) -> Self:
        start = self.down_share + self.deposit_share + self.fee_share
        if start >= 1:
            raise ValueError(f"down payment, deposit and fee are {start:g} of the price")
        return self

    def at(self, price: float) -> Rented:
        """(Q1) to (Q7), for a plant at `price`. [currency]"""
        m, A = self.payments_per_year, price
        k, n = self.rate / m, self.payments_per_year * self.years
        early = self.paid == "advance"
        discounts = (1 + k) ** -np.arange(1.0 - early, n + 1.0 - early)
        L = A * (1 - self.down_share) / float(discounts.sum())

        rents = np.zeros(n + 1)
        rents[np.arange(n) + (not early)] = L
        periods = rents.copy()
        periods[0] -= A * (1 - self.down_share - self.deposit_share - self.fee_share)
        periods[n] += self.buyout_price - self.deposit_share * A
        rate = the_rate(internal_rates(periods))
        return Rented(
            rent=L,
            rents=_by_year(rents, m),
            lessor=_by_year(periods, m),
            effective_rate=None if rate is None else (1 + rate) ** m - 1,
        )


def _by_year(periods: FloatArray, m: int) -> FloatArray:
    """Sum m periods a year into the year's end; the start is year 0."""
    return np.append(periods[:1], periods[1:].reshape(-1, m).sum(axis=1))
