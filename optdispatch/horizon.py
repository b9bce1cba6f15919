"""The periods that are planned: rings of equal steps.

In a ring the period before the first is the last, so storage ends as full as it began and
no equation has a first-period case. One ring can be a year; many rings of a day, each
standing for several real days, are typical days. Only the month's peak joins them. A chain
is a ring that does not close: its storage begins and ends where the case says.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from optdispatch.calendar import Alike, Calendar

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ring:
    """A run of periods that closes on itself, and how many times it happens."""

    start: datetime
    periods: int
    weight: float = 1.0
    days: tuple[date, ...] = ()
    """The real days that a typical day stands for; none, if the periods are the real ones."""
    label: str = ""
    closed: bool = True
    """False: a chain."""
    operating: bool = True
    """False: storage is at rest, the site is not."""
    called: bool = True
    """False: the day as it is when no programme calls, though one might."""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError(f"start needs a time zone, got {self.start.isoformat()}")


class Month(NamedTuple):
    """A billing month: its name, and which periods lie in it, shape (T,)."""

    name: str
    mask: BoolArray


@dataclass(frozen=True)
class Horizon:
    """Rings of equal periods, one after the other; T periods in all.

    >>> day = Ring(datetime.fromisoformat("2025-07-01T00:00+08:00"), 24, weight=31)
    >>> july = Horizon(timedelta(hours=1), (day,))
    >>> july.hours, len(july), int(july.previous[0]), float(july.weight.sum())
    (1.0, 24, 23, 744.0)
    """

    step: timedelta
    rings: tuple[Ring, ...]
    calendar: Calendar = field(default_factory=Alike)
    peak_so_far_kw: float = 0.0
    """The highest demand that the billing month has already seen. [kW]"""

    def __len__(self) -> int:
        return sum(ring.periods for ring in self.rings)

    @property
    def hours(self) -> float:
        """Length of one period. [h]"""
        return self.step.total_seconds() / 3600

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where each ring's periods stand."""
        ends = np.cumsum([ring.periods for ring in self.rings]).tolist()
        return tuple(slice(e - r.periods, e) for e, r in zip(ends, self.rings, strict=True))

    @cached_property
    def index(self) -> pd.DatetimeIndex:
        """Start of each period in local time, shape (T,)."""
        runs = [pd.date_range(r.start, periods=r.periods, freq=self.step) for r in self.rings]
        instants = np.concatenate([run.tz_convert("UTC").to_numpy() for run in runs])
        return pd.DatetimeIndex(instants, tz="UTC").tz_convert(self.rings[0].start.tzinfo)

    @cached_property
    def seconds(self) -> IntArray:
        """POSIX time at which each period starts, shape (T,). [s]"""
        return np.asarray(self.index.as_unit("s").asi8, dtype=np.int64)

    @cached_property
    def dates(self) -> tuple[tuple[date, slice], ...]:
        """Each run of periods that lie on one date of one ring."""
        days = self.index.tz_localize(None).normalize().to_numpy()
        firsts = {s.start for s in self.slices}
        starts = [t for t in range(len(self)) if t in firsts or days[t] != days[t - 1]]
        ends = [*starts[1:], len(self)]
        names = pd.DatetimeIndex(days[starts]).date
        return tuple((d, slice(a, b)) for d, a, b in zip(names, starts, ends, strict=True))

    @cached_property
    def minute(self) -> IntArray:
        """Minute of the local day at which each period starts, shape (T,)."""
        return np.asarray(self.index.hour * 60 + self.index.minute, dtype=np.int64)

    @cached_property
    def month_of_year(self) -> IntArray:
        """Month in which each period starts, 1 to 12, shape (T,)."""
        return np.asarray(self.index.month, dtype=np.int64)

    @cached_property
    def previous(self) -> IntArray:
        """The period before each period in its ring, shape (T,); -1 where a chain begins."""
        before = np.arange(len(self)) - 1
        for ring, s in zip(self.rings, self.slices, strict=True):
            before[s.start] = s.stop - 1 if ring.closed else -1
        return before

    @property
    def chain_ends(self) -> list[int]:
        """The last period of each chain."""
        both = zip(self.rings, self.slices, strict=True)
        return [s.stop - 1 for ring, s in both if not ring.closed]

    @cached_property
    def weight(self) -> FloatArray:
        """How many real periods each period stands for, shape (T,)."""
        return self._repeat([ring.weight for ring in self.rings]).astype(np.float64)

    @cached_property
    def operating(self) -> BoolArray:
        """Where storage may work, shape (T,)."""
        return self._repeat([ring.operating for ring in self.rings]).astype(np.bool_)

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The billing months, in order."""
        number = np.asarray(self.index.year * 12 + self.index.month - 1)
        return tuple(
            Month(f"{n // 12}-{n % 12 + 1:02d}", number == n) for n in np.unique(number).tolist()
        )

    @cached_property
    def month_periods(self) -> tuple[IntArray, ...]:
        """Which periods lie in each billing month."""
        return tuple(np.flatnonzero(month.mask) for month in self.months)

    def _repeat(self, values: list[float] | list[bool]) -> npt.NDArray[np.generic]:
        return np.repeat(np.array(values), [ring.periods for ring in self.rings])
