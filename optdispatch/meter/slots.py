"""Titles and cells that are times of the day: `00:15`, `0时15分`, `00:15-00:30`, `P1`, `1`.

A day of N equal steps is named by N times. Where one of them is 24:00, or 00:00 stands last,
they are the ends of the steps; where the first is 00:00, the starts. Numbers count the steps
of the day from midnight, from 0 or from 1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

import numpy as np

from optdispatch.errors import MeterError
from optdispatch.horizon import IntArray
from optdispatch.meter.cells import Cell, shown

Stamp = Literal["start", "end"]
DAY_MIN = 24 * 60
STEPS_MIN = (1, 5, 10, 15, 30, 60)
POINTS = tuple(DAY_MIN // step for step in STEPS_MIN)
_CLOCK = re.compile(r"[A-Za-z_]?(\d{1,2})(?::|[时点])(\d\d)?(?::00|分)?")
_TO = re.compile(r"\s*[-–—~～至到]\s*")
_FOUR = re.compile(r"[A-Za-z_]{0,6}([01]\d|2[0-4])([0-5]\d)")
_NUMBER = re.compile(r"([A-Za-z_]{0,8}|第|点|时段)[ _]?0*(\d{1,3})(点|时段)?")


@dataclass(frozen=True, eq=False)
class Slots:
    """Times of the day by label, as minutes, and which end of a step they are."""

    labels: tuple[str, ...]
    minute: IntArray
    stamp: Stamp | None
    why: str


def minute_of(cell: Cell) -> int | None:
    """The minute of the day that a cell shows, to 1440.

    >>> minute_of("00:15"), minute_of("24:00"), minute_of("7时30分"), minute_of("12.5")
    (15, 1440, 450, None)
    """
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() / 60)
    if isinstance(cell, datetime):
        return DAY_MIN if cell.year <= 1900 else None
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if not (found := _CLOCK.fullmatch(shown(cell))):
        return None
    minute = int(found[1]) * 60 + int(found[2] or 0)
    return minute if minute <= DAY_MIN and int(found[2] or 0) < 60 else None


def is_time_of_day(cell: Cell) -> bool:
    """Whether a cell shows a time of the day, or a run from one to another."""
    return minute_of(cell) is not None or _run(cell) is not None


def day_slots(titles: Sequence[str], where: str) -> Slots | None:
    """The titles that are the steps of a day; None where they are not those of one.

    Raises `MeterError` where some are missing.

    >>> day_slots(["date", *(f"P{k}" for k in range(1, 25))], "m.csv").minute[:3].tolist()
    [0, 60, 120]
    """
    clocks = [t for t in titles if is_time_of_day(t)]
    fours = [t for t in titles if _FOUR.fullmatch(t)]
    if len(clocks) >= 2:
        return _whole_day(read_slots(clocks), where)
    if len(fours) >= min(POINTS) - 1:
        clocked = [f"{f[1]}:{f[2]}" for t in fours if (f := _FOUR.fullmatch(t))]
        times = read_slots(clocked)
        return _whole_day(Slots(tuple(fours), times.minute, times.stamp, times.why), where)
    counted = {t: (f[1], int(f[2])) for t in titles if (f := _NUMBER.fullmatch(t))}
    prefixes = [prefix for prefix, _ in counted.values()]
    usual = max(prefixes, key=prefixes.count, default="")
    names = tuple(t for t, (prefix, _) in counted.items() if prefix == usual)
    if len(names) < min(POINTS) - 1:
        return None
    return _numbered(names, [counted[t][1] for t in names], where)


def read_slots(labels: Sequence[Cell]) -> Slots:
    """Read times of the day, or runs from one to another."""
    names = tuple(shown(label) for label in labels)
    runs = [_run(label) for label in labels]
    if all(run is not None for run in runs):
        starts = [run[0] for run in runs if run]
        return Slots(names, _minutes(starts), "start", "each time says from when to when")
    minute = _minutes([minute_of(label) or 0 for label in labels])
    if DAY_MIN in minute and 0 not in minute:
        return Slots(names, minute, "end", "24:00 ends a day")
    if len(minute) > 1 and minute[-1] == 0 and minute[0] > 0 and (np.diff(minute[:-1]) > 0).all():
        return Slots(names, _minutes([*minute[:-1], DAY_MIN]), "end", "00:00 stands last")
    return Slots(names, minute, None, "")


def numbered_minutes(counts: IntArray, where: str) -> IntArray:
    """Starts of steps that are counted from midnight, from 0 or from 1.

    Raises `MeterError` where no day has as many.
    """
    first, n = int(counts.min()), int(counts.max() - counts.min()) + 1
    if first not in (0, 1) or n not in POINTS:
        raise MeterError(
            f"{where}: steps of the day are numbered {first} to {int(counts.max())}; a day has "
            f"{', '.join(map(str, sorted(POINTS)))}, from 0 or from 1"
        )
    return np.asarray((counts - first) * (DAY_MIN // n), dtype=np.int64)


def _numbered(names: tuple[str, ...], counts: list[int], where: str) -> Slots:
    minute = numbered_minutes(_minutes(counts), f"{where}, columns {names[0]} … {names[-1]}")
    return _whole_day(Slots(names, minute, "start", "numbers count steps from midnight"), where)


def _whole_day(slots: Slots, where: str) -> Slots:
    """Steps of a day, each there once; 00:00 first means that times are starts."""
    minute, n = slots.minute, len(slots.labels)
    span = f"{n} columns of times of the day, {slots.labels[0]} … {slots.labels[-1]}"
    if n == 1 + int(DAY_MIN / max(1, _usual(minute))) and {0, DAY_MIN} <= set(minute.tolist()):
        raise MeterError(f"{where}: has both 00:00 and 24:00; take one of the columns out")
    step = DAY_MIN // n if n in POINTS else _usual(minute)
    first = 0 if 0 in minute else step
    wanted = range(first, first + DAY_MIN, step) if step else []
    missing = [m for m in wanted if m not in minute]
    if n not in POINTS or missing:
        lacks = f"; {_clock(missing[0])} is missing" if missing else ""
        raise MeterError(
            f"{where}: has {span}{lacks}; a day has {', '.join(map(str, sorted(POINTS)))}"
        )
    if slots.stamp is None:
        return Slots(slots.labels, minute, "start", "00:00 begins a day")
    return slots


def _run(cell: Cell) -> tuple[int, int] | None:
    ends = [minute_of(part) for part in _TO.split(shown(cell))] if isinstance(cell, str) else []
    return (ends[0], ends[1]) if len(ends) == 2 and None not in ends else None  # type: ignore[return-value]


def _usual(minute: IntArray) -> int:
    """The usual distance of times."""
    if len(minute) < 2:
        return 0
    found, count = np.unique(np.diff(np.sort(minute)), return_counts=True)
    return int(found[np.argmax(count)])


def _minutes(values: Sequence[int]) -> IntArray:
    return np.asarray(values, dtype=np.int64)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
