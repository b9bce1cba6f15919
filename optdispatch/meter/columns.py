"""One meter's readings in the order of the file, whatever its layout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray
from optdispatch.meter.cells import is_empty, numbers, shown
from optdispatch.meter.slots import Stamp
from optdispatch.meter.stamps import Stamps
from optdispatch.meter.table import Table
from optdispatch.meter.units import Unit, unit_of
from optdispatch.meter.words import names_multiplier, names_quantity, names_unit

Layout = Literal["one row a reading", "one row a day"]


@dataclass(frozen=True, eq=False)
class Column:
    """One meter's numbers in the order of the file; NaN where a cell is empty."""

    name: str
    """The file's name, for messages."""
    title: str
    quantity: str
    """What kind of reading it is, where a column says it."""
    stamps: Stamps
    values: FloatArray
    lines: Sequence[int]
    layout: Layout
    time_title: str
    stamp: Stamp | None = None
    """Which end of their intervals the times are, where the layout shows it."""
    stamp_why: str = ""
    labels: tuple[str, ...] = ()
    """Titles of the columns of a day."""
    meter: str = ""
    multiplier: FloatArray | None = None
    """Factor on each number, where a column says it."""
    multiplier_title: str = ""
    about: tuple[str, ...] = ()
    """What stands above or beside the numbers."""
    form: str = ""
    others: tuple[str, ...] = ()
    """Columns of numbers that were not taken."""

    def where(self, row: int) -> str:
        """Where a reading stands, for messages."""
        beside = f", column {self.labels[row % len(self.labels)]!r}" if self.labels else ""
        return f"{self.name}, line {self.lines[row]}{beside}"

    @property
    def read(self) -> "Column":
        """Without the times of empty cells; as it is, where all are empty."""
        there = np.flatnonzero(np.isfinite(self.values))
        if len(there) in {0, len(self.values)}:
            return self
        labels = (
            tuple(self.labels[n % len(self.labels)] for n in there.tolist()) if self.labels else ()
        )
        return replace(
            self,
            stamps=self.stamps.at(there),
            values=self.values[there],
            lines=[self.lines[n] for n in there.tolist()],
            labels=labels,
            multiplier=None if self.multiplier is None else self.multiplier[there],
        )

    def unit(self) -> tuple[Unit, str]:
        """The unit of the numbers, and why.

        Raises `MeterError` where the file names several, or one of another kind.
        """
        return unit_of(f"{self.title} {self.quantity}".strip(), self.about, self.name)

    @property
    def known_multiplier(self) -> float | None:
        """The multiplier that the file says, if it is one number and not 1."""
        factors = set() if self.multiplier is None else set(self.multiplier.tolist())
        return factors.pop() if len(factors) == 1 and factors != {1.0} else None


def about(table: Table) -> tuple[str, ...]:
    """What is said above the table, and the unit beside the numbers."""
    beside = [f"unit: {word}" for word in _said(table, names_unit)]
    return (*table.preamble, *beside)


def quantity(table: Table) -> str:
    """The kind of reading that a column beside the numbers says."""
    return ", ".join(_said(table, names_quantity))


def multiplier(table: Table, repeat: int = 1) -> tuple[FloatArray | None, str]:
    """The factor on each row that a column such as 倍率 says, and that column's title.

    Raises `MeterError` for a row that says none.
    """
    titles = [title for title in table.columns if names_multiplier(title)]
    if not titles:
        return None, ""
    if len(titles) > 1:
        raise MeterError(
            f"{table.name}: has several multipliers, {', '.join(titles)}; say their product as "
            "`scale:`"
        )
    at = [f"{table.where(n)}, column {titles[0]!r}" for n in range(len(table.lines))]
    factors = numbers(table.columns[titles[0]], at)
    if not (factors > 0).all():
        row = int(np.argmin(factors > 0))
        raise MeterError(f"{at[row]}: should be a multiplier such as 60; or say `scale:`")
    return np.repeat(factors, repeat), titles[0]


def _said(table: Table, is_named: Callable[[str], bool]) -> list[str]:
    """What columns of a kind say, each word once."""
    titles = [title for title in table.columns if is_named(title)]
    words = [shown(cell) for t in titles for cell in table.columns[t] if not is_empty(cell)]
    return list(dict.fromkeys(words))
