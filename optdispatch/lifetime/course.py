"""Follow the cells through the years of a project.

    discharge at cell[t]  = E_t · Σ_days count · Σ discharge                   (A1)
    efficiency[t]         = η_c·η_d - f · age[t]                               (A2)
    discharge at meter[t] = discharge at cell[t] · η_d · √(efficiency[t]/(η_c·η_d))   (A3)

=========  =========================================================  =====  ==============
symbol     meaning                                                    unit   code
=========  =========================================================  =====  ==============
E_t        capacity that the year is planned with                     kWh    capacity_kwh
discharge  out of the cells in a run, of the current capacity         -      discharged
η_c, η_d   one-way efficiencies when new                              -      efficiency_*
f          round-trip efficiency that a year of age takes             1/a    efficiency_fade
age        mean age of the cells when the year starts                 a      age
=========  =========================================================  =====  ==============

A year is dispatched with one capacity (at its start, its mean or its end, as the user says)
and ages the cells by that dispatch; where the mean or the end is asked for, capacity and
dispatch are repeated until they agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from optdispatch.errors import InputError
from optdispatch.lifetime.ageing import Ageing
from optdispatch.lifetime.bank import Bank
from optdispatch.lifetime.daytype import (
    DayType,
    FloatArray,
    discharged_per_year,
    whole_year,
)
from optdispatch.lifetime.law import TOLERANCE, Rate, falls_at
from optdispatch.lifetime.life import Lifetime
from optdispatch.lifetime.warranty import WarrantySlack

Days = Callable[[float], Sequence[DayType]]
"""The day types of a year that is dispatched with a capacity, of what was installed first."""

AGREEMENT = 1e-7
ROUNDS = 50


@dataclass(frozen=True)
class Cells:
    """What is installed first, and again at each replacement."""

    energy_kwh: float
    """Capacity when new, at which SOC is 1. [kWh]"""
    efficiency_charge: float = 1.0
    """From the meter to the cells, when new."""
    efficiency_discharge: float = 1.0
    """From the cells to the meter, when new."""

    def __post_init__(self) -> None:
        if not (np.isfinite(self.energy_kwh) and self.energy_kwh > 0):
            raise InputError(f"energy_kwh should be greater than 0, not {self.energy_kwh}")
        for name in ("efficiency_charge", "efficiency_discharge"):
            if not 0 < (eta := getattr(self, name)) <= 1:
                raise InputError(f"{name} should be a fraction above 0, up to 1, not {eta}")

    @property
    def efficiency(self) -> float:
        """Round trip, when new."""
        return self.efficiency_charge * self.efficiency_discharge


@dataclass(frozen=True, eq=False)
class _Year:
    """One year of a bank."""

    start: Bank
    end: Bank
    mean_kwh: float
    used_kwh: float
    full_cycles: float
    replaced: bool
    oldest_full_cycles: float
    """Those that the cells present at the end have done in this year."""


@dataclass(frozen=True)
class _Course:
    """What stays the same from year to year."""

    ageing: Ageing
    days: Days
    energy_kwh: float
    _last: list[tuple[Bank, float | None, _Year]] = field(default_factory=list)
    """The year that was followed last: what a year would bring is asked before it comes."""

    def new(self) -> Bank:
        return Bank.new(self.ageing.law, self.energy_kwh)

    def year(self, bank: Bank, limit: float | None = None) -> _Year:
        """One year, in which cells that fall below `limit` are replaced on the spot."""
        if not self._last or self._last[0][0] is not bank or self._last[0][1] != limit:
            self._last[:] = [(bank, limit, self._followed(bank, limit))]
        return self._last[0][2]

    def _followed(self, bank: Bank, limit: float | None) -> _Year:
        basis, used = self.ageing.energy_basis, bank.kwh
        for _ in range(ROUNDS):
            done = self._dispatched(bank, used, limit)
            wanted = {"start": bank.kwh, "mean": done.mean_kwh, "end": done.end.kwh}[basis]
            if abs(wanted - used) <= AGREEMENT * self.energy_kwh:
                return done
            used = wanted
        raise InputError(
            f"the dispatch at the {basis} capacity of a year does not settle; "
            "give energy_basis: start"
        )

    def falls_below(self, bank: Bank, limit: float) -> bool:
        """Whether a year without replacement goes below a capacity."""
        return _below(self.year(bank).end.kwh, limit * self.energy_kwh)

    def year_end(self, bank: Bank, t: int) -> tuple[Bank, bool, float]:
        """The bank after the end of year t, whether it is new, and the kWh added to it."""
        policy, last, more, kwh = self.ageing.augmentation, self.ageing.years, bank, 0.0
        if policy and policy.due(t, last, bank.kwh / self.energy_kwh):
            more, kwh = bank.add(policy.add_kwh), policy.add_kwh
        if self.ageing.replacement.at_end(t, last, lambda limit: self.falls_below(more, limit)):
            return self.new(), True, 0.0
        return more, False, kwh

    def _dispatched(self, bank: Bank, used_kwh: float, limit: float | None) -> _Year:
        days = whole_year(self.days(used_kwh / self.energy_kwh))
        rate, full = self.ageing.law.rate(days), discharged_per_year(days)
        mean, end = _follow(bank, rate, 1.0)
        floor = (limit or 0.0) * self.energy_kwh
        if limit is None or not _below(end.kwh, floor):
            return _Year(bank, end, mean, used_kwh, full, False, full)
        at = falls_at(lambda years: bank.after(rate, years).kwh, floor)
        before, _ = _follow(bank, rate, at)
        after, end = _follow(self.new(), rate, 1 - at)
        if _below(end.kwh, floor):
            raise _too_short(limit)
        mean = at * before + (1 - at) * after
        return _Year(bank, end, mean, used_kwh, full, True, full * (1 - at))


def simulate(ageing: Ageing, days: Days | Sequence[DayType], cells: Cells) -> Lifetime:
    """Age, replace and augment the cells, year by year.

    Parameters
    ----------
    days : callable or sequence of DayType
        The year's day types: the same every year, or by the capacity (a fraction of
        `cells.energy_kwh`) that the year is dispatched with.

    Raises
    ------
    InputError
        Where day types do not fill a year or lie outside the law's range, or where cells
        would not last a year or lose all their efficiency.
    """
    course = _Course(ageing, days if callable(days) else lambda _: days, cells.energy_kwh)
    bank, last, limit = course.new(), ageing.years, ageing.replacement.limit
    if limit is not None and course.falls_below(bank, limit):
        raise _too_short(limit)
    history, replaced, added = [], [], []
    for t in range(1, last + 1):
        done = course.year(bank, ageing.replacement.during(t, last))
        bank, renewed, kwh = course.year_end(done.end, t) if t < last else (bank, False, 0.0)
        history.append(done)
        replaced.append(done.replaced or renewed)
        added.append(kwh)
    return _table(ageing, cells, history, replaced, added)


def _follow(bank: Bank, rate: Rate, years: float) -> tuple[float, Bank]:
    """Mean capacity over some years [kWh], and the bank after them."""
    kwh = [bank.kwh]
    for later in bank.path(rate, years):
        bank = later
        kwh.append(bank.kwh)
    return float((np.array(kwh[1:]) + np.array(kwh[:-1])).mean()) / 2, bank


def _below(kwh: float, floor_kwh: float) -> bool:
    return kwh < floor_kwh * (1 - TOLERANCE)


def _too_short(limit: float) -> InputError:
    return InputError(
        f"new cells fall below {limit:g} of their capacity within a year; "
        "give a longer life, gentler days or a lower retirement_capacity"
    )


def _table(
    ageing: Ageing,
    cells: Cells,
    history: Sequence[_Year],
    replaced: Sequence[bool],
    added: Sequence[float],
) -> Lifetime:
    """(A1) to (A3), and the warranty."""
    E = cells.energy_kwh
    used = np.array([y.used_kwh for y in history])
    full = np.array([y.full_cycles for y in history])
    efficiency = _efficiency(ageing, cells, history)
    at_cell = used * full
    one_way = cells.efficiency_discharge * np.sqrt(efficiency / cells.efficiency)
    return Lifetime(
        year=np.arange(1, len(history) + 1),
        energy_kwh=E,
        capacity_start=np.array([y.start.kwh for y in history]) / E,
        capacity_mean=np.array([y.mean_kwh for y in history]) / E,
        capacity_end=np.array([y.end.kwh for y in history]) / E,
        capacity_kwh=used,
        efficiency=efficiency,
        equivalent_full_cycles=full,
        cycles=full / ageing.law.cycle_depth,
        throughput_cell_kwh=at_cell,
        throughput_meter_kwh=at_cell * one_way,
        replaced=np.array(replaced),
        added_kwh=np.array(added, dtype=np.float64),
        warranty=_warranty(ageing, history, replaced),
    )


def _efficiency(ageing: Ageing, cells: Cells, history: Sequence[_Year]) -> FloatArray:
    """(A2), shape (years,)."""
    fade = ageing.efficiency_fade_per_year
    efficiency = cells.efficiency - fade * np.array([y.start.age for y in history])
    if efficiency.min() <= 0:
        raise InputError(
            f"efficiency_fade_per_year of {fade:g} takes all of the round-trip efficiency of "
            f"{cells.efficiency:.3g}; give less"
        )
    return efficiency


def _warranty(
    ageing: Ageing, history: Sequence[_Year], replaced: Sequence[bool]
) -> WarrantySlack | None:
    """What each year leaves of the promises made for the oldest cells."""
    if ageing.warranty is None:
        return None
    throughput, total = [], 0.0
    for year, renewed in zip(history, replaced, strict=True):
        total = year.used_kwh * year.oldest_full_cycles + (0.0 if year.replaced else total)
        throughput.append(total / 1000)
        total = 0.0 if renewed and not year.replaced else total
    oldest = [year.end.oldest for year in history]
    return ageing.warranty.slack(
        age=np.array([cohort.age for cohort in oldest]),
        capacity=np.array([ageing.law.capacity(cohort.damage) for cohort in oldest]),
        full_cycles=np.array([year.full_cycles for year in history]),
        throughput_mwh=np.array(throughput),
    )
