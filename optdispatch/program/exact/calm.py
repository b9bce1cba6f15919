"""Of all best schedules the calmest: (X21) and (X22).

    min  Σ_t ½·y_t²                                                            (X21)
    s.t. the path and its changes y stay best, (X9)
         y_t is that of the idlest path, where its whole stretch is idle

Within one price block the optimum is not unique; a person must be able to read and run it. The
idlest path (X10) tells *which* stretches are worked in, as few and as late as can be: cells that
are full for less time age less. (X21) spreads the work of a stretch evenly. It is strictly
convex, so the calmest schedule is one schedule.

Like W it has one state. Let F_t(λ) be what is stored after t at the multiplier λ:

    F_t(λ) = F_{t-1}(λ) + min(max(λ, l_t), u_t),  held to [from_t, to_t]       (X22)

F_t grows with λ in straight pieces: a sorted list of corners and of how much steeper each makes
it. A period puts two corners in, the bounds cut ends off. Backward, λ is held to where F_t was
cut, and y_t = min(max(λ, l_t), u_t).
"""

from math import inf

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import Cells, Site, Work
from optdispatch.program.exact.passes import ONE, Place, insert

NEAR = 1e-9
"""Share of the power below which a change of energy is none."""


@part
def windows(
    site: Site, cells: Cells, work: Work, energy: FloatArray, least: FloatArray, most: FloatArray
) -> None:
    """Between which changes of energy each period of a run may be calmed, in the run's order."""
    path, T = work.path, len(site.buy)
    before, begun, side_before, moved = cells.start, 0, 0, False
    t = cells.first - 1
    for i in range(T + 1):
        t = t + 1 if t < T - 1 else 0
        x, side, low, high = 0.0, 0, 0.0, 0.0
        if i < T:
            x = energy[t] - site.keep * before
            before = energy[t]
            near = NEAR * (1e-3 + site.power[t])
            idle = min(max(0.0, work.steps.knee[t]) * site.eta_c, site.power[t])
            up = path.x_high[t] > max(path.x_low[t], idle) + near
            down = path.x_low[t] < min(path.x_high[t], idle) - near
            side = 1 if up and not (down and x < idle - near) else -1 if down else 0
            low = max(path.x_low[t], idle) if side == 1 else path.x_low[t]
            high = min(path.x_high[t], idle) if side == -1 else path.x_high[t]
        if i == T or side != side_before:
            if not moved:
                for j in range(begun, i):
                    least[j] = most[j] = work.aside[j]
            begun, side_before, moved = i, side, False
        if i < T:
            work.aside[i] = x
            least[i], most[i] = (low, high) if side else (x, x)
            least[i], most[i] = min(least[i], x), max(most[i], x)
            moved = moved or (side != 0 and abs(x - idle) > near)


@part
def cut_low(
    corners: FloatArray, steeper: FloatArray, head: Place, tail: Place, need: float
) -> tuple[Place, float]:
    """(X22): hold F to `need` more than its least. Returns where its list begins, and λ there."""
    slope, j = 0.0, head
    while j + ONE < tail:
        slope += steeper[j]
        gain = slope * (corners[j + ONE] - corners[j])
        if gain >= need and slope > 0:
            corners[j], steeper[j] = corners[j] + need / slope, slope
            return j, corners[j]
        need, j = need - gain, j + ONE
    return tail, corners[tail - ONE] if tail > head else -inf


@part
def cut_high(
    corners: FloatArray, steeper: FloatArray, head: Place, tail: Place, need: float
) -> tuple[Place, float]:
    """(X22): hold F to `need` less than its most. Returns where its list ends, and λ there."""
    slope, j = 0.0, tail
    while j > head + ONE:
        j -= ONE
        slope -= steeper[j]
        gain = slope * (corners[j] - corners[j - ONE])
        if gain >= need and slope > 0:
            corners[j], steeper[j] = corners[j] - need / slope, -slope
            return j + ONE, corners[j]
        need -= gain
    return head, corners[head] if tail > head else inf


@part
def calm_pass(site: Site, cells: Cells, work: Work, energy: FloatArray) -> None:
    """(X21): move the energies of a planned run to those of its calmest best path."""
    path, A, T, S, N = work.path, work.scale, len(site.buy), work.slopes, work.lengths
    least, most = work.left, work.right
    windows(site, cells, work, energy, least, most)
    head = tail = Place(len(S) // 2)
    lo = hi = cells.start
    t = cells.first
    for i in range(T):
        unit, floor, ceiling = 1 / A[i + 1], -inf, inf
        least[i], most[i] = least[i] * unit, most[i] * unit
        lo, hi = lo + least[i], hi + most[i]
        if most[i] > least[i]:
            head, tail = insert(S, N, head, tail, least[i], 1.0)
            head, tail = insert(S, N, head, tail, most[i], -1.0)
        if lo < path.from_[t]:
            head, floor = cut_low(S, N, head, tail, path.from_[t] - lo)
            lo, hi = path.from_[t], max(hi, path.from_[t])
        if hi > path.to[t]:
            tail, ceiling = cut_high(S, N, head, tail, hi - path.to[t])
            lo, hi = min(lo, path.to[t]), path.to[t]
        path.floor[t], path.ceiling[t] = floor, max(floor, ceiling)
        t = t + 1 if t < T - 1 else 0
    even = 0.0
    for i in range(T - 1, -1, -1):
        t = (t if t > 0 else T) - 1
        even = min(max(even, path.floor[t]), path.ceiling[t])
        least[i] = min(max(even, least[i]), most[i])
    followed(site, cells, least, work, energy)


@part
def followed(site: Site, cells: Cells, changes: FloatArray, work: Work, energy: FloatArray) -> None:
    """The energies of a path with these changes, scaled."""
    path, A, T = work.path, work.scale, len(site.buy)
    F, t = cells.start, cells.first
    for i in range(T):
        F1 = F + changes[i]
        if not path.from_[t] <= F1 <= path.to[t]:
            # Only rounding can leave the window of best changes.
            x = (min(max(F1, path.from_[t]), path.to[t]) - F) * A[i + 1]
            F1 = F + min(max(x, path.x_low[t]), path.x_high[t]) / A[i + 1]
        F = F1
        energy[t] = F * A[i + 1]
        t = t + 1 if t < T - 1 else 0
