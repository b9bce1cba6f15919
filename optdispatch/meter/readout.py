"""What a file says, once it is known how to read it: kilowatts on equal steps.

What a user does not say is found here: which rows and columns hold the readings, which end of
an interval a time is, the unit, the multiplier.
"""

from dataclasses import dataclass, replace
from datetime import tzinfo

import numpy as np
import pandas as pd

from optdispatch.errors import MeterError
from optdispatch.meter.cleaning import Keep, Mended, settle
from optdispatch.meter.clock import Clock, find_clock
from optdispatch.meter.columns import Column
from optdispatch.meter.day_table import read_days
from optdispatch.meter.laying import Laid, add, lay, step_of
from optdispatch.meter.long_table import read_long
from optdispatch.meter.rows import Choice, by_meter, meter_column, of_one_quantity
from optdispatch.meter.slots import Stamp, day_slots
from optdispatch.meter.table import Table
from optdispatch.meter.units import Unit, kw_per_reading
from optdispatch.meter.words import names_no_measure
from optdispatch.note import Note

LIMIT_KW = 1e9
"""More than any grid carries."""


@dataclass(frozen=True, eq=False)
class Readout:
    """Columns of a file, and what their numbers and times mean."""

    columns: tuple[Column, ...]
    """One a meter."""
    stamp: Stamp
    stamp_why: str
    """Empty, where the file does not show it."""
    unit: Unit
    unit_why: str
    scale: float | None
    """Factor on the readings; None: what the file says."""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.columns[0].name

    @property
    def notes(self) -> tuple[str, ...]:
        """What an outcome must say about how the file was read."""
        said = []
        if len(self.columns) > 1:
            said.append(Note("{file}: the sum of {n} meters", file=self.name, n=len(self.columns)))
        if factors := self.multipliers:
            shown = ", ".join(f"{f:g}" for f in factors[:5]) + (", …" if len(factors) > 5 else "")
            title = self.columns[0].multiplier_title
            said.append(
                Note(
                    "{file}: readings were multiplied by {factors}, column {column!r}",
                    file=self.name,
                    factors=shown,
                    column=title,
                )
            )
        if not self.stamp_why:
            said.append(
                Note(
                    "{file}: times are taken for the starts of intervals; the file does not "
                    "show it",
                    file=self.name,
                )
            )
        return tuple(said)

    @property
    def multipliers(self) -> list[float]:
        """The factors that the file says and that are used, if any is not 1."""
        if self.scale is not None:
            return []
        said = [c.multiplier.tolist() for c in self.columns if c.multiplier is not None]
        factors = sorted({factor for each in said for factor in each})
        return factors if factors != [1.0] else []

    def clock(self) -> Clock:
        """The clock that the times are on, as far as the file shows it."""
        return find_clock(self.columns[0], self.stamp)

    def laid(self, zone: tzinfo, keep: Keep | None) -> Mended:
        """Kilowatts on equal steps; of several meters, their sum.

        Raises `MeterError` for times and numbers that cannot be used as they stand.
        """
        parts = [settle(self._laid(column, zone), keep) for column in self.columns]
        changes = tuple(change for part in parts for change in part.changes)
        return Mended(add(tuple(part.laid for part in parts)), changes)

    def _laid(self, column: Column, zone: tzinfo) -> Laid:
        if self.scale is None and column.multiplier is not None:
            with np.errstate(over="ignore"):
                column = replace(column, values=column.values * column.multiplier)
        laid = lay(column, zone, self.stamp)
        factor = kw_per_reading(self.unit, self.scale or 1.0, laid.step)
        highest = float(pd.Series(laid.power_kw).abs().max()) * abs(factor)
        if highest > LIMIT_KW:
            raise MeterError(
                f"{self.name}: a reading is {highest:g} kW; check it, `unit:` and `scale:`"
            )
        return laid.scaled(factor)


def read_out(
    table: Table, choice: Choice, stamp: Stamp | None, unit: Unit | None, scale: float | None
) -> Readout:
    """Find what is not said.

    Raises `MeterError` where a file leaves it open, and where it cannot be read.
    """
    columns = read_columns(table, choice)
    unit_why = "as it was said"
    if unit is None:
        unit, unit_why = columns[0].unit()
    stamp_why = "as it was said"
    if stamp is None:
        stamp, stamp_why = which_end(columns[0])
    return Readout(columns, stamp, stamp_why, unit, unit_why, scale)


def read_columns(table: Table, choice: Choice) -> tuple[Column, ...]:
    """The readings of each meter that is chosen, whatever the layout."""
    rows = of_one_quantity(table, choice.quantity)
    meters = by_meter(rows, choice).items()
    apart = meter_column(rows, choice)
    titles = [t for t in rows.columns if t != apart and not names_no_measure(t)]
    slots = day_slots(titles, table.name) if choice.column is None else None
    if slots is None:
        return tuple(read_long(part, choice, meter) for meter, part in meters)
    return tuple(read_days(part, slots, choice, meter) for meter, part in meters)


def which_end(column: Column) -> tuple[Stamp, str]:
    """Which end of their intervals times are, and how that shows; else starts, and nothing."""
    if column.stamp is not None:
        return column.stamp, column.stamp_why
    if column.stamps.has_24:
        return "end", "24:00 ends a day"
    step = step_of(column)
    first, last = column.stamps.wall.min(), column.stamps.wall.max()
    begins, ends = f"the first time is {first:%H:%M}", f"the last is {last:%H:%M}"
    if _is_midnight(first) and _is_midnight(last + step):
        return "start", f"{begins}, {ends}"
    if _is_midnight(first - step) and _is_midnight(last):
        return "end", f"{begins}, {ends}"
    return "start", ""


def _is_midnight(moment: pd.Timestamp) -> bool:
    return moment == moment.normalize()
