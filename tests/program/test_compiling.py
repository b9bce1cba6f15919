"""What is read off a model is what Pyomo's own compiler says."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from pyomo.environ import ConcreteModel, Constraint, Objective, Var
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from optdispatch.program import build
from optdispatch.program.compiling import compiled
from tests.draws import case, numbers
from tests.oracle import Numbers


def agree(model: Any) -> None:
    """Rows, sides and costs, with each column where its variable is."""
    own, theirs = compiled(model), LinearStandardFormCompiler().write(model, mixed_form=True)
    order = [own.column[id(v)] for v in theirs.columns]
    program, kind = own.matrices, np.array([row.bound_type for row in theirs.rows])

    assert [id(row.constraint) for row in theirs.rows] == [*own.row]
    assert np.allclose(program.A.toarray()[:, order], theirs.A.toarray(), rtol=1e-14, atol=0)
    assert np.allclose(program.c[order], theirs.c.toarray()[0], rtol=1e-14, atol=0)
    assert program.offset == pytest.approx(float(theirs.c_offset[0]), rel=1e-14)
    assert np.allclose(program.row_lower, np.where(kind == 1, -np.inf, theirs.rhs))
    assert np.allclose(program.row_upper, np.where(kind == -1, np.inf, theirs.rhs))


@given(numbers())
def test_cases(n: Numbers) -> None:
    agree(build(case(n)).pyomo)


def test_every_way_to_write_a_row() -> None:
    m: Any = ConcreteModel()
    m.x, m.y = Var(range(2), bounds=(0, None)), Var(bounds=(-1, 4))
    m.cost = Objective(expr=3 - (2 * m.x[0] - m.y) / 4 + 2 * (m.x[1] + 5 * m.y))
    m.row = Constraint(
        range(4),
        rule=lambda m, i: (
            m.x[0] - 2 * (m.x[1] - m.y) <= 3 + m.y,
            m.x[0] + m.x[0] + m.y >= 2,
            m.x[1] - -m.y == 7,
            m.x[0] == (m.x[1] + 1) * 0.5,
        )[i],
    )

    agree(m)


def test_what_is_not_linear_is_refused() -> None:
    m: Any = ConcreteModel()
    m.x = Var()
    m.cost = Objective(expr=m.x * m.x)

    with pytest.raises(TypeError, match="not linear"):
        compiled(m)


def test_a_row_of_two_sides_is_refused() -> None:
    m: Any = ConcreteModel()
    m.x = Var()
    m.cost = Objective(expr=m.x)
    m.row = Constraint(expr=(0, m.x, 1))

    with pytest.raises(TypeError, match="two sides"):
        compiled(m)


def test_a_cost_of_nothing() -> None:
    m: Any = ConcreteModel()
    m.x = Var(bounds=(0, 1))
    m.row = Constraint(expr=m.x <= 0.5)
    m.cost = Objective(expr=0.0)
    assert compiled(m).matrices.offset == 0.0
