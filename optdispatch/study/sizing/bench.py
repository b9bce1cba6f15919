"""Run sizes: the first year, the life of the cells and the money of each, none of them twice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple, TypeAlias

from optdispatch.case import Case
from optdispatch.errors import Infeasible
from optdispatch.schedule import Schedule
from optdispatch.study.sizing.annual import (
    Annual,
    proven,
    the_battery,
    wear_is_named,
    with_battery,
)
from optdispatch.study.sizing.lattice import Place
from optdispatch.study.sizing.terms import Terms, capital
from optdispatch.study.valuation import Valuer

NPV, IRR, COST = "npv_after_tax", "irr_after_tax", "yearly_cost"
DIGITS = 9
"""After the first of a number: beyond them, differences are rounding's."""


class Pace(NamedTuple):
    """How far a search has come."""

    doing: str
    done: int
    per_second: float
    """Sizes that are run in a second. [1/s]"""


Progress: TypeAlias = Callable[[Pace], None]


@dataclass(frozen=True)
class Point:
    """A size, and what it comes to."""

    place: Place
    power_kw: float
    energy_kwh: float
    capex: float
    """As paid. [currency]"""
    numbers: Mapping[str, float | None]
    """Measures by their names, and the yearly cost; none, where nothing serves the site."""
    worth_kw: float
    """What one more kW saves in the first year, its price apart. [currency/kW/year]"""
    worth_kwh: float
    """What one more kWh saves in the first year, its price apart. [currency/kWh/year]"""
    fits: bool
    """Whether it can be had, and is within every limit."""
    why: str = ""
    """Why it comes to nothing."""

    def told(self, number: str) -> float | None:
        """One of its numbers."""
        return self.numbers.get(number)


def telling(number: float) -> float:
    """As many digits of a number as tell a better size from one that is as good.

    >>> telling(1173835.1118274238) == telling(1173835.1118274154)
    True
    """
    return float(f"{number:.{DIGITS}e}")


Rank: TypeAlias = tuple[float, float, float, float]


def rank(terms: Terms, point: Point) -> Rank:
    """The higher, the better; of sizes that are as good, the one of less power and energy.

    What is outside a limit is below all else, and the lower the further it is from an IRR.
    """
    number, irr = point.told(terms.goal.number), point.told(IRR)
    smaller = -point.power_kw, -point.energy_kwh
    if point.fits and number is not None:
        return 2.0, telling(terms.goal.sign * number), *smaller
    return (1.0, irr, *smaller) if irr is not None else (0.0, point.told(NPV) or 0.0, *smaller)


@dataclass
class Bench:
    """A case whose sizes are run."""

    case: Case
    terms: Terms
    annual: Annual
    value: Valuer = field(default_factory=Valuer)
    progress: Progress = lambda _: None
    doing: str = ""
    points: dict[Place, Point] = field(default_factory=dict)
    _begun: float = field(default_factory=monotonic)

    def __call__(self, place: Place) -> Point:
        """Run the size of a place."""
        if place not in self.points:
            pace = len(self.points) / max(1e-9, monotonic() - self._begun)
            self.progress(Pace(self.doing, len(self.points), pace))
            self.points[place] = self._run(place)
        return self.points[place]

    def all(self, places: Iterable[Place]) -> tuple[Point, ...]:
        """Run the sizes of some places."""
        return tuple(self(place) for place in places)

    def score(self, place: Place) -> Rank:
        """See `rank`."""
        return rank(self.terms, self(place))

    def promise(self, here: Place, there: Place) -> float:
        """What the marginal values here promise to save a year by going there."""
        point, (kw, kwh) = self(here), self.terms.lattice.sizes(there)
        by_kw = (point.worth_kw - self.annual.per_kw) * (kw - point.power_kw)
        return by_kw + (point.worth_kwh - self.annual.per_kwh) * (kwh - point.energy_kwh)

    def planned(self, power_kw: float, energy_kwh: float) -> Schedule:
        """The first year alone of any size."""
        return self.value.run(_bare(self.at(power_kw, energy_kwh)))

    def at(self, power_kw: float, energy_kwh: float) -> Case:
        """The case with a battery of some size."""
        return with_battery(self.case, power_kw=power_kw, energy_kwh=energy_kwh)

    def worths(self, schedule: Schedule) -> tuple[float, float]:
        """What one more kW and kWh save in the first year of a schedule."""
        worth, name = proven(schedule).worth, the_battery(self.case).name
        return worth[f"{name}.power_kw"], worth[f"{name}.energy_kwh"]

    def _run(self, place: Place) -> Point:
        sizes, economics = self.terms.lattice.sizes(place), self.case.economics
        if economics is None:
            raise TypeError("terms are of a case with economics")
        about = place, *sizes, capital(economics, *sizes)
        try:
            found = self.value(self.at(*sizes))
        except Infeasible as reason:
            return Point(*about, {}, 0.0, 0.0, fits=False, why=str(reason))
        schedule, named = self.value.run(found.case), wear_is_named(self.case)
        cost = self.annual.cost(found.case, schedule, without_wear=named)
        numbers = found.measured() | {COST: cost}
        least = self.terms.asked.min_irr
        irr = numbers[IRR]
        earns = least is None or (irr is not None and irr >= least)
        fits = earns and place in self.terms.lattice
        return Point(*about, numbers, *self.worths(schedule), fits=fits)


def _bare(case: Case) -> Case:
    """The case of a first year; wear that goes by a name is left out."""
    return with_battery(case, wear_per_kwh=0.0) if wear_is_named(case) else case
