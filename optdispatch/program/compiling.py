"""From a model written in Pyomo to matrices, and which column or row is what.

Pyomo's own compiler keeps nonlinear, fixed and parametric terms apart. What this package writes
has none of them, so its expressions are read here in one walk, five times faster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Any

import numpy as np
from pyomo.common.numeric_types import native_numeric_types
from pyomo.core.base.var import ScalarVar, VarData
from pyomo.core.expr.numeric_expr import (
    DivisionExpression,
    LinearExpression,
    MonomialTermExpression,
    NegationExpression,
    ProductExpression,
    SumExpression,
)
from pyomo.core.expr.numvalue import NumericConstant
from pyomo.core.expr.relational_expr import EqualityExpression, InequalityExpression
from pyomo.environ import Constraint, Objective
from scipy import sparse

from optdispatch.horizon import FloatArray
from optdispatch.program.matrices import Matrices

SUMS = frozenset({SumExpression, LinearExpression})
VARIABLES = frozenset({VarData, ScalarVar})


@dataclass(frozen=True)
class Compiled:
    """The matrices of a written model, and which column or row is what."""

    matrices: Matrices
    column: dict[int, int]
    row: dict[int, int]

    def columns(self, variables: Iterable[Any]) -> list[int]:
        """Column of each variable; -1 for a number, or a variable that stands nowhere."""
        return [self.column.get(id(v), -1) for v in variables]

    def rows(self, constraint: Any) -> list[int]:
        """Row of each member of an indexed constraint."""
        return [self.row[id(row)] for row in constraint.values()]

    def values(self, terms: Sequence[Any], x: FloatArray) -> FloatArray:
        """Values of terms that are variables or numbers."""
        at = np.array(self.columns(terms))
        given = np.array([v if isinstance(v, float) else 0.0 for v in terms])
        return np.where(at >= 0, x[at], given)

    def most(self, variable: Any) -> float:
        """Upper bound of a variable; zero of one that stands nowhere."""
        j = self.column.get(id(variable))
        return 0.0 if j is None else float(self.matrices.upper[j])

    def duals(self, constraint: Any, y: FloatArray) -> dict[int, float]:
        """Dual of each member of an indexed constraint, by its index."""
        return dict(zip(constraint, y[self.rows(constraint)].tolist(), strict=True))


class _Reader:
    """The terms of each row, in the order in which the walk meets them."""

    def __init__(self) -> None:
        self.variables: list[Any] = []
        self.factors: list[float] = []
        self.starts = [0]

    def row(self, expression: Any, less: Any = 0.0) -> float:
        """Read a row, an expression less another, and return its constant."""
        constant = self._terms(expression, 1.0) + self._terms(less, -1.0)
        self.starts.append(len(self.factors))
        return constant

    def _terms(self, e: Any, factor: float) -> float:
        """Add the terms of factor·e, and return what is constant in it."""
        constant = 0.0
        for term in e.args if e.__class__ in SUMS else (e,):
            kind = term.__class__
            if kind is MonomialTermExpression:
                number, variable = term._args_  # what `args` would copy
                self.variables.append(variable)
                self.factors.append(factor * number)
            elif kind in VARIABLES:
                self.variables.append(term)
                self.factors.append(factor)
            elif kind in SUMS:
                constant += self._terms(term, factor)
            elif kind in native_numeric_types:
                constant += factor * float(term)
            elif kind is NumericConstant:
                constant += factor * float(term.value)
            else:
                constant += self._scaled(term, factor)
        return constant

    def _scaled(self, e: Any, factor: float) -> float:
        """Add the terms of a product of a number and an expression."""
        kind, (first, *rest) = e.__class__, e.args
        if kind is NegationExpression:
            return self._terms(first, -factor)
        if kind is ProductExpression and first.__class__ in native_numeric_types:
            return self._terms(rest[0], factor * first)
        if kind is ProductExpression and rest[0].__class__ in native_numeric_types:
            return self._terms(first, factor * rest[0])
        if kind is DivisionExpression and rest[0].__class__ in native_numeric_types:
            return self._terms(first, factor / rest[0])
        raise TypeError(f"{e} is not linear, or has a parameter or a fixed variable")

    def columns(self) -> dict[int, Any]:
        """The variables in the order of their columns, by identity."""
        return dict(zip(map(id, self.variables), self.variables, strict=True))

    def matrix(self, column: dict[int, int]) -> Any:
        """Every row that was read, sparse; terms of one variable are added up."""
        at = [*map(column.__getitem__, map(id, self.variables))]
        shape = len(self.starts) - 1, len(column)
        A = sparse.csr_matrix((np.array(self.factors, dtype=np.float64), at, self.starts), shape)
        A.sum_duplicates()
        A.eliminate_zeros()
        return A


def compiled(model: Any) -> Compiled:
    """Compile a Pyomo model whose one objective is minimised."""
    reader, rows, low, high = _Reader(), [], [], []
    objective = next(model.component_data_objects(Objective, active=True))
    offset = reader.row(objective.expr)
    written = model.component_objects(Constraint, active=True)
    for row in chain.from_iterable(family.values() for family in written):
        relation = row.expr
        below = relation.__class__ is InequalityExpression
        if not below and relation.__class__ is not EqualityExpression:
            raise TypeError(f"{row.name} has two sides; write two rows")
        left, right = relation._args_
        # A row keeps the sign in which it was written, and so does its dual.
        turned = left.__class__ in native_numeric_types
        constant = reader.row(right, left) if turned else reader.row(left, right)
        low.append(-inf if below and not turned else -constant)
        high.append(inf if below and turned else -constant)
        rows.append(row)
    variables = reader.columns()
    column = dict(zip(variables, range(len(variables)), strict=True))
    A = reader.matrix(column)
    bounds = np.array([v.bounds for v in variables.values()], dtype=np.float64)  # none is NaN
    lower, upper = bounds.reshape(-1, 2).T
    matrices = Matrices(
        c=A[0].toarray()[0],
        offset=offset,
        A=A[1:].tocsc(),
        row_lower=np.array(low),
        row_upper=np.array(high),
        lower=np.where(np.isnan(lower), -inf, lower),
        upper=np.where(np.isnan(upper), inf, upper),
        integer=np.zeros(len(column), dtype=np.bool_),
    )
    return Compiled(matrices, column, dict(zip(map(id, rows), range(len(rows)), strict=True)))
