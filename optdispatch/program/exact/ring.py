"""A ring ends as full as it begins: (X13) finds where."""

from math import inf

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import Caps, Cells, Site, Work
from optdispatch.program.exact.passes import multiplier_pass, state_pass, value_pass
from optdispatch.program.exact.steps import bus_parts, step_pieces

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
        for k in range(steps.pieces[t]):
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
def evaluated(site: Site, first: int, e: float, work: Work) -> tuple[float, float]:
    """Cost of a ring that begins with e, and its slope there, (X13)."""
    cells, last = Cells(first, e, e, e, 0.0), first - 1 if first > 0 else len(site.buy) - 1
    cost, failed = value_pass(site, cells, work)
    if failed >= 0:
        return inf, 0.0
    slope, end = 0.0, 0.0
    for _ in range(ROUNDS):
        multiplier_pass(site, cells, end, work)
        end = site.keep * work.path.worth[first]
        slope = work.path.worth[last] - end
        if slope == 0:
            break
    return cost, slope


@part
def is_best(cost: float, slope: float, e: float, low: float, high: float) -> bool:
    """Whether no other beginning can save anything, by the tangent at e."""
    gain = slope * (e - low) if slope > 0 else -slope * (high - e)
    return gain <= ENOUGH * (1 + abs(cost))


@part
def strongest(site: Site, first: int, worth: FloatArray) -> tuple[int, float]:
    """Where the value of energy jumps most, far from where the ring was cut; and how much."""
    T, at, jump = len(site.buy), -1, 0.0
    for i in range(T // 10, T - 1 - T // 10):
        t = (first + i) % T
        d = worth[t] - site.keep * worth[(t + 1) % T]
        if abs(d) > abs(jump):
            at, jump = t, d
    return at, jump


@part
def searched(site: Site, e: float, work: Work) -> tuple[float, int, float]:
    """Least cost of a ring, the period that was read first, and the energy before it.

    Where energy is at a bound, the ring can be cut: the bound is its beginning. If none of the
    strongest will do, tangents close in on the least cost.
    """
    T, first = len(site.buy), 0
    e = min(max(e, site.low[T - 1]), site.high[T - 1])
    for _ in range(TURNS):
        cost, slope = evaluated(site, first, e, work)
        last = first - 1 if first > 0 else T - 1
        if cost == inf:
            break
        if is_best(cost, slope, e, site.low[last], site.high[last]):
            return cost, first, e
        at, jump = strongest(site, first, work.path.worth)
        if at < 0:
            break
        first, e = (at + 1) % T, site.high[at] if jump < 0 else site.low[at]
    a, b = beginnings(site, work)
    if a > b + 1e-9 * (1 + abs(b)):
        return inf, 0, 0.0
    return closed_in(site, a, max(a, b), work)


@part
def copied(of: FloatArray, to: FloatArray) -> None:
    """Keep a row."""
    for t in range(len(of)):
        to[t] = of[t]


@part
def closed_in(site: Site, a: float, b: float, work: Work) -> tuple[float, int, float]:
    """(X13) by tangents from both sides; where they meet, λ is the mean that lies flat."""
    worth, T = work.path.worth, len(site.buy)
    left, falls = evaluated(site, 0, a, work)
    if left == inf or falls >= 0:
        return left, 0, a
    copied(worth, work.left)
    right, rises = evaluated(site, 0, b, work)
    if right == inf or rises <= 0:
        return right, 0, b
    copied(worth, work.right)
    cost, x = right, b
    for _ in range(TANGENTS):
        x = ((right - rises * b) - (left - falls * a)) / (falls - rises)
        x = min(max(x, a), b)
        cost, slope = evaluated(site, 0, x, work)
        if is_best(cost, slope, x, a, b):
            return cost, 0, x
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
    return cost, 0, x


@part
def solve(
    site: Site, cells: Cells, closed: bool, caps: Caps, work: Work
) -> tuple[float, Cells, int]:
    """Plan a run. Returns its cost, how it begins, and -1; or a period that cannot be served."""
    bus_parts(site, caps, work.bus)
    failed = step_pieces(site, work.bus, work.steps)
    if failed >= 0:
        return inf, cells, failed
    if closed:
        cost, first, e = searched(site, cells.start, work)
        cells = Cells(first, e, e, e, 0.0)
        failed = -1 if cost < inf else 0
    else:
        cost, failed = value_pass(site, cells, work)
        if failed < 0:
            multiplier_pass(site, cells, cells.value, work)
    if failed >= 0:
        return inf, cells, failed
    state_pass(site, cells, work)
    return cost, cells, -1
