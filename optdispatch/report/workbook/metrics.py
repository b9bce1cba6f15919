"""What the project is worth: by the formulas, as it was planned, and how far they are apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from optdispatch.finance import Worth
from optdispatch.report.workbook import look
from optdispatch.report.workbook.cashflow import Statements
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.page import Page
from optdispatch.report.workbook.ratios import Ratio
from optdispatch.report.workbook.timeline import Timeline
from optdispatch.report.workbook.worth import (
    NEVER,
    WorthCells,
    expect_worth,
    planned_values,
    worth,
)
from optdispatch.study import OPTIMUM

SHEET, PAYBACK = "Metrics", "Payback"
WIDTH = 4
"""Columns of a group: project and equity, before and after tax."""
LIVE, PLANNED, CHANGE = 3, 8, 13
"""First columns of the groups."""
WORTH_ROWS = (
    ("net present value", "money"),
    ("internal rate of return", "share"),
    ("static payback", "years"),
    ("discounted payback", "years"),
)


@dataclass(frozen=True)
class MetricCells:
    """Cells that cover and charts refer to."""

    cells: Mapping[str, str]
    """By what they are, such as `irr project_after_tax`."""
    worth: Mapping[str, WorthCells]


def payback_sheet(desk: Desk, statements: Statements) -> dict[str, WorthCells]:
    """Write the sheet of cumulative flows."""
    page = Timeline(
        desk.book,
        PAYBACK,
        f"Payback, {desk.currency}",
        "Cumulative flows, and the moment in which each is paid back for good, linear within the "
        "year. Rounded to a millionth.",
        desk.years,
        desk.room,
    )
    found = {}
    for name, line in statements.flows.items():
        page.block(_said(name).capitalize())
        planned = getattr(desk.cash.metrics, name)
        found[name] = worth(desk, page, _said(name), line, planned)
    return found


def metrics(
    desk: Desk, statements: Statements, worths: Mapping[str, WorthCells], found: Sequence[Ratio]
) -> MetricCells:
    """Write the sheet."""
    page = Page(
        desk.book,
        SHEET,
        f"Metrics, {desk.currency}",
        "On the left by the formulas of this workbook, live; in the middle as they were planned; "
        "on the right what a change of the inputs has changed.",
    )
    page.widths(40, 12, 13, 13, 13, 13, 2, 13, 13, 13, 13, 2, 13, 13, 13, 13)
    page.row = 4
    _heads(page, [_said(name) for name in statements.flows])
    page.freeze("C6", 5)
    cells = _worths(desk, page, worths)
    cells |= _ratios(desk, page, found)
    _definitions(desk, page)
    _ways(desk, page)
    return MetricCells(cells, worths)


def _heads(page: Page, names: Sequence[str]) -> None:
    """Two rows: what a group is, and whose figure a column holds."""
    groups = ((LIVE, "live"), (PLANNED, "as planned"), (CHANGE, "change"))
    for column, title in groups:
        page.text(column, title, look.SECTION)
    page.row += 1
    row = page.row
    page.heading(["", "unit"])
    for column, _ in groups:
        page.row = row
        page.heading(names, column, lines=2)


def _worths(desk: Desk, page: Page, worths: Mapping[str, WorthCells]) -> dict[str, str]:
    """(M1) to (M4), for each of the four flows."""
    units = (desk.currency, "", "years", "years")
    first = page.row
    cells: dict[str, str] = {}
    planned = [planned_values(getattr(desk.cash.metrics, name)) for name in worths]
    for n, ((label, kind), unit) in enumerate(zip(WORTH_ROWS, units, strict=True)):
        of = [(w.npv, w.irr, w.static, w.discounted)[n] for w in worths.values()]
        _row(page, label, unit, kind, of, [values[n] for values in planned])
    _row(page, "changes of sign of the flow", "", "year", [w.changes for w in worths.values()])
    for i, name in enumerate(worths):
        at = [page.at(LIVE + i, first + n) for n in range(len(WORTH_ROWS))]
        flow = getattr(desk.cash, name.partition("_")[0])
        expect_worth(desk, name, at, getattr(desk.cash.metrics, name), flow.before_tax)
        cells |= {f"{key} {name}": cell for key, cell in zip(KEYS, at, strict=True)}
    changes = [page.at(CHANGE + i, first).rpartition("!")[2] for i in range(WIDTH)]
    cells["npv changes"] = f"{page.name}!{changes[0]}:{changes[-1]}"
    page.note(
        "Where a flow changes its sign more than once, more than one rate of return may exist; "
        "the one nearest to the planned rate is shown, and none if several are above zero.",
        WIDTH + 2,
        letters=95,
    )
    return cells


KEYS = ("npv", "irr", "static", "discounted")


def _ratios(desk: Desk, page: Page, found: Sequence[Ratio]) -> dict[str, str]:
    """(M5) to (M8), each in one column."""
    page.section("Ratios", CHANGE + WIDTH - 1)
    cells = {}
    for ratio in found:
        cells[ratio.key] = page.at(LIVE)
        desk.expect(page.at(LIVE), ratio.label, ratio.planned)
        _row(page, ratio.label, ratio.unit, ratio.kind, [ratio.formula], [ratio.planned])
    return cells


def _row(
    page: Page,
    label: str,
    unit: str,
    kind: str,
    formulas: Sequence[str],
    planned: Sequence[float | str] = (),
) -> None:
    """A label, formulas, what was planned, and the difference where both are numbers."""
    page.text(1, label)
    page.text(2, unit, look.SMALL)
    for n, formula in enumerate(formulas):
        page.put(LIVE + n, formula, kind, look.STRONG)
    for n, value in enumerate(planned):
        page.planned(PLANNED + n, value, kind)
        if not isinstance(value, str):
            live, was = (f"{get_column_letter(c + n)}{page.row}" for c in (LIVE, PLANNED))
            page.put(CHANGE + n, f'=IF(ISNUMBER({live}),ROUND({live}-{was},6),"")', kind)
    page.row += 1


def _definitions(desk: Desk, page: Page) -> None:
    """What each figure is, and where its definition stands."""
    payback = desk.economics.payback.kind
    page.section("How they are defined", CHANGE + WIDTH - 1)
    for text in (
        "Net present value: flows at the discount rate, year 0 undiscounted. Internal rate of "
        "return: the rate at which it is nothing (NREL/TP-462-5173; 发改投资〔2006〕1325号).",
        f"Payback: when the cumulative flow stays above zero for good. This case goes by the "
        f"{payback} payback.",
        "Return on investment: mean yearly profit before interest and tax, by capital cost. "
        "Levelised cost of storage: doi:10.1016/j.joule.2018.12.008.",
        "Debt service coverage: flow before financing, less tax after interest, plus drawings, by "
        "interest and principal (发改投资〔2006〕1325号).",
    ):
        page.note(text, CHANGE + WIDTH - 1, letters=200)


def _ways(desk: Desk, page: Page) -> None:
    """The same project under each rule, as planned."""
    projects = {w.name: desk.outcome.projects.get(w.name) for w in desk.outcome.ways}
    there = {name: p for name, p in projects.items() if p is not None and p.cash is not None}
    if list(there) == [OPTIMUM]:
        return
    page.section("Ways to run the storage, as planned", CHANGE + WIDTH - 1, "Values, not live.")
    page.heading(["after tax, project", "unit", *there])
    worths: list[Worth] = [p.cash.metrics.project_after_tax for p in there.values() if p.cash]
    units = (desk.currency, "", "years", "years")
    for n, ((label, kind), unit) in enumerate(zip(WORTH_ROWS, units, strict=True)):
        page.text(1, label)
        page.text(2, unit, look.SMALL)
        for column, value in enumerate([planned_values(w)[n] for w in worths]):
            page.planned(LIVE + column, value, kind)
        page.row += 1
    page.text(1, "cells replaced at the end of, or in, years")
    for column, project in enumerate(there.values()):
        years = ", ".join(map(str, project.lifetime.replacement_years)) or NEVER
        page.planned(LIVE + column, years)
    page.row += 1


def _said(name: str) -> str:
    return name.replace("_", " ")
