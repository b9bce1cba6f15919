"""The plant on the books: (F2), (F3), and (D1) to (D3) of `finance.depreciation`.

What is booked in year s is depreciated by the same amount in each of the years s + 1 … e_s.
"""

from dataclasses import dataclass

from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.schedules.costs import Costs
from optdispatch.report.workbook.timeline import Line, Timeline


@dataclass(frozen=True)
class Books:
    """Lines of the books; without depreciation nothing is charged and no value is kept."""

    charge: Line | None
    value: Line | None
    residual: Line


def books(desk: Desk, page: Timeline, spent: Costs) -> Books:
    """Write the lines."""
    economics, term, unit = desk.economics, desk.inputs, desk.currency
    replacement = economics.replacement
    booked = ["capex"]
    if replacement and replacement.accounting == "capitalised":
        booked.append("replacement")
    page.block("On the books")
    assets = page.line(
        "put on the books, less input VAT",
        unit,
        lambda t: "=" + "+".join(net(desk, spent, name, t) for name in booked),
        total=True,
    )
    charge = value = None
    if economics.depreciation:
        charge, value = _depreciation(desk, page, assets)

    def sold(t: int) -> str | float:
        return f"={term('residual_share')}*SUM({assets.over()})" if t == desk.years else 0.0

    residual = page.line("residual value at the end", unit, sold, total=True)
    return Books(charge, value, residual)


def net(desk: Desk, spent: Costs, name: str, t: int) -> str:
    """A cost of a year, less the VAT in it that is credited."""
    vat = desk.economics.vat
    credited = f"/(1+{desk.inputs('vat.rate')})" if vat and name in vat.credited else ""
    return f"{spent.lines[name][t]}{credited}"


def _depreciation(desk: Desk, page: Timeline, assets: Line) -> tuple[Line, Line]:
    term, unit, N = desk.inputs, desk.currency, desk.years
    years, left = term("depreciation.years"), term("depreciation.residual_share")
    end = page.year_line.end

    def last(t: int) -> str:
        # What is added later is depreciated over the years that are left, at most.
        return f"={page.year(t)}+" + (f"MIN({years},{end}-{page.year(t)})" if t else years)

    until = page.line("  depreciated until year", "", last, kind="year")

    def instalment(t: int) -> str | float:
        n = f"({until[t]}-{page.year(t)})"
        return f"=(1-{left})*{assets[t]}/{n}" if t < N else 0.0

    each = page.line("  so much each year", unit, instalment)
    years_of = page.year_line.over()
    charge = page.line(
        "depreciation",
        unit,
        lambda t: (
            f'=SUMIFS({each.over()},{years_of},"<"&{page.year(t)},'
            f'{until.over()},">="&{page.year(t)})'
        ),
        total=True,
        strong=True,
    )
    value = Line(page.name, page.row, N)
    page.line(
        "value on the books at the end of the year",
        unit,
        lambda t: f"={f'{value[t - 1]}+' if t else ''}{assets[t]}-{charge[t]}",
    )
    return charge, value
