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

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.demand import owed, rise
from optdispatch.program.exact.kernel import either

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
AT, COST, SLOPE = range(3)
"""Columns of what is told of a tangent: the cap, V there, and V's slope."""


class Wanted(NamedTuple):
    """What is known of a cap that is looked for."""

    least: float
    most: float
    """Least and greatest cap that can be of use."""
    near: float
    """Share of the cost at which tangents are near enough."""
    likely: float
    """Where the best cap may well be; NaN: nothing is known."""
    likely_least: bool
    """Whether the least one may well be the best."""


class Curve(NamedTuple):
    """F of (X20), as far as it is known."""

    told: FloatArray
    """Of each touch the cap, V there, and V's slope, shape (N, 3)."""
    slopes: FloatArray
    levels: FloatArray
    """φ, as in `Demand`."""


@either
def rising(F: Curve, i: int, right: bool) -> float:
    """Slope of F where it was touched, V's to the right, φ's on either side. [currency/kWh]"""
    return float(F.told[i, SLOPE] + rise(F.slopes, F.levels, F.told[i, AT], right))


@either
def best(F: Curve, n: int) -> tuple[int, float]:
    """Of the first n touches the one that cost least, and F there."""
    at, least = -1, inf
    for i in range(n):
        cost = F.told[i, COST] + owed(F.slopes, F.levels, F.told[i, AT])
        if cost < least:
            at, least = i, cost
    return at, least


@either
def below(F: Curve, x: float, a: int, b: int) -> float:
    """(X20) of two tangents."""
    least = -inf
    for i in (a, b):
        least = max(least, F.told[i, COST] + F.told[i, SLOPE] * (x - F.told[i, AT]))
    return float(least + owed(F.slopes, F.levels, x))


@either
def lowest(F: Curve, a: int, b: int) -> tuple[float, float]:
    """Where two tangents and φ are lowest together, and how low."""
    (begin, left, falls), (end, right, rises) = F.told[a], F.told[b]
    meet = end
    if rises > falls:
        meet = ((left - falls * begin) - (right - rises * end)) / (rises - falls)
    at, low = begin, below(F, begin, a, b)
    for j in range(-2, len(F.levels)):
        x = min(max(end if j == -2 else meet if j == -1 else F.levels[j], begin), end)
        cost = below(F, x, a, b)
        if cost < low:
            at, low = x, cost
    return at, low


@either
def curved(F: Curve, x: float, a: int, b: int) -> float:
    """The next cap to look at between two, whose tangents meet at x.

    Those of a parabola meet half way, wherever it is least; its slope grows on a line. A curve
    is looked at between what both say.
    """
    left, right = F.told[a, AT], F.told[b, AT]
    if right - left <= APART * right:
        return x
    falls, rises = rising(F, a, True), rising(F, b, True)
    return float(0.5 * (x + left - falls * (right - left) / (rises - falls)))


@either
def following(F: Curve, n: int, want: Wanted, a: int, b: int) -> float:
    """The cap to look at after n touches; NaN where the best one is known.

    F falls at the touch a, and does not at b; -1: at none.
    """
    low, likely = (1 + BESIDE) * want.least, want.likely
    if n == 0:
        return likely if FAR * low < likely < want.most and not want.likely_least else low
    at = float(F.told[n - 1, AT])
    if (b >= 0 and F.told[b, AT] <= low) or (a >= 0 and F.told[a, AT] >= want.most):
        return nan
    if a < 0 or b < 0:
        if n == 1 and at == low:
            return likely if low < likely < want.most else want.most
        step = ASIDE * likely * WIDER ** (n - 1)
        return min(max(at + (step if b < 0 else -step), low), want.most)
    x, least = lowest(F, a, b)
    cost = best(F, n)[1]
    if cost - least <= want.near * max(1.0, abs(cost)) or not F.told[a, AT] < x < F.told[b, AT]:
        return nan
    return curved(F, x, a, b)


@either
def share(F: Curve, a: int, b: int) -> float:
    """Share of `a` with which the Σq of both is a slope of φ where they are lowest."""
    left, right = F.told[a, SLOPE], F.told[b, SLOPE]
    if right <= left:
        return 1.0
    D, _ = lowest(F, a, b)
    least, most = rise(F.slopes, F.levels, D, False), rise(F.slopes, F.levels, D, True)
    due = min(max(least, -right), most, -left)
    return float(min(max((due + right) / (right - left), 0.0), 1.0))
