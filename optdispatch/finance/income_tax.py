"""Income tax, and what becomes of a loss.

    tax_t  = τ·h_t·base_t                                                     (T1)
    carried forward: base_t = max(profit_t - Σ_s used_{s,t}, 0)               (T2)
    refunded:        base_t = profit_t                                        (T3)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
profit_t      profit before tax of year t                       currency      profit
used_{s,t}    loss of year s set against year t, s ≥ t - m      currency      used
base_t        what is taxed                                     currency      base
τ             rate                                              -             rate
h_t           share that a holiday leaves; 1 without            -             holiday
m             years for which a loss is kept                    -             years
============  ================================================  ============  ================

The oldest loss is used first, whether or not the year is taxed. `refunded` is the rule of a
business whose other profits absorb the loss at once, and of NREL's System Advisor Model. A
holiday counts from year 1: "three years free, three at half" is [0, 0, 0, 0.5, 0.5, 0.5].

Source: Enterprise Income Tax Law of China, articles 4 (25 %) and 18 (five years); its
Implementation Regulations, articles 87 and 88 (holidays).
"""

from abc import abstractmethod
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, NonNegativeInt

from optdispatch.finance.costs import Fraction
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun


class Losses(Noun):
    """What becomes of a year's loss."""

    @abstractmethod
    def base(self, profit: FloatArray) -> FloatArray:
        """What is taxed in each year, shape (N + 1,). [currency]"""


class CarriedForward(Losses):
    """Set against the profits of later years: (T2)."""

    kind: Literal["carried_forward"] = "carried_forward"
    years: NonNegativeInt = Field(
        le=100, description="For how many years a loss is kept; 100, which no project outlasts."
    )

    def base(self, profit: FloatArray) -> FloatArray:
        """(T2).

        >>> CarriedForward(years=1).base(np.array([0.0, -10, 4, 8])).tolist()
        [0.0, 0.0, 0.0, 8.0]
        """
        losses, base = np.maximum(-profit, 0.0), np.maximum(profit, 0.0)
        for t in range(profit.size):
            for s in range(max(t - self.years, 0), t):
                used = min(losses[s], base[t])
                losses[s] -= used
                base[t] -= used
        return base


class Refunded(Losses):
    """A negative tax, paid out or saved elsewhere in the same year: (T3)."""

    kind: Literal["refunded"] = "refunded"

    def base(self, profit: FloatArray) -> FloatArray:
        """(T3)."""
        return profit


class IncomeTax(Noun):
    """Rate, losses and holiday."""

    rate: Fraction = Field(description="Of profit, such as 0.25.")
    losses: Annotated[CarriedForward | Refunded, Field(discriminator="kind")] = Field(
        description="What becomes of a loss."
    )
    holiday: tuple[Fraction, ...] = Field(
        default=(), description="Share of the rate that is paid in years 1, 2, …; then all of it."
    )

    def on(self, profit: FloatArray) -> FloatArray:
        """(T1): the tax of each year, from profits of shape (N + 1,). [currency]"""
        h = np.ones(profit.size)
        for t in range(1, min(profit.size, len(self.holiday) + 1)):
            h[t] = self.holiday[t - 1]
        return self.rate * h * self.losses.base(profit)
