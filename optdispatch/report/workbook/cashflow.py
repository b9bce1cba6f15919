"""The statements: (F4) to (F9) of `finance.accounts`, and (M7) of `finance.metrics`."""

from dataclasses import dataclass

from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.schedules import Schedules
from optdispatch.report.workbook.timeline import Line, Timeline, added

SHEET = "Cash flow"


@dataclass(frozen=True)
class Statements:
    """Lines that are judged, and the line of the years."""

    years: Line
    project_before_tax: Line
    project_after_tax: Line
    equity_before_tax: Line
    equity_after_tax: Line
    dscr: Line | None

    @property
    def flows(self) -> dict[str, Line]:
        """The four flows, by their names in `finance.Metrics`."""
        names = [f"{whose}_{when}" for whose in ("project", "equity") for when in TAX]
        return {name: getattr(self, name) for name in names}


TAX = ("before_tax", "after_tax")


def cash_flow(desk: Desk, schedules: Schedules) -> Statements:
    """Write the sheet."""
    page = Timeline(
        desk.book,
        SHEET,
        f"Cash flow, {desk.currency}",
        "Flows at the end of each year; year 0 is the start of operation. Money that is paid "
        "is in brackets.",
        desk.years,
        desk.room,
    )
    before, after = _project(desk, page, schedules)
    equity = _equity(desk, page, schedules, before)
    dscr = _coverage(desk, page, schedules, before)
    for name, line in zip(TAX, (before, after), strict=True):
        desk.expect_flow(line, f"project {name}", getattr(desk.cash.project, name))
    for name, line in zip(TAX, equity, strict=True):
        desk.expect_flow(line, f"equity {name}", getattr(desk.cash.equity, name))
    return Statements(page.year_line, before, after, *equity, dscr)


def _project(desk: Desk, page: Timeline, schedules: Schedules) -> tuple[Line, Line]:
    """(F4) and (F8)."""
    unit, earned, vat = desk.currency, schedules.revenues, schedules.vat
    page.block("Project, before financing")
    ins = {**earned.savings, **earned.others, "residual value": schedules.books.residual}
    entered = [_same(page, name, unit, line) for name, line in ins.items()]
    outs = {LABELS[name]: line for name, line in schedules.costs.lines.items()}
    if earned.host:
        outs = {"left to the host": earned.host, **outs}
    if vat:
        outs |= {"VAT": vat.paid, "surcharges on VAT": vat.surcharge}
    left = [_less(page, name, unit, line) for name, line in outs.items()]
    before = _sum(page, "project before tax", unit, [*entered, *left])
    tax = schedules.profit.tax if schedules.profit else None
    after = _after(page, "project", unit, before, tax)
    cumulative = Line(page.name, page.row, desk.years)
    page.line(
        "cumulative, after tax",
        unit,
        lambda t: f"={f'{cumulative[t - 1]}+' if t else ''}{after[t]}",
    )
    return before, after


def _equity(desk: Desk, page: Timeline, schedules: Schedules, project: Line) -> tuple[Line, Line]:
    """(F6) and (F9)."""
    unit, debt = desk.currency, schedules.debt
    page.block("Equity, after financing")
    lines = [_same(page, "project before tax", unit, project)]
    if debt:
        lines += [
            _same(page, "loan drawn", unit, debt.drawn),
            _less(page, "interest", unit, debt.interest),
            _less(page, "principal", unit, debt.principal),
        ]
    before = _sum(page, "equity before tax", unit, lines)
    tax = schedules.profit.equity_tax if schedules.profit else None
    after = _after(page, "equity", unit, before, tax)
    cumulative = Line(page.name, page.row, desk.years)
    page.line(
        "cumulative, after tax",
        unit,
        lambda t: f"={f'{cumulative[t - 1]}+' if t else ''}{after[t]}",
    )
    return before, after


def _coverage(desk: Desk, page: Timeline, schedules: Schedules, project: Line) -> Line | None:
    """(M7)."""
    debt, profit, unit = schedules.debt, schedules.profit, desk.currency
    if debt is None:
        return None
    tax = profit.equity_tax if profit else None
    page.block("Debt service")

    def have(t: int) -> str:
        paid = f"-{tax[t]}" if tax else ""
        return f"={project[t]}{paid}+{debt.drawn[t]}"

    available = page.line(
        "before financing, less tax, plus drawings", unit, lambda t: have(t) if t else None
    )
    owed = page.line("interest and principal", unit, lambda t: f"={debt.service[t]}" if t else None)
    dscr = page.line(
        "debt service coverage ratio",
        "",
        lambda t: f'=IF({owed[t]}>0,{available[t]}/{owed[t]},"")' if t else None,
        kind="ratio",
        strong=True,
    )
    desk.expect_ratios(dscr, "DSCR", desk.cash.metrics.dscr)
    return dscr


def _same(page: Timeline, name: str, unit: str, line: Line) -> Line:
    return page.line(name, unit, lambda t: f"={line[t]}", total=True)


def _less(page: Timeline, name: str, unit: str, line: Line) -> Line:
    return page.line(name, unit, lambda t: f"=-{line[t]}", total=True)


def _sum(page: Timeline, name: str, unit: str, lines: list[Line]) -> Line:
    """Sum of lines that stand one below the other."""
    first, last = lines[0], lines[-1]
    return page.line(
        name, unit, lambda t: f"=SUM({first[t]}:{_cell(last[t])})", total=True, strong=True
    )


def _after(page: Timeline, whose: str, unit: str, before: Line, tax: Line | None) -> Line:
    lines = [before]
    if tax:
        lines.append(_less(page, "income tax", unit, tax))
    return page.line(
        f"{whose} after tax", unit, lambda t: f"={added(lines, t)}", total=True, strong=True
    )


def _cell(reference: str) -> str:
    """A reference without its sheet, as the end of a range has none."""
    return reference.rpartition("!")[2]


LABELS = {
    "capex": "capital cost",
    "om": "O&M",
    "insurance": "insurance",
    "replacement": "new cells",
}
