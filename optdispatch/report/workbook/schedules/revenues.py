"""Savings on the bill, the host's share of them, and other revenues: (F1), (S1) to (S3)."""

from collections.abc import Callable
from dataclasses import dataclass

from optdispatch.finance.revenues import OtherRevenue, PerKwhDischarged, PerKwOnce, YearlyRevenue
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.lifetime import LifetimeLines
from optdispatch.report.workbook.timeline import Line, Timeline, added


@dataclass(frozen=True)
class Revenues:
    """Lines of what comes in."""

    savings: dict[str, Line]
    saved: Line
    """All savings."""
    host: Line | None
    """What is left to the host; none, where an investment mode shares the savings."""
    others: dict[str, Line]


def revenues(desk: Desk, page: Timeline, lifetime: LifetimeLines) -> Revenues:
    """Write the lines."""
    unit, rise = desk.currency, desk.inputs("price_escalation")
    page.block("Revenue")

    def saving(line: Line) -> Callable[[int], str | float]:
        return lambda t: f"={line[t]}*(1+{rise})^({page.year(t)}-1)" if t else 0.0

    savings = {
        name: page.line(name, unit, saving(line), total=True)
        for name, line in lifetime.savings.items()
    }
    saved = page.line(
        "savings on the bill",
        unit,
        lambda t: f"={added(savings.values(), t)}",
        total=True,
        strong=True,
    )
    host = None
    if desk.economics.mode is None:
        share = desk.inputs("host_share")
        host = page.line("left to the host", unit, lambda t: f"={share}*{saved[t]}", total=True)
    others = {
        revenue.name: _other(desk, page, lifetime, revenue, f"other_revenues.{n}")
        for n, revenue in enumerate(desk.economics.other_revenues, 1)
    }
    return Revenues(savings, saved, host, others)


def _other(
    desk: Desk, page: Timeline, lifetime: LifetimeLines, revenue: OtherRevenue, path: str
) -> Line:
    def term(name: str) -> str:
        return desk.inputs(f"{path}.{name}")

    def yearly(t: int) -> str:
        year, first = page.year(t), term("first_year")
        ends = f"{year}<={term('last_year')}" if has_end else "TRUE"
        amount = f"{term('per_year')}*(1+{term('escalation')})^({year}-{first})"
        return f"=IF(AND({year}>={first},{ends}),{amount},0)"

    def discharged(t: int) -> str:
        paid = f"{page.year(t)}<={term('years')}"
        return f"=IF({paid},{term('price_per_kwh')}*{lifetime.discharged[t]},0)"

    def once(t: int) -> str:
        amount = f"{term('price_per_kw')}*{desk.inputs('power_kw')}"
        return f"=IF({page.year(t)}={term('year')},{amount},0)"

    has_end = isinstance(revenue, YearlyRevenue) and revenue.last_year is not None
    of: dict[type[OtherRevenue], Callable[[int], str]] = {
        YearlyRevenue: yearly,
        PerKwhDischarged: discharged,
        PerKwOnce: once,
    }
    write = of[type(revenue)]
    return page.line(revenue.name, desk.currency, lambda t: write(t) if t else 0.0, total=True)
