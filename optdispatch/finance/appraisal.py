"""From the years of a plant to its cash flow, and what that is worth to whom."""

from optdispatch.finance.accounts import Accounts
from optdispatch.finance.cashflow import CashFlow
from optdispatch.finance.economics import Economics
from optdispatch.finance.metrics import (
    Metrics,
    Worth,
    benefit_cost_ratio,
    coverage,
    levelised,
    return_on_investment,
    worth,
)
from optdispatch.finance.mode import Project, Split
from optdispatch.finance.yearly import FloatArray, Yearly, from_year_0


def appraise(economics: Economics, yearly: Yearly) -> CashFlow:
    """Turn the years of a plant into money.

    Raises `InputError` where the years do not fit the terms, or the terms the investment mode.
    """
    accounts = Accounts(economics, yearly)
    split = economics.mode.split(whole(accounts)) if economics.mode else None
    memo = {
        "output_vat": accounts.vat.output,
        "input_vat": accounts.vat.input,
        "vat_credit": accounts.vat.credit,
        "depreciation": accounts.books.charge,
        "book_value": accounts.books.value,
        "ebit": accounts.ebit,
        "loan_balance": accounts.debt.balance,
    }
    measured = _measure(accounts, split)
    return CashFlow(accounts.project, accounts.equity, memo, measured, split)


def whole(accounts: Accounts) -> Project:
    """The project as an investment mode sees it: before VAT and income tax."""
    paid, none, value = accounts.paid, accounts.none, accounts.yearly.discharged_value
    return Project(
        capex=float(paid["capex"][0]),
        saving=accounts.total(accounts.savings | accounts.other),
        running=paid["om"] + paid.get("insurance", none),
        replacement=paid.get("replacement", none),
        residual=accounts.residual,
        debt=accounts.debt,
        book_value=accounts.books.value if accounts.economics.depreciation else None,
        discharged_value=None if value is None else from_year_0(value),
    )


def _measure(accounts: Accounts, split: Split | None) -> Metrics:
    """(M1) to (M8)."""
    economics, debt, d = accounts.economics, accounts.debt, accounts.economics.discount_rate
    project, equity = accounts.project, accounts.equity
    available = project.before_tax + equity.income_tax + debt.drawn
    without, with_charging = _storage_cost(accounts)

    def of(flow: FloatArray) -> Worth:
        return worth(flow, d, economics.payback)

    return Metrics(
        project_before_tax=of(project.before_tax),
        project_after_tax=of(project.after_tax),
        equity_before_tax=of(equity.before_tax),
        equity_after_tax=of(equity.after_tax),
        roi=return_on_investment(accounts.ebit, float(accounts.paid["capex"][0]))
        if economics.depreciation
        else None,
        lcos_per_kwh=without,
        lcos_with_charging_per_kwh=with_charging,
        dscr=coverage(available, debt.service),
        benefit_cost_ratio=benefit_cost_ratio(
            accounts.total(accounts.benefits), accounts.total(accounts.expenses), d
        ),
        parties={name: of(flow) for name, flow in split.flows.items()} if split else {},
    )


def _storage_cost(accounts: Accounts) -> tuple[float | None, float | None]:
    """(M6): without the cost of charging, and with it where it is known. [currency/kWh]"""
    yearly, d = accounts.yearly, accounts.economics.discount_rate
    cost, energy = accounts.total(accounts.paid) - accounts.residual, yearly.discharged_kwh
    W = from_year_0(energy)
    if yearly.charging_cost is None:
        return levelised(cost, W, d), None
    charging = from_year_0(yearly.charging_cost)
    return levelised(cost, W, d), levelised(cost + charging, W, d)
