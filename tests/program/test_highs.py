"""A program that is loaded takes new numbers; one that comes apart is the same when glued."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.program import build
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import Loaded, solved
from optdispatch.program.matrices import Matrices
from optdispatch.program.solve import _months
from tests.draws import case, numbers
from tests.oracle import Numbers
from tests.sites import battery, energy, horizon, load, ring, site, tariff

FACTORS = st.lists(st.floats(0.5, 2.0), min_size=2, max_size=4)


def scaled(of: Matrices, cost: float, size: float) -> Matrices:
    """The program at other prices, with other sizes where they are fixed."""
    fixed = of.lower == of.upper
    upper = np.where(fixed, of.upper * size, of.upper)
    return replace(of, c=of.c * cost, lower=np.where(fixed, upper, of.lower), upper=upper)


@given(numbers(), FACTORS)
def test_new_numbers_are_as_good_as_a_new_program(n: Numbers, factors: list[float]) -> None:
    of = compiled(build(case(n)).pyomo).matrices
    loaded = Loaded()
    for factor in factors:
        changed = scaled(of, factor, 2.5 - factor)
        warm, cold = loaded.solved(changed), solved(changed)
        assert (warm is None) is (cold is None)
        if warm and cold:
            cost = changed.cost(cold.x)
            assert changed.cost(warm.x) == pytest.approx(cost, rel=1e-9, abs=1e-7)


def test_a_year_is_glued_of_its_months(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two days, the second in another month: the glued basis is a start, and the same optimum."""
    prices = energy(*[0.2] * 8, *[0.9] * 8, *[0.1] * 8, *[0.9] * 16, *[0.3] * 8)
    peak = {"kind": "demand", "name": "demand", "price_per_kw_month": 3.0}
    demand = [50.0 + 10 * (t % 7) for t in range(48)]
    two = horizon(ring(48, "2025-07-31T00:00"))
    of = site(two, tariff(prices, peak), load(demand), battery())
    model = build(of)
    form = compiled(model.pyomo)
    blocks = _months(model, form, two)
    assert blocks is not None
    starts: list[object] = []
    monkeypatch.setattr(Loaded, "start", lambda _, basis: starts.append(basis))
    solved(form.matrices, blocks)
    monkeypatch.undo()
    whole, glued = solved(form.matrices), solved(form.matrices, blocks)

    assert len(starts) == 1
    assert whole
    assert glued
    cost = form.matrices.cost(whole.x)
    assert form.matrices.cost(glued.x) == pytest.approx(cost, rel=1e-12)


def test_days_apart_are_not_glued() -> None:
    days = horizon(ring(24, "2025-07-01T00:00"), ring(24, "2025-08-01T00:00"))
    of = site(days, tariff(energy(*[0.3] * 48)), load([5.0] * 48), battery())
    model = build(of)

    assert _months(model, compiled(model.pyomo), days) is None
