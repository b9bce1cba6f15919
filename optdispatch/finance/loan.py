"""Loans: what is drawn, what is paid back, and what interest costs.

    I_t = i·B_{t-1}                                                           (L1)
    B_t = B_{t-1} + D_t - P_t                                                 (L2)
    P_t = D/n                                           (equal_principal)     (L3)
    P_t + I_t = D·i/(1 - (1 + i)^-n)                    (annuity)             (L4)
    P_n = D                                             (bullet)              (L5)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
D_t           drawn at the end of year t                        currency      drawn
I_t, P_t      interest and principal paid in year t             currency      interest, principal
B_t           balance at the end of year t                      currency      balance
i             rate of interest                                  1/year        rate
n             years in which a drawing is paid back             -             years
============  ================================================  ============  ================

What is drawn later, for new cells, is paid back on the same terms over the years that are
left, at most n; in the last year nobody lends.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, PositiveInt

from optdispatch.finance.costs import Fraction
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun


class Loan(Noun):
    """Terms of a loan."""

    rate: Fraction = Field(description="Rate of interest. [1/year]")
    years: PositiveInt = Field(le=100, description="Years in which it is paid back.")
    share: Fraction | None = Field(
        default=None, description="Of the capital cost; by default, what equity leaves."
    )

    @abstractmethod
    def principal(self, drawn: float, years: int) -> FloatArray:
        """Principal paid in each year after the drawing, shape (years,). [currency]"""


class EqualPrincipal(Loan):
    """The same principal each year: (L3)."""

    kind: Literal["equal_principal"] = "equal_principal"

    def principal(self, drawn: float, years: int) -> FloatArray:
        """(L3)."""
        return np.full(years, drawn / years)


class Annuity(Loan):
    """The same sum of principal and interest each year: (L4)."""

    kind: Literal["annuity"] = "annuity"

    def principal(self, drawn: float, years: int) -> FloatArray:
        """(L4). Principal grows with the interest that it saves: P_t = P_1·(1 + i)^(t-1)."""
        growth: FloatArray = (1 + self.rate) ** np.arange(float(years))
        return drawn / float(growth.sum()) * growth


class Bullet(Loan):
    """All of the principal in the last year: (L5)."""

    kind: Literal["bullet"] = "bullet"

    def principal(self, drawn: float, years: int) -> FloatArray:
        """(L5)."""
        return np.append(np.zeros(years - 1), drawn)


AnyLoan = Annotated[EqualPrincipal | Annuity | Bullet, Field(discriminator="kind")]


@dataclass(frozen=True)
class Debt:
    """A loan's flows in years 0 … N, arrays of shape (N + 1,). [currency]"""

    drawn: FloatArray
    interest: FloatArray
    principal: FloatArray
    balance: FloatArray

    @property
    def service(self) -> FloatArray:
        """Interest and principal. [currency]"""
        return self.interest + self.principal


def borrow(loan: Loan | None, wanted: FloatArray) -> Debt:
    """Draw what is wanted at the end of each year, shape (N + 1,), and pay it back.

    >>> debt = borrow(Annuity(rate=0.05, years=2), np.array([100.0, 0.0, 0.0]))
    >>> debt.service.round(2).tolist(), debt.balance.round(2).tolist()
    ([0.0, 53.78, 53.78], [100.0, 51.22, 0.0])
    """
    N = wanted.size - 1
    drawn, interest, principal, balance = (np.zeros(N + 1) for _ in range(4))
    debt = Debt(drawn, interest, principal, balance)
    if loan is None:
        return debt
    for s in np.flatnonzero(wanted[:N] > 0).tolist():
        years = min(loan.years, N - s)
        P = loan.principal(float(wanted[s]), years)
        B = np.cumsum(P[::-1])[::-1]  # what is owed before each payment: to the cent, all of it
        drawn[s] = wanted[s]
        principal[s + 1 : s + 1 + years] += P
        interest[s + 1 : s + 1 + years] += loan.rate * B
        balance[s : s + years] += B
    return debt
