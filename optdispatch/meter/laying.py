"""Lay a file's numbers on equal steps: each where its time says, NaN where none is.

Nothing is dropped in silence: what stands there twice, and what is missing, is kept as such
for `cleaning`. Times that end their intervals come in two dresses where a clock changes: the
moment of the end on that clock, or the clock's time of the start and a step more. The one
that leaves fewer faults is the file's.
"""

from dataclasses import dataclass, replace
from datetime import UTC, timedelta, tzinfo

import numpy as np
import pandas as pd

from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.meter.columns import Column
from optdispatch.meter.slots import STEPS_MIN, Stamp

SPARSE = 100
"""A file that covers so many times the steps that it has readings has a wrong date in it."""


@dataclass(frozen=True)
class Repeat:
    """A time that has several readings."""

    start: pd.Timestamp
    values: tuple[float, ...]
    """In the order of the file. [kW]"""
    lines: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Laid:
    """Mean power by equal steps, NaN where none is read, shape (n,). [kW]"""

    name: str
    index: pd.DatetimeIndex
    power_kw: FloatArray
    step: timedelta
    repeats: tuple[Repeat, ...] = ()
    """Of several readings the first stands in `power_kw`."""

    @property
    def hours(self) -> float:
        """Length of a step. [h]"""
        return self.step / timedelta(hours=1)

    @property
    def gaps(self) -> list[slice]:
        """Runs of missing readings."""
        return runs(np.isnan(self.power_kw))

    def scaled(self, factor: float) -> "Laid":
        """The same in another unit."""
        repeats = tuple(
            replace(r, values=tuple(factor * v for v in r.values)) for r in self.repeats
        )
        return replace(self, power_kw=self.power_kw * factor, repeats=repeats)


