"""The cheapest plan of all runs of a horizon, and its proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.demand import Asked, Demand, of_demands, owed, settle
from optdispatch.program.exact.demands import Master
from optdispatch.program.exact.numbers import (
    Caps,
    Dues,
    Flows,
    Found,
    Multipliers,
    Proven,
    Runs,
    Work,
    multipliers,
    nothing_found,
    nothing_proven,
    room,
)
from optdispatch.program.exact.prices import prove
from optdispatch.program.exact.run import FREE, plan


@dataclass(frozen=True)
class Planned:
    """A plan of all runs, its cost, and multipliers that prove it; arrays of shape (T,)."""

    flows: Flows
    energy: FloatArray
    begun: FloatArray
    """The energy with which each run begins, shape (R,). [kWh]"""
    cost: float
    bound: float
    worth: FloatArray
    """λ of (X9). [currency/kWh]"""
    q: FloatArray
    """How much of μ is due to a demand. [currency/kWh]"""
    proof: Proven


class Unplannable(Exception):
    """A period of a run that cannot be served."""

    def __init__(self, run: int, period: int) -> None:
        super().__init__(run, period)
        self.run, self.period = run, period


def planned(runs: Runs, demands: Sequence[Demand]) -> Planned:
    """Find the cheapest plan of all runs.

    Raises `Unplannable` where a run has none.
    """
    work, found, R = room(runs), nothing_found(runs), len(runs.closed)
    caps, starts, mixed = of_demands(demands), np.full(R, FREE), multipliers(len(runs.buy))
    for which, named in _groups(runs, len(demands)):
        if len(named) == 1:
            _one(which, int(named[0]), demands, caps, mixed, (runs, work, found))
            continue
        several = Master(runs, which.tolist(), named, demands)
        begin = several.settle(work, found, mixed)
        if begin is not None:
            starts[which], caps.most[named] = begin, several.caps.most[named]
    where = plan(runs, np.arange(R), starts, caps, True, work, found)
    if where[0] >= 0:
        raise Unplannable(*where)
    free = np.repeat(np.maximum.reduceat(runs.cap, runs.bounds[:-1]) < 0, np.diff(runs.bounds))
    mixed.worth[free] = work.path.worth[free]
    proof = nothing_proven(runs)
    prove(runs, mixed, work, proof)
    tops = _tops(runs, work, len(demands))
    cost = found.cost.sum() + sum(owed(d, top) for d, top in zip(demands, tops, strict=True))
    bound = proof.bound.sum() + sum(_least(runs, k, d, mixed.q) for k, d in enumerate(demands))
    energy = work.path.energy
    return Planned(work.flows, energy, found.begun, float(cost), float(bound), *mixed, proof)


def _groups(runs: Runs, K: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Runs and demands that hang together; runs of no demand are in none."""
    R, capped = len(runs.closed), runs.cap >= 0
    if not K:
        return
    of = np.repeat(np.arange(R), np.diff(runs.bounds))[capped]
    links = coo_matrix((np.ones(len(of)), (of, R + runs.cap[capped])), shape=(R + K, R + K))
    count, label = connected_components(links, directed=False)
    for group in range(count):
        members = np.flatnonzero(label == group)
        named = members[members >= R] - R
        if len(named) and len(members) > len(named):
            yield members[members < R], named


def _one(
    which: IntArray,
    k: int,
    demands: Sequence[Demand],
    caps: Caps,
    mixed: Multipliers,
    of: tuple[Runs, Work, Found],
) -> None:
    """Settle one demand: its cap, and what proves it."""
    (runs, work, found), T = of, len(mixed.q)
    due, starts = Dues(np.zeros(T), np.zeros(len(demands))), np.full(len(which), FREE)
    asked = Asked(runs, which, starts, k, caps, due, work, found)
    caps.most[k] = settle(asked, demands[k], mixed, multipliers(T), multipliers(T))


def _tops(runs: Runs, work: Work, K: int) -> FloatArray:
    """The highest import of each demand. [kWh]"""
    tops, capped = np.zeros(K), runs.cap >= 0
    np.maximum.at(tops, runs.cap[capped], work.flows.imported[capped])
    return tops


def _least(runs: Runs, k: int, demand: Demand, q: FloatArray) -> float:
    """(X15): the part of one demand."""
    of = runs.cap == k
    due, most = float(q[of].sum()), float((runs.load + runs.power)[of].max(initial=0.0))
    corners = [0.0, most, *(level for level in demand.levels if 0 < level < most)]
    least: float = min(owed(demand, D) - due * D for D in corners)
    return least
