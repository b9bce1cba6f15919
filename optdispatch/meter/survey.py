"""What is in a meter file: how it was read, what is wrong with it, what it adds up to.

With the readings r_i that are there, each the mean power over a step δ, of the n that a
stretch of time has room for,

    E = δ Σ r_i                                                               (V1)
    P̂ = max r_i                                                               (V2)
    coverage = number of r_i / n                                              (V3)
    load factor = mean r_i / P̂                                                (V4)

========  ===================================  =====  ===================
symbol    meaning                              unit   name
========  ===================================  =====  ===================
r_i       reading                              kW     `Survey.power_kw`
δ         step                                 h      `Laid.hours`
E         energy that was read                 kWh    `Tally.energy_kwh`
P̂         highest reading                      kW     `Tally.peak_kw`
========  ===================================  =====  ===================
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.meter.cleaning import Change, mend
from optdispatch.meter.clock import Clock
from optdispatch.meter.laying import Laid, Repeat, runs
from optdispatch.meter.outliers import outliers
from optdispatch.meter.profiles.meter_file import MeterFile
from optdispatch.meter.readout import Readout, read_out
from optdispatch.meter.rows import meters
from optdispatch.meter.stamps import time_zone

STUCK_H = 24.0
"""A meter that shows the same number, and not nothing, for longer may be stuck. [h]"""


@dataclass(frozen=True)
class Tally:
    """A month, a year, or all: what was read in it."""

    name: str
    readings: int
    room: int
    """How many readings it has room for between the file's first and last."""
    energy_kwh: float
    peak_kw: float
    peak_start: pd.Timestamp
    load_factor: float
    """Mean over peak; NaN where the peak is not above zero."""

    @property
    def coverage(self) -> float:
        """(V3)"""
        return self.readings / self.room


@dataclass(frozen=True, eq=False)
class Survey:
    """What is in a meter file."""

    readout: Readout
    clock: Clock
    laid: Laid
    """After what was told was done: NaN where readings are missing."""
    changes: tuple[Change, ...]
    outliers: tuple[int, ...]
    """Positions of readings far from their neighbours."""
    stuck: tuple[slice, ...]
    """Runs of the same number, longer than `STUCK_H`."""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.readout.name

    @property
    def step(self) -> timedelta:
        """Length of a step."""
        return self.laid.step

    @property
    def power_kw(self) -> FloatArray:
        """The readings, NaN where none is, shape (n,). [kW]"""
        return self.laid.power_kw

    @property
    def gaps(self) -> list[slice]:
        """Runs of missing readings."""
        return self.laid.gaps

    @property
    def repeats(self) -> tuple[Repeat, ...]:
        """Times that have several readings, of which the first counts."""
        return self.laid.repeats

    @property
    def total(self) -> Tally:
        """All of it."""
        return _tally("all", self.laid, slice(None))

    @property
    def years(self) -> tuple[Tally, ...]:
        """Each calendar year."""
        return self._by(self.laid.index.year.to_numpy(), str)

    @property
    def months(self) -> tuple[Tally, ...]:
        """Each month."""
        index = self.laid.index
        number = (index.year * 12 + index.month - 1).to_numpy()
        return self._by(number, lambda n: f"{n // 12}-{n % 12 + 1:02d}")

    @property
    def changed_days(self) -> tuple[tuple[date, float], ...]:
        """Days on which the clock changes, and how many hours they have."""
        if self.clock.how == "unchanged":
            return ()
        wall = self.laid.index.tz_localize(None)
        ahead = (wall - self.laid.index.tz_convert("UTC").tz_localize(None)) / pd.Timedelta(hours=1)
        put = np.diff(ahead.to_numpy(dtype=np.float64))
        return tuple((wall[n + 1].date(), 24 - put[n]) for n in np.flatnonzero(put).tolist())

    @property
    def negative(self) -> int:
        """How many readings are below zero."""
        return int((self.power_kw < 0).sum())

    @property
    def never_falls(self) -> bool:
        """Whether readings only ever rise for a day and more, as those of a register do."""
        power = self.power_kw[np.isfinite(self.power_kw)]
        rises = np.diff(power)
        return len(power) * self.laid.hours > STUCK_H and bool((rises >= 0).all() & rises.any())

    def _by(self, number: IntArray, name: Callable[[int], str]) -> tuple[Tally, ...]:
        """Stretches of the same number in which anything was read."""
        edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(number)]
        parts = [slice(a, b) for a, b in pairwise(edges)]
        read = [part for part in parts if np.isfinite(self.power_kw[part]).any()]
        return tuple(_tally(name(int(number[part.start])), self.laid, part) for part in read)


def examine(meter: MeterFile) -> Survey:
    """Find what is in a file; nothing is changed that `meter` does not name.

    Raises `MeterError` for a file that cannot be read, or that has several meters to choose
    from.

    >>> plant = examine(MeterFile(file="meters/plant-2016-15min.csv"))
    >>> plant.total.peak_kw, round(plant.total.energy_kwh), plant.clock.zones[:3]
    (1500.0, 5264735, ('Europe/Paris', 'Europe/Belgrade', 'Europe/Berlin'))
    """
    return _survey(meter, meter.readout)


def each_meter(meter: MeterFile) -> dict[str, Survey]:
    """A survey for each meter of a file, by its number; none where it tells none apart.

    Raises `MeterError` for a file that cannot be read.
    """
    found = {}
    for name in meters(meter.table, meter.choice):
        choice = replace(meter.choice, meter=name)
        readout = read_out(meter.table, choice, meter.stamp, meter.unit, meter.scale)
        found[name] = _survey(meter, readout)
    return found


def _survey(meter: MeterFile, readout: Readout) -> Survey:
    if meter.time_zone is not None:
        clock = Clock(time_zone(meter.time_zone), "said", (meter.time_zone,))
    else:
        clock = readout.clock()
    settled = readout.laid(clock.zone, meter.repeated)
    mended = mend(settled.laid, meter.fill)
    laid = mended.laid
    if not np.isfinite(laid.power_kw).any():
        raise MeterError(f"{readout.name}: no cell of the readings holds a number")
    far = tuple(np.flatnonzero(outliers(laid)).tolist())
    changes = settled.changes + mended.changes
    return Survey(readout, clock, laid, changes, far, _stuck(laid))


def _stuck(laid: Laid) -> tuple[slice, ...]:
    """Runs of the same number other than zero, longer than a day."""
    power = laid.power_kw
    same = np.concatenate([[False], (np.diff(power) == 0) & (power[1:] != 0)])
    long = STUCK_H / laid.hours
    found = [slice(run.start - 1, run.stop) for run in runs(same)]
    return tuple(run for run in found if run.stop - run.start > long)


def _tally(name: str, laid: Laid, part: slice) -> Tally:
    """(V1) to (V4) of a stretch of time."""
    power = laid.power_kw[part]
    read = np.isfinite(power)
    n = int(read.sum())
    at = int(np.nanargmax(power))
    peak = float(power[at])
    total = float(power[read].sum())
    return Tally(
        name=name,
        readings=n,
        room=len(power),
        energy_kwh=laid.hours * total,
        peak_kw=peak,
        peak_start=laid.index[part][at],
        load_factor=total / n / peak if peak > 0 else np.nan,
    )
