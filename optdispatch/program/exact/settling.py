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
    VALUE,
    Caps,
    Dues,
    Multipliers,
    Room,
    Runs,
)
from optdispatch.program.exact.peaks import add_due
from optdispatch.program.exact.run import solved
from optdispatch.program.exact.search import (
    AT,
    COST,
    SLOPE,
    Curve,
    Wanted,
    best,
    following,
    rising,
    share,
)
from optdispatch.program.exact.tangents import owe
from optdispatch.program.exact.views import site_of, work_of

TOUCHES = 120
"""Caps that are looked at, at most."""
GAP = 1e-9
"""Share of the cost at which tangents are near enough."""


class Groups(NamedTuple):
    """Demands that share no run with others, and their runs."""

    demands: IntArray
    """Shape (G,)."""
    which: IntArray
    """Runs, demand by demand."""
    starts: IntArray
    """Where those of each demand begin, and the last one's end, shape (G + 1,)."""


class Search(NamedTuple):
    """A demand, its runs, room to plan them, and what was found."""

    runs: Runs
    which: IntArray
    k: int
    want: Wanted
    F: Curve
    caps: Caps
    room: Room
    found: FloatArray
    proofs: FloatArray
    """Room for λ and q in the periods of the runs: of the last touch at which F falls, and of the
    last one at which it does not; shape (2, 2, T)."""
    dues: FloatArray
    """Room for Σq of each demand."""
    failed: IntArray
    """A run and its period that cannot be served, or -1 twice."""


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


@inlined
def touched(of: Search, D: float, n: int) -> None:
    """The touch n, at a cap; or what cannot be served."""
    value, told = 0.0, of.F.told[n]
    of.caps.most[of.k], of.dues[of.k] = D, 0.0
    for r in of.which:
        site, work = site_of(of.runs, r), work_of(of.room, of.runs, r)
        failed = solved(of.runs, r, of.caps, site, work, of.found)
        if failed >= 0:
            of.failed[0], of.failed[1] = r, failed
            break
        owe((0, len(site.buy)), site, of.caps, work.path.worth, Dues(work.aside, of.dues))
        value += of.found[VALUE, r]
    told[AT], told[COST], told[SLOPE] = D, value, -of.dues[of.k]


@part
def keep(runs: Runs, which: IntArray, room: Room, proof: FloatArray) -> None:
    """Keep what proves the last touch."""
    at = 0
    for r in which:
        for t in range(runs.bounds[r], runs.bounds[r + 1]):
            proof[0, at], proof[1, at] = room.block[t], room.block[room.periods + t]
            at += 1


@part
def mix(
    runs: Runs,
    which: IntArray,
    share: float,
    left: FloatArray,
    right: FloatArray,
    mixed: Multipliers,
) -> None:
    """Fill in what proves that no demand costs less: a share of the one, the rest of the other."""
    at = 0
    for r in which:
        for t in range(runs.bounds[r], runs.bounds[r + 1]):
            mixed.worth[t] = share * left[0, at] + (1 - share) * right[0, at]
            mixed.q[t] = share * left[1, at] + (1 - share) * right[1, at]
            at += 1


@inlined
def proved(of: Search, a: int, b: int, mixed: Multipliers) -> None:
    """Fill in what proves that no demand costs less; a and b as in `following`."""
    F, least, proofs = of.F, of.want.least, of.proofs
    if a >= 0 and b >= 0:
        mix(of.runs, of.which, share(F, a, b), proofs[0], proofs[1], mixed)
        return
    only = proofs[0 if a >= 0 else 1]
    mix(of.runs, of.which, 1.0, only, only, mixed)
    due = rise(F.slopes, F.levels, least, False) + F.told[max(a, b), SLOPE]
    if least > 0 and due > 0:
        add_due(of.runs, of.which, of.k, least, due, mixed)


@inlined
def settled(of: Search, mixed: Multipliers) -> tuple[int, bool]:
    """Find the cap that costs least, as `settle` does.

    Returns how many touches it took, and whether it is the least cap that there is.
    """
    n, a, b = 0, -1, -1
    while True:
        D = following(of.F, n, of.want, a, b)
        known = isnan(D) or n == TOUCHES - 1
        if known:
            D = of.F.told[best(of.F, n)[0], AT]
            if of.caps.most[of.k] == D:
                break
        touched(of, D, n)
        if known or of.failed[0] >= 0:
            break
        falls = rising(of.F, n, True) < 0
        keep(of.runs, of.which, of.room, of.proofs[0 if falls else 1])
        a, b, n = n if falls else a, b if falls else n, n + 1
    if of.failed[0] < 0:
        proved(of, a, b, mixed)
    return n, a < 0


@kernel
def settle(
    of: tuple[Runs, Room, FloatArray],
    groups: Groups,
    likely: FloatArray,
    caps: Caps,
    mixed: Multipliers,
) -> tuple[int, tuple[int, int]]:
    """Find the caps that cost least, and leave them in `caps`.

    `likely` are caps that may well be the best, shape (K,), NaN where nothing is known. Runs are
    left in their room as they are at these caps, and `mixed` proves them. Returns how many touches
    it took; and a run and its period that cannot be served, or -1 twice.
    """
    runs, room, found = of
    failed, dues, told = np.array([-1, -1]), np.zeros(len(caps.most)), np.empty((TOUCHES, 3))
    proofs, touches = np.empty((2, 2, longest(runs, groups))), 0
    before, was_least = groups.which[:0], False
    for g, k in enumerate(groups.demands):
        which = groups.which[groups.starts[g] : groups.starts[g + 1]]
        least, most = limits(runs, which, k)
        at, alike = likely[k], are_like(runs, which, before)
        if alike:
            begin_as(runs, which, before, found)
            at = caps.most[groups.demands[g - 1]]
        want = Wanted(least, most, GAP, at, alike and was_least)
        F = Curve(told, caps.slopes[k], caps.levels[k])
        search = Search(runs, which, k, want, F, caps, room, found, proofs, dues, failed)
        n, was_least = settled(search, mixed)
        before, touches = which, touches + n
        if failed[0] >= 0:
            break
    return touches, (failed[0], failed[1])


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
