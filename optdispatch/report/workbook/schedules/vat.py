"""Value-added tax: (V1) to (V5) of `finance.vat`.

The credit is written as max(K + in - out, 0), which is (V3) without its rounding.
"""

from dataclasses import dataclass

from optdispatch.finance.vat import WithinHost
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.schedules.costs import Costs
from optdispatch.report.workbook.schedules.revenues import Revenues
from optdispatch.report.workbook.timeline import Line, Timeline, added


@dataclass(frozen=True)
class VatLines:
    """Lines of the VAT account."""

    output: Line
    paid: Line
    surcharge: Line


def vat(desk: Desk, page: Timeline, earned: Revenues, spent: Costs) -> VatLines | None:
    """Write the lines; none where the case has no VAT."""
    terms, unit = desk.economics.vat, desk.currency
    if terms is None:
        return None
    rate = desk.inputs("vat.rate")
    within = f"{rate}/(1+{rate})"
    bearing = [earned.others[r.name] for r in desk.economics.other_revenues if r.bears_vat]
    credited = [line for name, line in spent.lines.items() if name in terms.credited]

    def sales(t: int) -> str:
        host = f"-{earned.host[t]}" if earned.host else ""
        return f"={within}*({added([earned.saved, *bearing], t)}{host})"

    page.block("Value-added tax")
    output = page.line("output VAT", unit, sales, total=True)
    given = page.line("input VAT", unit, lambda t: f"={within}*({added(credited, t)})", total=True)
    paid = (_at_once if isinstance(terms, WithinHost) else _settled)(page, unit, output, given)
    surcharge = page.line(
        "surcharges on VAT paid",
        unit,
        lambda t: f"={desk.inputs('vat.surcharge')}*{paid[t]}",
        total=True,
    )
    return VatLines(output, paid, surcharge)


def _at_once(page: Timeline, unit: str, output: Line, given: Line) -> Line:
    """(V4)."""
    return page.line(
        "VAT paid (below zero: got back)",
        unit,
        lambda t: f"={output[t]}-{given[t]}",
        total=True,
        strong=True,
    )


def _settled(page: Timeline, unit: str, output: Line, given: Line) -> Line:
    """(V3), and the credit below it."""
    credit = Line(page.name, page.row + 1, page.years)
    paid = page.line(
        "VAT paid",
        unit,
        lambda t: f"=MAX({output[t]}-{given[t]}{_before(credit, t, '-')},0)",
        total=True,
        strong=True,
    )
    page.line(
        "credit carried forward",
        unit,
        lambda t: f"=MAX({given[t]}-{output[t]}{_before(credit, t, '+')},0)",
    )
    return paid


def _before(line: Line, t: int, sign: str) -> str:
    """A line in the year before, with its sign; nothing before year 0."""
    return f"{sign}{line[t - 1]}" if t else ""
