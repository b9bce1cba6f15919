"""What no schedule can cost less than, from the duals alone.

    bound = c₀ + Σ_i min(y_i·r_i, y_i·R_i) + Σ_j min(d_j·l_j, d_j·u_j)         (D1)
    d = c - Aᵀ·y                                                              (D2)

The minimum over a row is at its lower side where y_i > 0 and at its upper side where y_i < 0;
likewise for columns. Any y gives a bound (weak duality), so this needs no trust in the
solver: only a dual or reduced cost that leans on an infinite side is taken for zero, where
it is rounding.
"""

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.matrices import Matrices, Solution

ROUNDING = 1e-9
"""A dual that leans on an infinite side is rounding below this share of the largest cost."""


def dual_bound(program: Matrices, solution: Solution) -> float:
    """(D1); minus infinity where the duals prove nothing."""
    y = solution.y
    d = program.c - program.A.T @ y
    small = ROUNDING * float(np.abs(program.c).max(initial=1.0))
    rows = _least(y, program.row_lower, program.row_upper, small)
    columns = _least(d, program.lower, program.upper, small)
    return program.offset + rows + columns


def _least(slope: FloatArray, low: FloatArray, high: FloatArray, small: float) -> float:
    """Σ min over [low, high] of slope·v."""
    side = np.where(slope > 0, low, high)
    infinite = ~np.isfinite(side)
    if (np.abs(slope[infinite]) > small).any():
        return -np.inf
    return float(np.where(infinite, 0.0, slope * np.where(infinite, 0.0, side)).sum())
