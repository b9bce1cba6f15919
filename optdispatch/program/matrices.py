"""A linear program as matrices.

    min  c·x + c₀   s.t.   r ≤ A·x ≤ R,   l ≤ x ≤ u                           (H1)

Some columns may be integers.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from optdispatch.horizon import BoolArray, FloatArray, IntArray


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

    def cost(self, x: FloatArray) -> float:
        """c·x, without c₀."""
        # A product by BLAS is shared among threads, and their waiting costs more than it.
        return float((self.c * x).sum())

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
class Solution:
    """What the solver found."""

    x: FloatArray
    reduced: FloatArray
    """Reduced cost of each column; of no meaning where there are integers."""
    y: FloatArray
    """Dual of each row."""
    bound: float
    """The solver's own bound, where there are integers."""
