"""The first sheet: what this is, its figures, and how to read the rest."""

from collections.abc import Mapping
from importlib.metadata import version

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from optdispatch.report.site import when
from optdispatch.report.terminal.plan import time_in_words
from optdispatch.report.workbook import look
from optdispatch.report.workbook.page import Page, width
from optdispatch.study import Outcome

SHEET = "Cover"
COLUMNS = 6
GUIDE = {
    "Inputs": "Prices, terms and sizes, with units and sources. Blue on yellow can be changed.",
    "Dispatch": "What the storage does on each kind of day, and its power through the day.",
    "Bill": "Each line of the bill, without storage, under each rule, and under the optimum.",
    "Lifetime": "Capacity, cycles, energy, new cells and savings of each year.",
    "Cash flow": "Statements of the project and of its equity, before and after tax.",
    "Schedules": "Costs, VAT, depreciation, loan and income tax, line by line.",
    "Payback": "Cumulative flows, from which the paybacks are read.",
    "Metrics": "NPV, IRR, payback, coverage and cost, live and as planned.",
    "Parties": "What each party of the investment mode pays and is paid.",
    "Charts": "Capacity, cash flow and an example day.",
    "Chart data": "The numbers that the charts are drawn from.",
}
LEGEND = (
    ("input", look.INPUT, look.INPUT_FILL, "can be changed: every sheet follows"),
    ("given", look.SMALL, look.FIXED_FILL, "planned with; to change it, plan the case again"),
    ("formula", look.PLAIN, None, "calculated by this workbook"),
    ("planned", look.SMALL, None, "found by the dispatch and the ageing; does not follow inputs"),
)
FIGURES = (
    ("net present value", "npv", "money", "{}"),
    ("internal rate of return", "irr", "share", ""),
    ("static payback", "static", "years", "years"),
    ("discounted payback", "discounted", "years", "years"),
)


def cover(book: Workbook, outcome: Outcome, cells: Mapping[str, str]) -> None:
    """Write the sheet; `cells` are those of the metrics, where there are any."""
    case = outcome.case
    page = Page(book, SHEET, case.name, case.title)
    page.widths(34, 15, 18, 18, 18, 18)
    page.sheet.page_setup.fitToHeight = 1
    _facts(page, outcome)
    if cells:
        _figures(page, outcome, cells)
    _saving(page, outcome)
    _guide(page, book)
    if cells:
        _legend(page)
    _notes(page, outcome)


def _facts(page: Page, outcome: Outcome) -> None:
    case = outcome.case
    tariff = case.tariff
    begins, ends = tariff.valid_from, tariff.valid_to
    valid = " ".join(f"{w} {d}" for w, d in (("from", begins), ("to", ends)) if d)
    local = f" ({tariff.name_local})" if tariff.name_local else ""
    page.section("What this is", COLUMNS)
    for name, text in (
        ("Case", f"{case.name}: storage planned by optdispatch {version('optdispatch')}"),
        ("Planned time", time_in_words(case)),
        ("Tariff", f"{tariff.name}{local}"),
        ("Prices valid", valid or "no dates given"),
        ("Source of the case", case.source),
        ("Currency", f"{outcome.currency}; money of each year at its end, as paid, VAT included"),
    ):
        if text:
            _fact(page, name, text)


def _fact(page: Page, name: str, text: str) -> None:
    page.text(1, name, look.STRONG).alignment = look.LEFT
    page.text(2, text, wrap=True)
    page.sheet.merge_cells(start_row=page.row, end_row=page.row, start_column=2, end_column=COLUMNS)
    page.sheet.row_dimensions[page.row].height = 13.5 * -(-width(text) // 92) + 2
    page.row += 1


def _figures(page: Page, outcome: Outcome, cells: Mapping[str, str]) -> None:
    """The figures that a bank asks for first, live."""
    page.section("What it is worth", COLUMNS)
    flows = ("project_before_tax", "project_after_tax", "equity_before_tax", "equity_after_tax")
    page.heading(["", "unit", *(name.replace("_", " ") for name in flows)])
    for label, key, kind, unit in FIGURES:
        page.text(1, label)
        page.text(2, unit.format(outcome.currency), look.SMALL)
        for n, flow in enumerate(flows):
            page.put(3 + n, f"={cells[f'{key} {flow}']}", kind, look.STRONG)
        page.row += 1
    if "dscr" in cells:
        page.text(1, "least debt service coverage")
        page.put(3, f"={cells['dscr']}", "ratio", look.STRONG)
        page.put(
            4, f'="in year "&{cells["dscr year"]}', "general", look.SMALL
        ).alignment = look.LABEL
        page.row += 1
    changes = cells["npv changes"]
    words = '"as planned","inputs were changed since planning"'
    page.text(1, "these figures are")
    still = f"MAX({changes})-MIN({changes})<0.005"
    page.put(3, f"=IF({still},{words})", "general", look.STRONG).alignment = look.LABEL
    page.row += 1


def _saving(page: Page, outcome: Outcome) -> None:
    """What the storage saves on the bill, by each way."""
    per = f"{outcome.currency} {when(outcome)}"
    page.section(f"What it saves on the bill, {per}, as planned", COLUMNS)
    for way in outcome.ways[1:]:
        page.text(1, way.name)
        page.put(3, outcome.saving(way.name), "money", look.SMALL)
        page.row += 1


def _guide(page: Page, book: Workbook) -> None:
    page.section("How to read it", COLUMNS)
    for name, text in GUIDE.items():
        if name in book.sheetnames:
            link = page.text(1, name, look.LINK)
            link.hyperlink = f"#'{name}'!A1"
            link.font = look.LINK
            page.text(2, text)
            page.row += 1


def _legend(page: Page) -> None:
    page.section("Legend", COLUMNS)
    for name, font, fill, text in LEGEND:
        _swatch(page, name, font, fill)
        page.text(2, text)
        page.row += 1


def _swatch(page: Page, name: str, font: Font, fill: PatternFill | None) -> None:
    cell = page.text(1, name, font)
    cell.border = look.BOX
    if fill:
        cell.fill = fill


def _notes(page: Page, outcome: Outcome) -> None:
    """What a reader must know about the data, and whether the checks held."""
    checks = [check for way in outcome.ways for check in way.checks]
    held = sum(check.holds for check in checks)
    page.section("Notes", COLUMNS)
    said = [
        f"Of {len(checks)} checks of the dispatch, {held} hold: energy balance, invoice, "
        "exclusive charge and discharge, dual bound.",
        *outcome.notes,
    ]
    if outcome.case.tariff.note:
        said.append(f"Tariff: {outcome.case.tariff.note}")
    if outcome.wear is not None:
        said.append(
            f"The dispatch was steered by a wear cost of {outcome.wear.per_kwh:.4f} "
            f"{outcome.currency}/kWh, found from the planned prices; a change of the inputs does "
            "not plan it again."
        )
    for text in said:
        page.note(text, COLUMNS, letters=120)
