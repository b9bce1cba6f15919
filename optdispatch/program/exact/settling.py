"""Demands one after the other: the cap of each that costs least, and its proof.

Neighbours are often alike: sites that differ in their storage alone. What was best for the one is
looked at first for the next.
"""

from math import inf, isnan
from typing import NamedTuple

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.demand import limits, rise
from optdispatch.program.exact.kernel import inlined, kernel, part
from optdispatch.program.exact.numbers import (
    BUY,
    FIRST,
    LOAD,
    SPARE,
    START,
    Caps,
    Multipliers,
    Room,
    Runs,
)
from optdispatch.program.exact.peaks import add_due
from optdispatch.program.exact.search import (
    AT,
    SLOPE,
    TOUCHES,
    Search,
    Tangents,
    Wanted,
    best,
    following,
    keep,
    lowest,
    rising,
    touched,
)

GAP = 1e-9
"""Share of the cost at which tangents are near enough."""
LEAST, MOST, LIKELY = range(3)
"""Columns of what is known of a cap: its limits, and where the best may well be."""


class Groups(NamedTuple):
    """Demands that share no run with others, and their runs."""

    demands: IntArray
    """Shape (G,)."""
    which: IntArray
    """Runs, demand by demand."""
    starts: IntArray
    """Where those of each demand begin, and the last one's end, shape (G + 1,)."""


@part
def are_like(runs: Runs, one: IntArray, other: IntArray) -> bool:
    """Whether runs differ in their storage alone."""
    if len(one) != len(other):
        return False
    for r, s in zip(one, other):  # noqa: B905  numba knows no `strict`
        a, b = runs.bounds[r], runs.bounds[s]
        T = runs.bounds[r + 1] - a
        if runs.bounds[s + 1] - b != T:
            return False
        for row in (LOAD, BUY, SPARE):
            for t in range(T):
                if runs.given[row, a + t] != runs.given[row, b + t]:
                    return False
    return True


@part
def begin_as(runs: Runs, one: IntArray, other: IntArray, found: FloatArray) -> None:
    """Read rings where those of like runs were read."""
    for r, s in zip(one, other):  # noqa: B905  numba knows no `strict`
        found[FIRST, r] = found[FIRST, s]
        found[START, r] = inf if 2 * found[START, s] > runs.own[s, 5] + runs.own[s, 6] else -inf


@part
def share(of: Search, a: int, b: int) -> float:
    """Share of `a` with which the Σq of both is a slope of φ where they are lowest."""
    left, right = of.tangents.told[a], of.tangents.told[b]
    if right[SLOPE] <= left[SLOPE]:
        return 1.0
    D, _ = lowest(of, a, b)
    slopes, levels = of.caps.slopes[of.want.k], of.caps.levels[of.want.k]
    least, most = rise(slopes, levels, D, False), rise(slopes, levels, D, True)
    due = min(max(least, -right[SLOPE]), most, -left[SLOPE])
    return float(min(max((due + right[SLOPE]) / (right[SLOPE] - left[SLOPE]), 0.0), 1.0))


@part
def mix(of: Search, a: int, b: int, mixed: Multipliers) -> None:
    """Fill in what proves that no demand costs less; as `settled`, for a and b."""
    one, other = a if a >= 0 else b, b if b >= 0 else a
    want, shared, at = of.want, share(of, one, other), 0
    left, right = of.tangents.proofs[0 if a >= 0 else 1], of.tangents.proofs[1 if b >= 0 else 0]
    for r in of.which:
        for t in range(of.runs.bounds[r], of.runs.bounds[r + 1]):
            mixed.worth[t] = shared * left[0, at] + (1 - shared) * right[0, at]
            mixed.q[t] = shared * left[1, at] + (1 - shared) * right[1, at]
            at += 1
    due = rise(of.caps.slopes[want.k], of.caps.levels[want.k], want.least, False)
    due += of.tangents.told[one, SLOPE]
    if one == other and want.least > 0 and due > 0:
        add_due(of.runs, of.which, want.k, want.least, due, mixed)


@inlined
def settled(of: Search, mixed: Multipliers) -> bool:
    """Find the cap that costs least, as `settle` does. Returns whether it is the least there is.

    F falls at the touch a, and does not at b; -1: at none.
    """
    marks, told, k, final, a, b = (
        of.tangents.marks, of.tangents.told, of.want.k, len(mixed.q) > 0, -1, -1
    )  # fmt: skip
    for i in range(TOUCHES):
        D = following(of, a, b)
        known = isnan(D) or i == TOUCHES - 1
        if known:
            D = told[best(of)[0], AT]
            if not final or of.caps.most[k] == D:
                break
        new = touched(of, D)
        if known or new < 0:
            marks[0] -= new >= 0
            break
        falls = rising(of, new, True) < 0
        keep(of, new if not final else 0 if falls else 1)
        a, b = (new, b) if falls else (a, new)
    if of.failed[0] < 0:
        of.caps.most[k] = D
        if final:
            mix(of, a, b, mixed)
    return a < 0


@kernel
def settle(
    of: tuple[Runs, Room, FloatArray],
    groups: Groups,
    known: FloatArray,
    near: float,
    caps: Caps,
    mixed: Multipliers,
) -> tuple[Tangents, tuple[int, int]]:
    """Find the caps that cost least, or that are as `near`, and leave them in `caps`.

    `known` is what is known of each demand's cap, shape (K, 3), NaN where nothing is. Where
    `mixed` has room, runs are left in theirs as they are at these caps, and `mixed` proves them.
    Returns the tangents of the last demand; and a run and its period that cannot be served, or -1
    twice.
    """
    runs, room, found = of
    failed, marks, dues = np.array([-1, -1]), np.array([0]), np.zeros(len(caps.most))
    T, before, was_least = longest(runs, groups), groups.which[:0], False
    N = 2 if len(mixed.q) else TOUCHES
    tangents = Tangents(np.empty((TOUCHES, 3)), np.empty((N, 2, T)), marks)
    for g, k in enumerate(groups.demands):
        which = groups.which[groups.starts[g] : groups.starts[g + 1]]
        least, most, likely = known[k]
        if isnan(most):
            least, most = limits(runs, which, k)
        if are_like(runs, which, before):
            begin_as(runs, which, before, found)
            likely = caps.most[groups.demands[g - 1]]
        else:
            was_least = False
        marks[0] = 0
        want = Wanted(k, least, most, near, likely, was_least)
        of_one = Search(runs, which, want, caps, room, found, tangents, dues, failed)
        was_least = settled(of_one, mixed)
        if failed[0] >= 0:
            break
        before = which
    return tangents, (failed[0], failed[1])


@part
def longest(runs: Runs, groups: Groups) -> int:
    """Periods of the demand that has most."""
    most = 0
    for g in range(len(groups.demands)):
        T = 0
        for r in groups.which[groups.starts[g] : groups.starts[g + 1]]:
            T += runs.bounds[r + 1] - runs.bounds[r]
        most = max(most, T)
    return most
