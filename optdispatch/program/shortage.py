"""Why a program has no solution: who goes without, or the hour and the power that is missing.

    min   Σ_n short[n]                                                        (F1)
    s.t.  short[n] added to each need of a flexible asset's parts

If that has a solution, a need is what cannot be met. Else the bus is:

    min   Σ_t short[t] + spill[t]                                             (F2)
    s.t.  (M2) with short[t] added to the bus and spill[t] taken from it

Everything else stands as it was.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.program.compiling import Compiled
from optdispatch.program.highs import solved
from optdispatch.program.matrices import Columns, Matrices
from optdispatch.program.model import Model

NOTHING = 1e-6
"""Energy that nobody misses. [kWh]"""


def explained(model: Model, compiled: Compiled, horizon: Horizon) -> str:
    """One line: what is missing or too much, for whom or when."""
    return _needs(model, compiled) or _bus(model, compiled, horizon)


def _needs(model: Model, compiled: Compiled) -> str | None:
    """(F1): the need that misses most, and how many more do."""
    needs = {
        f"{name}: {who}": compiled.row[id(row)]
        for name, flow in model.flows.items()
        if flow.deciding
        for who, row in flow.deciding.needs.items()
    }
    missing = _least(compiled.matrices, [*needs.values()], np.ones(len(needs))) if needs else None
    if missing is None or missing.max() <= NOTHING:
        return None
    short = np.flatnonzero(missing > NOTHING)
    worst = int(np.argmax(missing))
    more = f"; {len(short) - 1} more go short" if len(short) > 1 else ""
    who = [*needs][worst]
    return f"{who} leaves without {missing[worst]:,.4g} kWh of what it needs{more}"


def _bus(model: Model, compiled: Compiled, horizon: Horizon) -> str:
    """(F2)."""
    T = len(horizon)
    rows = compiled.rows(model.pyomo.balance)
    gap = _least(compiled.matrices, [*rows, *rows], np.repeat([1.0, -1.0], T))
    if gap is None:
        return "the limits of its assets contradict each other"
    t = int(np.argmax(gap)) % T
    when = horizon.index[t].strftime("%Y-%m-%d %H:%M")
    if gap[t] >= gap[T + t]:
        limit = model.imported[t].ub
        hold = f"; the import limit is {limit:,.1f} kW" if limit is not None else ""
        return f"{when}: {gap[t]:,.1f} kW of the load cannot be served{hold}"
    return f"{when}: {gap[T + t]:,.1f} kW has nowhere to go; raise export_limit_kw"


def _least(program: Matrices, rows: Sequence[int], sides: FloatArray) -> FloatArray | None:
    """The least that must be added to some rows for a solution; None: that gives none."""
    n, K = len(program.c), len(rows)
    slack = sparse.csc_matrix((sides, (np.array(rows), np.arange(K))), (program.A.shape[0], K))
    one, nothing = np.ones(K), np.zeros(K)
    columns = Columns(one, nothing, np.full(K, np.inf), np.zeros(K, dtype=np.bool_))
    elastic = replace(
        program.extended(columns, sparse.csc_matrix((0, n + K)), np.zeros(0), np.zeros(0)),
        c=np.concatenate([np.zeros(n), columns.c]),
        A=sparse.hstack([program.A, slack], format="csc"),
    )
    found = solved(elastic)
    return None if found is None else found.x[n:]
