"""The same program with fewer rows and columns.

    x[j] = l[j] where l[j] = u[j]                                             (N1)
    r[i] ≤ a·x[j] ≤ R[i], a row of one column, is a bound on x[j]              (N2)

So a size that is given costs no row, and limits of it become bounds. Their duals come back by
complementary slackness: what a bound's reduced cost is, the row that set the bound has.

    d = c - Aᵀ·y,  y[i] = d[j]/a where row i set the bound that d[j] leans on    (N3)

Charging and discharging share a power, and undo each other wherever else they meet:

    a·x[j] + b·x[k] ≤ R[i],  0 ≤ x,  hence  x[j] ≤ R[i]/a,  x[k] ≤ R[i]/b        (N4)

Beyond these bounds the row matters only where both are at work, which hardly ever pays. So such
rows are left out, and all put back if one turns out not to hold. Where it holds, x[k] is zero as
x[j] leans on its bound, and (N3) is true of it.
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


class _Limits(NamedTuple):
    """What rows that are left out say of one column, by what factor, arrays of shape (K,)."""

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
    limits: _Limits
    pairs: IntArray
    """Rows that are left out by (N4)."""
    paired: Any
    """What these say of the columns that are left."""

    @classmethod
    def of(cls, program: Matrices, fixed: BoolArray, in_pairs: bool = True) -> Self:
        """Find the rows of one column, and of none; `in_pairs`, also those of (N4)."""
        columns = np.flatnonzero(~fixed)
        A = program.A[:, columns].tocsr()
        count = np.diff(A.indptr)
        pairs = _pairs(program, A, columns) if in_pairs else np.zeros(0, dtype=np.int64)
        rows = np.setdiff1d(np.flatnonzero(count > 1), pairs)
        out = np.concatenate([np.flatnonzero(count == 1), pairs])
        said = A[out].tocoo()
        return cls(
            matrix=program.A,
            turned=program.A.T,
            fixed=fixed,
            left=A[rows].tocsc(),
            columns=columns,
            rows=rows,
            empty=np.flatnonzero(count == 0),
            limits=_Limits(out[said.row], columns[said.col], said.data),
            pairs=pairs,
            paired=A[pairs],
        )

    def fits(self, program: Matrices, fixed: BoolArray) -> bool:
        """Whether it is the shape of a program."""
        return (
            program.A is self.matrix
            and bool((fixed == self.fixed).all())
            and bool(_are_most(program, self.pairs).all())
            and bool((program.lower[self.columns[self.paired.indices]] >= 0).all())
        )


@dataclass(frozen=True)
class Tight:
    """What is left of a program, and how to find the whole again."""

    whole: Matrices
    shape: Shape
    program: Matrices
    lower_by: IntArray
    """Of each column of the whole, the limit that sets its lower bound; -1: its own."""
    upper_by: IntArray
    most: FloatArray
    """R of (N4)."""
    is_broken: bool
    """Whether a row in which nothing is left does not hold."""

    def misses(self, left: FloatArray) -> bool:
        """Whether a row that was left out by (N4) does not hold."""
        beyond = self.shape.paired @ left - self.most
        return bool((beyond > FEASIBLE * (1 + np.abs(self.most))).any())

    def values(self, left: FloatArray) -> FloatArray:
        """The columns of the whole, from those that are left."""
        x = self.whole.lower.copy()
        x[self.shape.columns] = left
        return x

    def restored(self, left: FloatArray, duals: FloatArray, bound: float) -> Solution:
        """The solution of the whole, by (N3), from the values of what is left and its duals."""
        whole, shape, limits = self.whole, self.shape, self.shape.limits
        x, y = self.values(left), np.zeros(len(whole.row_lower))
        y[shape.rows] = duals
        reduced = whole.c - shape.turned @ y
        leans = np.where(reduced > 0, self.lower_by, self.upper_by)
        set_by = leans[limits.column] == np.arange(len(limits.row))
        due = reduced[limits.column[set_by]] / limits.factor[set_by]
        order = np.argsort(-due)  # of the two of (N4), the one that asks for more is the last
        y[limits.row[set_by][order]] = due[order]
        return Solution(x, whole.c - shape.turned @ y, y, bound)


def tightened(whole: Matrices, known: Shape | None = None) -> Tight:
    """Take (N1), (N2) and (N4) out of a program; `known` is the shape of another."""
    fixed = whole.lower == whole.upper
    shape = known if known and known.fits(whole, fixed) else Shape.of(whole, fixed)
    held = np.where(fixed, whole.lower, 0.0)
    moved = whole.A @ held
    row_lower, row_upper = whole.row_lower - moved, whole.row_upper - moved
    lower, upper, lower_by, upper_by = _bounds(whole, shape.limits, row_lower, row_upper)
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
    most = row_upper[shape.pairs]
    return Tight(whole, shape, program, lower_by, upper_by, most, bool(beyond.any()))


def _pairs(program: Matrices, A: Any, columns: IntArray) -> IntArray:
    """Rows of (N4): of two columns that stand with opposite signs in all rows that both share."""
    row = np.flatnonzero(np.diff(A.indptr) == 2)
    row = row[_are_most(program, row)]
    at = A.indptr[row][:, None] + np.arange(2)
    j = A.indices[at]
    fine = ((A.data[at] > 0) & (program.lower[columns][j] >= 0)).all(axis=1)
    row, (one, other) = row[fine], j[fine].T
    by_column = A.tocsc()
    met = by_column[:, one].multiply(by_column[:, other])
    same, opposite = (np.asarray(s.sum(axis=0)).ravel() for s in (met > 0, met < 0))
    undone: IntArray = row[(same == 1) & (opposite > 0)]
    return undone


def _are_most(program: Matrices, rows: IntArray) -> BoolArray:
    """Which rows say how much something is at most, and no more."""
    return np.isneginf(program.row_lower[rows]) & np.isfinite(program.row_upper[rows])


def _bounds(
    whole: Matrices, limits: _Limits, row_lower: FloatArray, row_upper: FloatArray
) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """(N2) and (N4): bounds on the columns of the whole, and the limits that set them."""
    row, j, a = limits
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
