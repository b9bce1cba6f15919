"""The table of a study: one row a point, as it is read from the store.

Columns are `point` (its number), the axes (factor or value), the metrics, and `error`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.plan import StudyPlan
from optdispatch.study.campaign.store import Row

Record: TypeAlias = tuple[Any, ...]
"""One value a column; None where there is none."""


@dataclass(frozen=True)
class Table:
    """What columns there are, and how a row fills them."""

    plan: StudyPlan

    @cached_property
    def columns(self) -> dict[str, type]:
        """Name and type of each column."""
        axes = {axis.name: self._type(axis) for axis in self.plan.study.axes}
        return {"point": int, **axes, **dict.fromkeys(self.plan.metrics, float), "error": str}

    def _type(self, axis: Along) -> type:
        there = axis.there(self.plan.base)
        return float if axis.is_number and not isinstance(there, str) else str

    def records(self, rows: Iterable[Row]) -> Iterator[Record]:
        """A record for each row."""
        axes, metrics = self.plan.study.axes, self.plan.metrics
        there = {axis.name: axis.there(self.plan.base) for axis in axes}
        types = self.columns
        for row in rows:
            at = [_as(types[n], row.point.get(n, value)) for n, value in there.items()]
            numbers = row.numbers or {}
            yield (row.number, *at, *(numbers.get(name) for name in metrics), row.error)


def _as(kind: type, value: Any) -> Any:
    """A value of an axis as its column has it."""
    if value is None or isinstance(value, kind):
        return value
    return float(value) if kind is float else json.dumps(value, ensure_ascii=False)
