"""The schedules behind the cash flow: each line of the accounts, written as formulas.

What `optdispatch.finance` computes, with the same numbers of equations, so that the two can be
read side by side; amounts are above zero unless said.
"""

from dataclasses import dataclass

from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.lifetime import LifetimeLines
from optdispatch.report.workbook.schedules.books import Books, books
from optdispatch.report.workbook.schedules.costs import Costs, costs
from optdispatch.report.workbook.schedules.debt import Debt, debt
from optdispatch.report.workbook.schedules.profit import Profit, profit
from optdispatch.report.workbook.schedules.revenues import Revenues, revenues
from optdispatch.report.workbook.schedules.vat import VatLines, vat
from optdispatch.report.workbook.timeline import Timeline

__all__ = ["Schedules", "schedules"]
SHEET = "Schedules"


@dataclass(frozen=True)
class Schedules:
    """Every line."""

    revenues: Revenues
    costs: Costs
    vat: VatLines | None
    books: Books
    debt: Debt | None
    profit: Profit | None


def schedules(desk: Desk, lifetime: LifetimeLines) -> Schedules:
    """Write the sheet."""
    page = Timeline(
        desk.book,
        SHEET,
        f"Schedules, {desk.currency}",
        "How each line of the cash flow comes about. Flows stand at the end of each year; amounts "
        "are as paid and received, VAT included, and above zero unless said.",
        desk.years,
        desk.room,
    )
    earned = revenues(desk, page, lifetime)
    spent = costs(desk, page, lifetime)
    taxed = vat(desk, page, earned, spent)
    booked = books(desk, page, spent)
    owed = debt(desk, page, spent)
    gained = profit(desk, page, Schedules(earned, spent, taxed, booked, owed, None))
    return Schedules(earned, spent, taxed, booked, owed, gained)
