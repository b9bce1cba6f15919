"""What is taken out of a program comes back, duals and all."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from scipy import sparse

from optdispatch.horizon import FloatArray
from optdispatch.program import build
from optdispatch.program.bound import dual_bound
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import MIXED, Loaded, solved
from optdispatch.program.matrices import Matrices
from optdispatch.program.tight import tightened
from tests.draws import case, numbers
from tests.oracle import Numbers


def program(
    A: list[list[float]], rows: list[tuple[float, float]], columns: list[tuple[float, float]]
) -> Matrices:
    """Minimise the sum of the columns."""
    matrix = sparse.csc_matrix(np.array(A))
    (low, high), (lower, upper) = np.array(rows).T, np.array(columns).T
    n = len(columns)
    return Matrices(np.ones(n), 0.5, matrix, low, high, lower, upper, np.zeros(n, dtype=np.bool_))


def test_a_fixed_column_and_a_single_row_are_taken_out() -> None:
    """x = 2; y ≥ 3·x is y ≥ 6; -2·z ≤ -4 is z ≥ 2; y + z ≥ 1 stays."""
    inf = np.inf
    rows = [(0.0, inf), (-inf, -4.0), (1.0, inf)]
    of = program([[-3, 1, 0], [0, 0, -2], [0, 1, 1]], rows, [(2.0, 2.0), (0.0, inf), (0.0, inf)])
    tight = tightened(of)

    assert tight.program.A.toarray().tolist() == [[1, 1]]
    assert tight.program.lower.tolist() == [6, 2]
    assert tight.program.offset == 2.5
    found = solved(of)
    assert found
    assert found.x.tolist() == [2, 6, 2]
    assert found.y.tolist() == [1, -0.5, 0]
    assert found.reduced.tolist() == [4, 0, 0]
    assert dual_bound(of, found) == of.cost(found.x) + 0.5 == 10.5


def store(price: float, power: float = 1.0) -> Matrices:
    """A kWh bought or sold at a price, to charge or to discharge, at 2 kW and `power` in all.

    It gains 0.5·charge - 2·discharge, at least -2.
    """
    rows = [(0.0, 0.0), (-2.0, np.inf), (-np.inf, power)]
    A = [[1.0, -1.0, 1.0], [0.0, 0.5, -2.0], [0.0, 1.0, 1.0]]
    of = program(A, rows, [(-10.0, 10.0), (0.0, 2.0), (0.0, 2.0)])
    return replace(of, c=np.array([price, 0.0, 0.0]), offset=0.0)


def test_a_row_of_two_that_undo_each_other_is_left_out() -> None:
    """Discharging alone pays: as much as the power is, which then is worth the price."""
    of = store(1.0)
    tight = tightened(of)
    assert tight.program.A.toarray().tolist() == [[1, -1, 1], [0, 0.5, -2]]
    assert tight.program.upper.tolist() == [10, 1, 1]
    found = solved(of)
    assert found
    assert found.x.tolist() == [-1, 0, 1]
    assert found.y[2] == pytest.approx(-1.0)
    assert dual_bound(of, found) == pytest.approx(of.cost(found.x)) == pytest.approx(-1.0)


@pytest.mark.parametrize("power", [1.0, 1.5, 0.0])
def test_a_row_that_was_left_out_is_put_back_where_it_does_not_hold(power: float) -> None:
    """A negative price pays for losses: it would charge and discharge at once."""
    of = replace(store(-1.0, power), row_lower=np.array([0.0, 0.0, -np.inf]))
    of = replace(of, row_upper=np.array([0.0, 0.25, power]))
    loaded = Loaded()
    assert tightened(of).program.A.shape == (2, 3)
    for _ in range(2):
        found = loaded.solved(of)
        assert found
        assert found.x[1] + found.x[2] <= power + 1e-9
        assert of.cost(found.x) == pytest.approx(of.cost(whole(of)))
        assert dual_bound(of, found) == pytest.approx(of.cost(found.x))


def test_a_limit_that_two_share_stays() -> None:
    """Two that both draw are no storage: their limit is a row."""
    of = store(1.0)
    both = of.A.toarray()
    both[0, 2], both[1, 2] = -1.0, 0.5
    assert tightened(replace(of, A=sparse.csc_matrix(both))).program.A.shape == (3, 3)


@pytest.mark.parametrize("least", [0.0, 1.0])
def test_a_row_in_which_nothing_is_left_must_hold(least: float) -> None:
    of = program([[1.0]], [(least, 5.0)], [(0.5, 0.5)])

    assert (solved(of) is None) is (least > 0.5)


def whole(of: Matrices) -> FloatArray:
    """What HiGHS finds of a program as it is, by its own presolve."""
    found = Loaded(MIXED).untouched(of)
    assert found
    return found[0]


@given(numbers())
def test_the_tight_program_is_the_same_program(n: Numbers) -> None:
    """Of the same cost, with duals of the whole that prove it."""
    of = compiled(build(case(n)).pyomo).matrices
    found = solved(of)
    assert found
    cost = of.cost(found.x)

    assert cost == pytest.approx(of.cost(whole(of)), rel=1e-9, abs=1e-7)
    assert dual_bound(of, found) == pytest.approx(cost + of.offset, rel=1e-9, abs=1e-6)
