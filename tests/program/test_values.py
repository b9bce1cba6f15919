"""What one more kWh or kW is worth: duals against slopes of the oracle's cost.

The least cost is convex in a load, a gift of energy or a size, so a dual lies between the
slopes to the left and to the right, and away from kinks it is both.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optdispatch.program import dispatch
from optdispatch.schedule import Proof
from tests.draws import case, numbers
from tests.oracle import Cells, Numbers, Run, least_cost

STEP = 0.01
which = st.integers(0, 10**6)


def solved(n: Numbers) -> Proof:
    """The proof of a site's optimum."""
    proof = dispatch(case(n)).proof
    assert proof
    return proof


def linear(n: Numbers) -> Proof:
    """Duals of a linear program; those of binaries mean nothing."""
    proof = solved(n)
    assume(proof.binaries == 0)
    return proof


def is_slope(value: float, n: Numbers, change: Callable[[float], Numbers]) -> bool:
    """Whether `value` lies between the slopes of the least cost under `change(step)`."""
    costs = [least_cost(change(step)) for step in (-STEP, 0.0, STEP)]
    down, here, up = (np.inf if cost is None else cost for cost in costs)
    miss = 1e-4 * max(1.0, abs(value), abs(here) * 1e-3)
    return bool((here - down) / STEP - miss <= value <= (up - here) / STEP + miss)


@given(numbers(), which)
def test_bus_value(n: Numbers, draw: int) -> None:
    t = draw % len(n.load)
    kwh = n.weight[t] * n.hours

    def change(step: float) -> Numbers:
        return replace(n, load=(*n.load[:t], n.load[t] + step, *n.load[t + 1 :]))

    assert is_slope(linear(n).bus_value[t] * kwh, n, change)


@given(numbers(), which)
def test_stored_value(n: Numbers, draw: int) -> None:
    t = draw % len(n.load)
    ring = next(run for run, s in zip(n.runs, n.slices, strict=True) if s.start <= t < s.stop)
    assume(ring.operating)
    value = linear(n).stored_value["battery"][t]

    assert is_slope(-value * n.weight[t], n, lambda step: replace(n, gift={t: step}))


@given(numbers(), st.sampled_from(["power_kw", "energy_kwh"]))
def test_worth(n: Numbers, size: str) -> None:
    b, name = n.cells, size.partition("_")[0]
    assert b
    worth = linear(n).worth.get(f"battery.{size}", 0.0)

    def change(step: float) -> Numbers:
        return replace(n, cells=replace(b, **{name: getattr(b, name) + step}))

    assert is_slope(-worth, n, change)


def day(cells: Cells) -> Numbers:
    """Four cheap hours, four dear ones, and a load that never binds."""
    buy = (0.1,) * 4 + (0.5,) * 4
    return Numbers((Run(8),), 1.0, (99.0,) * 8, (0.0,) * 8, buy, (0.0,) * 8, cells)


def test_values_of_a_day_that_is_short_of_energy() -> None:
    """20 kWh fit: each more saves 0.5 - 0.1; power is not short."""
    proof = solved(day(Cells(power=10, energy=20)))

    assert proof.worth == pytest.approx({"battery.energy_kwh": 0.4, "battery.power_kw": 0})
    assert proof.bus_value.tolist() == pytest.approx([0.1] * 4 + [0.5] * 4)
    stored = proof.stored_value["battery"]
    assert stored.min() >= 0.1
    assert stored.max() <= 0.5


def test_values_of_a_day_that_is_short_of_power() -> None:
    """Each kW carries 4 kWh of charge, of which 3.2 come back."""
    proof = solved(day(Cells(power=10, energy=60, charge=0.8)))
    saved = 3.2 * 0.5 - 4 * 0.1

    assert proof.worth == pytest.approx({"battery.energy_kwh": 0, "battery.power_kw": saved})
    assert proof.cost == pytest.approx(99 * 4 * (0.1 + 0.5) - 10 * saved)


def test_one_real_kwh_is_worth_as_much_on_days_that_count_more() -> None:
    """Values are for one real period, worths for the horizon."""
    once = solved(day(Cells(power=10, energy=60, charge=0.8)))
    often = solved(replace(day(Cells(power=10, energy=60, charge=0.8)), runs=(Run(8, weight=30),)))

    assert often.bus_value.tolist() == pytest.approx(once.bus_value.tolist())
    assert often.worth["battery.power_kw"] == pytest.approx(30 * once.worth["battery.power_kw"])
