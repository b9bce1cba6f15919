"""The loan: (F5), and (L1) to (L5) of `finance.loan`.

What is drawn in year s is paid back in the years s + 1 … e_s. The balance is rounded to a
millionth, so that a loan that is paid back owes nothing.
"""

from dataclasses import dataclass

from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.schedules.costs import Costs
from optdispatch.report.workbook.timeline import Line, Timeline


@dataclass(frozen=True)
class Debt:
    """Lines of the loan."""

    drawn: Line
    interest: Line
    principal: Line
    service: Line


def debt(desk: Desk, page: Timeline, spent: Costs) -> Debt | None:
    """Write the lines; none where the case has no loan."""
    economics, term, unit, N = desk.economics, desk.inputs, desk.currency, desk.years
    if economics.loan is None:
        return None
    replacement = economics.replacement
    lent_on = [spent.lines["capex"]]
    if replacement and replacement.funded_by == "loan":
        lent_on.append(spent.lines["replacement"])
    page.block(f"Loan ({economics.loan.kind.replace('_', ' ')})")

    def draws(t: int) -> str | float:
        # In the last year nobody lends.
        wanted = "+".join(line[t] for line in lent_on)
        return f"={term('loan.share')}*({wanted})" if t < N else 0.0

    drawn = page.line("drawn", unit, draws, total=True)
    end = page.year_line.end
    until = page.line(
        "  paid back until year",
        "",
        lambda t: f"={page.year(t)}+MIN({term('loan.years')},{end}-{page.year(t)})",
        kind="year",
    )
    return Debt(drawn, *_served(desk, page, drawn, until))


def _served(desk: Desk, page: Timeline, drawn: Line, until: Line) -> tuple[Line, Line, Line]:
    """Interest, principal, and both together."""
    unit, rate, N = desk.currency, desk.inputs("loan.rate"), desk.years
    loan, years = desk.economics.loan, page.year_line.over()
    kind = loan.kind if loan else ""

    def instalment(t: int) -> str | float:
        n = f"({until[t]}-{page.year(t)})"
        paid = f"-PMT({rate},{n},{drawn[t]})" if kind == "annuity" else f"{drawn[t]}/{n}"
        return f"={paid}" if t < N else 0.0

    if kind != "bullet":
        each = page.line("  instalment of what is drawn", unit, instalment)
        due = each.over()
    interest, principal, balance = (Line(page.name, page.row + n, N) for n in range(3))

    def repaid(t: int) -> str:
        now = page.year(t)
        if kind == "bullet":
            return f"=SUMIFS({drawn.over()},{until.over()},{now})"
        falls_due = f'SUMIFS({due},{years},"<"&{now},{until.over()},">="&{now})'
        return f"={falls_due}-{interest[t]}" if kind == "annuity" else f"={falls_due}"

    def owed(t: int) -> str:
        return f"=ROUND(SUM({drawn.until(t)})-SUM({principal.until(t)}),6)"

    page.line("interest", unit, lambda t: f"={rate}*{balance[t - 1]}" if t else 0.0, total=True)
    page.line("principal", unit, lambda t: repaid(t) if t else 0.0, total=True)
    page.line("balance at the end of the year", unit, owed)
    service = page.line(
        "debt service",
        unit,
        lambda t: f"={interest[t]}+{principal[t]}",
        total=True,
        strong=True,
    )
    return interest, principal, service
