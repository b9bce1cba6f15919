"""The highest demand of each billing month.

    cost = Σ_month rate · max(D₀, max_{t ∈ month ∩ during} import[t])           (C3)

The maximum runs over every day type of the month, unweighted. D₀ is the demand that the
month has already seen, 0 but where a horizon begins within a month.
"""

from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, model_validator

from optdispatch.horizon import BoolArray
from optdispatch.tariff.charge import Charge, in_months
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.use import Use
from optdispatch.windows import MINUTES, Month, Window, covered


class Demand(Charge):
    """A price per kW of the month's highest mean power over a step."""

    kind: Literal["demand"] = "demand"
    price_per_kw_month: NonNegativeFloat = Field(description="Price of a kW a month.")
    months: tuple[Month, ...] = Field(
        default=tuple(range(1, 13)), description="Months in which it is charged; all if absent."
    )
    windows: tuple[Window, ...] = Field(
        default=(), description="Times of day that count; all if absent."
    )
    in_periods: tuple[str, ...] = Field(
        default=(), description="Periods of the tariff that count; all if absent."
    )
    stream: ClassVar[str] = "demand management"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.windows and self.in_periods:
            raise ValueError("give `windows` or `in_periods`, not both")
        return self

    def lines(self, use: Use, ops: Ops) -> dict[str, Any]:
        """See `Charge.lines`: (C3)."""
        during = self.peaks(use)
        months = [m.mask & during for m in use.horizon.months]
        seen = [use.horizon.peak_so_far_kw, *[0.0] * len(months)]
        tops = [
            ops.peak(use.imported_kw, where=month, least=least)
            for month, least in zip(months, seen, strict=False)
            if month.any()
        ]
        return {self.name: self.price_per_kw_month * sum(tops)}

    def periods(self) -> tuple[str, ...]:
        """See `Charge.periods`."""
        return self.in_periods

    def peaks(self, use: Use) -> BoolArray:
        """See `Charge.peaks`."""
        during = in_months(self.months, use.horizon)
        if self.windows:
            step = int(use.horizon.step.total_seconds() // 60)
            at = use.horizon.minute[:, None] + np.arange(step)
            during &= (covered(self.windows)[at % MINUTES] > 0).any(axis=1)
        if self.in_periods:
            during &= np.any([use.shares[period] > 0 for period in self.in_periods], axis=0)
        return during
