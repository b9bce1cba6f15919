"""Sites by chance, and their optimum by another road: a sparse program for scipy.

It is written from (X1) to (X3), with a variable for each flow and each state; it shares no code
with what it judges.
"""

from typing import Any, NamedTuple

import numpy as np
import scipy.optimize
import scipy.sparse

from optdispatch.program.exact.numbers import Cells, Site

sparse: Any = scipy.sparse
linprog: Any = scipy.optimize.linprog


class Draw(NamedTuple):
    """A run, and what a kWh of each demand costs."""

    site: Site
    cells: Cells
    closed: bool
    prices: np.ndarray


def drawn(rng: np.random.Generator, demands: int = 0, longest: int = 48) -> Draw:
    """A site by chance: prices of any sign, ties, no sun, closed exports, losses or none."""
    T = int(rng.integers(1, longest + 1))
    buy = [
        rng.normal(0.15, 0.1, T),
        rng.choice([0.1, 0.2, 0.35], T),
        rng.uniform(0.02, 0.5, T),
        rng.normal(0.0, 0.15, T),
    ][rng.integers(4)]
    sell = [buy - rng.uniform(0, 0.1, T), np.minimum(buy, 0.05), buy, np.minimum(buy, 0.0)][
        rng.integers(4)
    ]
    load = rng.uniform(0, 3, T) * (rng.random() < 0.9)
    spare = np.maximum(0, rng.normal(0.5, 2, T)) * (rng.random() < 0.7)
    if rng.random() < 0.3:
        load, spare = np.round(load), np.round(spare)
    most = np.full(T, np.inf) if rng.random() < 0.6 else rng.uniform(1.5, 6, T)
    export = [np.zeros(T), np.full(T, np.inf), rng.uniform(0, 2, T)][rng.integers(3)]
    power = np.full(T, rng.uniform(0.1, 3))
    if rng.random() < 0.3:
        power = power * (rng.random(T) < 0.8)
    size = rng.uniform(0.5, 12)
    low, high = np.full(T, 0.1 * size * rng.integers(2)), np.full(T, size)
    if rng.random() < 0.35:
        low, high = size * rng.uniform(0, 0.3, T), size * rng.uniform(0.6, 1, T)
    eta_c, eta_d = (float(rng.choice([1.0, 0.95, rng.uniform(0.7, 1)])) for _ in range(2))
    keep = float(rng.choice([1.0, 1.0, 0.999, rng.uniform(0.8, 1)]))
    wear = float(rng.choice([0.0, 0.0, rng.uniform(0, 0.08)]))
    K = min(T, int(rng.integers(1, demands + 1))) if demands else 0
    cap = np.minimum(np.arange(T) * K // T, K - 1) if K else np.full(T, -1)
    site = Site(
        buy, sell, load, spare, most, export, power, low, high, cap, eta_c, eta_d, keep, wear
    )
    start = float(rng.uniform(low[-1], high[-1]))
    cells = [
        Cells(0, start, start, start, 0.0),
        Cells(0, start, float(low[-1]), float(high[-1]), float(rng.uniform(-0.1, 0.4))),
    ][rng.integers(2)]
    prices = rng.uniform(0, 0.6, K) * rng.choice([1, 1, 0.1, 5])
    return Draw(site, cells, bool(rng.random() < 0.5), prices)


def least(draw: Draw) -> float | None:
    """The least cost; None where there is no plan. Columns: c, d, i, e, u, E, D."""
    s, (_, start, end_low, end_high, value), closed, prices = draw
    T, K = len(s.buy), len(prices)
    one, none = sparse.identity(T), sparse.csr_matrix((T, T))
    shift = sparse.diags([np.ones(T - 1)], [-1], shape=(T, T)).tolil()
    begun = np.zeros(T)
    if closed:
        shift[0, T - 1] = 1.0
    else:
        begun[0] = s.keep * start
    wide = sparse.csr_matrix((T, K))
    equal = sparse.vstack(
        [
            sparse.hstack([-one, one, one, -one, -one, none, wide]),
            sparse.hstack(
                [-s.eta_c * one, one / s.eta_d, none, none, none, one - s.keep * shift, wide]
            ),
        ]
    )
    inverter = sparse.hstack([one, one, none, none, none, none, wide])
    counts = sparse.csr_matrix(
        (-np.ones(T), (np.arange(T), np.maximum(s.cap, 0))), shape=(T, max(K, 1))
    )[:, :K]
    demand = sparse.hstack([none, none, one, none, none, none, counts])
    rows = sparse.vstack([inverter, demand]) if K else inverter
    free, zero = np.full(T, np.inf), np.zeros(T)
    low = np.concatenate([zero, zero, zero, zero, zero, s.low, np.zeros(K)])
    high = np.concatenate(
        [free, free, s.import_limit, s.export_limit, s.spare, s.high, np.full(K, np.inf)]
    )
    cost = np.concatenate([zero, zero + s.wear, s.buy, -s.sell, zero, zero, prices])
    if not closed:
        low[6 * T - 1], high[6 * T - 1] = end_low, end_high
        cost[6 * T - 1] = -value
    found = linprog(
        cost,
        A_ub=rows.tocsc(),
        b_ub=np.concatenate([s.power, np.zeros(T if K else 0)]),
        A_eq=equal.tocsc(),
        b_eq=np.concatenate([s.load - s.spare, begun]),
        bounds=np.stack([low, high], 1),
    )
    assert found.status in {0, 2}, found.message
    return float(found.fun) if found.status == 0 else None
