"""The second pass: of all schedules that cost least, the calmest.

    min   Σ_t |p[t] - p[t⁻]| + ε·Σ_t (1 + t/T)·(charge[t] + discharge[t] + export[t])   (K1)
    s.t.  x stays on the face of least cost                                           (K2)

p is a storage's power, or that of all parts of a flexible asset. Within one price block the
optimum is not unique, and a vertex of it chatters; a person must be able to read and run a
schedule, so ramps are fewest, then work is least and earliest. The face (K2) needs no tolerance
on cost: by complementary slackness, every optimum keeps at its bound each variable whose reduced
cost, and each row whose dual, is not zero in one optimal dual solution.
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from optdispatch.asset import Flow
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.program.compiling import Compiled
from optdispatch.program.highs import presolved
from optdispatch.program.matrices import Columns, Matrices, Solution
from optdispatch.program.model import Model

EPSILON = 1e-3
ZERO = 1e-9
"""A reduced cost is none below this share of the largest cost."""
KEPT = 1e-9
"""Share of the cost by which a calm schedule may differ through rounding."""


def calmed(
    model: Model, compiled: Compiled, program: Matrices, first: Solution, horizon: Horizon
) -> FloatArray | None:
    """The calmest x of least cost; None where rounding would make it dearer."""
    face = _face(program, first)
    tilt, ramps = _work(model, compiled, horizon, len(program.c))
    K = ramps.shape[0]
    up_and_down = np.ones(2 * K), np.zeros(2 * K), np.full(2 * K, np.inf)
    identity = sparse.identity(K, format="csc")
    rise = sparse.hstack([ramps, -identity, identity])
    calm = replace(face, c=tilt, offset=0.0).extended(
        Columns(*up_and_down, np.zeros(2 * K, dtype=np.bool_)), rise, np.zeros(K), np.zeros(K)
    )
    found = presolved(calm)
    if found is None:
        return None
    x = found[: len(program.c)]
    cost, least = program.cost(x), program.cost(first.x)
    return x if cost - least <= KEPT * max(1.0, abs(least + program.offset)) else None


def _face(program: Matrices, first: Solution) -> Matrices:
    """(K2): what the duals hold at its bound is held there."""
    small = ZERO * float(np.abs(program.c).max(initial=1.0))
    held = np.abs(first.reduced) > small
    x = np.clip(first.x, program.lower, program.upper)
    at_lower, at_upper = first.y > small, first.y < -small
    at_upper &= np.isfinite(program.row_upper)
    at_lower &= np.isfinite(program.row_lower)
    return replace(
        program,
        row_lower=np.where(at_upper, program.row_upper, program.row_lower),
        row_upper=np.where(at_lower, program.row_lower, program.row_upper),
        lower=np.where(held, x, program.lower),
        upper=np.where(held, x, program.upper),
    )


def _work(
    model: Model, compiled: Compiled, horizon: Horizon, columns: int
) -> tuple[FloatArray, "sparse.csc_matrix"]:
    """Cost of work in (K1), and the matrix that takes x to p[t] - p[t⁻], (K, columns)."""
    T = len(horizon)
    later = EPSILON * (1 + np.arange(T) / T)
    ramp = _ramp(horizon)
    tilt, ramps = np.zeros(columns), [sparse.csr_matrix((0, columns))]
    for storing in (f.storing for f in model.flows.values() if f.storing):
        charge = _selection(compiled.columns(storing.charge_kw), columns)
        discharge = _selection(compiled.columns(storing.discharge_kw), columns)
        ramps.append(ramp @ (discharge - charge))
        tilt += later @ (discharge + charge)
    for flow in (f for f in model.flows.values() if f.deciding):
        ramps.append(ramp @ _selection(compiled.columns(flow.power_kw), columns))
        tilt += _tilt(flow, compiled, later, columns)
    tilt += later @ _selection(compiled.columns(model.exported), columns)
    return tilt, sparse.vstack(ramps, format="csc")


def _tilt(flow: Flow, compiled: Compiled, later: FloatArray, columns: int) -> FloatArray:
    """Cost of the work of a flexible asset's parts in (K1), (columns,)."""
    tilt = np.zeros(columns)
    if flow.deciding:
        cost = later[flow.deciding.period]
        for side in (flow.deciding.charge_kw, flow.deciding.discharge_kw):
            at = np.array(compiled.columns(side), dtype=np.int64)
            np.add.at(tilt, at[at >= 0], cost[at >= 0])
    return tilt


def _ramp(horizon: Horizon) -> "sparse.csr_matrix":
    """Takes p to p[t] - p[t⁻] wherever t has a period before it, (K, T)."""
    before = horizon.previous
    ramped = np.flatnonzero(before >= 0)
    ones, k = np.ones(len(ramped)), np.arange(len(ramped))
    shape = (len(ramped), len(horizon))
    here = sparse.csr_matrix((ones, (k, ramped)), shape=shape)
    return here - sparse.csr_matrix((ones, (k, before[ramped])), shape=shape)


def _selection(at: list[int], columns: int) -> "sparse.csr_matrix":
    """Takes x to its columns `at`; a column -1 is zero. (T, columns)"""
    t = np.flatnonzero(np.array(at) >= 0)
    return sparse.csr_matrix((np.ones(len(t)), (t, np.array(at)[t])), shape=(len(at), columns))
