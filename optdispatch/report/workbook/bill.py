"""The ledger: each line of the bill, under each way to run the storage."""

from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from optdispatch.report.numbers import CENTS_BELOW
from optdispatch.report.site import billed_demand, when
from optdispatch.report.workbook import look
from optdispatch.report.workbook.page import Page
from optdispatch.study import WITHOUT, Outcome

SHEET = "Bill"
FIRST = 2
"""Column of the first way."""


def bill(book: Workbook, outcome: Outcome) -> None:
    """Write the sheet."""
    ways = [way.name for way in outcome.ways]
    page = Page(
        book,
        SHEET,
        f"Bill, {outcome.currency} {when(outcome)}",
        f"Tariff: {outcome.case.tariff.name}. As planned; sums are formulas.",
    )
    page.widths(40, *(18,) * len(ways), *(18,) * (len(ways) - 1))
    page.row = 4
    page.heading(["line", *ways, *(f"saved by {name}" for name in ways[1:])], lines=2)
    page.freeze("B5", 4)
    _ledger(page, outcome, ways)
    _demand(page, outcome)
    _against_year(page, outcome)


def _ledger(page: Page, outcome: Outcome, ways: Sequence[str]) -> None:
    lines = outcome.ledger.drop(index=["total", "saving"])
    small = bool((lines.abs().to_numpy() < CENTS_BELOW).all())
    kind = "cents" if small else "money"
    first, last = page.row, page.row + len(lines) - 1
    for name, amounts in lines.iterrows():
        page.text(1, str(name))
        for n, way in enumerate(ways):
            page.put(FIRST + n, float(amounts[way]), kind)
        _saved(page, len(ways), kind)
        page.row += 1
    page.text(1, "total", look.STRONG)
    for n in range(len(ways)):
        letter = get_column_letter(FIRST + n)
        page.put(FIRST + n, f"=SUM({letter}{first}:{letter}{last})", kind, look.STRONG)
    _saved(page, len(ways), kind)
    page.ruled(range(1, FIRST + 2 * len(ways) - 1))
    page.row += 1
    page.text(1, "share of the bill")
    for n in range(1, len(ways)):
        column = FIRST + len(ways) + n - 1
        saved, total = (f"{get_column_letter(c)}{page.row - 1}" for c in (column, FIRST))
        if abs(float(lines[WITHOUT].sum())) > 0:
            page.put(column, f"={saved}/{total}", "share")
    page.row += 1


def _saved(page: Page, ways: int, kind: str) -> None:
    """What each way saves against no storage, in the present row."""
    for n in range(1, ways):
        without, way = (f"{get_column_letter(c)}{page.row}" for c in (FIRST, FIRST + n))
        page.put(FIRST + ways + n - 1, f"={without}-{way}", kind)


def _demand(page: Page, outcome: Outcome) -> None:
    """Demand that each month bills."""
    for name, table in billed_demand(outcome).items():
        page.section(f"Billed demand, {name}, kW", 1 + len(table.columns))
        _table(page, "month", table, "power")


def _against_year(page: Page, outcome: Outcome) -> None:
    """Typical days and the chronological year, where both were planned."""
    if (table := outcome.against_year) is not None:
        page.section("Savings on typical days and in the chronological year", 4)
        _table(page, "line", table, "money")


def _table(page: Page, corner: str, table: pd.DataFrame, kind: str) -> None:
    page.heading([corner, *map(str, table.columns)])
    for name, row in table.iterrows():
        page.text(1, str(name))
        for n, value in enumerate(row.tolist()):
            if pd.notna(value):
                page.put(FIRST + n, float(value) + 0.0, kind)
        page.row += 1
