"""The long layout: one row a reading, a column of times and a column of numbers.

Times stand in one column, or in two: dates, and times of the day or numbers of its steps.
"""

import re
from collections.abc import Callable

import numpy as np

from optdispatch.errors import MeterError
from optdispatch.meter.cells import (
    SAMPLE,
    Cell,
    is_empty,
    is_number,
    is_stamp,
    numbers,
    plain_date,
    shown,
)
from optdispatch.meter.columns import Column, about, multiplier, quantity
from optdispatch.meter.rows import Choice, known
from optdispatch.meter.slots import (
    DAY_MIN,
    Stamp,
    is_time_of_day,
    numbered_minutes,
    read_slots,
)
from optdispatch.meter.stamps import Stamps, read_stamps
from optdispatch.meter.table import Table
from optdispatch.meter.units import is_active
from optdispatch.meter.words import names_a_part, names_end, names_no_measure, names_step

_MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")


def read_long(table: Table, choice: Choice, meter: str) -> Column:
    """Take the times and one column of numbers out of a table.

    Raises `MeterError` where it is not clear which they are, or where one cannot be read.
    """
    time = _time_column(table, choice.time_column)
    clock = _clock_column(table, time)
    stamps = read_stamps(table.columns[time], table.lines, table.name)
    stamp, why = _stamp_by_title(clock or time)
    if clock is not None:
        stamps, stamp, why = _with_clock(table, stamps, clock, (stamp, why))
    given = (time, clock)
    title, others = _number_column(table, choice.column, given)
    at = [f"{table.where(n)}, column {title!r}" for n in range(len(table.lines))]
    factors, factor_title = multiplier(table)
    return Column(
        name=table.name,
        title=title,
        quantity=quantity(table),
        stamps=stamps,
        values=numbers(table.columns[title], at),
        lines=table.lines,
        layout="one row a reading",
        time_title=time if clock is None else f"{time} + {clock}",
        stamp=stamp,
        stamp_why=why,
        meter=meter,
        multiplier=factors,
        multiplier_title=factor_title,
        about=about(table),
        form=table.form,
        others=others,
    )


def _time_column(table: Table, asked: str | None) -> str:
    if asked is not None:
        return known(table, asked)
    found = [title for title, cells in table.columns.items() if _mostly(cells, is_stamp)]
    if not found:
        raise MeterError(
            f"{table.name}: has no time column such as 2016-01-31 13:45; "
            f"columns: {_listed(list(table.columns))}"
        )
    tells = [t for t in found if len(set(map(shown, table.columns[t]))) > 1] or found
    timed = [t for t in tells if not _are_dates(table.columns[t])] or tells
    begin = [t for t in timed if names_end(t) is False]
    if len(begin) == 1 and all(names_end(t) is not None for t in timed):
        return begin[0]
    if len(timed) > 1:
        raise MeterError(f"{table.name}: which is the time? say `time_column:` {_listed(timed)}")
    return timed[0]


def _clock_column(table: Table, time: str) -> str | None:
    """The column of times of the day beside a column of dates, if there is one."""
    if not _are_dates(table.columns[time]):
        return None
    found = [t for t, cells in table.columns.items() if _mostly(cells, is_time_of_day)]
    found = found or [t for t in table.columns if t != time and names_step(t)]
    begin = [t for t in found if names_end(t) is False]
    if len(begin) == 1 and all(names_end(t) is not None for t in found):
        return begin[0]
    if len(found) > 1:
        raise MeterError(
            f"{table.name}: which is the time of the day, {_listed(found)}? take the others out"
        )
    return found[0] if found else None


def _with_clock(
    table: Table, dates: Stamps, clock: str, titled: tuple[Stamp | None, str]
) -> tuple[Stamps, Stamp | None, str]:
    """Dates and times of the day, and which end of an interval those are."""
    cells = table.columns[clock]
    if not _mostly(cells, is_time_of_day):
        at = [f"{table.where(n)}, column {clock!r}" for n in range(len(cells))]
        counts = numbers(cells, at)
        whole = (counts % 1 == 0) & (counts >= 0) & (counts <= DAY_MIN)
        if not whole.all():
            row = int(np.argmin(whole))
            raise MeterError(f"{at[row]}: {shown(cells[row])!r} is no step of the day")
        minute = numbered_minutes(counts.astype(np.int64), f"{table.name}, column {clock!r}")
        return dates.at_minutes(minute), "start", "numbers count steps from midnight"
    for n, cell in enumerate(cells):
        if not is_time_of_day(cell):
            raise MeterError(
                f"{table.where(n)}: cannot read the time {shown(cell)!r}; write it as 13:45"
            )
    slots = read_slots(cells)
    minute, stamp, why = slots.minute, slots.stamp or titled[0], slots.why or titled[1]
    day = dates.wall.normalize().asi8
    last = np.flatnonzero((minute == 0) & (np.roll(minute, 1) > DAY_MIN // 2))
    if stamp is None and last.size and (day[last] == np.roll(day, 1)[last]).all():
        minute = np.where(minute == 0, DAY_MIN, minute)
        stamp, why = "end", "00:00 stands last in a day"
    return dates.at_minutes(minute), stamp, why


def _stamp_by_title(title: str) -> tuple[Stamp | None, str]:
    ends = names_end(title)
    return (None, "") if ends is None else ("end" if ends else "start", "its title says so")


def _number_column(
    table: Table, asked: str | None, given: tuple[str | None, ...]
) -> tuple[str, tuple[str, ...]]:
    """The column of readings, and the other columns of numbers."""
    if asked is not None:
        return known(table, asked), ()
    rest = {t: c for t, c in table.columns.items() if t not in given}
    found = [
        t for t, cells in rest.items() if _mostly(cells, is_number) and not _mostly(cells, is_stamp)
    ]
    if not found:
        raise MeterError(f"{table.name}: has no column of numbers; columns: {_listed(list(rest))}")
    likely = [t for t in found if not names_no_measure(t)] or found
    if len(likely) > 1:
        likely = [t for t in likely if is_active(t)] or likely
    if len(likely) > 1:
        likely = [t for t in likely if not names_a_part(t)] or likely
    if len(likely) > 1:
        raise MeterError(f"{table.name}: which column? say `column:` {_listed(likely)}")
    return likely[0], tuple(t for t in found if t != likely[0])


def _are_dates(cells: list[Cell]) -> bool:
    """Whether cells hold dates without times."""
    return not _mostly(cells, lambda cell: ":" in _MIDNIGHT.sub("", plain_date(shown(cell))))


def _mostly(cells: list[Cell], test: Callable[[Cell], bool]) -> bool:
    """Whether most of the first cells that say something pass a test."""
    said = [test(cell) for cell in cells[:SAMPLE] if not is_empty(cell)]
    return sum(said) * 2 > len(said)


def _listed(titles: list[str]) -> str:
    return ", ".join(titles[:8]) + (", …" if len(titles) > 8 else "")
