"""The problems, in numbers that every contender reads, and needs nothing but numpy to read.

    min  Σ_t price[t]·import[t]·Δt + demand price·Σ_k peak[k]
    s.t. import[t] + discharge[t] + pv[t] - curtailed[t] = load[t] + charge[t]
         energy[t] = energy[t⁻] + η·charge[t]·Δt - discharge[t]·Δt/η
         import[t] ≤ peak[month[t]],  nothing is exported

A ring begins as it ends; a chain begins with cells as empty as they may be.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
EFFICIENCY, LEAST, MOST = 0.94, 0.05, 0.95
"""Of charging and of discharging; and the window of the state of charge."""
DAYS, DAY = 1000, 96
POWERS, LENGTHS = (0.5, 0.75, 1.0, 1.25, 1.5), (0.5, 0.75, 1.0, 1.25)
YEARS, FADE = 18, 0.022
"""Years of a life, and the share of the first energy that each takes away."""


@dataclass(frozen=True)
class Problem:
    """One battery behind a meter, arrays of shape (T,)."""

    pattern: str
    price: Array
    """[currency/kWh]"""
    load: Array
    pv: Array
    month: Array
    """Which month each period belongs to, from 0."""
    hours: float
    """Δt."""
    demand_price: float
    """Of the highest import of a month; zero: none. [currency/kW]"""
    power_kw: float
    energy_kwh: float
    closed: bool = True
    first: int = 0
    """Which quarter of an hour of the year it begins with."""
    varied: bool = False
    """Whether its prices are not those of the tariff."""

    @property
    def low(self) -> float:
        """Least energy. [kWh]"""
        return LEAST * self.energy_kwh

    @property
    def high(self) -> float:
        """Greatest energy. [kWh]"""
        return MOST * self.energy_kwh

    @cached_property
    def peaks(self) -> Array:
        """Which demand each period counts for, from 0, shape (T,); none, where none is charged."""
        months: Array = self.month - self.month[0]
        return months if self.demand_price else months[:0]

    @cached_property
    def demands(self) -> int:
        """How many demands are charged."""
        return int(self.peaks.max()) + 1 if self.demand_price else 0

    def part(self, at: slice, **changes: Any) -> "Problem":
        """Some of its periods."""
        arrays = {name: getattr(self, name)[at] for name in ("price", "load", "pv", "month")}
        return replace(self, **arrays, first=at.start, **changes)

    def hourly(self) -> "Problem":
        """Hours in place of their quarters."""
        means = {n: getattr(self, n).reshape(-1, 4).mean(1) for n in ("price", "load", "pv")}
        return replace(self, **means, month=self.month[::4], hours=1.0, varied=True)

    def save(self, folder: Path) -> None:
        """Write it to a folder, under the name of its pattern."""
        np.savez(folder / self.pattern, **{f.name: getattr(self, f.name) for f in fields(self)})

    @classmethod
    def load_from(cls, folder: Path, pattern: str) -> "Problem":
        """Read what `save` wrote."""
        with np.load(folder / f"{pattern}.npz") as z:
            return cls(**{n: z[n] if z[n].ndim else z[n].item() for n in z.files})


def _day(year: Problem) -> list[Problem]:
    return [year.part(slice(200 * DAY, 201 * DAY), demand_price=0.0, closed=False)]


def _month(year: Problem) -> list[Problem]:
    return [_of_month(year, 6)]


def _of_month(year: Problem, month: int) -> Problem:
    at = np.flatnonzero(year.month == month)
    return year.part(slice(int(at[0]), int(at[-1]) + 1))


def _days(year: Problem) -> list[Problem]:
    """Days by chance, dearer or cheaper."""
    rng = np.random.default_rng(20240731)
    days = []
    for d in rng.integers(0, 365, DAYS).tolist():
        day = year.part(slice(d * DAY, (d + 1) * DAY), demand_price=0.0, closed=False, varied=True)
        factor = rng.uniform(0.85, 1.15) * (1 + 0.01 * rng.standard_normal(DAY))
        days.append(replace(day, price=day.price * factor))
    return days


def _lives(year: Problem) -> list[Problem]:
    """Twelve months of every year of a life, for each size.

    Every other size comes in the reverse order of its years, so that neighbours are alike.
    """
    left = [1 - FADE * y for y in range(YEARS)]
    sizes = [(p * year.power_kw, p * h * year.energy_kwh) for p in POWERS for h in LENGTHS]
    return [
        replace(month, power_kw=power, energy_kwh=energy * share)
        for month in (_of_month(year, m) for m in range(12))
        for n, (power, energy) in enumerate(sizes)
        for share in (left[::-1] if n % 2 else left)
    ]


class Size(NamedTuple):
    """How large a problem is."""

    title: str
    problems: Callable[[Problem], list[Problem]]
    steps: int
    """Periods of one of its problems."""
    number: int = 1
    of: str = ""
    """The size of one problem of a batch."""


SIZES = {
    "day": Size("a day, no demand charge", _day, DAY),
    "month": Size("a month, one demand charge", _month, 2976),
    "year-hours": Size("a year of hours, 12 demand charges", lambda y: [y.hourly()], 8760),
    "year-free": Size(
        "a year of quarter-hours, no demand charge",
        lambda y: [replace(y, demand_price=0.0)],
        35040,
    ),
    "year": Size("a year of quarter-hours, 12 demand charges", lambda y: [y], 35040),
    "days": Size(f"{DAYS:,} days, prices by chance", _days, DAY, DAYS, "day"),
    "lives": Size("12 months × 18 years × 20 sizes", _lives, 2976, 4320, "month"),
}
