"""The cheapest plan of all runs of a horizon, and its proof."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray, IntArray
from optdispatch.program.exact.demand import Demand, of_demands
from optdispatch.program.exact.demands import Coupled
from optdispatch.program.exact.kernel import kernel
from optdispatch.program.exact.numbers import (
    Caps,
    Multipliers,
    Plan,
    Room,
    Runs,
    no_cuts,
    nothing_found,
    nothing_planned,
    room,
)
from optdispatch.program.exact.run import plan, plan_at_once, touch
from optdispatch.program.exact.settling import Groups, settle
from optdispatch.program.exact.views import site_of

KERNELS = (plan_at_once, settle, touch)
"""What finds the cost of runs: without demands, with one in each run, and with several."""


class Planned(NamedTuple):
    """A plan of all runs, and what it and its proof come to."""

    rows: FloatArray
    """`Plan` in one array."""
    cost: float
    bound: float
    """(X15). [currency]"""
    held: float
    """Its part that grows with the cells. [currency]"""
    power: float
    """What one more kWh a period through the inverter would save. [currency/kWh]"""
    caps: FloatArray
    """D of each demand, shape (K,). [kWh]"""

    @property
    def plan(self) -> Plan:
        """The schedule and its prices."""
        return Plan(*self.rows)


class Unplannable(Exception):
    """A period of a run that cannot be served."""

    def __init__(self, run: int, period: int) -> None:
        super().__init__(run, period)
        self.run, self.period = run, period


def planned(runs: Runs, demands: Sequence[Demand], likely: FloatArray | None = None) -> Planned:
    """Find the cheapest plan of all runs.

    `likely` are caps of demands, shape (K,), NaN where nothing is known: it goes faster where
    they are near the best ones. Raises `Unplannable` where a run has no plan.
    """
    if not demands:
        rows, failed, sums = plan_at_once(*runs)
        _served(failed)
        return Planned(rows, *sums, np.empty(0))
    of, found, rows = room(runs, apart=True), nothing_found(runs), nothing_planned(runs)
    caps, proof = of_demands(demands), Multipliers(*rows[-2:])
    _settle(demands, likely, caps, proof, (runs, of, found))
    one = Planned(rows, *plan(runs, caps, of, found, rows), caps.most)
    owed, least = _of_demands(runs, demands, one.plan)
    return one._replace(cost=one.cost + owed, bound=one.bound + least)


def kernel_for(cap: IntArray, slices: Sequence[slice]) -> Any:
    """Which of `KERNELS` runs need; `cap` as in `Site`."""
    demands = max(len(np.unique(cap[at][cap[at] >= 0])) for at in slices)
    return KERNELS[min(demands, 2)]


def _served(failed: tuple[int, int]) -> None:
    """Raises `Unplannable` where a run and its period cannot be served."""
    if failed[0] >= 0:
        raise Unplannable(*failed)


def _settle(
    demands: Sequence[Demand],
    likely: FloatArray | None,
    caps: Caps,
    mixed: Multipliers,
    of: tuple[Runs, Room, FloatArray],
) -> None:
    """Find the caps that cost least, and what proves them; leave all runs touched at these."""
    runs, work, found = of
    of_demand, of_run = groups(runs, len(demands))
    alone = (of_run >= 0) & (np.bincount(of_demand, minlength=1)[of_run] == 1)
    if alone.any():
        unknown = np.full(len(demands), np.nan)
        near = unknown if likely is None else likely
        _served(settle(of, _groups(of_run, alone), near, caps, mixed)[1])
    for g in sorted({*of_run[~alone].tolist()}):
        which, named = np.flatnonzero(of_run == g), np.flatnonzero(of_demand == g)
        if g < 0:
            _served(touch(runs, which, caps, work, found, no_cuts()))
            continue
        several = Coupled(which, named, demands, of)
        _served(several.settle(mixed))
        caps.most[named] = several.caps.most[named]


def _groups(of_run: IntArray, alone: BoolArray) -> Groups:
    """Demands that share no run with others."""
    order = np.argsort(of_run, kind="stable")
    which = order[alone[order]]
    named, starts = np.unique(of_run[which], return_index=True)
    return Groups(named, which, np.append(starts, len(which)))


def _of_demands(runs: Runs, demands: Sequence[Demand], plan: Plan) -> tuple[float, float]:
    """What demands cost, and the least that they can cost by (X15)."""
    top, most, due = (a.tolist() for a in totals(runs, plan.imported, plan.q, len(demands)))
    owed = sum(d.owed(D) for d, D in zip(demands, top, strict=True))
    return owed, sum(map(_least, demands, due, most))


@kernel
def groups(runs: Runs, K: int) -> tuple[IntArray, IntArray]:
    """Which demands and runs hang together: the group of each demand and of each run, or -1."""
    of_demand, of_run = np.arange(K), np.full(len(runs.closed), -1)
    for r in range(len(of_run)):
        for t in range(runs.bounds[r], runs.bounds[r + 1]):
            k = runs.cap[t]
            if k >= 0 and of_run[r] < 0:
                of_run[r] = k
            elif k >= 0 and of_demand[k] != of_demand[of_run[r]]:
                joined, other = of_demand[of_run[r]], of_demand[k]
                for j in range(K):
                    of_demand[j] = joined if of_demand[j] == other else of_demand[j]
    for r in range(len(of_run)):
        of_run[r] = of_demand[of_run[r]] if of_run[r] >= 0 else -1
    return of_demand, of_run


@kernel
def totals(
    runs: Runs, imported: FloatArray, q: FloatArray, K: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of each demand (Y2), the highest import that could be, and Σq; arrays of shape (K,)."""
    top, most, due = np.zeros(K), np.zeros(K), np.zeros(K)
    for r in range(len(runs.closed)):
        site, at = site_of(runs, r), runs.bounds[r]
        for t in range(len(site.buy)):
            k = site.cap[t]
            if k >= 0:
                top[k] = max(top[k], imported[at + t])
                most[k] = max(most[k], site.load[t] + site.power[t])
                due[k] += q[at + t]
    return top, most, due


def _least(demand: Demand, due: float, most: float) -> float:
    """(X15): the part of one demand."""
    corners = [0.0, most, *(level for level in demand.levels if 0 < level < most)]
    least: float = min(demand.owed(D) - due * D for D in corners)
    return least
