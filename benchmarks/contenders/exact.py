"""The exact solver: from numbers to a schedule and its proof.

Problems of a batch stand side by side in one call.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numba import njit

from benchmarks.problems import EFFICIENCY, Array, Problem
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import BUY, LOAD, SPARE, Runs, Site
from optdispatch.program.exact.planning import planned
from optdispatch.program.exact.run import plan_at_once
from optdispatch.program.threads import side_by_side

PACKAGE, TITLE = "optdispatch", "exact solver"
TOGETHER, ALIKE = 12_500, 18
"""Periods in one call, and problems at least: months help each other, if they are alike."""
IMPORT, POWER, LOW, HIGH = map(Site._fields.index, ("import_limit", "power", "low", "high"))
"""Rows of what is given, besides those that have a name there."""


def solve(problem: Problem) -> float:
    """The least cost."""
    if problem.demands:
        return planned(_runs([problem]), _demands([problem])).cost
    p = problem
    _, (missed, _), sums = _alone(
        p.price, p.load, p.pv, p.hours, (p.power_kw, p.low, p.high), p.closed
    )
    assert missed < 0
    return float(sums[0])


def solve_all(problems: Sequence[Problem], threads: int = 1) -> list[float]:
    """The least cost of each."""
    if len(problems) == 1:
        return [solve(problems[0])]
    n = max(ALIKE, TOGETHER // len(problems[0].price))
    groups = [problems[i : i + n] for i in range(0, len(problems), n)]
    return list(chain.from_iterable(side_by_side(_in_one, groups, threads)))


def _in_one(problems: Sequence[Problem]) -> list[float]:
    """The least cost of each."""
    runs, demands = _runs(problems), _demands(problems)
    imported = planned(runs, demands).plan.imported
    paid = np.add.reduceat(runs.row("buy") * imported, runs.bounds[:-1])
    if demands:
        tops = np.zeros(len(demands))
        np.maximum.at(tops, runs.cap, imported)
        owed = np.array([d.owed(top) for d, top in zip(demands, tops.tolist(), strict=True)])
        paid += owed.reshape(len(problems), -1).sum(axis=1)
    costs: list[float] = paid.tolist()
    return costs


def _demands(problems: Sequence[Problem]) -> list[Demand]:
    of = problems[0]
    if not of.demands:
        return []
    return [Demand((of.demand_price / of.hours,), (0.0,))] * (of.demands * len(problems))


@njit(nogil=True)
def _alone(
    price: Array,
    load: Array,
    pv: Array,
    hours: float,
    sizes: tuple[float, float, float],
    closed: bool,
) -> tuple[Array, tuple[int, int], tuple[float, float, float, float]]:
    """Plan a problem without demands: laid out by numpy it would take a third longer."""
    T, (power, low, high) = len(price), sizes
    given = np.zeros((9, T))
    for t in range(T):
        given[BUY, t], given[LOAD, t], given[SPARE, t] = price[t], load[t] * hours, pv[t] * hours
        given[IMPORT, t], given[POWER, t] = np.inf, power * hours
        given[LOW, t], given[HIGH, t] = low, high
    own = np.array([[EFFICIENCY, EFFICIENCY, 1.0, 0.0, low, low, high, 0.0]])
    return plan_at_once(given, np.full(T, -1), own, np.array([closed]), np.array([0, T]))


def _runs(problems: Sequence[Problem]) -> Runs:
    """Problems one after the other, each of its own cells; all of one tariff and step."""
    of, lengths = problems[0], [len(p.price) for p in problems]
    bounds = np.cumsum([0, *lengths])
    sizes = np.array([(p.power_kw * of.hours, p.low, p.high) for p in problems])
    given, cap, own = (
        np.zeros((9, bounds[-1])),
        np.full(bounds[-1], -1),
        np.zeros((len(problems), 8)),
    )
    for row, name in ((BUY, "price"), (LOAD, "load"), (SPARE, "pv")):
        np.concatenate([getattr(p, name) for p in problems], out=given[row])
    given[LOAD : SPARE + 1] *= of.hours
    given[IMPORT].fill(np.inf)
    given[POWER:] = np.repeat(sizes.T, lengths, axis=1)
    own[:, :3], own[:, 4:7] = (EFFICIENCY, EFFICIENCY, 1.0), sizes[:, [1, 1, 2]]
    if of.demands:
        each = np.repeat(np.arange(len(problems)) * of.demands, lengths)
        np.add(np.concatenate([p.peaks for p in problems]), each, out=cap)
    return Runs(given, cap, own, np.full(len(problems), of.closed), bounds)
