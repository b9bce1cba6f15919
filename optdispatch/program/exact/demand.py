"""One demand: the cap that costs least, by tangents.

    F(D) = φ(D) + Σ_r V_r(D),   F ≥ φ(D) + max_i { V_i + s_i·(D - D_i) }            (X20)

A plan at D_i gives V_i and s_i = -Σq, and a demand that it really has, so a cost that can be
had. The two tangents nearest to the least cost close in on it.
"""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.kernel import kernel, part
from optdispatch.program.exact.numbers import (
    Caps,
    Dues,
    Found,
    Multipliers,
    Runs,
    Work,
    room_of,
    site_of,
)
from optdispatch.program.exact.peaks import least_peak, most_peak
from optdispatch.program.exact.prices import stretch
from optdispatch.program.exact.run import plan

GAP = 1e-9
"""Share of the cost at which tangents are near enough."""
PASSES = 80
BELOW = 1e-6
"""Share by which the second cap lies below the least one, to see that this is the least."""


class Tangent(NamedTuple):
    """V at a cap."""

    at: float
    value: float
    slope: float


class Demand(NamedTuple):
    """φ of (X17), convex: Σ_j slope_j·max(0, D - level_j)."""

    slopes: FloatArray
    levels: FloatArray


def of_demands(demands: Sequence[Demand]) -> Caps:
    """Caps of nothing yet, and penalties that are exact."""
    return Caps(np.zeros(len(demands)), np.array([d.slopes.sum() for d in demands]))


@kernel
def owed(demand: Demand, D: float) -> float:
    """φ of (X17)."""
    cost = 0.0
    for j in range(len(demand.slopes)):
        cost += demand.slopes[j] * max(0.0, D - demand.levels[j])
    return cost


@kernel
def tops(runs: Runs, power: FloatArray, K: int) -> FloatArray:
    """(Y2): the highest of each demand's periods, shape (K,)."""
    highest = np.zeros(K)
    for t in range(len(power)):
        k = runs.cap[t]
        if k >= 0 and power[t] > highest[k]:
            highest[k] = power[t]
    return highest


@kernel
def dues(runs: Runs, q: FloatArray, K: int) -> FloatArray:
    """Σq of each demand, shape (K,)."""
    sums = np.zeros(K)
    for t in range(len(q)):
        if runs.cap[t] >= 0:
            sums[runs.cap[t]] += q[t]
    return sums


@part
def rise(demand: Demand, D: float, right: bool) -> float:
    """φ' on the one side of D or the other."""
    slope = 0.0
    for j in range(len(demand.slopes)):
        if demand.levels[j] < D or (right and demand.levels[j] == D):
            slope += demand.slopes[j]
    return slope


@part
def lowest(a: Tangent, b: Tangent, demand: Demand) -> tuple[float, float]:
    """Where two tangents and φ are lowest together, and how low."""
    D, low = a.at, inf
    for j in range(-3, len(demand.levels)):
        x = a.at if j == -3 else b.at
        if j == -1 and b.slope > a.slope:
            x = ((a.value - a.slope * a.at) - (b.value - b.slope * b.at)) / (b.slope - a.slope)
        elif j >= 0:
            x = demand.levels[j]
        x = min(max(x, a.at), b.at)
        of_a, of_b = a.value + a.slope * (x - a.at), b.value + b.slope * (x - b.at)
        cost = owed(demand, x) + max(of_a, of_b)
        if cost < low:
            D, low = x, cost
    return D, low


class Asked(NamedTuple):
    """The runs of one demand, and room to plan them."""

    runs: Runs
    which: IntArray
    starts: FloatArray
    k: int
    caps: Caps
    due: Dues
    work: Work
    found: Found


@part
def touched(D: float, demand: Demand, asked: Asked) -> tuple[Tangent, float, float]:
    """Plan at a cap: the tangent there, the demand that the plans have, and their cost with it."""
    runs, k, caps, sums = asked.runs, asked.k, asked.caps, asked.due.sums
    caps.most[k], sums[k], value, cost, top = D, 0.0, 0.0, 0.0, 0.0
    r, _ = plan(runs, asked.which, asked.starts, caps, False, asked.work, asked.found)
    if r >= 0:
        return Tangent(D, inf, 0.0), D, inf
    for r in asked.which:
        site, own = site_of(runs, r), room_of(asked.work, runs, r)
        a, b = runs.bounds[r], runs.bounds[r + 1]
        due = Dues(asked.due.q[a:b], sums)
        value += stretch((0, b - a), site, runs.own[r, 7], own, caps, due)
        cost += asked.found.cost[r]
        for t in range(b - a):
            if site.cap[t] == k:
                top = max(top, own.flows.imported[t])
    return Tangent(D, value, -sums[k]), top, cost + owed(demand, top)


@part
def limits(asked: Asked) -> tuple[float, float]:
    """Least and greatest cap that can be of use."""
    least, most = 0.0, 0.0
    for r in asked.which:
        site = site_of(asked.runs, r)
        most = max(most, most_peak(site, asked.k))
        least = least_peak(site, 0, len(site.buy), asked.k, least)
    return min(least, most), most


@part
def keep(asked: Asked, side: Multipliers) -> None:
    """Keep the multipliers of a plan."""
    worth, q = asked.work.path.worth, asked.due.q
    for r in asked.which:
        for t in range(asked.runs.bounds[r], asked.runs.bounds[r + 1]):
            side.worth[t], side.q[t] = worth[t], q[t]


@part
def share(a: Tangent, b: Tangent, demand: Demand) -> float:
    """Share of `a` with which the Σq of both is a slope of φ where they are lowest."""
    if b.slope <= a.slope:
        return 1.0
    D, _ = lowest(a, b, demand)
    due = min(max(rise(demand, D, False), -b.slope), rise(demand, D, True), -a.slope)
    return min(max((due + b.slope) / (b.slope - a.slope), 0.0), 1.0)


@part
def mix(
    asked: Asked, share: float, mixed: Multipliers, left: Multipliers, right: Multipliers
) -> None:
    """Add up the multipliers of two plans by their shares."""
    for r in asked.which:
        for t in range(asked.runs.bounds[r], asked.runs.bounds[r + 1]):
            mixed.worth[t] = share * left.worth[t] + (1 - share) * right.worth[t]
            mixed.q[t] = share * left.q[t] + (1 - share) * right.q[t]


@kernel
def settle(
    asked: Asked, demand: Demand, mixed: Multipliers, left: Multipliers, right: Multipliers
) -> float:
    """Find the demand that costs least, and in `mixed` what proves it."""
    least, most = limits(asked)
    a, D, best = touched(least, demand, asked)
    if best == inf:
        return D
    falls = a.slope + rise(demand, least, True) < 0
    keep(asked, left if falls else right)
    b, top, cost = touched(most if falls else (1 - BELOW) * least, demand, asked)
    keep(asked, right if falls else left)
    if cost < best:
        D, best = top, cost
    a, b = (a, b) if falls else (b, a)
    for _ in range(PASSES):
        x, low = lowest(a, b, demand)
        if best - low <= GAP * max(1.0, abs(best)) or not a.at < x < b.at:
            break
        new, top, cost = touched(x, demand, asked)
        if cost < best:
            D, best = top, cost
        falls = new.slope + rise(demand, x, True) < 0
        keep(asked, left if falls else right)
        a, b = (new, b) if falls else (a, new)
    mix(asked, share(a, b, demand), mixed, left, right)
    return D
