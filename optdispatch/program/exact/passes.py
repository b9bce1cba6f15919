"""The value pass (X6) to (X8), the multiplier pass (X9), and the state pass (X10)."""

from math import inf

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import inlined, part
from optdispatch.program.exact.numbers import Cells, Site, Steps, Work

NEAR = 1e-9
"""Share of the energy by which bounds may cross through rounding."""
ROUNDING = 1e-13
"""Share of it below which a piece is none."""
Place = np.uint64
"""Where a piece is in the sorted list. numba asks any other index whether it counts from the end;
without that, months under dynamic prices take a seventh less."""
ONE = Place(1)


@inlined
def insert(
    slopes: FloatArray,
    lengths: FloatArray,
    head: Place,
    tail: Place,
    slope: float,
    length: float,
) -> tuple[Place, Place]:
    """(X6) and (X22): put a piece, or a corner, in its place in the sorted list [head, tail).

    It is looked for from the nearer end: most lists are short, and jumps are dear.
    """
    if head < tail and slope <= slopes[(head + tail) >> ONE]:
        a = head
        while slopes[a] < slope:
            a += ONE
        if slopes[a] == slope:
            lengths[a] += length
            return head, tail
        j = head
        while j < a:
            slopes[j - ONE], lengths[j - ONE] = slopes[j], lengths[j]
            j += ONE
        head, a = head - ONE, a - ONE
    else:
        a = tail
        while a > head and slopes[a - ONE] > slope:
            a -= ONE
        if a > head and slopes[a - ONE] == slope:
            lengths[a - ONE] += length
            return head, tail
        j = tail
        while j > a:
            slopes[j], lengths[j] = slopes[j - ONE], lengths[j - ONE]
            j -= ONE
        tail += ONE
    slopes[a], lengths[a] = slope, length
    return head, tail


