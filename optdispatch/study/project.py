"""A project: what a way of running the storage earns over its life.

The dispatch of a year knows that year's capacity: it is solved on a small grid of capacities
and interpolated (or each year outright), the cells age by the schedules that come out, and the
savings that remain are the revenue of a cash flow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeAlias

import numpy as np

from optdispatch.asset import Free, Storage
from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.finance import CashFlow, Yearly, appraise
from optdispatch.horizon import FloatArray
from optdispatch.lifetime import (
    Ageing,
    Cells,
    DayType,
    EveryYear,
    Interpolated,
    InterpolationError,
    Lifetime,
    Response,
    blend,
    simulate,
)
from optdispatch.rules import Idle, follow
from optdispatch.schedule import Schedule
from optdispatch.study.streams import Streams, by_stream, streams

Run: TypeAlias = Callable[[Case], Schedule]
"""How a case's storage is run: the optimum, or a rule."""
RETIRED = 0.8
"""Where the grid of capacities begins if no retirement capacity is given; it goes on below."""


@dataclass(frozen=True)
class Year:
    """A year planned with one capacity."""

    streams: Streams
    days: tuple[DayType, ...]

    @property
    def saving(self) -> float:
        """What the year saves on the bill. [currency]"""
        return sum(self.streams.savings.values())


@dataclass(frozen=True)
class Project:
    """The years of a way of running the storage, and their money."""

    lifetime: Lifetime
    yearly: Yearly
    cash: CashFlow | None
    """None where the case gives no economics."""
    errors: tuple[InterpolationError, ...]
    """What interpolating between capacities gets wrong, as measured."""

    @property
    def npv(self) -> float:
        """Present value of the project after tax. [currency]"""
        if self.cash is None:
            raise InputError("an NPV needs `economics`")
        return self.cash.metrics.project_after_tax.npv


class Life:
    """A case's storage over the years, run in one way.

    `new` is the schedule of the new battery, where it has been found already.
    """

    def __init__(self, case: Case, run: Run, new: Schedule | None = None) -> None:
        self.case, self.run, self.new = case, run, new
        self.ageing, self.battery = _ageing(case), _battery(case)

    @cached_property
    def response(self) -> Response[Year]:
        """Years by capacity."""
        if self.ageing.every_year:
            return EveryYear(self.year, lambda year: year.saving)
        limit = self.ageing.replacement.limit or RETIRED
        return Interpolated(self.year, lambda year: year.saving, lowest=limit)

    def year(self, capacity: float, efficiency: float = 1.0) -> Year:
        """Plan a year with a share of the first capacity, and of the first efficiency."""
        battery, one_way = self.battery, efficiency**0.5
        aged = battery.model_copy(
            update={
                "energy_kwh": capacity * self.battery.nameplate_kwh,
                "efficiency_charge": one_way * battery.efficiency_charge,
                "efficiency_discharge": one_way * battery.efficiency_discharge,
            }
        )
        assets = tuple(aged if a is battery else a for a in self.case.assets)
        # A copy keeps the horizon that the case has already worked out.
        case = self.case.model_copy(update={"assets": assets})
        known = self.new if capacity == efficiency == 1.0 else None
        schedule = known or self.run(case)
        days = _days(schedule, aged, self.ageing.temperature_c)
        return Year(streams(case, schedule, self._owed), days)

    @cached_property
    def _owed(self) -> dict[str, float]:
        """Without storage; the cells' capacity does not matter to it. [currency]"""
        return by_stream(self.case, without_storage(self.case))

    def project(self, checks: int = 1) -> Project:
        """Age the cells and add up the money; measure so many errors of interpolation."""
        new, economics = self.battery, self.case.economics
        cells = Cells(new.nameplate_kwh, new.efficiency_charge, new.efficiency_discharge)

        def days(capacity: float) -> Sequence[DayType]:
            return blend((w, year.days) for w, year in self.response.parts(capacity))

        lifetime = simulate(self.ageing, days, cells)
        yearly = self._yearly(lifetime, cells)
        cash = appraise(economics, yearly) if economics else None
        return Project(lifetime, yearly, cash, self.response.errors(checks))

    def _yearly(self, lifetime: Lifetime, cells: Cells) -> Yearly:
        """Savings, energy and new cells of each year."""
        capacities = lifetime.capacity_kwh / lifetime.energy_kwh
        years = [
            self._parts(q, e / cells.efficiency)
            for q, e in zip(capacities, lifetime.efficiency, strict=True)
        ]
        names = dict.fromkeys(n for parts in years for _, y in parts for n in y.streams.savings)

        def total(of: Callable[[Year], float]) -> FloatArray:
            return np.array([sum(w * of(year) for w, year in parts) for parts in years])

        return Yearly(
            power_kw=self.battery.rated_kw,
            energy_kwh=self.battery.nameplate_kwh,
            revenue={n: total(partial(_saving, n)) for n in names},
            discharged_kwh=lifetime.throughput_meter_kwh,
            replaced_kwh=lifetime.replaced * lifetime.energy_kwh + lifetime.added_kwh,
            discharged_value=total(lambda y: y.streams.discharged_value),
            charging_cost=total(lambda y: y.streams.charging_cost),
        )

    def _parts(self, capacity: float, efficiency: float) -> tuple[tuple[float, Year], ...]:
        """Years that make up one; a loss of efficiency is dispatched outright."""
        if efficiency < 1 - 1e-12:
            return ((1.0, self.year(capacity, efficiency)),)
        return self.response.parts(capacity)


def without_storage(case: Case) -> Schedule:
    """The site as it would be if its storage were not there: it does not even leak."""
    others = tuple(a for a in case.assets if not isinstance(a, Storage))
    return follow(Idle(name="idle"), others, case.connection, case.horizon)


def _saving(name: str, year: Year) -> float:
    return year.streams.savings.get(name, 0.0)


def _days(schedule: Schedule, battery: Battery, temperature_c: float) -> tuple[DayType, ...]:
    """What the cells go through in the year, ring by ring.

    Raises `InputError` for a horizon that is not a year.
    """
    horizon = schedule.horizon
    days = float((horizon.weight * horizon.hours).sum()) / 24
    if not 364.5 < days < 366.5:
        raise InputError(f"`ageing` needs a whole year; the case plans {days:g} days")
    energy = schedule.stores[battery.name].energy_kwh / battery.nameplate_kwh
    found = []
    for ring, s in zip(horizon.rings, horizon.slices, strict=True):
        soc = np.concatenate([energy[s.stop - 1 : s.stop], energy[s]])
        soc = soc if ring.operating else np.full(len(soc), battery.window[0])
        found.append(DayType(soc, horizon.hours, ring.weight, temperature_c))
    return tuple(found)


def _ageing(case: Case) -> Ageing:
    if case.ageing is None:
        raise InputError(f"{case.name}: a project needs `ageing`")
    return case.ageing


def _battery(case: Case) -> Battery:
    """The one battery whose project it is."""
    batteries = [a for a in case.assets if isinstance(a, Battery)]
    if len(batteries) != 1:
        raise InputError(f"{case.name}: a project has one battery, not {len(batteries)}")
    for field in ("power_kw", "energy_kwh"):
        if isinstance(getattr(batteries[0], field), Free):
            raise InputError(
                f"{batteries[0].name}: a project needs a given {field}, not a free one"
            )
    return batteries[0]
