"""What is looked for, and where: a case's `sizing` with nothing left open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from optdispatch.asset import Cabinet, Free
from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.case.sizing import Sizing
from optdispatch.errors import InputError
from optdispatch.finance import Economics
from optdispatch.study.sizing.annual import the_battery
from optdispatch.study.sizing.lattice import Lattice

HOURS = 4.0
"""The greatest energy, where none is said, in hours of the greatest power."""
FINE = 128
"""Steps of a size that may be any."""
ROUNDING = 1e-9
"""Share of a limit by which a size may miss it."""


@dataclass(frozen=True)
class Goal:
    """A number that is the better the higher it is, or the lower."""

    number: str
    title: str
    sign: float


GOALS: Mapping[str, Goal] = {
    "npv": Goal("npv_after_tax", "the highest NPV", 1.0),
    "irr": Goal("irr_after_tax", "the highest IRR", 1.0),
    "payback": Goal("payback_after_tax_years", "the shortest payback", -1.0),
    "bill": Goal("yearly_cost", "the lowest bill with a year's share of the cost", -1.0),
}


@dataclass(frozen=True)
class Terms:
    """A goal, the sizes that can be had, and the limits."""

    asked: Sizing
    cabinet: Cabinet | None
    """What sizes are counted in; None: they may be any."""
    lattice: Lattice
    assumed: tuple[str, ...]
    """Limits that nobody has set."""

    @classmethod
    def of(cls, case: Case, asked: Sizing) -> Self:
        """Settle what is left open.

        Raises `InputError` where something is missing, or nothing can be had.
        """
        battery, economics = the_battery(case), case.economics
        if economics is None:
            raise InputError(
                f"{case.name}: sizes need `economics` and `ageing`, to know what they cost"
            )
        cabinet = _cabinet(case, battery, asked)
        if asked.max_area_m2 is not None and (cabinet is None or cabinet.area_m2 is None):
            raise InputError(f"{case.name}: max_area_m2 needs a cabinet with its `area_m2`")
        counted = None if asked.steps == "any" else cabinet
        greatest, assumed = _greatest(case, battery, asked, counted)
        affordable = _affordable(case, economics, asked.budget)
        kw, kwh = map(min, greatest, affordable)
        ends = zip(("max_power_kw", "max_energy_kwh"), greatest, affordable, strict=True)
        assumed = tuple(name for name, most, paid in ends if name in assumed and most <= paid)
        step_kw, step_kwh = (
            (counted.power_kw, counted.energy_kwh) if counted else (kw / FINE, kwh / FINE)
        )
        most = [int(size / step + 1e-9) for size, step in ((kw, step_kw), (kwh, step_kwh))]
        tied = counted is not None and asked.steps != "apart"
        most = [min(most)] * 2 if tied else most
        most = [min(n, asked.most_cabinets or n) for n in most]
        fits = _fits(asked, economics, cabinet)
        lattice = Lattice(step_kw, step_kwh, (most[0], most[1]), tied, fits)
        if next(iter(lattice), None) is None:
            least = f"{step_kw:g} kW and {step_kwh:g} kWh"
            raise InputError(f"{case.name}: not even {least} are within the limits; widen them")
        return cls(asked, counted, lattice, assumed)

    @property
    def goal(self) -> Goal:
        """What is looked for."""
        return GOALS[self.asked.best]


def capital(economics: Economics, power_kw: float, energy_kwh: float) -> float:
    """Capital cost as paid, VAT included. [currency]"""
    gross = economics.vat.gross if economics.vat else 1.0
    return gross * economics.capex.at(power_kw, energy_kwh)


def _cabinet(case: Case, battery: Battery, asked: Sizing) -> Cabinet | None:
    """What to count in, or to know an area by."""
    cabinet = asked.cabinet or battery.cabinet
    counts = asked.steps in {"cabinets", "apart"} or asked.most_cabinets is not None
    if cabinet is None and counts:
        raise InputError(f"{case.name}: there is no cabinet to count in; give `cabinet`")
    return cabinet


def _greatest(
    case: Case, battery: Battery, asked: Sizing, counted: Cabinet | None
) -> tuple[tuple[float, float], tuple[str, ...]]:
    """The greatest power and energy, and which of them nobody has set. [kW, kWh]"""
    most, assumed = asked.most_cabinets, []
    kw, kwh = asked.max_power_kw, asked.max_energy_kwh
    if counted and most:
        kw, kwh = kw or most * counted.power_kw, kwh or most * counted.energy_kwh
    kw = kw or (battery.power_kw.maximum if isinstance(battery.power_kw, Free) else None)
    kwh = kwh or (battery.energy_kwh.maximum if isinstance(battery.energy_kwh, Free) else None)
    if kw is None:
        kw = float(np.abs(case.net_kw(case.horizon)).max())
        assumed.append("max_power_kw")
        if kw <= 0:
            raise InputError(f"{case.name}: the site draws nothing; give max_power_kw")
    if kwh is None:
        kwh = HOURS * kw
        assumed.append("max_energy_kwh")
    return (kw, kwh), tuple(assumed)


def _affordable(case: Case, economics: Economics, budget: float | None) -> tuple[float, float]:
    """The greatest power and energy that a budget pays for, each without the other. [kW, kWh]"""
    if budget is None:
        return np.inf, np.inf
    fixed = capital(economics, 0.0, 0.0)
    if budget <= fixed:
        raise InputError(
            f"{case.name}: a budget of {budget:g} does not even pay {fixed:g}, capex.fixed"
        )
    prices = (capital(economics, *one) - fixed for one in ((1.0, 0.0), (0.0, 1.0)))
    kw, kwh = ((budget - fixed) / price if price else np.inf for price in prices)
    return kw, kwh


def _fits(
    asked: Sizing, economics: Economics, cabinet: Cabinet | None
) -> Callable[[float, float], bool]:
    """Whether sizes are within budget and area."""
    budget, area = asked.budget or np.inf, asked.max_area_m2 or np.inf
    per_kwh = cabinet.area_m2 / cabinet.energy_kwh if cabinet and cabinet.area_m2 else 0.0

    def fits(power_kw: float, energy_kwh: float) -> bool:
        paid = capital(economics, power_kw, energy_kwh)
        return paid <= budget * (1 + ROUNDING) and per_kwh * energy_kwh <= area * (1 + ROUNDING)

    return fits
