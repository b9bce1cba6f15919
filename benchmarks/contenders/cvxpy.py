"""cvxpy, in vectors, solved by HiGHS."""

from typing import Any

import cvxpy as cp
import numpy as np
import scipy.sparse

from benchmarks.problems import EFFICIENCY, Problem

PACKAGE, TITLE = "cvxpy", "cvxpy"
sparse: Any = scipy.sparse


def solve(p: Problem) -> float:
    """The least cost."""
    T, dt = len(p.price), p.hours
    grid, charge, discharge, energy, curtailed = (cp.Variable(T, nonneg=True) for _ in range(5))
    gained = EFFICIENCY * dt * charge - dt / EFFICIENCY * discharge
    constraints = [
        grid + discharge + p.pv - curtailed == p.load + charge,
        energy[1:] == energy[:-1] + gained[1:],
        energy[0] == (energy[T - 1] if p.closed else p.low) + gained[0],
        charge <= p.power_kw,
        discharge <= p.power_kw,
        energy >= p.low,
        energy <= p.high,
        curtailed <= p.pv,
    ]
    cost = (p.price * dt) @ grid
    if p.demand_price:
        peaks = p.peaks
        of = sparse.csr_array((np.ones(T), (np.arange(T), peaks)), shape=(T, peaks[-1] + 1))
        peak = cp.Variable(peaks[-1] + 1)
        constraints.append(grid <= of @ peak)
        cost += p.demand_price * cp.sum(peak)
    problem = cp.Problem(cp.Minimize(cost), constraints)
    return float(problem.solve(solver=cp.HIGHS, highs_options={"threads": 1}))
