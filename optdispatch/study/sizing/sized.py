"""Find the best size of a battery, in two ways that check each other.

Sizes as variables of the program cost least in the first year, which is exact, and no size that
is run may cost less (S4). From there, guided by marginal values, a search runs sizes over the
whole life of the cells with all of the money, until no neighbour is better.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from optdispatch.case import Case
from optdispatch.case.sizing import Sizing
from optdispatch.certificate import Check, refuse
from optdispatch.errors import Infeasible, InputError
from optdispatch.study.sizing.annual import Annual, Guide, the_battery
from optdispatch.study.sizing.bench import COST, IRR, NPV, Bench, Point, Progress, rank, telling
from optdispatch.study.sizing.lattice import Place
from optdispatch.study.sizing.search import best_of, is_small
from optdispatch.study.sizing.terms import Terms
from optdispatch.study.valuation import Valuer

AGREE = 1e-6
"""Share of the cost by which a size may cost less than the program says that any does."""
SHARES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""Of the best power, and of the best energy, at which one more is valued."""
MAP = 8
"""Steps of each size on a map."""


class Margin(NamedTuple):
    """What one more kW, and one more kWh, save a year at shares of the best size."""

    share: float
    of_kw: float
    """With this share of the power. [currency/kW/year]"""
    of_kwh: float
    """With this share of the energy. [currency/kWh/year]"""


@dataclass(frozen=True)
class Sized:
    """The best size, and what was run to find it."""

    case: Case
    terms: Terms
    annual: Annual
    guide: Guide
    best: Point
    points: tuple[Point, ...]
    """All that were run, in their order."""
    neighbours: tuple[Point, ...]
    """The nearest sizes that can be had; none of them is better."""
    beside: tuple[Point, ...]
    """One step more and less of power alone and of energy alone."""
    map: tuple[tuple[int, ...], tuple[int, ...]]
    """Steps of power and of energy that were run one with another."""
    margins: tuple[Margin, ...]
    check: Check
    notes: tuple[str, ...]

    @property
    def frontier(self) -> tuple[Point, ...]:
        """Sizes that can be had, of which none has more NPV for as little capital; by capital."""
        worth = ((p, telling(npv)) for p in self.points if (npv := p.told(NPV)) is not None)
        by_capital = sorted(
            (one for one in worth if one[0].fits),
            key=lambda one: (telling(one[0].capex), -one[1], one[0].power_kw),
        )
        found: list[Point] = []
        top = -np.inf
        for point, npv in by_capital:
            if npv > top:
                top = npv
                found.append(point)
        return tuple(found)

    def beats(self, other: Point) -> bool:
        """Whether the best size is better than another, or as good and smaller."""
        return rank(self.terms, self.best) > rank(self.terms, other)

    def gain(self, number: str, kw: int, kwh: int) -> float | None:
        """What a number changes by with steps more of power or energy; None: it was not run."""
        at = self.best.place[0] + kw, self.best.place[1] + kwh
        there = next((p.told(number) for p in self.beside if p.place == at), None)
        here = self.best.told(number)
        return None if there is None or here is None else there - here

    def to_frame(self) -> pd.DataFrame:
        """One row a size that was run, in the order of power and energy."""
        rows = [
            {
                "power_kw": p.power_kw,
                "energy_kwh": p.energy_kwh,
                "capex": p.capex,
                "fits": p.fits,
                **p.numbers,
                "worth_per_kw_year": p.worth_kw,
                "worth_per_kwh_year": p.worth_kwh,
                "why": p.why,
            }
            for p in sorted(self.points, key=lambda p: p.place)
        ]
        return pd.DataFrame(rows)


