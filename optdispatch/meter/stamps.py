"""Read time stamps, and set them on the meter's clock.

A date with the year last is read day first or month first, whichever reads every row; if
both do, it is refused. `24:00` is the midnight that ends the day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import product
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
import pandas as pd

from optdispatch.errors import MeterError
from optdispatch.horizon import IntArray
from optdispatch.meter.cells import Cell, is_empty, is_stamp, plain_date, shown
from optdispatch.nouns import nearest

_OFFSET = re.compile(r"(:\d\d(?:\.\d+)?)\s*(Z|[+-]\d\d:?\d\d)$")
_ISO_T = re.compile(r"(?<=\d)T(?=\d)")
_MIDNIGHT = re.compile(r"\b24:00(:00)?$")
_FIXED = re.compile(r"UTC(?:([+-])(\d\d):(\d\d))?")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y")
_EITHER_WAY = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y")
_TIMES = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p")


@dataclass(frozen=True, eq=False)
class Stamps:
    """Times as they are written: wall clock, and the offset from UTC where one is written."""

    wall: pd.DatetimeIndex
    offset_min: IntArray | None = None
    has_24: bool = False
    """Whether a time is written as 24:00."""

    @property
    def is_naive(self) -> bool:
        """Whether no offset is written."""
        return self.offset_min is None

    def at(self, rows: IntArray) -> "Stamps":
        """Some of them."""
        offsets = None if self.offset_min is None else self.offset_min[rows]
        return Stamps(self.wall[rows], offsets, self.has_24)

    def later(self, minutes: IntArray | int) -> "Stamps":
        """The same, each some minutes later on the wall clock."""
        wall = self.wall + pd.to_timedelta(minutes, unit="min")
        return replace(self, wall=wall)

    def at_minutes(self, minutes: IntArray) -> "Stamps":
        """The dates, each as often as it goes into the minutes of the day."""
        days = self.wall.normalize().repeat(len(minutes) // len(self.wall))
        return Stamps(days + pd.to_timedelta(minutes, unit="min"), has_24=self.has_24)

    def on_clock(self, zone: tzinfo) -> pd.DatetimeIndex:
        """The instants, in a zone; NaT where the zone's clock skips the time.

        Where the clock shows a time twice, the first that is written is the earlier; the
        last, where the newest reading stands first.
        """
        if self.offset_min is not None:
            utc = self.wall - pd.to_timedelta(self.offset_min, unit="min")
            return utc.tz_localize("UTC").tz_convert(zone)
        newest_first = int((np.diff(self.wall.asi8) < 0).sum()) > 0.9 * (len(self.wall) - 1)
        earlier = ~np.asarray(self.wall.duplicated(keep="last" if newest_first else "first"))
        return self.wall.tz_localize(zone, ambiguous=earlier, nonexistent="NaT")


def read_stamps(cells: Sequence[Cell], lines: Sequence[int], name: str) -> Stamps:
    """Read the time of every row.

    Raises `MeterError` that names the first line that holds none.
    """
    texts = [_text(cell) for cell in cells]
    offsets = [_OFFSET.search(text) for text in texts]
    if any(offsets):
        for text, offset, line in zip(texts, offsets, lines, strict=True):
            if offset is None:
                raise MeterError(f"{name}, line {line}: {text!r} has no offset from UTC, others do")
        texts = [_OFFSET.sub(r"\1", text) for text in texts]
    late = np.array([bool(_MIDNIGHT.search(text)) for text in texts])
    if late.any():
        texts = [_MIDNIGHT.sub("00:00", text) for text in texts]
    wall = _parse(texts, lines, name).round("s") + pd.to_timedelta(late.astype(np.int64), unit="D")
    if not any(offsets):
        return Stamps(wall, has_24=bool(late.any()))
    minutes = np.array([_minutes(o[2]) for o in offsets if o], dtype=np.int64)
    return Stamps(wall, minutes, bool(late.any()))


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):  # Excel's days are fractions, a microsecond off at times
        return str(pd.Timestamp(cell).round("s"))
    return "" if is_empty(cell) else _ISO_T.sub(" ", plain_date(shown(cell)))


def _parse(texts: list[str], lines: Sequence[int], name: str) -> pd.DatetimeIndex:
    """Read with the format that fits; the first row that none fits is named."""
    sample = next((text for text in texts if is_stamp(text)), "")
    formats = [
        pattern
        for day, time in product((*_DATES, *_EITHER_WAY), (*(f" {t}" for t in _TIMES), ""))
        if not _read([sample], pattern := day + time).hasnans
    ]
    read = {pattern: _read(texts, pattern) for pattern in formats}
    fits = [index for index in read.values() if not index.hasnans]
    if fits and any(not index.equals(fits[0]) for index in fits[1:]):
        raise MeterError(f"{name}: {sample!r} may be day or month first; write dates as 2016-01-31")
    if fits:
        return fits[0]
    best = min(
        read.values(), key=lambda index: int(np.sum(index.isna())), default=_read(texts, "%Y")
    )
    row = int(np.argmax(best.isna()))
    raise MeterError(
        f"{name}, line {lines[row]}: cannot read the time {texts[row]!r}; "
        "write it as 2016-01-31 13:45"
    )


def _read(texts: list[str], pattern: str) -> pd.DatetimeIndex:
    return pd.to_datetime(texts, format=pattern, errors="coerce")


def _minutes(offset: str) -> int:
    if offset == "Z":
        return 0
    sign = -1 if offset[0] == "-" else 1
    return sign * (int(offset[1:3]) * 60 + int(offset[-2:]))


def time_zone(name: str) -> tzinfo:
    """Find a time zone by its name, or by its offset from UTC.

    Raises `MeterError` for a name that is neither.

    >>> str(time_zone("UTC+01:00"))
    'UTC+01:00'
    """
    if fixed := _FIXED.fullmatch(name):
        sign, hours, minutes = fixed.groups(default="0")
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if offset < timedelta(days=1):
            return timezone(-offset if sign == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = nearest(name, available_timezones())
        raise MeterError(f"no time zone {name!r}; {known}; or an offset: UTC+08:00") from None


def clock_changes(zone: tzinfo, years: set[int]) -> bool:
    """Whether a zone's clock is put forward and back in these years."""
    return any(
        len({pd.Timestamp(year, month, 15, tz=zone).utcoffset() for month in range(1, 13)}) > 1
        for year in years
    )
