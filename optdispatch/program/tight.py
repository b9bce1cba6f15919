"""The same program with fewer rows and columns.

    x[j] = l[j] where l[j] = u[j]                                             (N1)
    r[i] ≤ a·x[j] ≤ R[i], a row of one column, is a bound on x[j]              (N2)

So a size that is given costs no row, and limits of it become bounds. Their duals come back by
complementary slackness: what a bound's reduced cost is, the row that set the bound has.

    d = c - Aᵀ·y,  y[i] = d[j]/a where row i set the bound that d[j] leans on    (N3)
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.matrices import Matrices, Solution

ROUNDING = 1e-9
"""Bounds that cross by less, as a share of the larger, are one."""


class _Singles(NamedTuple):
    """Rows of one column, arrays of shape (K,): which, of which column, by what factor."""

    row: IntArray
    column: IntArray
    factor: FloatArray


@dataclass(frozen=True)
class Tight:
    """What is left of a program, and how to find the whole again."""

    whole: Matrices
    program: Matrices
    columns: IntArray
    """Columns of the whole that are left."""
    rows: IntArray
    singles: _Singles
    lower_by: IntArray
    """Of each column of the whole, the single row that sets its lower bound; -1: its own."""
    upper_by: IntArray

    def restored(self, solution: Solution) -> Solution:
        """A solution of the whole."""
        whole, singles = self.whole, self.singles
        x, y = whole.lower.copy(), np.zeros(len(whole.row_lower))
        x[self.columns], y[self.rows] = solution.x, solution.y
        reduced = whole.c - whole.A.T @ y
        leans = np.where(reduced > 0, self.lower_by, self.upper_by)
        set_by = leans[singles.column] == np.arange(len(singles.row))
        j = singles.column[set_by]
        y[singles.row[set_by]] = reduced[j] / singles.factor[set_by]
        return Solution(x, whole.c - whole.A.T @ y, y, solution.bound, solution.basis)


def tightened(whole: Matrices) -> Tight:
    """Take (N1) and (N2) out of a program."""
    fixed = whole.lower == whole.upper
    columns = np.flatnonzero(~fixed)
    held = np.where(fixed, whole.lower, 0.0)
    moved = whole.A @ held
    row_lower, row_upper = whole.row_lower - moved, whole.row_upper - moved
    A = whole.A[:, columns].tocsr()
    count = np.diff(A.indptr)
    singles = _singles(A, columns)
    lower, upper, lower_by, upper_by = _bounds(whole, singles, row_lower, row_upper)
    broken = np.maximum(row_lower, -row_upper) > ROUNDING * (1 + np.abs(moved))
    rows = np.flatnonzero((count > 1) | ((count == 0) & broken))
    program = Matrices(
        c=whole.c[columns],
        offset=whole.offset + float(whole.c @ held),
        A=A[rows].tocsc(),
        row_lower=row_lower[rows],
        row_upper=row_upper[rows],
        lower=lower[columns],
        upper=upper[columns],
        integer=whole.integer[columns],
    )
    return Tight(whole, program, columns, rows, singles, lower_by, upper_by)


def _singles(A: Any, columns: IntArray) -> _Singles:
    """The rows of one column; `A` is by rows, of the columns that are left."""
    row = np.flatnonzero(np.diff(A.indptr) == 1)
    at = A.indptr[row]
    return _Singles(row, columns[A.indices[at]], A.data[at])


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
