"""Why a program has no solution: the hour, and the power that is missing.

    min   Σ_t short[t] + spill[t]                                             (F1)
    s.t.  (M2) with short[t] added to the bus and spill[t] taken from it

Everything else stands as it was.
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from optdispatch.horizon import Horizon
from optdispatch.program.matrices import INFINITY, Columns, Compiled, solved
from optdispatch.program.model import Model


def explained(model: Model, compiled: Compiled, horizon: Horizon) -> str:
    """One line: what is missing or too much, and when."""
    program = compiled.matrices
    T, n = len(horizon), len(program.c)
    rows = np.array([compiled.row[id(model.pyomo.balance[t])] for t in range(T)])
    sides = np.concatenate([np.ones(T), -np.ones(T)])
    at = (np.concatenate([rows, rows]), np.arange(2 * T))
    slack = sparse.csc_matrix((sides, at), shape=(program.A.shape[0], 2 * T))
    one, nothing = np.ones(2 * T), np.zeros(2 * T)
    columns = Columns(one, nothing, np.full(2 * T, INFINITY), np.zeros(2 * T, dtype=np.bool_))
    elastic = replace(
        program.extended(columns, sparse.csc_matrix((0, n + 2 * T)), np.zeros(0), np.zeros(0)),
        c=np.concatenate([np.zeros(n), columns.c]),
        A=sparse.hstack([program.A, slack], format="csc"),
    )
    found = solved(elastic)
    if found is None:
        return "the limits of its assets contradict each other"
    gap = found.x[n:]
    t = int(np.argmax(gap)) % T
    when = horizon.index[t].strftime("%Y-%m-%d %H:%M")
    if gap[t] >= gap[T + t]:
        limit = model.imported[t].ub
        hold = f"; the import limit is {limit:,.1f} kW" if limit is not None else ""
        return f"{when}: {gap[t]:,.1f} kW of the load cannot be served{hold}"
    return f"{when}: {gap[T + t]:,.1f} kW has nowhere to go; raise export_limit_kw"
