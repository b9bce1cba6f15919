"""What the cells go through: runs of state of charge, and how often each happens in a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from optdispatch.errors import InputError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

HOURS_PER_YEAR = 8760.0
CLOSED = 1e-3
"""How far from its first state of charge a run may end."""


@dataclass(frozen=True, eq=False)
class DayType:
    """A closed run of state of charge, and how often it happens; idle days are runs at rest.

    >>> day = DayType(np.array([0.05, 0.95, 0.95, 0.05]), 8, days_per_year=330, temperature_c=25)
    >>> round(day.discharged, 6), day.hours
    (0.9, 24)
    """

    soc: FloatArray
    """State of charge at the n+1 ends of n periods, as a fraction of the current capacity."""
    dt_hours: float
    """Length of a period. [h]"""
    days_per_year: float
    """How many times the run happens in a year."""
    temperature_c: float
    """Temperature of the cells. [°C]"""

    def __post_init__(self) -> None:
        soc = np.array(self.soc, dtype=np.float64)
        _check(soc, self.dt_hours, self.days_per_year, self.temperature_c)
        soc = np.clip(soc, 0.0, 1.0)
        soc.setflags(write=False)
        object.__setattr__(self, "soc", soc)

    @property
    def hours(self) -> float:
        """Length of the run. [h]"""
        return self.dt_hours * (len(self.soc) - 1)

    @property
    def kelvin(self) -> float:
        """Temperature of the cells. [K]"""
        return self.temperature_c + 273.15

    @cached_property
    def discharged(self) -> float:
        """What one run takes out of the cells, as a fraction of the current capacity."""
        return float(np.maximum(-np.diff(self.soc), 0).sum())

    def times(self, weight: float) -> Self:
        """The run as often as a weight says; what it has worked out goes with it."""
        _ = self.discharged
        more = object.__new__(type(self))
        more.__dict__.update(self.__dict__, days_per_year=weight * self.days_per_year)
        return more

    @property
    def c_rate(self) -> float:
        """Mean |ΔSOC|/Δt, weighted with |ΔSOC|, so rests do not count. [1/h]"""
        steps = np.abs(np.diff(self.soc))
        moved = float(steps.sum())
        return float((steps**2).sum()) / self.dt_hours / moved if moved > 0 else 0.0


def blend(parts: Iterable[tuple[float, Sequence[DayType]]]) -> tuple[DayType, ...]:
    """Mix years of days by weight: a half of this year and a half of that.

    Damage is additive, so a blend of years ages the cells by the blend of their damages.
    """
    return tuple(day.times(weight) for weight, days in parts if weight > 0 for day in days)


def discharged_per_year(days: Iterable[DayType]) -> float:
    """Discharge at the cell in a year, as a multiple of the current capacity."""
    return sum(day.days_per_year * day.discharged for day in days)


def whole_year(days: Sequence[DayType]) -> Sequence[DayType]:
    """`days`, if they fill a year.

    Raises `InputError` if they do not: a day that is left out would not age.
    """
    covered = sum(day.hours * day.days_per_year for day in days) / 24
    if not 364.4 <= covered <= 366.6:
        wanted = "idle days are day types at rest" if covered < 365 else "count each day once"
        raise InputError(f"day types fill {covered:g} days of a year, not 365; {wanted}")
    return days


def _check(soc: FloatArray, dt_hours: float, days_per_year: float, temperature_c: float) -> None:
    if soc.ndim != 1 or len(soc) < 2 or not np.isfinite(soc).all():
        raise InputError(
            f"a run of SOC needs two or more finite points in a row, not shape {soc.shape}"
        )
    if soc.min() < -1e-6 or soc.max() > 1 + 1e-6:
        raise InputError(f"SOC runs from {soc.min():g} to {soc.max():g}; it should lie in 0 to 1")
    if abs(soc[-1] - soc[0]) > CLOSED:
        raise InputError(f"SOC begins at {soc[0]:g} and ends at {soc[-1]:g}; a run should close")
    if not (np.isfinite(dt_hours) and dt_hours > 0):
        raise InputError(f"dt_hours should be greater than 0, not {dt_hours}")
    if not (np.isfinite(days_per_year) and days_per_year >= 0):
        raise InputError(f"days_per_year should be 0 or more, not {days_per_year}")
    if not -40 <= temperature_c <= 90:
        raise InputError(f"temperature_c should lie in -40 to 90, not {temperature_c}")
