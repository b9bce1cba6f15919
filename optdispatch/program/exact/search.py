"""The cap that costs least, looked for without leaving a kernel: (X20).

Where F rises from the least cap that any plan can have, that cap is best; else the two tangents
nearest to the least cost close in on it, and their slopes, as long as they are far apart.
"""

from math import inf
from typing import NamedTuple

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.kernel import either, kernel, part
from optdispatch.program.exact.numbers import VALUE, Caps, Dues, Multipliers, Room, Runs
from optdispatch.program.exact.peaks import add_due
from optdispatch.program.exact.ring import copied
from optdispatch.program.exact.run import solved
from optdispatch.program.exact.tangents import owe
from optdispatch.program.exact.views import site_of, work_of

PASSES = 80
TOUCHES = 120
"""Caps that are looked at, at most."""
BESIDE = 1e-9
"""Share by which the first cap lies above the least one, to see whether this is the best."""
FAR = 1.02
"""How many times the least cap a likely one has to be, to be looked at before it.

From 1.005 to 1.05, months of the benchmark's lives take as many touches, under either tariff; with
1, half as many more under Jiangxi's.
"""
ASIDE, WIDER = 1e-3, 4.0
"""Share by which caps lie beside a likely one, and how much wider each step is than the last.

Of shares of 3e-4 and 1e-3 and factors of 2, 4 and 8, these took the fewest touches in the months
of the benchmark's lives under dynamic prices.
"""
APART = 1e-3
"""Share by which caps are so far apart that F between them looks curved; near by, it is straight
in pieces. Of 3e-4, 1e-3 and 3e-3, this took the fewest touches there."""
AT, WORTH, SLOPE = range(3)
"""Columns of what is told of a tangent: the cap, V there, and V's slope."""

Line = FloatArray | tuple[float, ...]


class Wanted(NamedTuple):
    """A demand whose cap is wanted, and what is known of it."""

    k: int
    slopes: FloatArray
    levels: FloatArray
    """φ, as in `Demand`."""
    least: float
    most: float
    """Least and greatest cap that can be of use."""
    near: float
    """Share of the cost at which tangents are near enough."""
    likely: float
    """Where the best cap may well be; NaN: nothing is known."""
    likely_least: bool
    """Whether the least one may well be the best."""


class Tangents(NamedTuple):
    """Of V at caps, in the order in which they were touched, N at most."""

    told: FloatArray
    """Shape (N, 3)."""
    proofs: FloatArray
    """λ and q in the periods of the demand's runs, shape (N, 2, T)."""
    marks: IntArray
    """How many there are; the two between which the best cap lies, or -1; shape (3,)."""


class Search(NamedTuple):
    """A demand, its runs, room to plan them, and what was found."""

    runs: Runs
    which: IntArray
    want: Wanted
    caps: Caps
    room: Room
    found: FloatArray
    tangents: Tangents
    dues: FloatArray
    """Room for Σq of each demand."""
    failed: IntArray
    """A run and its period that cannot be served, or -1 twice."""


@either
def owed(slopes: Line, levels: Line, D: float) -> float:
    """φ(D). [currency]"""
    total = 0.0
    for j in range(len(slopes)):
        total += slopes[j] * max(0.0, D - levels[j])
    return total


@either
def rise(slopes: Line, levels: Line, D: float, right: bool) -> float:
    """φ' on the one side of D or the other. [currency/kWh]"""
    total = 0.0
    for j in range(len(slopes)):
        if levels[j] < D or (right and levels[j] == D):
            total += slopes[j]
    return total


@part
def rising(of: Search, i: int, right: bool) -> float:
    """Slope of F where it was touched, V's to the right, φ's on either side. [currency/kWh]"""
    told = of.tangents.told
    return float(told[i, SLOPE] + rise(of.want.slopes, of.want.levels, told[i, AT], right))


@part
def touched(of: Search, D: float) -> int:
    """Find the least cost at a cap. Returns which tangent this is, or -1."""
    tangents, n, at, value = of.tangents, of.tangents.marks[0], 0, 0.0
    of.caps.most[of.want.k], of.dues[of.want.k] = D, 0.0
    for r in of.which:
        site, work = site_of(of.runs, r), work_of(of.room, of.runs, r)
        failed = solved(of.runs, r, of.caps, site, work, of.found)
        if failed >= 0:
            of.failed[0], of.failed[1] = r, failed
            return -1
        T, worth = len(site.buy), work.path.worth
        owe((0, T), site, of.caps, worth, Dues(work.aside, of.dues))
        copied(worth, tangents.proofs[n, 0, at : at + T])
        copied(work.aside, tangents.proofs[n, 1, at : at + T])
        at, value = at + T, value + of.found[VALUE, r]
    told = tangents.told[n]
    told[AT], told[WORTH], told[SLOPE] = D, value, -of.dues[of.want.k]
    tangents.marks[0] = n + 1
    return int(n)


@part
def best(of: Search) -> tuple[int, float]:
    """The touch that cost least, and F there."""
    told, at, least = of.tangents.told, -1, inf
    for i in range(of.tangents.marks[0]):
        cost = told[i, WORTH] + owed(of.want.slopes, of.want.levels, told[i, AT])
        if cost < least:
            at, least = i, cost
    return at, least


@part
def beside(of: Search) -> tuple[int, int]:
    """Tangents on both sides of the best cap; one twice, where that is the least."""
    low, most, likely = (1 + BESIDE) * of.want.least, of.want.most, of.want.likely
    if of.want.likely_least or not FAR * low < likely < most:
        a = touched(of, low)
        if a < 0 or not rising(of, a, True) < 0:
            return a, a
        if not low < likely < most:
            return a, touched(of, most)
    return around(of, low, most)


