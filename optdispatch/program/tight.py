"""The same program with fewer rows and columns.

    x[j] = l[j] where l[j] = u[j]                                             (N1)
    r[i] ≤ a·x[j] ≤ R[i], a row of one column, is a bound on x[j]              (N2)

So a size that is given costs no row, and limits of it become bounds. Their duals come back by
complementary slackness: what a bound's reduced cost is, the row that set the bound has.

    d = c - Aᵀ·y,  y[i] = d[j]/a where row i set the bound that d[j] leans on    (N3)
"""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray, IntArray
from optdispatch.program.matrices import Matrices, Solution

ROUNDING = 1e-9
"""Bounds that cross by less, as a share of the larger, are one."""
FEASIBLE = 1e-7
"""Share by which a row may miss; HiGHS's own tolerance."""


class _Singles(NamedTuple):
    """Rows of one column, arrays of shape (K,): which, of which column, by what factor."""

    row: IntArray
    column: IntArray
    factor: FloatArray


@dataclass(frozen=True)
class Shape:
    """What is left of a matrix where some columns are fixed, whatever the numbers beside it."""

    matrix: Any
    turned: Any
    """Its transpose."""
    fixed: BoolArray
    left: Any
    columns: IntArray
    """Columns that are left."""
    rows: IntArray
    empty: IntArray
    """Rows in which nothing is left."""
    singles: _Singles

    @classmethod
    def of(cls, program: Matrices, fixed: BoolArray) -> Self:
        """Find the rows of one column, and of none."""
        columns = np.flatnonzero(~fixed)
        A = program.A[:, columns].tocsr()
        count = np.diff(A.indptr)
        rows, single = np.flatnonzero(count > 1), np.flatnonzero(count == 1)
        at = A.indptr[single]
        singles = _Singles(single, columns[A.indices[at]], A.data[at])
        left = A[rows].tocsc()
        return cls(
            program.A, program.A.T, fixed, left, columns, rows, np.flatnonzero(count == 0), singles
        )

    def fits(self, program: Matrices, fixed: BoolArray) -> bool:
        """Whether it is the shape of a program."""
        return program.A is self.matrix and bool((fixed == self.fixed).all())


@dataclass(frozen=True)
class Tight:
    """What is left of a program, and how to find the whole again."""

    whole: Matrices
    shape: Shape
    program: Matrices
    lower_by: IntArray
    """Of each column of the whole, the single row that sets its lower bound; -1: its own."""
    upper_by: IntArray
    is_broken: bool
    """Whether a row in which nothing is left does not hold."""

    def restored(self, left: FloatArray, duals: FloatArray, bound: float) -> Solution:
        """The solution of the whole, by (N3), from the values of what is left and its duals."""
        whole, shape, singles = self.whole, self.shape, self.shape.singles
        x, y = whole.lower.copy(), np.zeros(len(whole.row_lower))
        x[shape.columns], y[shape.rows] = left, duals
        reduced = whole.c - shape.turned @ y
        leans = np.where(reduced > 0, self.lower_by, self.upper_by)
        set_by = leans[singles.column] == np.arange(len(singles.row))
        j = singles.column[set_by]
        y[singles.row[set_by]] = reduced[j] / singles.factor[set_by]
        return Solution(x, whole.c - shape.turned @ y, y, bound)


def tightened(whole: Matrices, known: Shape | None = None) -> Tight:
    """Take (N1) and (N2) out of a program; `known` is the shape of another."""
    fixed = whole.lower == whole.upper
    shape = known if known and known.fits(whole, fixed) else Shape.of(whole, fixed)
    held = np.where(fixed, whole.lower, 0.0)
    moved = whole.A @ held
    row_lower, row_upper = whole.row_lower - moved, whole.row_upper - moved
    lower, upper, lower_by, upper_by = _bounds(whole, shape.singles, row_lower, row_upper)
    columns, rows, empty = shape.columns, shape.rows, shape.empty
    beyond = np.maximum(row_lower, -row_upper)[empty] > FEASIBLE * (1 + np.abs(moved[empty]))
    program = Matrices(
        c=whole.c[columns],
        offset=whole.offset + float((whole.c * held).sum()),
        A=shape.left,
        row_lower=row_lower[rows],
        row_upper=row_upper[rows],
        lower=lower[columns],
        upper=upper[columns],
        integer=whole.integer[columns],
    )
    return Tight(whole, shape, program, lower_by, upper_by, bool(beyond.any()))


def _bounds(
    whole: Matrices, singles: _Singles, row_lower: FloatArray, row_upper: FloatArray
) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """(N2): bounds on the columns of the whole, and the singles that set them."""
    row, j, a = singles
    sides = row_lower[row] / a, row_upper[row] / a
    least, most = np.minimum(*sides), np.maximum(*sides)
    lower, lower_by = _highest(whole.lower, j, least)
    upper, upper_by = _highest(-whole.upper, j, -most)
    upper = -upper
    crossed = (lower > upper) & (lower - upper <= ROUNDING * (1 + np.abs(lower)))
    upper[crossed] = lower[crossed]
    return lower, upper, lower_by, upper_by


def _highest(own: FloatArray, j: IntArray, asked: FloatArray) -> tuple[FloatArray, IntArray]:
    """The highest of each column's own bound and those asked for, and which that was."""
    bound, by = own.copy(), np.full(len(own), -1)
    np.maximum.at(bound, j, asked)
    which = np.flatnonzero((asked == bound[j]) & (asked > own[j]))
    by[j[which]] = which
    return bound, by
