"""The exact solver: from numbers to a schedule and its proof.

Runs without demands stand side by side in one call of the kernels.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import numpy as np

from benchmarks.problems import EFFICIENCY, Array, Problem
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import Runs
from optdispatch.program.exact.planning import Planned, planned

PACKAGE, TITLE = "optdispatch", "exact solver"
TOGETHER = 50
"""Runs in one call."""


def solve(problem: Problem) -> float:
    """The least cost."""
    owed = Demand((problem.demand_price / problem.hours,), (0.0,))
    return _plan([problem], [owed] * problem.demands).cost


def solve_all(problems: Sequence[Problem], threads: int = 1) -> list[float]:
    """The least cost of each."""
    if threads == 1:
        return _in_turn(problems, map)
    with ThreadPoolExecutor(threads) as pool:
        return _in_turn(problems, pool.map)


def _in_turn(problems: Sequence[Problem], each: Callable[..., Iterator[Any]]) -> list[float]:
    if any(p.demand_price for p in problems):
        return list(each(solve, problems))
    groups = [list(problems[i : i + TOGETHER]) for i in range(0, len(problems), TOGETHER)]
    return list(chain.from_iterable(each(_side_by_side, groups)))


def _side_by_side(problems: list[Problem]) -> list[float]:
    """The least cost of each, where no demand is charged."""
    found = _plan(problems, []).flows.imported
    lengths = np.cumsum([0, *(len(p.price) for p in problems)])
    paid = np.concatenate([p.price for p in problems]) * found
    costs: list[float] = np.add.reduceat(paid, lengths[:-1]).tolist()
    return costs


def _plan(problems: list[Problem], demands: list[Demand]) -> Planned:
    return planned(_runs(problems), demands)


def _runs(problems: list[Problem]) -> Runs:
    """Problems one after the other, each of its own cells."""
    lengths = [len(p.price) for p in problems]

    def flat(name: str) -> Array:
        return np.concatenate([getattr(p, name) for p in problems])

    def each(values: list[float]) -> Array:
        return np.repeat(values, lengths)

    dt, bounds = each([p.hours for p in problems]), np.cumsum([0, *lengths])
    T, own = int(bounds[-1]), np.zeros((len(problems), 8))
    own[:, :3] = EFFICIENCY, EFFICIENCY, 1.0
    own[:, 4] = own[:, 5] = low = [p.low for p in problems]
    own[:, 6] = high = [p.high for p in problems]
    cap = flat("peaks") if problems[0].demand_price else np.full(T, -1)
    none, power = np.zeros(T), each([p.power_kw for p in problems])
    return Runs(
        flat("price"), none, flat("load") * dt, flat("pv") * dt, np.full(T, np.inf), none,
        power * dt, each(low), each(high), cap, own,
        np.array([p.closed for p in problems]), bounds,
    )  # fmt: skip