@part
def around(of: Search, low: float, most: float) -> tuple[int, int]:
    """Tangents on both sides of the best cap, near a likely one; of an end twice, if it is best."""
    here, step = touched(of, of.want.likely), ASIDE * of.want.likely
    if here < 0:
        return -1, -1
    falls, x = rising(of, here, True) < 0, of.want.likely
    while low < x < most:
        x = min(max(x + (step if falls else -step), low), most)
        new = touched(of, x)
        if new < 0:
            return -1, -1
        if (rising(of, new, True) < 0) != falls:
            return (here, new) if falls else (new, here)
        here, step = new, WIDER * step
    return here, here


@part
def below(of: Search, x: float, a: int, b: int) -> float:
    """(X20) of two tangents."""
    told, least = of.tangents.told, -inf
    for i in (a, b):
        least = max(least, told[i, WORTH] + told[i, SLOPE] * (x - told[i, AT]))
    return float(least + owed(of.want.slopes, of.want.levels, x))


@part
def lowest(of: Search, a: int, b: int) -> tuple[float, float]:
    """Where two tangents and φ are lowest together, and how low."""
    left, right = of.tangents.told[a], of.tangents.told[b]
    begin, end, meet = left[AT], right[AT], right[AT]
    if right[SLOPE] > left[SLOPE]:
        meet = left[WORTH] - left[SLOPE] * begin - (right[WORTH] - right[SLOPE] * end)
        meet /= right[SLOPE] - left[SLOPE]
    at, low = begin, below(of, begin, a, b)
    for j in range(-2, len(of.want.levels)):
        x = min(max(end if j == -2 else meet if j == -1 else of.want.levels[j], begin), end)
        cost = below(of, x, a, b)
        if cost < low:
            at, low = x, cost
    return at, low


@part
def curved(of: Search, x: float, a: int, b: int) -> float:
    """The next cap to look at between two, whose tangents meet at x.

    Those of a parabola meet half way, wherever it is least; its slope grows on a line. A curve
    is looked at between what both say.
    """
    left, right = of.tangents.told[a, AT], of.tangents.told[b, AT]
    if right - left <= APART * right:
        return x
    falls, rises = rising(of, a, True), rising(of, b, True)
    return 0.5 * (x + left - falls * (right - left) / (rises - falls))


@part
def closed_in(of: Search) -> tuple[int, int]:
    """Tangents that prove the best cap between two; one twice, where one does; or -1 and -1."""
    a, b = beside(of)
    for _ in range(PASSES):
        if a < 0 or b < 0:
            return -1, -1
        x, low = lowest(of, a, b)
        cost = best(of)[1]
        told = of.tangents.told
        if cost - low <= of.want.near * max(1.0, abs(cost)) or not told[a, AT] < x < told[b, AT]:
            break
        new = touched(of, curved(of, x, a, b))
        if new < 0:
            return -1, -1
        if rising(of, new, True) < 0:
            a = new
        else:
            b = new
    return a, b


@part
def share(of: Search, a: int, b: int) -> float:
    """Share of `a` with which the Σq of both is a slope of φ where they are lowest."""
    left, right, want = of.tangents.told[a], of.tangents.told[b], of.want
    if right[SLOPE] <= left[SLOPE]:
        return 1.0
    D, _ = lowest(of, a, b)
    least = rise(want.slopes, want.levels, D, False)
    most = rise(want.slopes, want.levels, D, True)
    due = min(max(least, -right[SLOPE]), most, -left[SLOPE])
    return float(min(max((due + right[SLOPE]) / (right[SLOPE] - left[SLOPE]), 0.0), 1.0))


@part
def mix(of: Search, a: int, b: int, mixed: Multipliers) -> None:
    """Fill in what proves that no demand costs less."""
    want, proofs, part_of_a, at = of.want, of.tangents.proofs, share(of, a, b), 0
    for r in of.which:
        for t in range(of.runs.bounds[r], of.runs.bounds[r + 1]):
            left, right = proofs[a, :, at], proofs[b, :, at]
            mixed.worth[t] = part_of_a * left[0] + (1 - part_of_a) * right[0]
            mixed.q[t] = part_of_a * left[1] + (1 - part_of_a) * right[1]
            at += 1
    due = rise(want.slopes, want.levels, want.least, False) + of.tangents.told[a, SLOPE]
    if a == b and want.least > 0 and due > 0:
        add_due(of.runs, of.which, want.k, want.least, due, mixed)


@kernel
def settle(
    runs: Runs,
    which: IntArray,
    want: Wanted,
    caps: Caps,
    room: Room,
    found: FloatArray,
    mixed: Multipliers,
) -> tuple[Tangents, tuple[int, int]]:
    """Find the cap that costs least, and leave it in `caps`.

    Where `mixed` has room, runs are left in theirs as they are at this cap, and `mixed` proves it.
    Returns a run and its period that cannot be served, too, or -1 twice.
    """
    T = 0
    for r in which:
        T += runs.bounds[r + 1] - runs.bounds[r]
    marks, failed = np.array([0, -1, -1]), np.array([-1, -1])
    tangents = Tangents(np.empty((TOUCHES, 3)), np.empty((TOUCHES, 2, T)), marks)
    dues = np.zeros(len(caps.most))
    of = Search(runs, which, want, caps, room, found, tangents, dues, failed)
    a, b = closed_in(of)
    i, n = best(of)[0], marks[0]
    top = tangents.told[i, AT] if i >= 0 else want.least
    if len(mixed.q) and a >= 0:
        mix(of, a, b, mixed)
        if i != n - 1:
            touched(of, top)
    marks[0], marks[1], marks[2] = n, a, b
    caps.most[want.k] = top
    return tangents, (failed[0], failed[1])
