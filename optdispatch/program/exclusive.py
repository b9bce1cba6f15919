"""Charging and discharging, and importing and exporting, exclude each other.

    a[t] ≤ ā·z[t],  b[t] ≤ b̄·(1 - z[t]),  z[t] ∈ {0, 1}                       (X1)

A linear program does both at once only where throwing energy away pays. There, and only
there, the binaries z are added. ā and b̄ are limits that the physics sets.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.compiling import Compiled
from optdispatch.program.matrices import Columns, Matrices
from optdispatch.program.model import Model

TOLERANCE = 1e-6
"""Share of the limit below which a power counts as none."""


@dataclass(frozen=True)
class Pairs:
    """Columns that exclude each other, and their limits, arrays of shape (K,)."""

    a: IntArray
    b: IntArray
    a_limit: FloatArray
    b_limit: FloatArray

    def both(self, x: FloatArray) -> IntArray:
        """Which pairs are both at work."""
        least = TOLERANCE * np.maximum(1.0, np.minimum(self.a_limit, self.b_limit))
        return np.flatnonzero((x[self.a] > least) & (x[self.b] > least))

    def only(self, where: IntArray) -> "Pairs":
        """Some of the pairs."""
        return Pairs(self.a[where], self.b[where], self.a_limit[where], self.b_limit[where])


def pairs(model: Model, compiled: Compiled, export_limit_kw: float) -> Pairs:
    """Every pair of the model, period by period."""
    drawn = np.zeros(len(model.imported))
    a, b = [], []
    a_limit: list[FloatArray] = []
    b_limit: list[FloatArray] = []
    for flow in model.flows.values():
        drawn -= [min(p, 0.0) if isinstance(p, float) else 0.0 for p in flow.power_kw]
        if flow.storing:
            a.append(compiled.columns(flow.storing.charge_kw))
            b.append(compiled.columns(flow.storing.discharge_kw))
            limit = np.full(len(drawn), compiled.most(flow.storing.limit_kw))
            a_limit, b_limit = [*a_limit, limit], [*b_limit, limit]
            drawn += limit
        if flow.deciding:
            at, most = flow.deciding.period, flow.deciding.charge_limit_kw
            drawn += np.bincount(at, most, minlength=len(drawn))
        if flow.deciding and not flow.deciding.is_relaxed:
            a.append(compiled.columns(flow.deciding.charge_kw))
            b.append(compiled.columns(flow.deciding.discharge_kw))
            a_limit = [*a_limit, flow.deciding.charge_limit_kw]
            b_limit = [*b_limit, flow.deciding.discharge_limit_kw]
    a.append(compiled.columns(model.imported))
    b.append(compiled.columns(model.exported))
    a_limit, b_limit = [*a_limit, drawn], [*b_limit, np.full(len(drawn), export_limit_kw)]
    first, second = (np.concatenate(side).astype(np.int64) for side in (a, b))
    joined = Pairs(first, second, np.concatenate(a_limit), np.concatenate(b_limit))
    return joined.only(np.flatnonzero((joined.a >= 0) & (joined.b >= 0)))


def with_binaries(program: Matrices, pairs: Pairs) -> Matrices:
    """The program with (X1)."""
    K, n = len(pairs.a), len(program.c)
    one, z, k = np.ones(K), np.arange(n, n + K), np.arange(K)
    data = np.concatenate([one, -pairs.a_limit, one, pairs.b_limit])
    at = (np.concatenate([k, k, K + k, K + k]), np.concatenate([pairs.a, z, pairs.b, z]))
    rows = sparse.csc_matrix((data, at), shape=(2 * K, n + K))
    columns = Columns(np.zeros(K), np.zeros(K), one, np.ones(K, dtype=np.bool_))
    upper = np.concatenate([np.zeros(K), pairs.b_limit])
    return program.extended(columns, rows, np.full(2 * K, -np.inf), upper)


def settled(program: Matrices, pairs: Pairs, x: FloatArray) -> Matrices:
    """The linear program in which each pair is held to the side that `x` chose."""
    upper = program.upper.copy()
    upper[np.where(x[pairs.a] >= x[pairs.b], pairs.b, pairs.a)] = 0.0
    return program.with_bounds(program.lower, upper)
