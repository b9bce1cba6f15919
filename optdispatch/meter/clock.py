"""Find the clock that a file's times are on.

A clock that is put forward skips an hour, and shows one twice when it is put back. So of the
clocks of the world those fit a file that leave the fewest faults in it,

    faults(z) = skipped + doubled + missing readings on the clock of zone z   (Z1)

and where as many are left without a change of the clock, those whose changes show in it.
Zones with the same changes cannot be told apart by wall clock: all of them are named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from optdispatch.meter.columns import Column
from optdispatch.meter.laying import faults, starts_of, step_of
from optdispatch.meter.slots import Stamp

WEEK = timedelta(days=7)
Shift: TypeAlias = tuple[datetime, int]
"""A change of the clock: what it shows before, and the minutes that it is put forward."""


@dataclass(frozen=True)
class Clock:
    """A clock, and how it is known."""

    zone: tzinfo
    """The zone that readings are laid on; UTC stands for a wall clock of no known zone."""
    how: Literal["said", "written", "changes", "unchanged"]
    zones: tuple[str, ...] = ()
    """Every zone whose clock is like the file's, the best known first."""
    alike: bool = True
    """Whether all these zones are also at the same distance from UTC."""

    @property
    def is_known(self) -> bool:
        """Whether a time's distance from UTC is known."""
        return self.how in {"said", "written"} or (self.how == "changes" and self.alike)


def find_clock(column: Column, stamp: Stamp) -> Clock:
    """The clock of a file that nobody named.

    Raises `MeterError` where the file has no step.
    """
    if not column.stamps.is_naive:
        return _written(column)
    column = column.read
    zones = _like(column, stamp, step_of(column))
    if not zones:
        return Clock(UTC, "unchanged")
    first = column.stamps.wall.min().to_pydatetime()
    apart = {ZoneInfo(name).utcoffset(first) for name in zones}
    return Clock(ZoneInfo(zones[0]), "changes", zones, len(apart) == 1)


def _like(column: Column, stamp: Stamp, step: timedelta) -> tuple[str, ...]:
    """Zones of least (Z1), by which more changes of the clock show; none, where UTC does as well.

    A table of days has no cells for the hour that comes twice, so it is not missing there.
    """
    best, found = (faults(starts_of(column, UTC, stamp, step), step), 0), list[str]()
    if not best[0]:
        return ()
    wall = column.stamps.wall
    seen = set(wall.asi8.tolist()), set(wall[wall.duplicated()].asi8.tolist())
    by_day = column.layout == "one row a day"
    for shifts, names in _by_shifts(wall.min(), wall.max()).items():
        back = [timedelta(minutes=-minutes) // step for _, minutes in shifts if minutes < 0]
        shows = _shows(wall, seen, shifts, step)
        if not shows:
            continue
        left = faults(starts_of(column, ZoneInfo(names[0]), stamp, step), step)
        if by_day:
            left, shows = max(0, left - sum(back)), shows + len(back)
        if (left, -shows) < best:
            best, found = (left, -shows), []
        if (left, -shows) == best:
            found += names
    return tuple(name for name in _zones() if name in found)


def _written(column: Column) -> Clock:
    """Zones whose distance from UTC is the written one, all through."""
    offsets = column.stamps.offset_min
    assert offsets is not None  # noqa: S101 - the caller saw that they are written
    if len(set(offsets.tolist())) == 1:
        return Clock(timezone(timedelta(minutes=int(offsets[0]))), "written")
    instants = column.stamps.on_clock(UTC)
    ends = [int(n) for n in (np.argmin(instants.asi8), np.argmax(instants.asi8))]
    ends += np.flatnonzero(np.diff(offsets)).tolist()[:20]

    def fits(zone: ZoneInfo) -> bool:
        few = instants[ends].tz_convert(zone)
        if [t.utcoffset() for t in few] != [timedelta(minutes=int(m)) for m in offsets[ends]]:
            return False
        wall = instants.tz_convert(zone).tz_localize(None)
        return bool((wall == column.stamps.wall).all())

    zones = tuple(name for name in _zones() if fits(ZoneInfo(name)))
    return Clock(ZoneInfo(zones[0]) if zones else UTC, "written", zones)


def _shows(
    wall: pd.DatetimeIndex,
    seen: tuple[set[int], set[int]],
    shifts: tuple[Shift, ...],
    step: timedelta,
) -> int:
    """How many changes of a clock show in a file, whichever end of an interval its times are."""
    there, twice = seen
    shown = 0
    for at, minutes in shifts:
        n = timedelta(minutes=abs(minutes)) // step
        first = at if minutes > 0 else at - n * step
        inside = [_stamp(first + k * step, wall) for k in range(1, n)]
        either = [_stamp(first, wall), _stamp(first + n * step, wall)] if n else []
        if minutes > 0:
            shown += not there.issuperset(either) and there.isdisjoint(inside)
        else:
            shown += not twice.isdisjoint(either) and twice.issuperset(inside)
    return shown


def _stamp(moment: datetime, wall: pd.DatetimeIndex) -> int:
    return int(pd.DatetimeIndex([moment]).as_unit(wall.unit).asi8[0])


def _by_shifts(first: pd.Timestamp, last: pd.Timestamp) -> dict[tuple[Shift, ...], list[str]]:
    """Zones by the changes of their clock from one time to another."""
    found: dict[tuple[Shift, ...], list[str]] = {}
    for name in _zones():
        shifts = tuple(_shifts(ZoneInfo(name), first.to_pydatetime(), last.to_pydatetime()))
        if shifts:
            found.setdefault(shifts, []).append(name)
    return found


def _shifts(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Shift]:
    """Changes of a clock: looked for by the week, and then by halves to the minute."""
    start = first.replace(tzinfo=UTC) - WEEK
    for n in range((last - first) // WEEK + 3):
        low, high = start + n * WEEK, start + (n + 1) * WEEK
        before, after = (moment.astimezone(zone).utcoffset() for moment in (low, high))
        if before is None or after is None or before == after:
            continue
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) // 2
            if middle.astimezone(zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        at = (high + before).replace(tzinfo=None, second=0, microsecond=0)
        if first < at < last:
            yield at, round((after - before).total_seconds() / 60)


@cache
def _zones() -> tuple[str, ...]:
    """The zones that the tz database tells apart since 1970, those that it shows first ahead.

    `zonenow.tab` has one zone, the most populous, for each clock of today; then come those of
    most countries.
    """
    now = _names("zonenow.tab")
    countries = _names("zone1970.tab")
    return tuple(sorted(countries, key=lambda name: (name not in now, -countries[name], name)))


def _names(table: str) -> dict[str, int]:
    """Zones, and for how many countries each stands."""
    text = (files("tzdata") / "zoneinfo" / table).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {row[2]: row[0].count(",") + 1 for row in rows}