def size(
    case: Case,
    asked: Sizing | None = None,
    progress: Progress = lambda _: None,
    map_steps: int = MAP,
    value: Valuer | None = None,
) -> Sized:
    """Find the best size of a case's battery; without `asked`, by the case's own `sizing`.

    `map_steps` of each size are run one with another for a map; 0: none. Raises `InputError`
    where the case or a limit cannot be used, `Infeasible` where no size is within the limits,
    `CertificateError` where the two ways do not agree.
    """
    terms = Terms.of(case, asked or case.sizing or Sizing())
    economics = case.economics
    if economics is None:
        raise InputError(
            f"{case.name}: sizes need `economics` and `ageing`, to know what they cost"
        )
    _ = case.horizon  # worked out once, and kept by every size
    bench = Bench(case, terms, Annual.of(economics), value or Valuer(), progress)
    bench.doing = "free sizes"
    guide = Guide.of(case, bench.annual, terms.lattice.greatest, bench.value.run)
    across = terms.lattice.spread(map_steps) if map_steps else ((), ())
    bench.doing = "the map"
    bench.all((i, j) for i in across[0] for j in across[1])
    bench.doing = "the search"
    best = bench(best_of(terms.lattice, _begin(bench, guide), bench.score, bench.promise))
    _serves(bench, best)
    bench.doing = "its neighbours"
    near = bench.all(terms.lattice.around(best.place))
    beside = bench.all(terms.lattice.beside(best.place))
    bench.doing = "what one more is worth"
    margins = tuple(_margins(bench, best)) if map_steps else ()
    points = tuple(bench.points.values())
    check = _agreed(guide, points)
    refuse(case.name, (check,))
    notes = tuple(_notes(bench, best))
    return Sized(
        case, terms, bench.annual, guide, best, points, near, beside, across, margins, check, notes
    )


def _begin(bench: Bench, guide: Guide) -> Place:
    """Where the search begins: the best of the guide, the map and what the case has."""
    lattice, battery = bench.terms.lattice, the_battery(bench.case)
    if is_small(lattice):
        return next(iter(lattice))
    there = (guide.power_kw, guide.energy_kwh), (battery.rated_kw, battery.nameplate_kwh)
    near = [lattice.nearest(*sizes) for sizes in there]
    known = [place for place in bench.points if place in lattice]
    places = dict.fromkeys([p for p in near if p is not None] + known)
    return max(places or [next(iter(lattice))], key=bench.score)


def _serves(bench: Bench, best: Point) -> None:
    """Raise `Infeasible` where no size is within the limits, or comes to anything."""
    if best.fits and best.told(bench.terms.goal.number) is not None:
        return
    name, least, irr = bench.case.name, bench.terms.asked.min_irr, best.told(IRR)
    if best.why:
        raise Infeasible(best.why)
    if least is not None:
        most = "no IRR at all" if irr is None else f"{100 * irr:.2f} % at most"
        raise Infeasible(f"{name}: no size earns an IRR of {100 * least:.2f} %; it is {most}")
    number = bench.terms.goal.number
    raise Infeasible(f"{name}: no size that was run has a number for {number}; size it for npv")


def _margins(bench: Bench, best: Point) -> list[Margin]:
    """What one more saves in the first year, over shares of one size with the other as it is."""
    found = []
    for share in SHARES:
        kw, kwh = (
            bench.planned(p * best.power_kw, e * best.energy_kwh)
            for p, e in ((share, 1.0), (1.0, share))
        )
        found.append(Margin(share, bench.worths(kw)[0], bench.worths(kwh)[1]))
    return found


def _agreed(guide: Guide, points: tuple[Point, ...]) -> Check:
    """No size that was run costs less in its first year than free sizes do."""
    costs = [cost for p in points if (cost := p.told(COST)) is not None]
    below = max(0.0, guide.bound - min(costs, default=guide.bound))
    limit = AGREE * max(1.0, abs(guide.bound))
    return Check("sizes", below, limit, "of yearly cost", "the cheapest size against free sizes")


def _notes(bench: Bench, best: Point) -> list[str]:
    """What a reader must know about the answer."""
    terms, notes = bench.terms, []
    ends = zip(("max_power_kw", "max_energy_kwh"), best.place, terms.lattice.most, strict=True)
    notes += [
        f"the best size is at the greatest that was looked at; {name} was not given, so raise it"
        for name, at, most in ends
        if at == most and name in terms.assumed
    ]
    if best.place[1] == 1 and terms.asked.best in {"irr", "payback"}:
        notes.append("it is the smallest energy: the first kWh earn most; npv tells how far to go")
    if (npv := best.told(NPV)) is not None and npv < 0:
        notes.append("its NPV is below zero: by these terms nothing is worth building")
    failed = sum(1 for p in bench.points.values() if p.why)
    if failed:
        notes.append(f"{failed} of the sizes that were run do not serve the site")
    if not is_small(terms.lattice):
        kw, kwh = terms.lattice.step_kw, terms.lattice.step_kwh
        notes.append(f"found in steps of {kw:g} kW and {kwh:g} kWh: no neighbour is better")
    return notes
