"""What the battery earns over its life: the cells, the money, and what it is worth to whom."""

from collections.abc import Iterator

import numpy as np
from rich.console import RenderableType

from optdispatch.finance import CashFlow, Worth
from optdispatch.lifetime import Lifetime
from optdispatch.report.numbers import compact, counted, shown
from optdispatch.report.projects import best, statement_table, worths
from optdispatch.report.terminal.parts import Numbers, Row, bullets, section
from optdispatch.study import OPTIMUM, Outcome
from optdispatch.study.project import Project


def project(outcome: Outcome) -> Iterator[RenderableType]:
    """The parts of a project that a case asks for."""
    found = best(outcome)
    if found is None:
        return
    yield _lifetime(found, outcome)
    if found.cash is not None:
        yield _cash_flow(found.cash, outcome)
        yield _metrics(found.cash, outcome)


def _lifetime(found: Project, outcome: Outcome) -> RenderableType:
    """Capacity, cycles and energy of each year."""
    life = found.lifetime
    heads = ["capacity, start", "capacity, end", "cycles", "discharged MWh", "saving", "new cells"]
    saving = np.sum(list(found.yearly.revenue.values()), axis=0)
    rows = [
        Row(
            f"year {year}",
            [
                f"{shown(100 * life.capacity_start[i], 1)} %",
                f"{shown(100 * life.capacity_end[i], 1)} %",
                shown(life.cycles[i], 1),
                shown(life.throughput_meter_kwh[i] / 1000, 1),
                shown(saving[i]),
                _new_cells(life, i),
            ],
        )
        for i, year in enumerate(life.year.tolist())
    ]
    says = bullets(_about_life(found, outcome))
    title = f"What becomes of the battery, {counted(life.years, 'year')}, {outcome.currency}"
    return section(title, Numbers(heads, rows), says)


def _new_cells(life: Lifetime, i: int) -> str:
    if life.replaced[i]:
        return "replaced"
    return f"{shown(life.added_kwh[i])} kWh" if life.added_kwh[i] else ""


def _about_life(found: Project, outcome: Outcome) -> Iterator[str]:
    """What the table rests on."""
    ageing, life = outcome.case.ageing, found.lifetime
    if ageing is not None:
        yield f"cells age by {ageing.law.name or ageing.law}; a year's dispatch knows its capacity"
    for error in found.errors:
        yield (
            f"savings between solved capacities are interpolated: {error.relative:.1e} of the "
            f"greatest saving off at {100 * error.capacity:.1f} %, where it was measured"
        )
    if wear := outcome.wear:
        yield (
            f"wear ({wear.how}): {wear.per_kwh:.4f} {outcome.currency}/kWh out of the cells "
            f"steers the dispatch; worth {shown(wear.gain)} {outcome.currency} of NPV over none"
        )
    if slack := life.warranty:
        broken = life.year[slack.broken].tolist()
        held = "is kept in every year" if not broken else f"is broken in year {broken[0]}"
        yield f"the warranty {held}"


def _cash_flow(cash: CashFlow, outcome: Outcome) -> RenderableType:
    """The project's statement before financing, year by year."""
    table = statement_table(cash.project)
    rows = [
        Row(f"year {year}", [shown(flow[year]) for flow in table.values()])
        for year in range(cash.years + 1)
    ]
    total = Row("sum", [shown(flow.sum()) for flow in table.values()], "bold", ruled=True)
    heads = [name.replace("_", " ") for name in table]
    title = f"The project's money before financing, {outcome.currency}"
    return section(title, Numbers(heads, [*rows, total]))


def _metrics(cash: CashFlow, outcome: Outcome) -> RenderableType:
    """What the flows are worth."""
    heads = ["IRR", "NPV", "payback, years", "discounted"]
    rows = [Row(name, _worth(worth)) for name, worth in worths(cash).items()]
    for way, other in outcome.projects.items():
        if way != OPTIMUM and other.cash:
            after = other.cash.metrics.project_after_tax
            rows.append(Row(f"under {way}, after tax", _worth(after), "dim"))
    economics = outcome.case.economics
    rate = f", present values at {100 * economics.discount_rate:g} %" if economics else ""
    title = f"What it is worth, {outcome.currency}{rate}"
    return section(title, Numbers(heads, rows), bullets(_ratios(cash, outcome.currency)))


def _worth(worth: Worth) -> list[str]:
    return [
        rates(worth),
        shown(worth.npv),
        years(worth.static_payback_years),
        years(worth.discounted_payback_years),
    ]


def rates(worth: Worth) -> str:
    """The rate of return; each of them, where there are several.

    >>> rates(Worth(0.0, (0.1, 0.2), None, None, None))
    '10.00 or 20.00 %'
    >>> rates(Worth(0.0, (), None, None, None))
    'none'
    """
    found = (worth.irr,) if worth.irr is not None else worth.irrs
    return f"{' or '.join(shown(100 * r, 2) for r in found)} %" if found else "none"


def years(value: float | None) -> str:
    """A payback.

    >>> years(13.756), years(None)
    ('13.76', 'never')
    """
    return "never" if value is None else shown(value, 2)


def _ratios(cash: CashFlow, currency: str) -> Iterator[str]:
    """Ratios that there are, in words."""
    metrics = cash.metrics
    if metrics.roi is not None:
        yield f"return on investment {shown(100 * metrics.roi, 2)} % a year"
    if metrics.lcos_per_kwh is not None:
        text = f"levelised cost of storage {metrics.lcos_per_kwh:.4f} {currency}/kWh discharged"
        if metrics.lcos_with_charging_per_kwh is not None:
            text += f", {metrics.lcos_with_charging_per_kwh:.4f} with what charging costs"
        yield text
    if metrics.benefit_cost_ratio is not None:
        yield f"benefit-cost ratio {metrics.benefit_cost_ratio:.3f}"
    if metrics.least_dscr is not None:
        year = metrics.dscr.index(metrics.least_dscr)
        times = shown(metrics.least_dscr, 2)
        yield f"debt service is covered {times} times in the worst year, {year}"
    for name, value in (cash.split.figures if cash.split else {}).items():
        if value is not None:
            yield f"{name.replace('_', ' ')}: {compact(value)}"
