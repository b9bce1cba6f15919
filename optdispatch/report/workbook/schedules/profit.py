"""Profit and income tax: (F7) to (F9), and (T1) to (T3) of `finance.income_tax`.

The oldest loss is used first, and is kept for m years. So losses leave in the order in which
they came, and one running sum tells which are gone:

    L_t    = Σ_{s ≤ t} max(-profit_s, 0)                                      (Y1)
    gone_t = max(left_{t-1}, L_{t-m-1})                                       (Y2)
    used_t = min(max(profit_t, 0), L_{t-1} - gone_t)                          (Y3)
    left_t = gone_t + used_t                                                  (Y4)

========  ==============================================================  ========  ========
symbol    meaning                                                         unit      code
========  ==============================================================  ========  ========
profit_t  profit before income tax of year t                              currency  gains
L_t       losses of all years up to t                                     currency  losses
gone_t    losses used before year t, or too old for it                    currency  gone
used_t    losses set against year t                                       currency  used
left_t    losses used or too old at the end of year t                     currency  after
m         years for which a loss is kept                                  -         keeps
========  ==============================================================  ========  ========

This is (T2) exactly: as long as only the oldest are taken, a sum says which they are.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optdispatch.finance.income_tax import Refunded
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.inputs import HOLIDAY_NAME
from optdispatch.report.workbook.schedules.books import net
from optdispatch.report.workbook.timeline import Line, Timeline, added

if TYPE_CHECKING:
    from optdispatch.report.workbook.schedules import Schedules


@dataclass(frozen=True)
class Profit:
    """Lines of profit and tax; no tax where the case has none."""

    ebit: Line
    tax: Line | None
    """Of the project, before financing."""
    equity_tax: Line | None
    """After interest."""


def profit(desk: Desk, page: Timeline, so_far: "Schedules") -> Profit | None:
    """Write the lines; none where nothing is depreciated, so that no profit is known."""
    if desk.economics.depreciation is None:
        return None
    ebit = _ebit(desk, page, so_far)
    if desk.economics.income_tax is None:
        return Profit(ebit, None, None)
    tax = _tax(desk, page, "Income tax of the project, before financing", ebit)
    debt = so_far.debt
    if debt is None:
        return Profit(ebit, tax, tax)
    page.block("Profit after interest")
    gains = page.line(
        "profit before income tax", desk.currency, lambda t: f"={ebit[t]}-{debt.interest[t]}"
    )
    return Profit(ebit, tax, _tax(desk, page, "Income tax of the equity, after interest", gains))


def _ebit(desk: Desk, page: Timeline, so_far: "Schedules") -> Line:
    """(F7)."""
    earned, spent, vat, books = so_far.revenues, so_far.costs, so_far.vat, so_far.books
    unit, replacement = desk.currency, desk.economics.replacement
    expensed = {"om", "insurance"}
    if replacement and replacement.accounting == "expensed":
        expensed.add("replacement")
    names = [name for name in spent.lines if name in expensed]
    page.block("Profit before interest and income tax")

    def revenue(t: int) -> str:
        host = f"-{earned.host[t]}" if earned.host else ""
        output = f"-{vat.output[t]}" if vat else ""
        return f"={added([earned.saved, *earned.others.values()], t)}{host}{output}"

    sales = page.line("revenue without VAT", unit, revenue, total=True)
    running = page.line(
        "running costs, less input VAT",
        unit,
        lambda t: "=" + "+".join(net(desk, spent, name, t) for name in names),
        total=True,
    )

    def sale(t: int) -> str | float:
        return f"={books.residual[t]}-{books.value[t]}" if t == desk.years and books.value else 0.0

    sold = page.line("residual value, less value on the books", unit, sale, total=True)

    def before(t: int) -> str:
        surcharge = f"-{vat.surcharge[t]}" if vat else ""
        charge = f"-{books.charge[t]}" if books.charge else ""
        return f"={sales[t]}-{running[t]}{surcharge}{charge}+{sold[t]}"

    return page.line("profit before interest and tax (EBIT)", unit, before, total=True, strong=True)


def _tax(desk: Desk, page: Timeline, title: str, gains: Line) -> Line:
    """(T1) to (T3)."""
    unit, terms = desk.currency, desk.economics.income_tax
    page.block(title)
    refunded = terms is not None and isinstance(terms.losses, Refunded)
    base = gains if refunded else _carried(desk, page, gains)
    rate = desk.inputs("income_tax.rate")

    def holiday(t: int) -> str:
        n = min(len(_holiday(desk)), desk.years)
        return f"*INDEX({HOLIDAY_NAME},{page.year(t)})" if 1 <= t <= n else ""

    return page.line(
        "income tax",
        unit,
        lambda t: f"={rate}*{base[t]}{holiday(t)}",
        total=True,
        strong=True,
    )


def _holiday(desk: Desk) -> list[str]:
    """Names of the years of the holiday, on the sheet of inputs."""
    names = desk.book.defined_names
    return [n for n in names if n.startswith(f"{HOLIDAY_NAME}_")]


def _carried(desk: Desk, page: Timeline, gains: Line) -> Line:
    """(Y1) to (Y4), and what is left to be taxed."""
    unit, keeps, N = desk.currency, desk.inputs("income_tax.losses.years"), desk.years
    losses, gone, used, after, base = (Line(page.name, page.row + n, N) for n in range(5))

    def expired(t: int) -> str:
        at = f"{page.year(t)}-{keeps}"
        return f"IF({at}<1,0,INDEX({losses.over()},{at}))"

    def set_against(t: int) -> str | float:
        # Sums that should be equal may differ in the last digit: nothing below zero is used.
        return f"=MAX(MIN({gains[t]},{losses[t - 1]}-{gone[t]}),0)" if t else 0.0

    page.line(
        "  losses so far",
        unit,
        lambda t: f"={f'{losses[t - 1]}+' if t else ''}MAX(-{gains[t]},0)",
    )
    page.line(
        "  of these, used before or too old",
        unit,
        lambda t: f"=MAX({after[t - 1]},{expired(t)})" if t else 0.0,
    )
    page.line(
        "  loss of earlier years that is used",
        unit,
        set_against,
        total=True,
    )
    page.line("  used or too old at the end of the year", unit, lambda t: f"={gone[t]}+{used[t]}")
    page.line("taxable profit", unit, lambda t: f"=MAX({gains[t]},0)-{used[t]}", total=True)
    return base
