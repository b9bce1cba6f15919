"""What prices in blocks have in common.

A price that changes at limits L_1 < L_2 < … can be written from the first block up, or from
the last block down:

    cost(x) = p_1·x + Σ_k (p_{k+1} - p_k)·max(0, x - L_k)                      (K1)
            = p_K·x + Σ_k (p_k - p_{k+1})·min(x, L_k)                          (K2)

Where no block is cheaper than the one before, every term of (K1) is convex. Elsewhere the
program is given the first term of (K2) alone: what the next unit costs a large customer.
"""

from collections.abc import Sequence
from itertools import pairwise


def check_limits(limits: Sequence[float | None], field: str) -> None:
    """Raise `ValueError` unless limits rise and only the last block has none."""
    *inner, last = limits
    if last is not None:
        raise ValueError(f"the last block ends at {last:g}; leave its {field} out")
    for low, high in pairwise([0.0, *inner]):
        if high is None:
            raise ValueError(f"a block before the last has no {field}")
        if low is not None and high <= low:
            raise ValueError(f"a block ends at {high:g}, where the one before ends at {low:g}")
