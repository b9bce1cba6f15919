"""The least that a month's or a year's bill comes to.

    cost = max(0, M - Σ_{charges it is reckoned on} cost)                      (C19)

The line itself falls as the others rise, but the bill, max(M, the others), is convex where
they are, and so it is optimised. A year's minimum is billed in its last month. A month's on
net metering that is settled by the year is invoiced only: the months are not convex there.
"""

from typing import Any, ClassVar, Literal, Self

from pydantic import Field, NonNegativeFloat, model_validator

from optdispatch.tariff.charges._adjustment import Adjustment
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.use import Use


class Minimum(Adjustment):
    """What a bill lacks to its minimum."""

    kind: Literal["minimum"] = "minimum"
    rank: ClassVar[int] = 3
    per_month: NonNegativeFloat | None = Field(default=None, description="Least bill of a month.")
    per_day: NonNegativeFloat | None = Field(
        default=None, description="Least bill of a month, for each of its days."
    )
    per_year: NonNegativeFloat | None = Field(default=None, description="Least bill of a year.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(m is not None for m in (self.per_month, self.per_day, self.per_year)) != 1:
            raise ValueError("give `per_month`, `per_day` or `per_year`, and only one of them")
        return self

    @property
    def goes_by_month(self) -> bool:
        """See `Charge.goes_by_month`."""
        return self.per_year is None

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C19)."""
        owed = [ops.named(month) for month in self.base(use)]
        if self.per_year is not None:
            return {self.name: [*[0.0] * (len(owed) - 1), self._lack(self.per_year, owed, ops)]}
        if self.per_day is not None:
            least = [self.per_day * days for days in use.month_days]
        else:
            least = [self.per_month or 0.0] * len(owed)
        both = zip(least, owed, strict=True)
        return {self.name: [ops.most([cost], least=M) - cost for M, cost in both]}

    def _lack(self, year: float, owed: list[Any], ops: Ops) -> Any:
        """(C19) for the share of a year that is planned."""
        total = sum(owed)
        return ops.most([total], least=year * min(1.0, len(owed) / 12)) - total
