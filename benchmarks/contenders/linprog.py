"""scipy.optimize.linprog, from sparse blocks."""

from typing import Any

import numpy as np
import scipy.optimize
import scipy.sparse

from benchmarks.problems import EFFICIENCY, Problem

PACKAGE, TITLE = "scipy", "scipy `linprog`"
sparse: Any = scipy.sparse
linprog: Any = scipy.optimize.linprog


def solve(p: Problem) -> float:
    """The least cost."""
    T, dt, peaks = len(p.price), p.hours, p.peaks
    K = p.demands
    one, none = sparse.eye_array(T), sparse.csr_array((T, T))
    before = sparse.dia_array((np.ones((1, T)), [-1]), shape=(T, T)).tolil()
    before[0, T - 1] = float(p.closed)
    balance = [one, -one, one, none, -one, sparse.csr_array((T, K))]
    energy = [none, -EFFICIENCY * dt * one, dt / EFFICIENCY * one, one - before, none,
              sparse.csr_array((T, K))]  # fmt: skip
    begun = np.zeros(T)
    begun[0] = 0.0 if p.closed else p.low
    below = {}
    if K:
        of = sparse.csr_array((np.ones(T), (np.arange(T), peaks)), shape=(T, K))
        below = {"A_ub": sparse.hstack([one, sparse.csr_array((T, 4 * T)), -of], format="csc"),
                 "b_ub": np.zeros(T)}  # fmt: skip
    zero, free = np.zeros(T), np.full(T, np.inf)
    low = np.concatenate([zero, zero, zero, zero + p.low, zero, np.zeros(K)])
    high = np.concatenate(
        [free, zero + p.power_kw, zero + p.power_kw, zero + p.high, p.pv, np.full(K, np.inf)]
    )
    found = linprog(
        np.concatenate([p.price * dt, np.zeros(4 * T), np.full(K, p.demand_price)]),
        A_eq=sparse.vstack([sparse.hstack(balance), sparse.hstack(energy)], format="csc"),
        b_eq=np.concatenate([p.load - p.pv, begun]),
        bounds=np.stack([low, high], 1),
        method="highs",
        **below,
    )
    assert found.status == 0, found.message
    return float(found.fun)
