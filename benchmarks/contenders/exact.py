"""The exact solver: from numbers to a schedule and its proof.

Runs without demands stand side by side in one call of the kernels.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import numpy as np

from benchmarks.problems import EFFICIENCY, Problem
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import Cells, Site, joined
from optdispatch.program.exact.planning import Planned, planned

PACKAGE, TITLE = "optdispatch", "exact solver"
TOGETHER = 50
"""Runs in one call."""


def solve(problem: Problem) -> float:
    """The least cost."""
    demands = np.unique(problem.peaks)
    owed = Demand(np.array([problem.demand_price / problem.hours]), np.zeros(1))
    return _plan([problem], [owed] * len(demands)).cost


def solve_all(problems: Sequence[Problem], threads: int = 1) -> list[float]:
    """The least cost of each."""
    if threads == 1:
        return _in_turn(problems, map)
    with ThreadPoolExecutor(threads) as pool:
        return _in_turn(problems, pool.map)


def _in_turn(problems: Sequence[Problem], each: Callable[..., Iterator[Any]]) -> list[float]:
    if any(p.demand_price for p in problems):
        return list(each(solve, problems))
    groups = [problems[i : i + TOGETHER] for i in range(0, len(problems), TOGETHER)]
    return list(chain.from_iterable(each(_side_by_side, groups)))


def _side_by_side(problems: Sequence[Problem]) -> list[float]:
    """The least cost of each, where no demand is charged."""
    found = _plan(problems, []).flows.imported
    lengths = np.cumsum([0, *(len(p.price) for p in problems)])
    paid = np.concatenate([p.price for p in problems]) * found
    costs: list[float] = np.add.reduceat(paid, lengths[:-1]).tolist()
    return costs


def _plan(problems: Sequence[Problem], demands: list[Demand]) -> Planned:
    runs = joined([_site(p) for p in problems], [_cells(p) for p in problems],
                  [p.closed for p in problems])  # fmt: skip
    return planned(runs, demands)


def _site(p: Problem) -> Site:
    T, dt = len(p.price), p.hours
    none, cap = np.zeros(T), p.peaks if p.demand_price else np.full(T, -1)
    return Site(
        p.price, none, p.load * dt, p.pv * dt, np.full(T, np.inf), none,
        np.full(T, p.power_kw * dt), np.full(T, p.low), np.full(T, p.high), cap,
        EFFICIENCY, EFFICIENCY, 1.0, 0.0,
    )  # fmt: skip


def _cells(p: Problem) -> Cells:
    return Cells(0, p.low, p.low, p.high, 0.0)
