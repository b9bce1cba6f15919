"""One demand: the cap that costs least, by tangents.

    F(D) = φ(D) + Σ_r V_r(D),   F ≥ φ(D) + max_i { V_i + s_i·(D - D_i) }            (X20)

A plan at D_i gives V_i and s_i = -Q_i; what it imports above the cap costs more than the demand
that it then has, so its cost can be had. Where F rises from the least cap that any plan can have,
that cap is best, and (X28) proves it; else the two tangents nearest to the least cost close in on
it, and their slopes, as long as they are far apart. A cap that was best at a like site tells where
to begin.
"""

from math import inf, nan
from typing import NamedTuple

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.demand import owed, rise
from optdispatch.program.exact.kernel import inlined, part
from optdispatch.program.exact.numbers import VALUE, Caps, Dues, Room, Runs
from optdispatch.program.exact.run import solved
from optdispatch.program.exact.tangents import owe
from optdispatch.program.exact.views import site_of, work_of

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


class Wanted(NamedTuple):
    """A demand whose cap is wanted, and what is known of it."""

    k: int
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
    """λ and q in the periods of the demand's runs, shape (N, 2, T); or of two alone: of the last
    one at which F falls, and the last one at which it does not."""
    marks: IntArray
    """How many there are, shape (1,)."""


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


@part
def rising(of: Search, i: int, right: bool) -> float:
    """Slope of F where it was touched, V's to the right, φ's on either side. [currency/kWh]"""
    told, k = of.tangents.told, of.want.k
    return float(told[i, SLOPE] + rise(of.caps.slopes[k], of.caps.levels[k], told[i, AT], right))


@inlined
def touched(of: Search, D: float) -> int:
    """Find the least cost at a cap. Returns which tangent this is, or -1."""
    tangents, n, value = of.tangents, of.tangents.marks[0], 0.0
    of.caps.most[of.want.k], of.dues[of.want.k] = D, 0.0
    for r in of.which:
        site, work = site_of(of.runs, r), work_of(of.room, of.runs, r)
        failed = solved(of.runs, r, of.caps, site, work, of.found)
        if failed >= 0:
            of.failed[0], of.failed[1] = r, failed
            return -1
        owe((0, len(site.buy)), site, of.caps, work.path.worth, Dues(work.aside, of.dues))
        value += of.found[VALUE, r]
    told = tangents.told[n]
    told[AT], told[WORTH], told[SLOPE] = D, value, -of.dues[of.want.k]
    tangents.marks[0] = n + 1
    return int(n)


@part
def keep(of: Search, i: int) -> None:
    """Keep what proves the last touch."""
    at, block, T = 0, of.room.block, of.room.periods
    for r in of.which:
        for t in range(of.runs.bounds[r], of.runs.bounds[r + 1]):
            of.tangents.proofs[i, 0, at], of.tangents.proofs[i, 1, at] = block[t], block[T + t]
            at += 1


@part
def best(of: Search) -> tuple[int, float]:
    """The touch that cost least, and F there."""
    told, k, at, least = of.tangents.told, of.want.k, -1, inf
    for i in range(of.tangents.marks[0]):
        cost = told[i, WORTH] + owed(of.caps.slopes[k], of.caps.levels[k], told[i, AT])
        if cost < least:
            at, least = i, cost
    return at, least


@part
def below(of: Search, x: float, a: int, b: int) -> float:
    """(X20) of two tangents."""
    told, least = of.tangents.told, -inf
    for i in (a, b):
        least = max(least, told[i, WORTH] + told[i, SLOPE] * (x - told[i, AT]))
    return float(least + owed(of.caps.slopes[of.want.k], of.caps.levels[of.want.k], x))


@part
def lowest(of: Search, a: int, b: int) -> tuple[float, float]:
    """Where two tangents and φ are lowest together, and how low."""
    left, right = of.tangents.told[a], of.tangents.told[b]
    begin, end, meet = left[AT], right[AT], right[AT]
    if right[SLOPE] > left[SLOPE]:
        meet = left[WORTH] - left[SLOPE] * begin - (right[WORTH] - right[SLOPE] * end)
        meet /= right[SLOPE] - left[SLOPE]
    at, low = begin, below(of, begin, a, b)
    levels = of.caps.levels[of.want.k]
    for j in range(-2, len(levels)):
        x = min(max(end if j == -2 else meet if j == -1 else levels[j], begin), end)
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
    return float(0.5 * (x + left - falls * (right - left) / (rises - falls)))


@part
def following(of: Search, a: int, b: int) -> float:
    """The cap to look at next, F falling at a, not at b; NaN where the best one is known."""
    told, n, want = of.tangents.told, of.tangents.marks[0], of.want
    low, likely = (1 + BESIDE) * want.least, want.likely
    if n == 0:
        return likely if FAR * low < likely < want.most and not want.likely_least else low
    at = float(told[n - 1, AT])
    if (b >= 0 and told[b, AT] <= low) or (a >= 0 and told[a, AT] >= want.most):
        return nan
    if a < 0 or b < 0:
        if n == 1 and at == low:
            return likely if low < likely < want.most else want.most
        step = ASIDE * likely * WIDER ** (n - 1)
        return float(min(max(at + (step if b < 0 else -step), low), want.most))
    x, least = lowest(of, a, b)
    cost = best(of)[1]
    if cost - least <= want.near * max(1.0, abs(cost)) or not told[a, AT] < x < told[b, AT]:
        return nan
    return curved(of, x, a, b)
