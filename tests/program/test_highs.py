"""A program that is loaded takes new numbers; one that is presolved has the same optimum."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.program import build
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import Loaded, presolved, solved
from optdispatch.program.matrices import Matrices
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


@given(numbers())
def test_what_a_presolve_leaves_has_the_same_optimum(n: Numbers) -> None:
    of = compiled(build(case(n)).pyomo).matrices
    x, whole = presolved(of), solved(of)

    assert (x is None) is (whole is None)
    if x is not None and whole:
        assert of.cost(x) == pytest.approx(of.cost(whole.x), rel=1e-9, abs=1e-7)
        Ax, room = of.A @ x, 1e-6 * (1 + np.abs(x).max())
        assert (x >= of.lower - room).all()
        assert (x <= of.upper + room).all()
        assert (Ax >= of.row_lower - room).all()
        assert (Ax <= of.row_upper + room).all()


def short(demand: float) -> Matrices:
    """A site that may draw 50 kW."""
    prices = tariff(energy(*[0.3] * 4))
    of = site(
        horizon(ring(4)), prices, load([demand] * 4), battery(), connection={"import_limit_kw": 50}
    )
    return compiled(build(of).pyomo).matrices


def test_a_presolve_finds_what_cannot_be() -> None:
    assert presolved(short(90.0)) is None
    assert solved(short(90.0)) is None


def test_a_presolve_that_leaves_nothing_is_a_solution() -> None:
    of = short(40.0)
    x = presolved(replace(of, lower=np.where(of.upper == 50, 40.0, of.lower)))

    assert x is not None
    assert of.cost(x) == pytest.approx(0.3 * 40 * 4)