@part
def value_pass(  # noqa: C901  a call would cost more
    site: Site, cells: Cells, work: Work
) -> tuple[float, int]:
    """Least cost (X8), and -1; or infinity and the first period whose end no path reaches."""
    steps, path, A = work.steps, work.path, work.scale
    S, N, T = work.slopes, work.lengths, len(site.buy)
    head = tail = Place(len(S) // 2)
    lo = hi = cells.start
    cost = 0.0
    for i in range(T):
        t = cells.first + i
        t = t - T if t >= T else t
        unit = 1 / A[i + 1]
        bottom = (cells.least if i == T - 1 else site.low[t]) * unit
        top = (cells.most if i == T - 1 else site.high[t]) * unit
        near, none = NEAR * (unit + abs(top)), ROUNDING * (unit + abs(top))
        lo, hi = lo + steps.x[t] * unit, hi + steps.x[t] * unit
        cost, floor, ceiling, fails = cost + steps.cost[t], -inf, inf, lo > top + near
        for k in range(int(steps.pieces[t])):
            slope, length = steps.slope[t, k] * A[i + 1], max(0.0, steps.length[t, k] * unit)
            hi += length
            if lo < bottom and (head == tail or slope <= S[head]):  # it would be cut off again
                cut = min(length, bottom - lo)
                lo, cost, length = lo + cut, cost + slope * cut, length - cut
                floor = slope if cut > none else floor
            if length > 0:
                head, tail = insert(S, N, head, tail, slope, length)
        if fails or hi < bottom - near:
            return inf, t
        need = bottom - lo
        while head < tail and need > 0:
            slope, cut = S[head], min(need, N[head])
            cost, need = cost + slope * cut, need - cut
            floor = slope if cut > none else floor
            N[head] -= cut
            head += Place(N[head] <= 0)
        lo, hi = max(lo, bottom), max(hi, bottom)
        if bottom >= top:  # the slopes on both sides of a single energy
            ceiling = above(S, N, head, tail, none)
            lo = hi = bottom
            tail = head
        elif floor > -inf and head < tail:
            floor = S[head]
        need = hi - top
        while head < tail and need > 0:
            ceiling, cut = S[tail - ONE], min(need, N[tail - ONE])
            need -= cut
            N[tail - ONE] -= cut
            tail -= Place(N[tail - ONE] <= 0)
        if ceiling < inf and head < tail:
            ceiling = S[tail - ONE]
        lo, hi = min(lo, top), min(hi, top)
        path.floor[t], path.ceiling[t] = floor, ceiling
    return cost + left(S, N, head, tail, lo, cells.value * A[T]), -1


@part
def above(slopes: FloatArray, lengths: FloatArray, head: Place, tail: Place, none: float) -> float:
    """Slope of the first piece that is longer than none is."""
    for j in range(head, tail):
        if lengths[j] > none:
            return float(slopes[j])
    return inf


@part
def left(
    slopes: FloatArray, lengths: FloatArray, head: Place, tail: Place, lo: float, value: float
) -> float:
    """(X8): less what the end is worth, at its best energy."""
    cost = -value * lo
    for j in range(head, tail):
        if slopes[j] < value:
            cost += (slopes[j] - value) * lengths[j]
    return cost


@inlined
def best(steps: Steps, t: int, worth: float, A: float) -> tuple[float, float]:
    """(X9): the changes of stored energy that cost least, a kWh in the cells saving `worth`."""
    low, same = steps.x[t], 0.0
    for k in range(int(steps.pieces[t])):
        slope = steps.slope[t, k] * A
        if slope < worth:
            low += max(0.0, steps.length[t, k])
        elif slope == worth:
            same += max(0.0, steps.length[t, k])
    return low, low + same


@part
def multiplier_pass(site: Site, cells: Cells, end: float, work: Work, again: bool) -> None:
    """(X9) from what a kWh at the end saves; `again`, only until nothing is other than it was."""
    path, A, T = work.path, work.scale, len(site.buy)
    worth, t = end * A[T], cells.first
    for i in range(T, 0, -1):
        t = (t if t > 0 else T) - 1
        if worth > path.ceiling[t]:
            worth = path.ceiling[t]
        elif worth < path.floor[t]:
            worth = path.floor[t]
        before, path.worth[t] = path.worth[t], worth / A[i]
        if again and path.worth[t] == before:
            break


@part
def window_pass(site: Site, cells: Cells, end: float, work: Work) -> None:
    """(X9) again: which changes are best, and where the rest of the run can begin."""
    steps, path, A, T = work.steps, work.path, work.scale, len(site.buy)
    worth, low, high, t = end * A[T], -inf, inf, cells.first
    for i in range(T, 0, -1):
        t = (t if t > 0 else T) - 1
        unit = 1 / A[i]
        bottom = (cells.least if i == T else site.low[t]) * unit
        top = (cells.most if i == T else site.high[t]) * unit
        low, high = max(low, bottom), min(high, top)
        if worth > path.ceiling[t]:
            worth, low, high = path.ceiling[t], top, top
        elif worth < path.floor[t]:
            worth, low, high = path.floor[t], bottom, bottom
        path.from_[t], path.to[t] = low, high
        path.x_low[t], path.x_high[t] = best(steps, t, worth, A[i])
        low, high = low - path.x_high[t] * unit, high - path.x_low[t] * unit


@part
def state_pass(site: Site, cells: Cells, work: Work, energy: FloatArray) -> None:
    """(X10): of all best paths the idlest; no energy is thrown away where that is free."""
    steps, path, A, T = work.steps, work.path, work.scale, len(site.buy)
    F, t = cells.start, cells.first
    for i in range(1, T + 1):
        unit, least, most = 1 / A[i], path.x_low[t], path.x_high[t]
        idle = max(0.0, steps.knee[t]) * site.eta_c
        F1 = F + min(max(idle, least), most) * unit
        if not path.from_[t] <= F1 <= path.to[t]:
            # Only rounding can leave the window of best changes.
            x = (min(max(F1, path.from_[t]), path.to[t]) - F) * A[i]
            F1 = F + min(max(x, least), most) * unit
        F = F1
        energy[t] = F * A[i]
        t = t + 1 if t < T - 1 else 0
