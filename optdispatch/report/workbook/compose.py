"""Put the sheets of a workbook together, and hold their formulas against the outcome."""

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from optdispatch.report.workbook import cover, metrics, schedules
from optdispatch.report.workbook.bill import bill
from optdispatch.report.workbook.cashflow import Statements, cash_flow
from optdispatch.report.workbook.chartdata import ChartData
from optdispatch.report.workbook.charts import Charts
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.dispatch import dispatch
from optdispatch.report.workbook.formula import Calculation, Scalar
from optdispatch.report.workbook.inputs import Inputs
from optdispatch.report.workbook.lifetime import LifetimeLines, lifetime
from optdispatch.report.workbook.metrics import MetricCells
from optdispatch.report.workbook.parties import parties
from optdispatch.report.workbook.ratios import ratios
from optdispatch.report.workbook.technical import technical
from optdispatch.study import OPTIMUM, Outcome

GIVEN = "What was planned with; to change it, plan the case again."
LIVE = f"Blue on pale yellow: change it, and every sheet follows. Grey: {GIVEN.lower()}"
ORDER = list(cover.GUIDE)
"""Sheets after the cover, in the order of reading."""


def compose(outcome: Outcome) -> tuple[Workbook, dict[str, dict[str, Scalar]]]:
    """The workbook of an outcome, and the values of its formulas by sheet and cell.

    Raises `CertificateError` where a formula does not give the number that was planned.
    """
    book: Any = Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = "optdispatch", outcome.case.name
    inputs = Inputs(book, outcome.currency, LIVE if _is_money(outcome) else GIVEN)
    desk = Desk(book, outcome, inputs)
    _economics(desk)
    technical(inputs, outcome)
    dispatch(book, outcome)
    bill(book, outcome)
    cells = _money(desk, lifetime(book, outcome)) if outcome.projects else _charts(desk)
    cover.cover(book, outcome, cells)
    inputs.mark()
    book._sheets.sort(key=lambda sheet: [cover.SHEET, *ORDER].index(sheet.title))
    book.active = 0
    calculation = Calculation(book)
    desk.check(calculation)
    return book, {name: calculation.formulas(name) for name in book.sheetnames}


def _is_money(outcome: Outcome) -> bool:
    """Whether the case has economics."""
    project = outcome.projects.get(OPTIMUM)
    return project is not None and project.cash is not None


def _economics(desk: Desk) -> None:
    """The sizes that money depends on, and the terms."""
    if not _is_money(desk.outcome):
        return
    inputs, yearly = desk.inputs, desk.project.yearly
    inputs.page.section("Size of the plant", 5)
    inputs.size("power_kw", yearly.power_kw, "rated power of the storage")
    inputs.size("energy_kwh", yearly.energy_kwh, "nominal energy of the cells")
    inputs.economics(desk.economics)


def _money(desk: Desk, years: LifetimeLines) -> Mapping[str, str]:
    """Sheets from the schedules to the charts; the cells of the metrics, where there are any."""
    if not _is_money(desk.outcome):
        return _charts(desk, years)
    lines = schedules.schedules(desk, years)
    statements = cash_flow(desk, lines)
    worths = metrics.payback_sheet(desk, statements)
    found = metrics.metrics(desk, statements, worths, ratios(desk, statements, lines, years))
    parties(desk, lines, years)
    return _charts(desk, years, statements, found)


def _charts(
    desk: Desk,
    years: LifetimeLines | None = None,
    statements: Statements | None = None,
    found: MetricCells | None = None,
) -> Mapping[str, str]:
    """The charts that there is something for; the cells of the metrics."""
    drawn, data = Charts.on(desk.book), ChartData(desk.book)
    unit = desk.currency
    if years:
        replaced = data.replaced(years.end, desk.project.lifetime.replacement_years)
        drawn.capacity(data.capacity(years.start, years.end), replaced, years.years.last)
    if statements and found:
        after = found.worth["project_after_tax"]
        sums = {"not discounted": after.static_sum, "discounted": after.discounted_sum}
        by = "discounted" if desk.economics.payback.kind == "discounted" else "static"
        year = statements.years
        drawn.cumulative(year, sums, data.payback(found.cells[f"{by} project_after_tax"]), unit)
        flows = {"project": statements.project_after_tax, "equity": statements.equity_after_tax}
        drawn.yearly(year, flows, unit)
    if day := data.day(desk.outcome):
        drawn.day_storage(day, unit)
        drawn.day_grid(day)
    return found.cells if found else {}
