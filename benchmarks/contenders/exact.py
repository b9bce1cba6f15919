"""The exact solver: from numbers to a schedule and its proof.

Problems of a batch stand side by side in one call.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from benchmarks.problems import EFFICIENCY, Problem
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import BUY, LOAD, SPARE, Runs, Site
from optdispatch.program.exact.planning import planned
from optdispatch.program.threads import side_by_side

PACKAGE, TITLE = "optdispatch", "exact solver"
TOGETHER, ALIKE = 12_500, 18
"""Periods in one call, and problems at least: months help each other, if they are alike."""
IMPORT, POWER, LOW, HIGH = map(Site._fields.index, ("import_limit", "power", "low", "high"))
"""Rows of what is given, besides those that have a name there."""


def solve(problem: Problem) -> float:
    """The least cost."""
    return planned(_run(problem), _demands([problem])).cost


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


def _run(p: Problem) -> Runs:
    """A problem by itself: what is general in `_runs` would take a fifth of a day's plan."""
    T, low, high = len(p.price), p.low, p.high
    given = np.zeros((9, T))
    given[BUY], given[LOAD], given[SPARE] = p.price, p.load, p.pv
    given[LOAD : SPARE + 1] *= p.hours
    given[IMPORT].fill(np.inf)
    given[POWER], given[LOW], given[HIGH] = p.power_kw * p.hours, low, high
    cap = np.empty(T, np.int64)
    cap[:] = p.peaks if p.demands else -1
    own = np.array([(EFFICIENCY, EFFICIENCY, 1.0, 0.0, low, low, high, 0.0)])
    return Runs(given, cap, own, np.array([p.closed]), np.array([0, T]))


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
