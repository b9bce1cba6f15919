"""Metrics against closed forms and published examples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.finance import payback, present_value
from optdispatch.finance.metrics import (
    DiscountedPayback,
    StaticPayback,
    benefit_cost_ratio,
    coverage,
    levelised,
    return_on_investment,
    worth,
)


def level(investment: float, flow: float, years: int) -> np.ndarray:
    """The same flow every year."""
    return np.array([-investment, *[flow] * years])


def test_present_value_of_a_spreadsheet() -> None:
    """Microsoft's documentation of NPV: 10 %, all flows one year late, 1188.44."""
    flow = np.array([0.0, -10_000, 3000, 4200, 6800])
    assert present_value(flow, 0.1) == pytest.approx(1188.44, abs=0.005)


def test_static_payback_is_linear_within_the_year() -> None:
    assert payback(level(100, 40, 5)) == 2.5
    assert payback(level(100, 50, 2)) == 2
    assert payback(level(100, 40, 5), lead=1) == 3.5


def test_discounted_payback_of_an_annuity() -> None:
    """It lies in the year that -ln(1 - C·d/a)/ln(1 + d), which discounts in between, names."""
    exact = -np.log(1 - 1000 * 0.08 / 150) / np.log(1.08)
    found = payback(level(1000, 150, 20), 0.08)
    assert found is not None
    assert int(found) == int(exact)
    assert found == pytest.approx(exact, abs=0.02)


def test_never_pays_back() -> None:
    assert payback(level(100, 10, 9)) is None
    assert payback(level(100, 10, 11), 0.05) is None
    assert payback(np.array([-100.0])) is None


def test_nothing_to_pay_back() -> None:
    assert payback(np.array([0.0, 10.0])) == 0
    assert payback(np.zeros(3), lead=1) == 0


def test_paid_back_for_good() -> None:
    """New cells in year 3 put the flow under water again: year 2 does not count."""
    assert payback(np.array([-100.0, 60, 60, -50, 60, 60])) == 3.5


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30),
    st.floats(0, 0.3),
    st.floats(0.001, 0.1),
)
def test_payback_and_present_value_agree(flow: list[float], rate: float, more: float) -> None:
    """Paid back means worth something; and what is paid back later is not paid back sooner."""
    F = np.array(flow)
    years, value = payback(F, rate), present_value(F, rate)
    scale = 1e-9 * np.abs(F).sum()
    assert (value >= -scale) if years is not None else (value < 0)
    if years is not None:
        assert 0 <= years <= F.size - 1
    outlay = np.array([-abs(F[0]), *np.abs(F[1:])])
    early, late = payback(outlay, rate), payback(outlay, rate + more)
    assert late is None or (early is not None and early <= late + 1e-9)


def test_worth_goes_by_the_case_s_payback() -> None:
    flow = level(100, 12, 10)
    static = worth(flow, 0.05, StaticPayback())
    assert static.payback_years == static.static_payback_years == pytest.approx(100 / 12)
    assert static.discounted_payback_years is None
    discounted = worth(flow, 0.05, DiscountedPayback(rate=0.01))
    assert discounted.payback_years == discounted.discounted_payback_years
    assert 100 / 12 < (discounted.payback_years or 0) < 10
    assert discounted.npv == static.npv


def test_ratios_by_hand() -> None:
    assert return_on_investment(np.array([-9.0, 10, 20]), 100) == pytest.approx(0.15)
    ratio = benefit_cost_ratio(np.array([0, 121.0]), np.array([55, 60.5]), 0.1)
    assert ratio == pytest.approx(1, rel=1e-14)
    assert coverage(np.array([9.0, 12, 12]), np.array([5.0, 10, 0])) == (None, 1.2, None)


def test_levelised_cost_of_an_annuity() -> None:
    """(C·a + o)/Q, with a the capital recovery factor."""
    C, o, Q, d, n = 1000.0, 30.0, 400.0, 0.07, 12
    factor = d / (1 - (1 + d) ** -n)
    found = levelised(np.array([C, *[o] * n]), np.array([0, *[Q] * n]), d)
    assert found == pytest.approx((C * factor + o) / Q, rel=1e-12)


def test_what_is_not_there_is_none() -> None:
    nothing = np.zeros(3)
    assert return_on_investment(nothing, 0) is None
    assert levelised(nothing, nothing, 0.1) is None
    assert benefit_cost_ratio(nothing, nothing, 0.1) is None
    assert worth(nothing, 0.1, StaticPayback()).irr is None
