"""What `size` shows: the best size, what stands next to it, and what one more is worth."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.report.measures import heading, written
from optdispatch.report.numbers import compact, counted, shown
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, bullets, facts, section
from optdispatch.study.sizing import Point, Sized
from optdispatch.study.valuation import MEASURES

SHOWN = ("npv_after_tax", "irr_after_tax", "payback_after_tax_years")
"""Measures that fit beside each other; the others are in the table that is written."""
ENDS = 8
"""Sizes of the frontier that are shown."""


def sizes(found: Sized) -> RenderableType:
    """The answer, and what shows that it is one."""
    case = found.case
    parts: list[RenderableType] = [
        Group(Text(case.name, style="bold"), Text(case.title)),
        Text(),
        facts(_asked(found)),
        section(
            "The best size, and its neighbours", _table(found, (found.best, *found.neighbours))
        ),
        section("What one more is worth", _worth(found)),
        section("Two ways that check each other", facts(_ways(found))),
    ]
    if len(found.frontier) > 1:
        title = "Capital against NPV: no size has more for as little"
        parts.append(section(title, _table(found, _few(found.frontier))))
    if found.notes:
        parts.append(section("Notes", bullets(found.notes)))
    return Constrain(Group(*parts), WIDEST)


def called(found: Sized, point: Point) -> str:
    """A size in words: `7 cabinets`, or `875 kW, 1,828.4 kWh`."""
    if found.terms.lattice.tied and point.place[0] == point.place[1]:
        return counted(point.place[0], "cabinet")
    return f"{compact(point.power_kw)} kW, {compact(point.energy_kwh)} kWh"


def _asked(found: Sized) -> Iterator[tuple[str, str]]:
    """What was looked for, and within which limits."""
    asked, lattice, cabinet = found.terms.asked, found.terms.lattice, found.terms.cabinet
    currency = found.case.tariff.currency
    kw, kwh = lattice.greatest
    yield "looked for", found.terms.goal.title
    if cabinet:
        how = "" if lattice.tied else ", power and energy apart"
        yield (
            "in steps of",
            f"{compact(cabinet.power_kw)} kW, {compact(cabinet.energy_kwh)} kWh{how}",
        )
    yield "up to", f"{compact(kw)} kW, {compact(kwh)} kWh"
    limits = {
        "a budget": (asked.budget, f" {currency}"),
        "an area": (asked.max_area_m2, " m²"),
    }
    told = [f"{name} of {compact(n)}{unit}" for name, (n, unit) in limits.items() if n is not None]
    told += (
        [] if asked.min_irr is None else [f"an IRR of at least {written(asked.min_irr, 'rate')}"]
    )
    yield "within", ", ".join(told)
    yield "sizes run", f"{len(found.points):,}"
    best = found.best
    yield "best", f"{compact(best.power_kw)} kW, {compact(best.energy_kwh)} kWh"


def _table(found: Sized, points: tuple[Point, ...]) -> Numbers:
    """A row a size; the best one is bold."""
    currency = found.case.tariff.currency
    heads = [f"capital, {currency}", *(heading(name, currency) for name in SHOWN)]
    heads.append(f"bill and cost a year, {currency}")
    return Numbers(heads, [_row(found, point) for point in points])


def _row(found: Sized, point: Point) -> Row:
    told = [written(point.told(name), MEASURES[name].unit) for name in SHOWN]
    cells = [shown(point.capex), *told, written(point.told("yearly_cost"), "money")]
    if not point.fits:
        return Row(f"{called(found, point)}, beyond a limit", cells, "dim")
    return Row(called(found, point), cells, "bold" if point.place == found.best.place else "")


def _worth(found: Sized) -> Numbers:
    """One more kW and one more kWh: of the first year, and of the whole life."""
    currency, lattice, annual = found.case.tariff.currency, found.terms.lattice, found.annual
    rows = []
    for name, saves, price, step, (kw, kwh) in (
        ("one more kW", found.best.worth_kw, annual.per_kw, lattice.step_kw, (1, 0)),
        ("one more kWh", found.best.worth_kwh, annual.per_kwh, lattice.step_kwh, (0, 1)),
    ):
        more, less = (found.gain("npv_after_tax", s * kw, s * kwh) for s in (1, -1))
        npv = [None if gain is None else gain / step for gain in (more, less and -less)]
        cells = [
            shown(saves, 2),
            shown(price, 2),
            *("–" if n is None else shown(n, 2) for n in npv),
        ]
        rows.append(Row(name, cells))
    heads = [
        f"saves in year 1, {currency}",
        f"costs a year, {currency}",
        f"NPV of the next step's, {currency}",
        f"NPV of the last step's, {currency}",
    ]
    return Numbers(heads, rows)


def _ways(found: Sized) -> Iterator[tuple[str, str]]:
    """Free sizes of the first year, and that no size that was run costs less."""
    guide, currency = found.guide, found.case.tariff.currency
    sizes = f"{compact(guide.power_kw)} kW, {compact(guide.energy_kwh)} kWh"
    yield "free sizes", f"{sizes}, {shown(guide.cost)} {currency} a year ({guide.method})"
    best = found.best.told("yearly_cost")
    yield "the best size", f"{written(best, 'money')} {currency} a year"
    miss, limit = shown(found.check.miss, 2), shown(found.check.limit, 2)
    says = f"misses by {miss} {currency}, may by {limit}"
    yield "check", f"none of the sizes run costs less a year than free sizes ({says})"


def _few(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Some of many, both ends among them."""
    if len(points) <= ENDS:
        return points
    chosen = {round(n * (len(points) - 1) / (ENDS - 1)) for n in range(ENDS)}
    return tuple(points[n] for n in sorted(chosen))
