"""A ring ends as full as it begins: (X13) finds where."""

from math import inf, isnan, nan

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import Caps, Cells, Site, Work
from optdispatch.program.exact.passes import multiplier_pass, value_pass
from optdispatch.program.exact.steps import step_pieces

TURNS = 3
"""So often a ring is turned before its beginning is searched."""
ROUNDS = 3
"""(X9) clips, so this often it has to be fed with its own result to settle."""
TANGENTS = 200
ENOUGH = 1e-12
"""Share of the cost by which a beginning may miss the best one."""


@part
def beginnings(site: Site, work: Work) -> tuple[float, float]:
    """Least and greatest energy with which a ring can begin and end; none, if they cross.

    From e, period after period reaches max(α·e + p, q) at least, and min(α·e + P, Q) at most.
    """
    steps, alpha, p, P, q, Q = work.steps, 1.0, 0.0, 0.0, -inf, inf
    least, most = -inf, inf
    for t in range(len(site.buy)):
        x = X = steps.x[t]
        for k in range(int(steps.pieces[t])):
            X += max(0.0, steps.length[t, k])
        alpha, p, P = site.keep * alpha, site.keep * p + x, site.keep * P + X
        q, Q = max(site.keep * q + x, site.low[t]), min(site.keep * Q + X, site.high[t])
        near = 1e-9 * (1 + site.high[t])
        if q > site.high[t] + near or site.low[t] - near > Q:
            return inf, -inf
        least = max(least, (site.low[t] - P) / alpha)
        most = min(most, (site.high[t] - p) / alpha)
    lost, near = 1 - alpha, 1e-9 * (1 + site.high[-1])
    if lost > 0:
        return max(least, q, p / lost), min(most, Q, P / lost)
    return (inf, -inf) if p > near or -near > P else (max(least, q), min(most, Q))


@part
def evaluated(site: Site, cells: Cells, ring: bool, work: Work) -> tuple[float, float, float, int]:
    """Cost of a run, (X13) of a ring, what its end is worth, and -1; or what cannot be served."""
    first, worth = cells.first, work.path.worth
    cost, failed = value_pass(site, cells, work)
    if failed >= 0:
        return inf, 0.0, 0.0, 0 if ring else failed
    slope, end = 0.0, 0.0 if ring else cells.value
    for n in range(ROUNDS):
        multiplier_pass(site, cells, end, work, n > 0)
        before = site.keep * worth[first]
        slope = worth[first - 1] - before
        if not ring or slope == 0 or before == end or n == ROUNDS - 1:
            break
        end = before
    return cost, slope, end, -1


@part
def is_best(cost: float, slope: float, e: float, low: float, high: float) -> bool:
    """Whether no other beginning can save anything, by the tangent at e."""
    gain = slope * (e - low) if slope > 0 else -slope * (high - e)
    return gain <= ENOUGH * (1 + abs(cost))


@part
def likely(site: Site) -> tuple[int, float]:
    """Where a ring may well be cut: where it is cheaper next, after it was dear; empty, then."""
    T, at, drop = len(site.buy), 0, -inf
    for t in range(T):
        after = t + 1 if t < T - 1 else 0
        if site.buy[t] - site.buy[after] > drop:
            at, drop = t, site.buy[t] - site.buy[after]
    return at + 1 if at < T - 1 else 0, site.low[at]


