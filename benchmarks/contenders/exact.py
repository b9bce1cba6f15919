"""The exact solver: from numbers to a schedule and its proof.

Problems of a batch stand side by side in one call.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import numpy as np

from benchmarks.problems import EFFICIENCY, LEAST, MOST, Array, Problem
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import Runs
from optdispatch.program.exact.planning import planned

PACKAGE, TITLE = "optdispatch", "exact solver"
TOGETHER = 25_000
"""Periods in one call."""


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
    paid = np.add.reduceat(runs.buy * imported, runs.bounds[:-1])
    if demands:
        tops = np.zeros(len(demands))
        np.maximum.at(tops, runs.cap, imported)
        owed = np.array([d.owed(top) for d, top in zip(demands, tops.tolist(), strict=True)])
        paid += owed.reshape(len(problems), -1).sum(axis=1)
    costs: list[float] = paid.tolist()
    return costs


def _demands(problems: Sequence[Problem]) -> list[Demand]:
    of = problems[0]
    return [Demand((of.demand_price / of.hours,), (0.0,))] * (of.demands * len(problems))


def _runs(problems: Sequence[Problem]) -> Runs:
    """Problems one after the other, each of its own cells; all of one tariff and step."""
    of, lengths = problems[0], [len(p.price) for p in problems]

    def flat(name: str) -> Array:
        return np.concatenate([getattr(p, name) for p in problems])

    energy, power = np.array([(p.energy_kwh, p.power_kw) for p in problems]).T
    bounds = np.cumsum([0, *lengths])
    low, high, T = LEAST * energy, MOST * energy, int(bounds[-1])
    own = np.zeros((len(problems), 8))
    own[:, :3] = EFFICIENCY, EFFICIENCY, 1.0
    own[:, 4], own[:, 5], own[:, 6] = low, low, high
    cap, none = np.full(T, -1), np.zeros(T)
    if of.demands:
        cap[:] = flat("peaks") + np.repeat(np.arange(len(problems)) * of.demands, lengths)
    return Runs(
        flat("price"), none, flat("load") * of.hours, flat("pv") * of.hours, np.full(T, np.inf),
        none, np.repeat(power * of.hours, lengths), np.repeat(low, lengths),
        np.repeat(high, lengths), cap, own, np.full(len(problems), of.closed), bounds,
    )  # fmt: skip
