"""The investment mode: each party's flow, and what it is worth to them."""

from optdispatch.finance import Split
from optdispatch.report.workbook import look
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.lifetime import LifetimeLines
from optdispatch.report.workbook.modes import Shared, Table, share
from optdispatch.report.workbook.modes._terms import project_lines
from optdispatch.report.workbook.schedules import Schedules
from optdispatch.report.workbook.timeline import YEAR_0, Timeline, added
from optdispatch.report.workbook.worth import WorthCells, expect_worth, planned_values, worth

SHEET = "Parties"
FIGURES = {
    "rent": ("one rent", "cents"),
    "effective_rate": ("effective rate of the lease", "share"),
}


def parties(desk: Desk, schedules: Schedules, lifetime: LifetimeLines) -> bool:
    """Write the sheet; False where the case names no investment mode."""
    mode, split = desk.economics.mode, desk.cash.split
    if mode is None or split is None:
        return False
    kind: str = mode.kind  # type: ignore[attr-defined]
    page = Timeline(
        desk.book,
        SHEET,
        f"Parties: {kind.replace('_', ' ')}, {desk.currency}",
        "Who pays, and who is paid, before income tax and VAT, which each settles for itself.",
        desk.years,
        desk.room,
    )
    table = project_lines(desk, page, schedules, lifetime)
    shared = share(table, mode)
    if shared is None:
        _values(page, desk, split)
        return True
    _lines(desk, table, shared, split)
    return True


def _lines(desk: Desk, table: Table, shared: Shared, split: Split) -> None:
    page = table.page
    for name, flow in split.flows.items():
        desk.expect_flow(shared.flows[name], f"flow of {name}", flow)
    if shared.coverage:
        desk.expect_ratios(shared.coverage, "coverage", split.coverage)
    difference = page.line(
        "parties less project (nothing is lost)",
        desk.currency,
        lambda t: f"=ROUND({added(shared.flows.values(), t)}-({table.flow(t)}),6)",
        kind="cents",
    )
    for t in range(desk.years + 1):
        desk.expect(difference[t], "parties less project", 0.0)
    # The summary stands above the lines that it is read from.
    summary = page.row
    page.row += len(shared.flows) + len(shared.figures) + 4
    page.block("Cumulative")
    metrics = desk.cash.metrics.parties
    found = {
        name: worth(desk, page, name, line, metrics[name]) for name, line in shared.flows.items()
    }
    page.row = summary
    _worths(desk, page, found, shared, split)


def _worths(
    desk: Desk, page: Timeline, found: dict[str, WorthCells], shared: Shared, split: Split
) -> None:
    """What each flow is worth; live, and as planned."""
    page.block("What it is worth to each of them (in grey, as it was planned)")
    names = ["NPV", "IRR", "static payback", "discounted payback"]
    page.heading(["", "", "", *names, "", *names], lines=2)
    kinds, planned = ("money", "share", "years", "years"), desk.cash.metrics.parties
    for party, cells in found.items():
        page.text(1, party)
        formulas = (cells.npv, cells.irr, cells.static, cells.discounted)
        for n, (formula, kind) in enumerate(zip(formulas, kinds, strict=True)):
            page.put(YEAR_0 + n, formula, kind, look.STRONG)
        at = [page.at(YEAR_0 + n) for n in range(len(names))]
        expect_worth(desk, party, at, planned[party], split.flows[party])
        for n, (was, kind) in enumerate(zip(planned_values(planned[party]), kinds, strict=True)):
            page.planned(YEAR_0 + 5 + n, was, kind)
        page.row += 1
    for name, formula in shared.figures.items():
        label, kind = FIGURES[name]
        page.text(1, label)
        page.put(YEAR_0, formula, kind, look.STRONG)
        if (planned_figure := split.figures[name]) is not None:
            page.planned(YEAR_0 + 5, planned_figure, kind)
            desk.expect(page.at(YEAR_0), label, planned_figure)
        page.row += 1


def _values(page: Timeline, desk: Desk, split: Split) -> None:
    """The parties as they were planned, where their mode has no formulas."""
    page.block("Parties, as planned: these values do not follow the inputs")
    for name, flow in split.flows.items():
        numbers = flow.tolist()
        page.line(f"flow of {name}", desk.currency, numbers.__getitem__, fixed=True, total=True)