@part
def strongest(site: Site, first: int, worth: FloatArray) -> tuple[int, float]:
    """Where the value of energy jumps most, far from where the ring was cut; and how much."""
    T, at, jump = len(site.buy), -1, 0.0
    t = (first + T // 10) % T
    for _ in range(T // 10, T - 1 - T // 10):
        after = t + 1 if t < T - 1 else 0
        d = worth[t] - site.keep * worth[after]
        if abs(d) > abs(jump):
            at, jump = t, d
        t = after
    return at, jump


@part
def copied(of: FloatArray, to: FloatArray) -> None:
    """Keep a row."""
    for t in range(len(of)):
        to[t] = of[t]


@part
def released(site: Site, e: float, slope: float, end: float, work: Work) -> None:
    """Make λ flat where a ring cannot begin with less, or more, and would if it could.

    Then its first periods go as low, or as high, as they can, to a bound at which λ may jump.
    """
    steps, path, T = work.steps, work.path, len(site.buy)
    lo = hi = e
    for t in range(T):
        lo, hi = site.keep * lo + steps.x[t], site.keep * hi + steps.x[t]
        for k in range(int(steps.pieces[t])):
            hi += max(0.0, steps.length[t, k])
        near = 1e-9 * (1 + site.high[t])
        if slope > 0 and hi <= site.low[t] + near:
            path.floor[t] = max(path.floor[t], path.worth[T - 1])
            break
        if slope < 0 and lo >= site.high[t] - near:
            path.ceiling[t] = min(path.ceiling[t], path.worth[T - 1])
            break
        lo, hi = max(lo, site.low[t]), min(hi, site.high[t])
    multiplier_pass(site, Cells(0, e, e, e, 0.0), end, work, False)


@part
def level(work: Work, falls: float, rises: float) -> None:
    """Mix what was kept on both sides, where the cost falls and rises, so that λ lies flat."""
    share = rises / (rises - falls)
    for t in range(len(work.path.worth)):
        work.path.worth[t] = share * work.left[t] + (1 - share) * work.right[t]


@part
def next_between(
    site: Site, e: float, now: tuple[float, float, float], ends: FloatArray, work: Work
) -> float:
    """(X13): where two tangents meet, the last one among them; NaN: it is that of the best.

    `now` is what is found at e, `ends` the energy, the cost and its slope on both sides.
    """
    (cost, slope, end), (a, left, falls), (b, right, rises) = now, ends[0], ends[1]
    if isnan(left) or isnan(right):
        ends_here = slope >= 0 if isnan(left) else slope <= 0
        if ends_here:
            released(site, e, slope, end, work)
            return nan
    elif slope == 0:
        return nan
    elif cost - left - falls * (e - a) <= ENOUGH * (1 + abs(cost)):
        level(work, falls, rises)
        return nan
    side, found = 0 if slope < 0 else 1, is_best(cost, slope, e, a, b)
    ends[side, 0], ends[side, 1], ends[side, 2] = e, cost, slope
    copied(work.path.worth, work.right if side else work.left)
    if isnan(ends[1, 1]):
        return float(b)
    (a, left, falls), (b, right, rises) = ends[0], ends[1]
    if found:
        level(work, falls, rises)
        return nan
    meet = ((right - rises * b) - (left - falls * a)) / (falls - rises)
    return float(min(max(meet, a), b))


@part
def closed_in(site: Site, work: Work) -> tuple[float, Cells, float, int]:
    """The best beginning of a ring, by tangents from both sides; as `solve`."""
    a, b = beginnings(site, work)
    cells = Cells(0, a, a, a, 0.0)
    if a == inf or a > b + 1e-9 * (1 + abs(b)):
        return inf, cells, 0.0, 0
    ends = np.array([[a, nan, nan], [max(a, b), nan, nan]])
    for _ in range(TANGENTS):
        cost, slope, end, failed = evaluated(site, cells, True, work)
        if failed >= 0:
            return inf, cells, 0.0, failed
        e = next_between(site, cells.start, (cost, slope, end), ends, work)
        if isnan(e):
            break
        cells = Cells(0, e, e, e, 0.0)
    return cost, cells, end, -1


@part
def solve(
    site: Site, cells: Cells, ring: bool, free: bool, caps: Caps, work: Work
) -> tuple[float, Cells, float, int]:
    """Least cost of a run, how it begins, what a kWh at its end is worth, and -1.

    Or infinity, and a period that cannot be served. A ring that is not `free` begins as it is told.
    Where energy is at a bound, a ring can be cut: the bound is its beginning. If none of the
    strongest will do, tangents close in on the least cost.
    """
    T, failed = len(site.buy), step_pieces(site, caps, work.steps)
    if failed >= 0:
        return inf, cells, 0.0, failed
    for _ in range(TURNS):
        low, high = site.low[cells.first - 1], site.high[cells.first - 1]
        if free:
            e = min(max(cells.start, low), high)
            cells = Cells(cells.first, e, e, e, 0.0)
        cost, slope, end, failed = evaluated(site, cells, ring, work)
        if ring and not free and failed < 0:
            released(site, cells.start, slope, end, work)
        if not free or (failed < 0 and is_best(cost, slope, cells.start, low, high)):
            return cost, cells, end, failed
        at, jump = strongest(site, cells.first, work.path.worth) if failed < 0 else (-1, 0.0)
        if at < 0:
            break
        e = site.high[at] if jump < 0 else site.low[at]
        cells = Cells((at + 1) % T, e, e, e, 0.0)
    return closed_in(site, work)
