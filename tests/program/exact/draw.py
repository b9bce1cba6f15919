"""Sites by chance, and their optimum by another road: a sparse program for scipy.

It is written from (X1) to (X3), with a variable for each flow and each state; it shares no code
with what it judges.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.optimize
import scipy.sparse

from optdispatch.program.exact.numbers import Cells, Runs, Site

sparse: Any = scipy.sparse
linprog: Any = scipy.optimize.linprog


class Part(NamedTuple):
    """A ring or chain."""

    site: Site
    cells: Cells
    closed: bool


class Draw(NamedTuple):
    """Runs, and what a kWh of each demand costs."""

    parts: tuple[Part, ...]
    prices: np.ndarray


def drawn(rng: np.random.Generator, demands: int = 0, most: int = 1, longest: int = 48) -> Draw:
    """Up to so many runs by chance, of weights of their own, that share demands."""
    R, K = int(rng.integers(1, most + 1)), int(rng.integers(1, demands + 1)) if demands else 0
    parts = tuple(part(rng, K, longest) for _ in range(R))
    return Draw(parts, rng.uniform(0, 0.6, K) * rng.choice([1, 1, 0.1, 5]))


def part(rng: np.random.Generator, K: int, longest: int) -> Part:
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
    cap = np.minimum(np.arange(T) * K // T, K - 1) if K else np.full(T, -1)
    if K and rng.random() < 0.3:
        cap = np.full(T, int(rng.integers(-1, K)))
    weight = float(rng.choice([1, 1, int(rng.integers(1, 22))]))
    buy, sell, wear = weight * buy, weight * sell, weight * wear
    site = Site(
        buy, sell, load, spare, most, export, power, low, high, cap, eta_c, eta_d, keep, wear
    )
    start = float(rng.uniform(low[-1], high[-1]))
    cells = [
        Cells(0, start, start, start, 0.0),
        Cells(0, start, float(low[-1]), float(high[-1]), float(rng.uniform(-0.1, 0.4))),
    ][rng.integers(2)]
    return Part(site, cells, bool(rng.random() < 0.5))


def joined(sites: Sequence[Site], cells: Sequence[Cells], closed: Sequence[bool]) -> Runs:
    """Put runs one after the other."""
    *given, cap = (np.concatenate([s[i] for s in sites]) for i in range(10))
    own = [
        (s.eta_c, s.eta_d, s.keep, s.wear, c.start, c.least, c.most, 0.0 if ring else c.value)
        for s, c, ring in zip(sites, cells, closed, strict=True)
    ]
    bounds = np.cumsum([0, *(len(s.buy) for s in sites)])
    return Runs(np.array(given), cap, np.array(own), np.array(closed, dtype=np.bool_), bounds)


class Program(NamedTuple):
    """A linear program; the last columns are demands."""

    cost: np.ndarray
    equal: Any
    right: np.ndarray
    rows: Any
    above: np.ndarray
    bounds: np.ndarray


def program(run: Part, K: int) -> Program:
    """Columns: c, d, i, e, u, E, and D of K demands."""
    s, (_, start, end_low, end_high, value), closed = run
    T = len(s.buy)
    one, none = sparse.identity(T), sparse.csr_matrix((T, T))
    shift = sparse.diags([np.ones(T - 1)], [-1], shape=(T, T)).tolil()
    begun, free, zero = np.zeros(T), np.full(T, np.inf), np.zeros(T)
    if closed:
        shift[0, T - 1] = 1.0
    else:
        begun[0] = s.keep * start
    wide = sparse.csr_matrix((T, K))
    cells = [-s.eta_c * one, one / s.eta_d, none, none, none, one - s.keep * shift, wide]
    bus = [-one, one, one, -one, -one, none, wide]
    counted = s.cap >= 0
    counts = sparse.csr_matrix(
        (-np.ones(counted.sum()), (np.flatnonzero(counted), s.cap[counted])), shape=(T, K)
    )
    demand = [none, none, sparse.diags([counted.astype(float)], [0]), none, none, none, counts]
    inverter = [one, one, none, none, none, none, wide]
    low = np.concatenate([zero, zero, zero, zero, zero, s.low])
    high = np.concatenate([free, free, s.import_limit, s.export_limit, s.spare, s.high])
    cost = np.concatenate([zero, zero + s.wear, s.buy, -s.sell, zero, zero])
    if not closed:
        low[-1], high[-1], cost[-1] = end_low, end_high, -value
    return Program(
        cost,
        sparse.vstack([sparse.hstack(bus), sparse.hstack(cells)]),
        np.concatenate([s.load - s.spare, begun]),
        sparse.vstack([sparse.hstack(inverter), sparse.hstack(demand)]),
        np.concatenate([s.power, zero]),
        np.stack([low, high], 1),
    )


def least(draw: Draw) -> float | None:
    """The least cost; None where there is no plan."""
    K = len(draw.prices)
    of = [program(run, K) for run in draw.parts]

    def together(matrices: list[Any]) -> Any:
        own = sparse.block_diag([m[:, : m.shape[1] - K] for m in matrices])
        return sparse.hstack([own, sparse.vstack([m[:, m.shape[1] - K :] for m in matrices])])

    found = linprog(
        np.concatenate([*(p.cost for p in of), draw.prices]),
        A_ub=together([p.rows.tocsc() for p in of]).tocsc(),
        b_ub=np.concatenate([p.above for p in of]),
        A_eq=together([p.equal.tocsc() for p in of]).tocsc(),
        b_eq=np.concatenate([p.right for p in of]),
        bounds=np.concatenate([*(p.bounds for p in of), np.tile([0, np.inf], (K, 1))]),
    )
    assert found.status in {0, 2}, found.message
    return float(found.fun) if found.status == 0 else None