def lay(column: Column, zone: tzinfo, stamp: Stamp) -> Laid:
    """Put readings in order; `zone` is the clock of times that carry no offset.

    Raises `MeterError` for irregular times, and for times that the clock skips.
    """
    step = step_of(column)
    starts = starts_of(column, zone, stamp, step)
    if starts.hasnans:  # a table of days has cells for times that a clock skips
        column = column.read
        starts = starts_of(column, zone, stamp, step)
    if starts.hasnans:
        row = int(np.argmax(starts.isna()))
        raise MeterError(
            f"{column.where(row)}: {_at(column.stamps.wall[row])} is "
            f"skipped by the clock of {zone}; say the meter's `time_zone:`, such as UTC+01:00"
        )
    _check_grid(column, starts, step)
    first = starts.min()
    position = np.asarray((starts - first) // step, dtype=np.int64)
    n = int(position.max()) + 1
    power = np.full(n, np.nan)
    power[position[::-1]] = column.values[::-1]
    index = pd.date_range(first, periods=n, freq=step, name="start")
    return Laid(column.name, index, power, step, _repeats(column, position, index))


def starts_of(column: Column, zone: tzinfo, stamp: Stamp, step: timedelta) -> pd.DatetimeIndex:
    """Where each reading's interval starts; NaT where the clock skips the time."""
    if stamp == "start":
        return column.stamps.on_clock(zone)
    minutes = int(step.total_seconds()) // 60
    by_moment = column.stamps.on_clock(zone) - step
    by_clock = column.stamps.later(-minutes).on_clock(zone)
    return min((by_moment, by_clock), key=lambda starts: faults(starts, step))


def faults(starts: pd.DatetimeIndex, step: timedelta) -> int:
    """How many readings a clock skips, doubles or misses."""
    there = starts.dropna().unique()
    skipped_or_doubled = len(starts) - len(there)
    if not len(there):
        return skipped_or_doubled
    return skipped_or_doubled + int((there.max() - there.min()) // step) + 1 - len(there)


def step_of(column: Column) -> timedelta:
    """The distance of readings, the same all through.

    Raises `MeterError` for one that is not a usual step of meters, and for a date that is far
    from all others.
    """
    seconds = np.unique(_seconds(column))
    apart = np.diff(seconds)
    if len(apart) == 0:
        raise MeterError(f"{column.name}: has one reading; a step needs two")
    found, count = np.unique(apart, return_counts=True)
    usual = int(found[np.argmax(count)])
    if usual not in [60 * minutes for minutes in STEPS_MIN]:
        after = seconds[int(np.argmax(apart == usual)) + 1]
        row = int(np.argmax(_seconds(column) == after))
        known = ", ".join(str(minutes) for minutes in STEPS_MIN[:-1])
        raise MeterError(
            f"{column.where(row)}: the step is {_minutes(usual)}; it may be {known} or "
            f"{STEPS_MIN[-1]} min"
        )
    wall, year = column.stamps.wall, 366 * 24 * 3600
    if seconds[-1] - seconds[0] > SPARSE * usual * len(seconds) + year:
        raise MeterError(
            f"{column.name}: times go from {_at(wall.min())} to {_at(wall.max())}, with "
            f"{len(wall)} readings; is one of these dates wrong?"
        )
    return timedelta(seconds=usual)


def add(parts: tuple[Laid, ...]) -> Laid:
    """The sum of meters, over all the time that any of them covers.

    Raises `MeterError` where their steps differ.
    """
    whole = parts[0]
    if len(parts) == 1:
        return whole
    if len({part.step for part in parts}) > 1:
        raise MeterError(f"{whole.name}: its meters have different steps; choose one, or by step")
    first = min(part.index[0] for part in parts)
    last = max(part.index[-1] for part in parts)
    index = pd.date_range(first, last, freq=whole.step, name="start")
    total = np.zeros(len(index))
    for part in parts:
        total += pd.Series(part.power_kw, part.index).reindex(index).to_numpy(dtype=np.float64)
    repeats = tuple(repeat for part in parts for repeat in part.repeats)
    return Laid(whole.name, index, total, whole.step, repeats)


def runs(mask: "np.typing.NDArray[np.bool_]") -> list[slice]:
    """Where a mask is true without a break.

    >>> runs(np.array([True, False, True, True]))
    [slice(0, 1, None), slice(2, 4, None)]
    """
    padded = np.concatenate([[False], mask, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _repeats(column: Column, position: IntArray, index: pd.DatetimeIndex) -> tuple[Repeat, ...]:
    order = np.argsort(position, kind="stable")
    places, begins, count = np.unique(position[order], return_index=True, return_counts=True)
    found = []
    for n in np.flatnonzero(count > 1):
        rows = order[begins[n] : begins[n] + count[n]].tolist()
        values = tuple(column.values[rows].tolist())
        lines = tuple(int(column.lines[row]) for row in rows)
        found.append(Repeat(index[places[n]], values, lines))
    return tuple(found)


def _check_grid(column: Column, starts: pd.DatetimeIndex, step: timedelta) -> None:
    """See that all times lie on full steps."""
    usual = int(step.total_seconds())
    wall = column.stamps.wall
    order = np.argsort(starts.as_unit("s").asi8, kind="stable")
    apart = np.diff(starts.as_unit("s").asi8[order])
    odd = apart % usual != 0
    begin = wall[order[0]]
    if (begin.minute * 60 + begin.second) % min(usual, 3600) or odd.any():
        n = int(np.argmax(odd)) + 1 if odd.any() else 0
        after = f", {_minutes(int(apart[n - 1]))} after the last," if n else ""
        raise MeterError(
            f"{column.where(int(order[n]))}: {wall[order[n]]:%Y-%m-%d %H:%M:%S}"
            f"{after} is off the {_minutes(usual)} grid; write every reading at its full step"
        )


def _seconds(column: Column) -> IntArray:
    """Times in seconds, by which distances are measured, whatever the clock."""
    stamps = column.stamps
    times = stamps.wall if stamps.is_naive else stamps.on_clock(UTC)
    return np.asarray(times.as_unit("s").asi8, dtype=np.int64)


def _at(instant: pd.Timestamp) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:g} min"
