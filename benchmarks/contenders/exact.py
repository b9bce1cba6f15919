"""The exact solver: from numbers to a schedule and its proof.

Problems of a batch stand side by side in one call.
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
TOGETHER = 25_000
"""Periods in one call."""


def solve(problem: Problem) -> float:
    """The least cost."""
    return _plan([problem]).cost


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
    found = _plan(problems).flows.imported
    paid = np.concatenate([p.price for p in problems]) * found
    begins = np.cumsum([0, *(len(p.price) for p in problems)])
    owed = [_owed(p, found[a:]) for p, a in zip(problems, begins.tolist(), strict=False)]
    costs: Array = np.add.reduceat(paid, begins[:-1]) + owed
    return list(costs.tolist())


def _owed(problem: Problem, imported: Array) -> float:
    """What demands cost. [currency]"""
    if not problem.demands:
        return 0.0
    tops = np.zeros(problem.demands)
    np.maximum.at(tops, problem.peaks, imported[: len(problem.peaks)])
    return problem.demand_price / problem.hours * float(tops.sum())


def _plan(problems: Sequence[Problem]) -> Planned:
    demands = [
        Demand((p.demand_price / p.hours,), (0.0,)) for p in problems for _ in range(p.demands)
    ]
    return planned(_runs(problems), demands)


def _runs(problems: Sequence[Problem]) -> Runs:
    """Problems one after the other, each of its own cells, all with as many demands."""
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
    none, power, cap = np.zeros(T), each([p.power_kw for p in problems]), np.full(T, -1)
    for k, (p, a) in enumerate(zip(problems, bounds.tolist(), strict=False)):
        if p.demands:
            cap[a : a + len(p.price)] = p.peaks + k * p.demands
    return Runs(
        flat("price"), none, flat("load") * dt, flat("pv") * dt, np.full(T, np.inf), none,
        power * dt, each(low), each(high), cap, own,
        np.array([p.closed for p in problems]), bounds,
    )  # fmt: skip
