"""The exact solver: from numbers to a schedule and its proof.

Problems of a batch stand side by side in one call.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, chain
from typing import Any

import numpy as np

from benchmarks.problems import EFFICIENCY, Problem
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import Runs, Site
from optdispatch.program.exact.planning import planned

PACKAGE, TITLE = "optdispatch", "exact solver"
TOGETHER = 25_000
"""Periods in one call."""
BUY, LOAD, SPARE, IMPORT, POWER, LOW, HIGH = map(
    Site._fields.index, ("buy", "load", "spare", "import_limit", "power", "low", "high")
)
"""Rows of what is given."""


def solve(problem: Problem) -> float:
    """The least cost."""
    return planned(_runs([problem]), _demands([problem])).cost


def solve_all(problems: Sequence[Problem], threads: int = 1) -> list[float]:
    """The least cost of each."""
    if threads == 1:
        return _in_turn(problems, map)
    with ThreadPoolExecutor(threads) as pool:
        return _in_turn(problems, pool.map)


def _in_turn(problems: Sequence[Problem], each: Callable[..., Iterator[Any]]) -> list[float]:
    n = max(1, TOGETHER // len(problems[0].price))
    groups = [problems[i : i + n] for i in range(0, len(problems), n)]
    return list(chain.from_iterable(each(_side_by_side, groups)))


def _side_by_side(problems: Sequence[Problem]) -> list[float]:
    """The least cost of each."""
    runs, demands = _runs(problems), _demands(problems)
    imported = planned(runs, demands).flows.imported
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


def _runs(problems: Sequence[Problem]) -> Runs:
    """Problems one after the other, each of its own cells; all of one tariff and step."""
    of, R = problems[0], len(problems)
    bounds = np.array([0, *accumulate(len(p.price) for p in problems)])
    runs = Runs(
        np.zeros((9, bounds[-1])), np.empty(bounds[-1], np.int64), np.empty((R, 8)),
        np.array([of.closed] * R), bounds,
    )  # fmt: skip
    given, cap, own = runs[:3]
    for n, (p, at) in enumerate(zip(problems, runs.slices, strict=True)):
        low, high = p.low, p.high
        given[BUY, at], given[LOAD, at], given[SPARE, at] = p.price, p.load, p.pv
        given[POWER, at], given[LOW, at], given[HIGH, at] = p.power_kw * p.hours, low, high
        own[n] = EFFICIENCY, EFFICIENCY, 1.0, 0.0, low, low, high, 0.0
        cap[at] = p.peaks + n * p.demands if p.demands else -1
    given[LOAD : SPARE + 1] *= of.hours
    given[IMPORT].fill(np.inf)
    return runs
