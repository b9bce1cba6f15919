"""A bill: what is owed, line by line and month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

ROUNDING = 1e-12
"""Share of a line below which a difference is rounding."""


@dataclass(frozen=True)
class Bill:
    """What is owed. [currency]"""

    monthly: Mapping[str, Sequence[Any] | Any]
    """Each line's cost in each billing month; a line that is one number has no months."""
    currency: str = field(default="", compare=False)
    months: tuple[str, ...] = field(default=(), compare=False)
    """Names of the billing months."""
    seen: Mapping[str, Any] | None = field(default=None, compare=False)
    """The lines as a program optimises them; None: as they stand."""

    @cached_property
    def lines(self) -> dict[str, Any]:
        """Each line's cost over all months."""
        return {
            line: sum(cost) if isinstance(cost, Sequence) else cost
            for line, cost in self.monthly.items()
        }

    @property
    def total(self) -> Any:
        """Sum of the lines."""
        return sum(self.lines.values())

    @cached_property
    def optimised(self) -> dict[str, Any]:
        """The lines as a program optimises them."""
        return dict(self.lines if self.seen is None else self.seen)

    @cached_property
    def invoiced(self) -> dict[str, float]:
        """What of each line is invoiced and not optimised; lines of which nothing is, left out."""
        names = dict.fromkeys([*self.lines, *self.optimised])
        parts = {n: float(self.lines.get(n, 0.0) - self.optimised.get(n, 0.0)) for n in names}
        whole = {n: abs(float(self.lines.get(n, 0.0))) for n in names}
        return {n: part for n, part in parts.items() if abs(part) > ROUNDING * max(1.0, whole[n])}

    def to_frame(self) -> pd.DataFrame:
        """One row a line, and the total."""
        amounts = [*self.lines.values(), self.total]
        return pd.DataFrame({"line": [*self.lines, "total"], "amount": amounts})

    def to_months(self) -> pd.DataFrame:
        """One row a billing month, one column a line, and the total."""
        table = pd.DataFrame(dict(self.monthly), index=pd.Index(self.months, name="month"))
        return table.assign(total=table.sum(axis=1))
