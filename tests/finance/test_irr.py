"""Rates of return: all of them, and no others."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optdispatch.finance import internal_rates, present_value
from optdispatch.finance.irr import the_rate

RATE = st.floats(-0.6, 1.5)
FLOW = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), min_size=1, max_size=40)


def with_roots(rates: list[float]) -> np.ndarray:
    """A flow that is worth nothing at each of these rates."""
    flow = np.array([1e6])
    for rate in rates:
        flow = np.convolve(flow, [-1 / (1 + rate), 1.0])
    return flow


def test_two_rates() -> None:
    rates = internal_rates(np.array([-1000.0, 2300.0, -1320.0]))
    assert rates == pytest.approx((0.1, 0.2), abs=1e-12)
    assert the_rate(rates) is None


def test_spreadsheet() -> None:
    """The example in Microsoft's documentation of IRR: five years 8.7 %, four years -2.1 %."""
    flow = np.array([-70_000.0, 12_000, 15_000, 18_000, 21_000, 26_000])
    assert internal_rates(flow) == pytest.approx((0.087,), abs=5e-4)
    assert internal_rates(flow[:5]) == pytest.approx((-0.021,), abs=5e-4)


@pytest.mark.parametrize("flow", [[], [0, 0], [-5], [-5, -1], [5, 0, 1], [-1, 1, -1]])
def test_no_rate(flow: list[float]) -> None:
    assert internal_rates(np.array(flow, dtype=float)) == ()


def test_a_rate_met_twice_is_one_rate() -> None:
    assert internal_rates(np.array([-1.0, 2.2, -1.21])) == pytest.approx((0.1,), abs=1e-7)


def test_a_deposit_given_back_hides_no_rate() -> None:
    """A last flow below zero puts a second rate close to -1."""
    flow = np.array([-90.0, *[30.0] * 4, -5.0])
    low, rate = internal_rates(flow)
    assert low < -0.8
    assert the_rate((low, rate)) == rate > 0


@settings(deadline=None)
@given(st.lists(RATE, min_size=1, max_size=4), st.booleans())
def test_finds_the_rates_that_a_flow_was_made_from(rates: list[float], more: bool) -> None:
    rates = sorted(rates)
    assume(all(b - a > 0.02 for a, b in pairwise(rates)))
    flow = with_roots(rates)
    if more:  # two complex roots, which no rate is
        flow = np.convolve(flow, [2.0, 1.0, 1.0])
    assert internal_rates(flow) == pytest.approx(rates, abs=1e-6)


@settings(deadline=None)
@given(FLOW)
def test_each_rate_makes_the_flow_worthless(flow: list[float]) -> None:
    F = np.array(flow)
    signs = np.sign(F[F != 0])
    rates = internal_rates(F)
    assert len(rates) <= np.count_nonzero(signs[1:] != signs[:-1])  # Descartes
    for rate in rates:
        assert rate > -1
        discounts = np.exp(-np.log1p(rate) * np.arange(F.size))
        assert abs(F @ discounts) <= 1e-6 * (np.abs(F) @ discounts)


@settings(deadline=None)
@given(FLOW, st.floats(0, 1))
def test_a_rate_stands_wherever_the_value_changes_sign(flow: list[float], rate: float) -> None:
    F = np.array(flow)
    at_zero, there = F.sum(), present_value(F, rate)
    assume(min(abs(at_zero), abs(there)) > 1e-6 * np.abs(F).max())
    between = [r for r in internal_rates(F) if 0 < r < rate]
    if at_zero * there < 0:
        assert between
    elif len(between) == 1:  # met, and not crossed
        assert present_value(F, between[0]) == pytest.approx(0, abs=1e-6 * np.abs(F).max())
