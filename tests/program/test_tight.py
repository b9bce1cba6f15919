"""What is taken out of a program comes back, duals and all."""

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
