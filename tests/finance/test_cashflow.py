"""The cash flow: small ones by hand, and identities that hold for all."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.finance import CashFlow, Economics, Yearly, appraise, present_value

YEARS = 8
CREDITS = ["capex", "om", "insurance", "replacement"]
SHARE = st.floats(0, 1)
SERIES = st.lists(st.floats(0, 1e6), min_size=YEARS, max_size=YEARS).map(np.array)


def plant(revenue: Any, **fields: Any) -> Yearly:
    """A plant of 10 kW and 20 kWh that delivers 1000 kWh a year."""
    years = len(revenue)
    given = {"discharged_kwh": np.full(years, 1000.0), "replaced_kwh": np.zeros(years)} | fields
    return Yearly(power_kw=10, energy_kwh=20, revenue={"energy": revenue}, **given)


@st.composite
def terms(draw: st.DrawFn) -> Economics:
    """Any terms for eight years."""
    vat = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["own_company", "within_host"]),
            "rate": st.floats(0, 0.25),
            "prices_include_vat": st.booleans(),
            "credited": st.lists(st.sampled_from(CREDITS), unique=True),
            "surcharge": st.floats(0, 0.2),
        }
    )
    loan = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["annuity", "equal_principal", "bullet"]),
            "rate": st.floats(0, 0.2),
            "years": st.integers(1, YEARS),
        }
    )
    subsidy = {"kind": "per_kwh_discharged", "name": "subsidy", "price_per_kwh": 0.3, "years": 3}
    return Economics.of(
        {
            "life_years": YEARS,
            "discount_rate": draw(st.floats(0, 0.2)),
            "capex": {"per_kwh": draw(st.floats(0, 1e5)), "per_kw": 50, "fixed": 7},
            "om": {"per_kwh_year": draw(st.floats(0, 1e3)), "escalation": 0.02},
            "insurance": {"share_of_capex": 0.003},
            "replacement": {
                "per_kwh": draw(st.floats(0, 1e4)),
                "fixed_per_event": 5,
                "escalation": -0.03,
                "accounting": draw(st.sampled_from(["capitalised", "expensed"])),
                "funded_by": draw(st.sampled_from(["equity", "loan"])),
            },
            "residual_share": draw(st.floats(0, 0.2)),
            "price_escalation": draw(st.floats(-0.05, 0.05)),
            "host_share": draw(st.floats(0, 0.5)),
            "other_revenues": [subsidy | {"bears_vat": draw(st.booleans())}],
            "equity_share": draw(SHARE),
            "loan": draw(loan),
            "vat": draw(st.none() | vat),
            "income_tax": {"rate": draw(SHARE), "losses": {"kind": "refunded"}},
            "depreciation": {
                "years": draw(st.integers(1, 2 * YEARS)),
                "residual_share": draw(st.floats(0, 0.2)),
            },
        },
        "terms",
    )


@st.composite
def plants(draw: st.DrawFn) -> Yearly:
    """Any eight years, with any cells bought in them."""
    bought = st.sampled_from([0.0, 0.0, 0.0, 20.0])
    cells = draw(st.lists(bought, min_size=YEARS, max_size=YEARS))
    return plant(draw(SERIES), discharged_kwh=draw(SERIES), replaced_kwh=np.array(cells))


def scale(cash: CashFlow) -> float:
    """What a rounding error may be measured by."""
    return 1e-9 * (1 + sum(float(np.abs(line).sum()) for line in cash.equity.lines.values()))


@settings(deadline=None, max_examples=150)
@given(terms(), plants())
def test_profit_over_the_life_is_cash_over_the_life(economics: Economics, years: Yearly) -> None:
    """Depreciation and VAT move money in time, and lose none but the credit that is left."""
    cash = appraise(economics, years)
    profit = cash.memo["ebit"].sum()
    expected = cash.project.before_tax.sum() + cash.memo["vat_credit"][-1]
    assert profit == pytest.approx(expected, abs=scale(cash))
    assert economics.income_tax is not None
    paid = economics.income_tax.rate * profit
    assert -cash.project.income_tax.sum() == pytest.approx(paid, abs=scale(cash))


@settings(deadline=None, max_examples=100)
@given(terms(), plants())
def test_loan_and_ratio_agree_with_the_flows(economics: Economics, years: Yearly) -> None:
    cash = appraise(economics, years)
    assert economics.loan is not None
    lent = cash.equity.before_tax - cash.project.before_tax
    assert present_value(lent, economics.loan.rate) == pytest.approx(0, abs=scale(cash))
    shield = cash.equity.income_tax - cash.project.income_tax
    assert economics.income_tax is not None
    saved = economics.income_tax.rate * -cash.equity.lines["interest"]
    np.testing.assert_allclose(shield, saved, atol=scale(cash))

    ratio, npv = cash.metrics.benefit_cost_ratio, cash.metrics.project_before_tax.npv
    if ratio is not None and abs(npv) > scale(cash):
        assert (ratio > 1) == (npv > 0)


@settings(deadline=None, max_examples=100)
@given(terms(), plants())
def test_nothing_is_ever_not_a_number(economics: Economics, years: Yearly) -> None:
    cash = appraise(economics, years)
    frame = cash.to_frame()
    assert frame.shape[0] == YEARS + 1
    assert np.isfinite(frame.to_numpy()).all()
    metrics = cash.metrics
    numbers = [metrics.roi, metrics.lcos_per_kwh, metrics.benefit_cost_ratio, *metrics.dscr]
    for worth in (metrics.project_before_tax, metrics.equity_after_tax):
        numbers += [worth.npv, worth.irr, worth.payback_years, worth.static_payback_years]
    assert all(number is None or np.isfinite(number) for number in numbers)


LEAST = {
    "life_years": 4,
    "discount_rate": 0.1,
    "capex": {"per_kwh": 10, "per_kw": 5, "fixed": 50},
    "om": {"per_kwh_year": 1, "per_kw_year": 0.5, "share_of_capex": 0.02, "fixed_per_year": 4},
}


def test_a_small_plant_by_hand() -> None:
    """300 = 10·20 + 5·10 + 50 to build; 35 = 20 + 5 + 6 + 4 a year to run, rising by 10 %."""
    om = dict(LEAST["om"]) | {"escalation": 0.1}  # type: ignore[call-overload]
    economics = Economics.of(LEAST | {"om": om, "price_escalation": 0.05}, "terms")
    cash = appraise(economics, plant(np.full(4, 135.0)))
    lines = cash.project.lines
    assert lines["capex"].tolist() == [-300, 0, 0, 0, 0]
    assert lines["om"].tolist() == pytest.approx([0, -35, -38.5, -42.35, -46.585])
    assert lines["energy"].tolist() == pytest.approx([0, 135, 141.75, 148.8375, 156.279375])
    assert cash.metrics.lcos_with_charging_per_kwh is None


def test_levelised_cost() -> None:
    """300 to build, 35 a year to run and 30 left in year 4, for 1000 kWh a year, at 10 %."""
    years = plant(np.full(4, 135.0), charging_cost=np.full(4, 200.0))
    metrics = appraise(Economics.of(LEAST | {"residual_share": 0.1}, "terms"), years).metrics
    annuity = (1 - 1.1**-4) / 0.1
    expected = (300 + 35 * annuity - 30 / 1.1**4) / (1000 * annuity)
    assert metrics.lcos_per_kwh == pytest.approx(expected)
    assert metrics.lcos_with_charging_per_kwh == pytest.approx(expected + 0.2)


def test_prices_without_vat_are_paid_with_it() -> None:
    """A credited cost is neutral: 13 % more is paid, and set off against what is owed."""
    vat = {"kind": "within_host", "rate": 0.13, "credited": CREDITS}
    included = Economics.of(LEAST | {"vat": vat | {"prices_include_vat": True}}, "terms")
    without = Economics.of(LEAST | {"vat": vat | {"prices_include_vat": False}}, "terms")
    years = plant(np.full(4, 135.0))
    more, less = appraise(without, years).project, appraise(included, years).project
    assert more.lines["om"][1] == pytest.approx(1.13 * less.lines["om"][1])
    np.testing.assert_allclose(more.before_tax[1:], 135 / 1.13 - 35)
    np.testing.assert_allclose(less.before_tax[1:], (135 - 35) / 1.13)


def test_host_share_is_a_line_and_bears_no_vat() -> None:
    vat = {"kind": "own_company", "rate": 0.13, "credited": [], "prices_include_vat": True}
    economics = Economics.of(LEAST | {"vat": vat, "host_share": 0.2}, "terms")
    lines = appraise(economics, plant(np.full(4, 113.0))).project.lines
    np.testing.assert_allclose(lines["host_share"][1:], -22.6)
    np.testing.assert_allclose(lines["vat"][1:], -0.8 * 13)


def test_other_revenues_are_lines() -> None:
    others = [
        {"kind": "per_kwh_discharged", "name": "a", "price_per_kwh": 0.3, "years": 2},
        {"kind": "per_kw_once", "name": "b", "price_per_kw": 7, "year": 2},
        {"kind": "yearly", "name": "c", "per_year": 10, "first_year": 2, "escalation": 0.1},
        {"kind": "yearly", "name": "d", "per_year": 10, "first_year": 1, "last_year": 1},
    ]
    bearing = [revenue | {"bears_vat": revenue["name"] == "c"} for revenue in others]
    vat = {"kind": "own_company", "rate": 0.13, "credited": [], "prices_include_vat": True}
    economics = Economics.of(LEAST | {"other_revenues": bearing, "vat": vat}, "terms")
    cash = appraise(economics, plant(np.zeros(4)))
    lines = cash.project.lines
    assert lines["a"].tolist() == pytest.approx([0, 300, 300, 0, 0])
    assert lines["b"].tolist() == pytest.approx([0, 0, 70, 0, 0])
    assert lines["c"].tolist() == pytest.approx([0, 0, 10, 11, 12.1])
    assert lines["d"].tolist() == pytest.approx([0, 10, 0, 0, 0])
    np.testing.assert_allclose(cash.memo["output_vat"], lines["c"] * 0.13 / 1.13)


CELLS = {"per_kwh": 4, "fixed_per_event": 20, "escalation": -0.1}


def test_cells_that_the_loan_pays_its_share_of() -> None:
    """4·20 + 20 = 100 at 0.9² in year 2: 81, of which the loan pays a quarter over two years."""
    cells = CELLS | {"accounting": "capitalised", "funded_by": "loan"}
    loan = {"kind": "equal_principal", "rate": 0.1, "years": 3}
    content = LEAST | {"replacement": cells, "loan": loan, "equity_share": 0.75}
    economics = Economics.of(content, "terms")
    years = plant(np.full(4, 135.0), replaced_kwh=np.array([0, 20.0, 0, 0]))
    cash = appraise(economics, years)
    lines = cash.equity.lines
    assert lines["replacement"].tolist() == pytest.approx([0, 0, -81, 0, 0])
    assert lines["loan_drawn"].tolist() == pytest.approx([75, 0, 20.25, 0, 0])
    assert lines["principal"].tolist() == pytest.approx([0, -25, -25, -35.125, -10.125])
    assert lines["interest"].tolist() == pytest.approx([0, -7.5, -5, -4.525, -1.0125])
    dscr = cash.metrics.dscr
    assert dscr[0] is None
    available = [135 - 35, 135 - 35 - 81 + 20.25]
    assert dscr[1:3] == pytest.approx([available[0] / 32.5, available[1] / 30])


def test_cells_on_the_books_or_not() -> None:
    """Expensed, they lower the profit of their year; capitalised, that of the years after."""
    base = LEAST | {
        "income_tax": {"rate": 0.5, "losses": {"kind": "carried_forward", "years": 5}},
        "depreciation": {"years": 4, "residual_share": 0.1},
        "residual_share": 0.1,
    }
    years = plant(np.full(4, 300.0), replaced_kwh=np.array([0, 20.0, 0, 0]))
    ebit = {}
    for accounting in ("expensed", "capitalised"):
        cells = CELLS | {"accounting": accounting, "funded_by": "equity"}
        cash = appraise(Economics.of(base | {"replacement": cells}, "terms"), years)
        ebit[accounting] = cash.memo["ebit"]
        residual = 30 if accounting == "expensed" else 38.1
        assert cash.project.lines["residual_value"][4] == pytest.approx(residual)
        assert cash.memo["book_value"][4] == pytest.approx(residual)
    difference = ebit["capitalised"] - ebit["expensed"]
    assert difference.tolist() == pytest.approx([0, 0, 81, -36.45, -36.45])


def test_the_table_shows_every_line_once() -> None:
    mode = {"kind": "shared_savings", "investor_share": 0.8, "contract_years": 3}
    cash = appraise(Economics.of(LEAST | {"mode": mode}, "terms"), plant(np.full(4, 135.0)))
    frame = cash.to_frame()
    assert frame.index.tolist() == [0, 1, 2, 3, 4]
    assert frame.columns.is_unique
    parties = frame[["flow of investor", "flow of host"]].sum(axis=1)
    np.testing.assert_allclose(parties, frame["project_before_tax"])
    np.testing.assert_allclose(
        frame[["energy", "capex", "om", "residual_value"]].sum(axis=1), frame["project_before_tax"]
    )
    assert set(cash.metrics.parties) == {"investor", "host"}
