"""Readings of a meter, laid on the periods of a horizon.

With readings r_i, each the mean power over a step δ, and periods of length Δt,

    P_t = (1/k) Σ_{0 ≤ i < k} r_{n(t)+i}       k = max(1, Δt/δ)                (R1)
    P_t = mean over d ∈ D of  mean of r_i with i on day d in slot s(t)         (R2)

(R1) holds where the periods are real ones: by instants, so a day may have 92 or 100
quarter-hours. (R2) holds for a typical day, by the wall clock: a slot that the clock skips
on a day is left out of the mean over days, and one that it shows twice is averaged first.

======  =================================================  =====  ==================
symbol  meaning                                            unit   name
======  =================================================  =====  ==================
r_i     reading: mean power from its start                 kW     `Readings.series`
δ       step of the meter                                  h      `Readings.step`
n(t)    the reading that lies at the start of period t     –      `_at`
D       the real days that a typical day stands for        –      `Ring.days`
s(t)    slot of the wall clock, of length max(δ, Δt)       –      `Days.slot_min`
P_t     mean power                                         kW     `Readings.on`
======  =================================================  =====  ==================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cached_property

import numpy as np
import pandas as pd

from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray, Horizon, IntArray, Ring

DAY_MIN = 24 * 60


@dataclass(frozen=True, eq=False)
class Days:
    """Power by date and slot of the wall clock, shape (days, slots); NaN where none is read."""

    first: int
    """Ordinal of the first date."""
    slot_min: int
    power: FloatArray

    def of(self, days: Sequence[date]) -> FloatArray:
        """Rows of some dates, shape (dates, slots). [kW]"""
        rows = np.array([day.toordinal() for day in days]) - self.first
        return np.asarray(self.power[rows], dtype=np.float64)

    def mean(self, days: Sequence[date], minute: IntArray) -> FloatArray:
        """(R2) at minutes of the day. A slot that all days skip lies between its neighbours."""
        power = self.of(days)[:, minute // self.slot_min]
        read = np.isfinite(power)
        n = read.sum(axis=0)
        mean: FloatArray = np.where(read, power, 0.0).sum(axis=0) / np.maximum(n, 1)
        if n.all():
            return mean
        known = n > 0
        between = np.interp(minute, minute[known], mean[known], period=DAY_MIN)
        return np.asarray(between, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Readings:
    """Mean power over unbroken equal steps, stamped at their starts, in the meter's zone."""

    series: "pd.Series[float]"
    step: timedelta
    name: str = "readings"
    """What to call them in messages."""

    def __post_init__(self) -> None:
        index = self._index
        if index.tz is None or (index[1:] - index[:-1] != self.step).any():
            raise ValueError("readings need a time zone and equal steps")
        if not np.isfinite(self.power_kw).all():
            raise ValueError("readings need to be numbers")

    @property
    def power_kw(self) -> FloatArray:
        """The readings, shape (n,). [kW]"""
        return np.asarray(self.series.to_numpy(), dtype=np.float64)

    @property
    def zone(self) -> tzinfo:
        """The zone of the meter's clock."""
        assert self._index.tz is not None  # noqa: S101 - `__post_init__` saw to it
        return self._index.tz

    @cached_property
    def end(self) -> pd.Timestamp:
        """Where the last reading ends."""
        return self._index[-1] + pd.Timedelta(self.step)

    def on(self, horizon: Horizon) -> FloatArray:
        """Lay the readings on a horizon: (R1) and (R2), shape (T,). [kW]

        Raises `MeterError` for a period without a reading, or a step that does not fit.
        """
        slot_min = self._slot_min(horizon.step)
        if day := self.lacks(horizon):
            raise MeterError(f"{self.name}: {self.covers()}; the horizon needs {day}")
        power = np.empty(len(horizon))
        typical = [(r, s) for r, s in _runs(horizon) if _is_typical(r)]
        real = np.ones(len(horizon), dtype=np.bool_)
        for _, s in typical:
            real[s] = False
        power[real] = self._at(horizon.seconds[real], horizon.step)
        if typical:
            days = self.days(_zone(horizon), slot_min)
            for ring, s in typical:
                power[s] = days.mean(ring.days, horizon.minute[s])
        return power

    def lacks(self, horizon: Horizon) -> date | None:
        """The first date that a horizon needs and that is not read in full; else None."""
        real = [horizon.seconds[s] for ring, s in _runs(horizon) if not _is_typical(ring)]
        needed = [(run[0], run[-1] + horizon.step.total_seconds()) for run in real]
        typical = {day for ring, _ in _runs(horizon) if _is_typical(ring) for day in ring.days}
        needed += [(_midnight(d, horizon), _midnight(d, horizon, 1)) for d in sorted(typical)]
        first, last = self._span_s
        short = [
            start if start < first else max(start, last)
            for start, end in needed
            if start < first or end > last
        ]
        return pd.Timestamp(min(short), unit="s", tz=_zone(horizon)).date() if short else None

    def covers(self) -> str:
        """From when to when, in words."""
        return f"readings go from {self._index[0]:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M}"

    def days(self, zone: tzinfo, slot_min: int) -> Days:
        """Power by date and slot of a zone's wall clock."""
        minute = _wall_minutes(self._index.tz_convert(zone))
        first = int(minute[0] // DAY_MIN)
        slots = DAY_MIN // slot_min
        cell = (minute // DAY_MIN - first) * slots + minute % DAY_MIN // slot_min
        size = int(cell.max() // slots + 1) * slots
        n = np.bincount(cell, minlength=size)
        total = np.bincount(cell, self.power_kw, minlength=size)
        power = np.where(n > 0, total / np.maximum(n, 1), np.nan).reshape(-1, slots)
        return Days(first + date(1970, 1, 1).toordinal(), slot_min, power)

    @cached_property
    def _index(self) -> pd.DatetimeIndex:
        return pd.DatetimeIndex(self.series.index)

    @cached_property
    def _span_s(self) -> tuple[float, float]:
        """POSIX time at which the first reading starts, and the last one ends."""
        return self._index[0].timestamp(), self.end.timestamp()

    def _at(self, starts: IntArray, step: timedelta) -> FloatArray:
        """(R1), of POSIX times in seconds"""
        offset = starts - int(self._span_s[0])
        delta = int(self.step.total_seconds())
        k = max(1, int(step.total_seconds()) // delta)
        if k > 1 and (offset % delta).any():
            raise MeterError(f"{self.name}: readings begin between the horizon's periods")
        n = (offset // delta)[:, None] + np.arange(k)
        return np.asarray(self.power_kw[n].mean(axis=1), dtype=np.float64)

    def _slot_min(self, step: timedelta) -> int:
        long, short = max(step, self.step), min(step, self.step)
        if long % short or timedelta(days=1) % long:
            raise MeterError(
                f"{self.name}: readings of {self.step} do not fit a horizon of {step}; "
                "one should be a multiple of the other"
            )
        return int(long.total_seconds()) // 60


def _runs(horizon: Horizon) -> list[tuple[Ring, slice]]:
    return list(zip(horizon.rings, horizon.slices, strict=True))


def _is_typical(ring: Ring) -> bool:
    """Whether a ring's periods are not the real ones."""
    return bool(ring.days) and ring.days != (ring.start.date(),)


def _zone(horizon: Horizon) -> tzinfo:
    zone = horizon.index.tz
    assert zone is not None  # noqa: S101 - a ring's start has a zone
    return zone


def _midnight(day: date, horizon: Horizon, later: int = 0) -> float:
    """POSIX time at which a date begins in a horizon's zone."""
    midnight = pd.Timestamp(day + timedelta(days=later)).tz_localize(
        _zone(horizon), ambiguous=True, nonexistent="shift_forward"
    )
    return midnight.timestamp()


def _wall_minutes(index: pd.DatetimeIndex) -> IntArray:
    """Minutes since 1970 as the wall clock counts."""
    return np.asarray(index.tz_localize(None).as_unit("s").asi8 // 60, dtype=np.int64)
