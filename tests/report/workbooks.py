"""Outcomes of the reference case under other terms, and what a workbook says of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from openpyxl import Workbook

from optdispatch.case import Case
from optdispatch.finance import CashFlow, Economics, Yearly, appraise
from optdispatch.report.workbook.compose import compose
from optdispatch.report.workbook.worth import planned_values
from optdispatch.study import OPTIMUM, Outcome, evaluate

FLOWS = ("project_before_tax", "project_after_tax", "equity_before_tax", "equity_after_tax")
COLUMNS = dict(zip(FLOWS, "CDEF", strict=True))
ROWS = (
    "net present value",
    "internal rate of return",
    "static payback",
    "discounted payback",
)
ANNUITY = {"kind": "annuity", "rate": 0.045, "years": 12}
LEASE = {
    "rate": 0.05,
    "years": 8,
    "payments_per_year": 4,
    "deposit_share": 0.05,
    "fee_share": 0.02,
    "buyout_price": 100,
}
EXPENSED = {
    "per_kwh": 350,
    "fixed_per_event": 10_000,
    "escalation": -0.02,
    "accounting": "expensed",
    "funded_by": "equity",
}
HOLIDAY = {
    "rate": 0.25,
    "losses": {"kind": "carried_forward", "years": 5},
    "holiday": [0, 0, 0, 0.5, 0.5, 0.5],
}
WITHIN = {
    "kind": "within_host",
    "rate": 0.13,
    "prices_include_vat": False,
    "credited": ["capex", "om", "insurance", "replacement"],
    "surcharge": 0.12,
}
OTHERS = [
    {"kind": "yearly", "name": "=容量租赁", "bears_vat": True, "per_year": 20_000}
    | {"first_year": 2, "last_year": 9, "escalation": 0.02},
    {"kind": "yearly", "name": "response", "bears_vat": False, "per_year": 5000},
    {"kind": "per_kwh_discharged", "name": "per kWh", "bears_vat": True}
    | {"price_per_kwh": 0.1, "years": 3},
    {"kind": "per_kw_once", "name": "grant", "bears_vat": False, "price_per_kw": 100, "year": 2},
]
STEPS = [
    {"from_year": 5, "investor_share": 0.8},
    {"from_year": 10, "investor_share": 0.7},
]
TERMS: dict[str, dict[str, Any]] = {
    "reference": {},
    "annuity": {"loan": ANNUITY},
    "bullet": {"loan": {"kind": "bullet", "rate": 0.05, "years": 10}},
    "expensed replacement": {"replacement": EXPENSED},
    "loan covers replacement": {
        "replacement": {"per_kwh": 350, "accounting": "capitalised", "funded_by": "loan"},
        "loan": ANNUITY,
    },
    "no VAT": {"vat": None},
    "tax holiday": {"income_tax": HOLIDAY},
    "losses": {
        "income_tax": {"rate": 0.25, "losses": {"kind": "carried_forward", "years": 1}},
        "depreciation": {"years": 4, "residual_share": 0.02},
    },
    "losses refunded": {"income_tax": {"rate": 0.25, "losses": {"kind": "refunded"}}},
    "VAT within a host": {
        "vat": WITHIN,
        "insurance": {"share_of_capex": 0.003, "per_kw_year": 3, "escalation": 0.01},
    },
    "no loan": {"loan": None, "equity_share": 1.0},
    "bare": {"income_tax": None, "depreciation": None, "vat": None, "loan": None}
    | {"equity_share": 1.0},
    "other revenues": {
        "other_revenues": OTHERS,
        "price_escalation": 0.015,
        "host_share": 0.05,
        "payback": {"kind": "static", "lead_years": 1},
    },
    "owner invested": {"mode": {"kind": "owner_invested"}},
    "shared savings": {
        "mode": {
            "kind": "shared_savings",
            "investor_share": 0.85,
            "contract_years": 15,
            "steps": STEPS,
            "handover": {"kind": "book_value"},
        }
    },
    "guaranteed savings": {
        "mode": {
            "kind": "guaranteed_savings",
            "investor_share": 0.85,
            "host_share": 0.15,
            "contract_years": 12,
            "guaranteed_per_year": 50_000,
            "handover": {"kind": "price", "price": 50_000},
        }
    },
    "fixed discount": {"mode": {"kind": "fixed_discount", "discount": 0.1, "contract_years": 12}},
    "direct lease": {"mode": {"kind": "direct_lease", "lease": LEASE}},
    "lease in advance": {
        "mode": {"kind": "direct_lease", "lease": LEASE | {"paid": "advance", "down_share": 0.1}}
    },
    "sale and leaseback": {
        "mode": {
            "kind": "sale_and_leaseback",
            "lease": LEASE | {"rate": 0.0},
            "sale_share": 0.9,
            "sale_year": 2,
        }
    },
    "lease with contract": {
        "mode": {
            "kind": "lease_with_contract",
            "lease": LEASE,
            "contract": {"investor_share": 0.9, "contract_years": 15, "steps": STEPS},
        }
    },
}


@cache
def reference() -> Outcome:
    """The reference case."""
    return evaluate(Case.load("jiangxi-2025"))


def under(terms: Economics, yearly: Yearly | None = None) -> Outcome:
    """The reference case under other terms, and with other years; the dispatch is the same."""
    outcome = reference()
    project = outcome.projects[OPTIMUM]
    years = yearly or project.yearly
    found = replace(project, yearly=years, cash=appraise(terms, years))
    case = outcome.case.model_copy(update={"economics": terms})
    return replace(outcome, case=case, projects={OPTIMUM: found})


def terms(name: str) -> Economics:
    """Some terms, by their name in `TERMS`."""
    economics = reference().case.economics
    assert economics is not None
    return economics.changed(**TERMS[name])


@cache
def written(name: str) -> Workbook:
    """The workbook of some terms; whoever changes a cell puts it back."""
    return compose(under(terms(name)))[0]


def changed(economics: Economics, values: dict[str, float]) -> Economics:
    """The same terms, with other numbers at some places."""
    content = _lists(economics.model_dump())
    # These only check others, which change.
    if content["loan"]:
        content["loan"]["share"] = None
    mode = content["mode"] or {}
    for sharing in (mode, mode.get("contract") or {}):
        sharing.pop("host_share", None)
    if content["income_tax"]:
        holiday = content["income_tax"]["holiday"]
        holiday += [1.0] * (max(6, len(holiday)) - len(holiday))
    for path, value in values.items():
        *parents, last = path.split(".")
        at = content
        for key in parents:
            at = at[int(key) - 1] if isinstance(at, list) else at[key]
        if isinstance(at, list):
            at[int(last) - 1] = value
        else:
            at[last] = value
    return Economics.of(content, "changed")


def figures(read: Callable[[str], Any], book: Workbook) -> dict[str, Any]:
    """What the sheet of metrics says of the four flows; `read` gives the value of a cell."""
    rows = {cell.value: cell.row for (cell,) in book["Metrics"].iter_rows(max_col=1)}
    return {
        f"{row} {flow}": read(f"Metrics!{column}{rows[row]}")
        for flow, column in COLUMNS.items()
        for row in ROWS
    }


def expected(cash: CashFlow) -> dict[str, Any]:
    """What it should say."""
    worths = {flow: planned_values(getattr(cash.metrics, flow)) for flow in FLOWS}
    return {f"{row} {flow}": worths[flow][n] for flow in FLOWS for n, row in enumerate(ROWS)}


def apart(found: dict[str, Any], wanted: dict[str, Any], by: float = 1e-6) -> dict[str, Any]:
    """Figures that are not what they should be, to a share of 1e-6."""
    return {k: (found[k], wanted[k]) for k in wanted if not _same(found[k], wanted[k], by)}


def party_lines(book: Workbook) -> Iterator[tuple[str, int]]:
    """Parties, and the rows of their flows."""
    for (cell,) in book["Parties"].iter_rows(max_col=1):
        if isinstance(cell.value, str) and cell.value.startswith("flow of the "):
            yield cell.value.removeprefix("flow of the "), cell.row


def _same(a: Any, b: Any, by: float) -> bool:
    numbers = all(isinstance(x, (int, float)) for x in (a, b))
    return bool(abs(a - b) <= by * max(1.0, abs(b))) if numbers else bool(a == b)


def _lists(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _lists(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_lists(value) for value in content]
    return content
