"""Distributions against what is known of them on paper."""

from math import exp, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.spread import Spread
from tests.doors import refused

SHARES = st.lists(st.floats(0.0005, 0.9995), min_size=2, max_size=20)


def spread(content: Any) -> Spread:
    return Along.of({"field": "name", "values": content}, "axis").spread


@pytest.mark.parametrize(
    ("content", "known"),
    [
        ({"kind": "uniform", "low": -1, "high": 3}, {0.25: 0.0, 0.5: 1.0}),
        # F(x) = x²/2 up to the mode at 1.
        ({"kind": "triangular", "low": 0, "mode": 1, "high": 2}, {0.125: 0.5, 0.5: 1.0}),
        ({"kind": "triangular", "low": 0, "mode": 0, "high": 1}, {0.75: 0.5}),
        ({"kind": "normal", "mean": 5, "standard_deviation": 2}, {0.5: 5.0, 0.975: 8.919928}),
        # Cut off at the mean, half of a normal is left: its median is at its 75 %.
        ({"kind": "normal", "mean": 0, "standard_deviation": 1, "low": 0}, {0.5: 0.6744898}),
        ({"kind": "lognormal", "median": 2, "log_standard_deviation": 0.5},
         {0.5: 2.0, 0.8413447460685429: 2 * exp(0.5)}),
        ({"kind": "empirical", "observed": [4, 0, 1]}, {0.25: 0.5, 0.5: 1.0, 0.75: 2.5}),
        ({"kind": "range", "first": 1, "last": 2, "steps_in_all": 3}, {0.3: 1.0, 0.5: 1.5, 1: 2.0}),
        (["a", None, True, 2], {0.0: "a", 0.26: None, 0.51: True, 0.99: 2}),
    ],
)  # fmt: skip
def test_quantiles_that_are_known(content: Any, known: dict[float, Any]) -> None:
    found = spread(content).at(np.array(list(known)))

    for value, wanted in zip(found, known.values(), strict=True):
        is_number = isinstance(wanted, float)
        assert value == (pytest.approx(wanted, rel=1e-6) if is_number else wanted)


@given(SHARES)
def test_quantiles_rise_with_the_share(shares: list[float]) -> None:
    for content in (
        {"kind": "uniform", "low": 1, "high": 2},
        {"kind": "triangular", "low": 1, "mode": 1.2, "high": 2},
        {"kind": "normal", "mean": 1, "standard_deviation": 3, "low": -1, "high": 2},
        {"kind": "lognormal", "median": 1, "log_standard_deviation": 0.4},
        {"kind": "empirical", "observed": [1, 1, 3, 9]},
    ):
        values = np.array(spread(content).at(np.sort(shares)))
        assert (np.diff(values) >= 0).all()
        assert np.isfinite(values).all()


def test_moments_of_many_are_those_of_the_distribution() -> None:
    middle = (np.arange(100_000) + 0.5) / 100_000
    triangle = np.array(spread({"kind": "triangular", "low": 1, "mode": 2, "high": 6}).at(middle))

    # Kotz and van Dorp, Beyond Beta (2004), section 1.2: (a + b + c)/3, and the variance.
    assert triangle.mean() == pytest.approx(3.0, rel=1e-6)
    assert triangle.std() == pytest.approx(sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18), rel=1e-4)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], ("should have at least 1 item",)),
        ({"kind": "range", "first": 1, "last": 1, "steps_in_all": 3}, ("is empty",)),
        ({"kind": "range", "first": 1, "last": 2, "steps_in_all": 1}, ("steps_in_all",)),
        ({"kind": "range", "first": 1, "last": 2}, ("steps_in_all", "is missing")),
        ({"kind": "normal", "mean": 1}, ("standard_deviation: is missing",)),
        ({"kind": "normal", "mean": 1, "standard_deviation": 0}, ("standard_deviation",)),
        ({"kind": "normal", "mean": 1, "standard_deviation": 1, "low": 2, "high": 1}, ("below",)),
        ({"kind": "normal", "mean": 0, "standard_deviation": 1, "low": 99}, ("nothing of it",)),
        ({"kind": "normal", "mean": float("nan"), "standard_deviation": 1}, ("finite",)),
        ({"kind": "uniform", "low": 2, "high": 1}, ("low 2 should be below high 1",)),
        ({"kind": "triangular", "low": 2, "mode": 1, "high": 3}, ("should rise",)),
        ({"kind": "lognormal", "median": 0, "log_standard_deviation": 1}, ("median",)),
        ({"kind": "empirical", "observed": [1]}, ("observed",)),
        ({"kind": "nromal", "mean": 1}, ("unknown kind 'nromal'", "nearest: normal")),
        ({"mean": 1}, ("needs a `kind`: empirical, list, lognormal",)),
    ],
)
def test_what_is_no_spread_is_refused(content: Any, says: tuple[str, ...]) -> None:
    refused(spread, content, says=says)
