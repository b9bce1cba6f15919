"""A linear program as matrices, and the solver that they are handed to.

    min  c·x + c₀   s.t.   r ≤ A·x ≤ R,   l ≤ x ≤ u                           (H1)

Some columns may be integers. Pyomo's own solver interfaces are several times slower than
HiGHS itself at the scale of a year, so the model is compiled once and passed as arrays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from optdispatch.horizon import BoolArray, FloatArray, IntArray

INFINITY = highspy.kHighsInf


@dataclass(frozen=True)
class Matrices:
    """(H1) in numbers."""

    c: FloatArray
    offset: float
    A: Any
    """Sparse, by columns."""
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray

    def with_bounds(self, lower: FloatArray, upper: FloatArray) -> "Matrices":
        """The same program with other bounds on its variables."""
        return replace(self, lower=lower, upper=upper)

    def with_integers(self, columns: IntArray) -> "Matrices":
        """The same program with integers in some columns."""
        integer = self.integer.copy()
        integer[columns] = True
        return replace(self, integer=integer)

    def with_held(self, columns: IntArray, x: FloatArray) -> "Matrices":
        """The same program with some columns held at the integers nearest to `x`."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[columns] = upper[columns] = np.round(x[columns])
        return replace(self, lower=lower, upper=upper)

    def extended(
        self, columns: "Columns", A: Any, row_lower: FloatArray, row_upper: FloatArray
    ) -> "Matrices":
        """The program with columns, and then rows, added; `A` holds the rows, (rows, all columns).

        The added columns stand in no row that was there.
        """
        old = sparse.csc_matrix((self.A.shape[0], len(columns.c)))
        return Matrices(
            c=np.concatenate([self.c, columns.c]),
            offset=self.offset,
            A=sparse.vstack([sparse.hstack([self.A, old]), A], format="csc"),
            row_lower=np.concatenate([self.row_lower, row_lower]),
            row_upper=np.concatenate([self.row_upper, row_upper]),
            lower=np.concatenate([self.lower, columns.lower]),
            upper=np.concatenate([self.upper, columns.upper]),
            integer=np.concatenate([self.integer, columns.integer]),
        )


@dataclass(frozen=True)
class Columns:
    """Variables to add."""

    c: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray


@dataclass(frozen=True)
class Compiled:
    """The matrices of a written model, and which column or row is what."""

    matrices: Matrices
    column: dict[int, int]
    row: dict[int, int]

    def columns(self, variables: Iterable[Any]) -> list[int]:
        """Column of each variable; -1 for a number, or a variable that stands nowhere."""
        return [self.column.get(id(v), -1) for v in variables]

    def values(self, terms: Sequence[Any], x: FloatArray) -> FloatArray:
        """Values of terms that are variables or numbers."""
        at = np.array(self.columns(terms))
        given = np.array([v if isinstance(v, float) else 0.0 for v in terms])
        return np.where(at >= 0, x[at], given)

    def duals(self, constraint: Any, y: FloatArray) -> dict[int, float]:
        """Dual of each member of an indexed constraint, by its index."""
        return {t: float(y[self.row[id(row)]]) for t, row in constraint.items()}


@dataclass(frozen=True)
class Solution:
    """What the solver found."""

    x: FloatArray
    reduced: FloatArray
    """Reduced cost of each column; of no meaning where there are integers."""
    y: FloatArray
    """Dual of each row."""
    bound: float
    """The solver's own bound, where there are integers."""


def compiled(model: Any) -> Compiled:
    """Compile a Pyomo model."""
    # The compiler brings all of scipy.stats with it, half a second that only a solve needs.
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler  # noqa: PLC0415

    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    kind = np.array([row.bound_type for row in form.rows])  # 1: ≤ rhs, -1: ≥ rhs, 0: = rhs
    lower = np.array([-INFINITY if v.lb is None else v.lb for v in form.columns], dtype=np.float64)
    upper = np.array([INFINITY if v.ub is None else v.ub for v in form.columns], dtype=np.float64)
    matrices = Matrices(
        c=form.c.toarray()[0],
        offset=float(form.c_offset[0]),
        A=form.A.tocsc(),
        row_lower=np.where(kind == 1, -INFINITY, form.rhs),
        row_upper=np.where(kind == -1, INFINITY, form.rhs),
        lower=lower,
        upper=upper,
        integer=np.zeros(len(lower), dtype=np.bool_),
    )
    column = {id(v): j for j, v in enumerate(form.columns)}
    return Compiled(matrices, column, {id(row.constraint): i for i, row in enumerate(form.rows)})


def solved(program: Matrices) -> Solution | None:
    """Solve a program; None where nothing satisfies it.

    Raises `RuntimeError` where the solver neither solves nor refuses: the programs that this
    package writes are bounded, so that is a fault of the program, not of what a user wrote.
    """
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 1e-9)
    highs.setOptionValue("mip_feasibility_tolerance", 1e-9)
    A, (rows, columns) = program.A, program.A.shape
    highs.passModel(
        columns, rows, A.nnz, 1, 1, program.offset, program.c,
        program.lower, program.upper, program.row_lower, program.row_upper,
        A.indptr, A.indices, A.data, program.integer.astype(np.int32),
    )  # fmt: skip
    highs.run()
    status, known = highs.getModelStatus(), highspy.HighsModelStatus
    if status in {known.kInfeasible, known.kUnboundedOrInfeasible}:
        return None
    if status != known.kOptimal:
        raise RuntimeError(f"HiGHS stopped with {highs.modelStatusToString(status)}")
    found, info = highs.getSolution(), highs.getInfo()
    return Solution(
        x=np.array(found.col_value),
        reduced=np.array(found.col_dual),
        y=np.array(found.row_dual),
        bound=info.mip_dual_bound,
    )
