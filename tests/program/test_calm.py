"""Of all schedules that cost least, the calmest."""

import numpy as np
import pytest
from hypothesis import given

from optdispatch.program import build, dispatch
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import solved
from tests.draws import case, numbers
from tests.oracle import Numbers
from tests.sites import battery, energy, export, horizon, load, pv, ring, site, tariff


def test_one_price_is_one_power() -> None:
    """20 kWh enter in six hours that cost the same: at one power, not in bursts."""
    prices = energy(*[0.1] * 6, 0.9, 0.9)
    schedule = dispatch(site(horizon(ring(8)), tariff(prices), load([50.0] * 8), battery()))

    assert schedule.storage_kw.tolist() == pytest.approx([-20 / 6] * 6 + [10, 10])
    assert schedule.proof
    assert schedule.proof.calm


def test_work_without_gain_is_left() -> None:
    """Nothing is won by moving energy between hours of one price, so nothing moves."""
    flat = site(horizon(ring(6)), tariff(energy(*[0.3] * 6)), load([50.0] * 6), battery())

    assert dispatch(flat).storage_kw.tolist() == pytest.approx([0.0] * 6)


def test_what_is_worth_nothing_is_not_fed_in() -> None:
    what = tariff(energy(*[0.3] * 3), export(0.0, 0.0, 0.0))
    free = site(
        horizon(ring(3)), what, load([1.0] * 3), pv([5.0] * 3), connection={"export_limit_kw": 9}
    )

    assert dispatch(free).exported_kw.tolist() == [0, 0, 0]


def ramps(power: "np.typing.NDArray[np.float64]", before: "np.typing.NDArray[np.int64]") -> float:
    """Σ_t |p[t] - p[t⁻]| where t has a period before it. [kW]"""
    inner = before >= 0
    return float(np.abs(power[inner] - power[before[inner]]).sum())


@given(numbers())
def test_the_calm_schedule_has_no_more_ramps_than_the_solver_s(n: Numbers) -> None:
    """At the same cost, up to rounding and what work weighs in the second pass."""
    of = case(n)
    schedule = dispatch(of)
    proof = schedule.proof
    assert proof
    model = build(of)
    form = compiled(model.pyomo)
    first = solved(form.matrices)
    assert first
    if proof.binaries or not proof.calm:
        return
    storing = model.flows["battery"].storing
    assert storing
    raw = form.values(storing.discharge_kw, first.x) - form.values(storing.charge_kw, first.x)
    before = of.horizon.previous
    work = 2e-3 * float(np.abs(raw).sum() + form.values(model.exported, first.x).sum())

    assert ramps(schedule.storage_kw, before) <= ramps(raw, before) + work + 1e-5
    cost = float(form.matrices.c @ first.x) + form.matrices.offset
    assert proof.cost == pytest.approx(cost, rel=1e-8, abs=1e-8)
