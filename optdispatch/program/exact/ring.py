"""A ring ends as full as it begins: (X13) finds where."""

from math import inf

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
def evaluated(site: Site, first: int, e: float, work: Work) -> tuple[float, float, float]:
    """Cost of a ring that begins with e, its slope there, (X13), and what its end is worth."""
    cells, last = Cells(first, e, e, e, 0.0), first - 1 if first > 0 else len(site.buy) - 1
    cost, failed = value_pass(site, cells, work)
    if failed >= 0:
        return inf, 0.0, 0.0
    slope, end = 0.0, 0.0
    for n in range(ROUNDS):
        multiplier_pass(site, cells, end, work, n > 0)
        before = site.keep * work.path.worth[first]
        slope = work.path.worth[last] - before
        if slope == 0 or before == end or n == ROUNDS - 1:
            break
        end = before
    return cost, slope, end


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
def searched(site: Site, first: int, e: float, work: Work) -> tuple[float, int, float, float]:
    """Least cost of a ring, the period read first, the energy before it, and what that is worth.

    Where energy is at a bound, the ring can be cut: the bound is its beginning. If none of the
    strongest will do, tangents close in on the least cost.
    """
    T = len(site.buy)
    for _ in range(TURNS):
        last = first - 1 if first > 0 else T - 1
        e = min(max(e, site.low[last]), site.high[last])
        cost, slope, end = evaluated(site, first, e, work)
        if cost == inf:
            break
        if is_best(cost, slope, e, site.low[last], site.high[last]):
            return cost, first, e, end
        at, jump = strongest(site, first, work.path.worth)
        if at < 0:
            break
        first, e = (at + 1) % T, site.high[at] if jump < 0 else site.low[at]
    a, b = beginnings(site, work)
    if a > b + 1e-9 * (1 + abs(b)):
        return inf, 0, 0.0, 0.0
    return closed_in(site, a, max(a, b), work)


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
def closed_in(site: Site, a: float, b: float, work: Work) -> tuple[float, int, float, float]:
    """(X13) by tangents from both sides; where they meet, λ is the mean that lies flat."""
    worth, T = work.path.worth, len(site.buy)
    left, falls, end = evaluated(site, 0, a, work)
    if left == inf or falls >= 0:
        released(site, a, falls, end, work)
        return left, 0, a, end
    copied(worth, work.left)
    right, rises, end = evaluated(site, 0, b, work)
    if right == inf or rises <= 0:
        released(site, b, rises, end, work)
        return right, 0, b, end
    copied(worth, work.right)
    cost, x = right, b
    for _ in range(TANGENTS):
        x = ((right - rises * b) - (left - falls * a)) / (falls - rises)
        x = min(max(x, a), b)
        cost, slope, end = evaluated(site, 0, x, work)
        if is_best(cost, slope, x, a, b):
            return cost, 0, x, end
        if cost - left - falls * (x - a) <= ENOUGH * (1 + abs(cost)):
            break
        if slope < 0:
            a, left, falls = x, cost, slope
            copied(worth, work.left)
        else:
            b, right, rises = x, cost, slope
            copied(worth, work.right)
    share = rises / (rises - falls)
    for t in range(T):
        worth[t] = share * work.left[t] + (1 - share) * work.right[t]
    return cost, 0, x, end


@part
def solve(
    site: Site, cells: Cells, ring: bool, free: bool, caps: Caps, work: Work
) -> tuple[float, Cells, float, int]:
    """Least cost of a run, how it begins, what a kWh at its end is worth, and -1.

    Or infinity, and a period that cannot be served. A ring that is not `free` begins as it is told.
    """
    failed = step_pieces(site, caps, work.steps)
    if failed >= 0:
        return inf, cells, 0.0, failed
    if ring:
        first, e = cells.first, cells.start
        if free:
            cost, first, e, end = searched(site, first, e, work)
        else:
            cost, slope, end = evaluated(site, first, e, work)
            if cost < inf:
                released(site, e, slope, end, work)
        return cost, Cells(first, e, e, e, 0.0), end, -1 if cost < inf else 0
    cost, failed = value_pass(site, cells, work)
    if failed < 0:
        multiplier_pass(site, cells, cells.value, work, False)
    return cost, cells, cells.value, failed
