"""The layout of grid companies: one row a day, and a column for each step of the day."""

import numpy as np

from optdispatch.errors import MeterError
from optdispatch.meter.cells import SAMPLE, is_empty, is_stamp, numbers
from optdispatch.meter.columns import Column, about, multiplier, quantity
from optdispatch.meter.rows import Choice, known
from optdispatch.meter.slots import Slots
from optdispatch.meter.stamps import read_stamps
from optdispatch.meter.table import Table


def read_days(table: Table, slots: Slots, choice: Choice, meter: str) -> Column:
    """Read rows of days one after the other.

    Raises `MeterError` where a cell is neither a number nor empty.
    """
    n = len(slots.labels)
    date = _date_column(table, slots, choice.time_column)
    days = read_stamps(table.columns[date], table.lines, table.name)
    minute = np.tile(slots.minute, len(table.lines))
    rows = zip(*(table.columns[label] for label in slots.labels), strict=True)
    at = [f"{table.where(row)}, column {label!r}" for row in range(len(table.lines))
          for label in slots.labels]  # fmt: skip
    factors, factor_title = multiplier(table, n)
    return Column(
        name=table.name,
        title="",
        quantity=quantity(table),
        stamps=days.at_minutes(minute),
        values=numbers([cell for row in rows for cell in row], at),
        lines=np.repeat(table.lines, n).tolist(),
        layout="one row a day",
        time_title=date,
        stamp=slots.stamp,
        stamp_why=slots.why,
        labels=slots.labels,
        meter=meter,
        multiplier=factors,
        multiplier_title=factor_title,
        about=about(table),
        form=table.form,
    )


def _date_column(table: Table, slots: Slots, asked: str | None) -> str:
    if asked is not None:
        return known(table, asked)
    found = []
    for title, cells in table.columns.items():
        said = [is_stamp(cell) for cell in cells[:SAMPLE] if not is_empty(cell)]
        if title not in slots.labels and 2 * sum(said) > len(said):
            found.append(title)
    if not found:
        raise MeterError(
            f"{table.name}: has one row a day, but no column of dates such as 2016-01-31"
        )
    telling = [title for title in found if len(set(table.columns[title])) > 1] or found
    if len(telling) > 1:
        raise MeterError(
            f"{table.name}: which is the date? say `time_column:` {', '.join(telling)}"
        )
    return telling[0]
