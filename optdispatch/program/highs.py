"""HiGHS: a program is handed to it as arrays, and its solution read back.

A linear program is solved by the dual simplex method with Devex prices. What a presolve would
find first, (N1) and (N2), is taken out before, for less. Each call has a `Highs` object of its
own, which holds no lock of Python's while it runs: threads solve side by side. A solution keeps
the basis in which it ended, and a program of the same shape may start there.
"""

from collections.abc import Mapping
from typing import Any

import highspy
import numpy as np

from optdispatch.horizon import IntArray
from optdispatch.program.apart import glued
from optdispatch.program.matrices import Matrices, Solution
from optdispatch.program.tight import tightened

DEVEX = {"presolve": "off", "simplex_dual_edge_weight_strategy": 1}
"""0.4 to 0.7 of the time of the default on what `tightened` leaves."""
MIXED = {"mip_rel_gap": 1e-9, "mip_feasibility_tolerance": 1e-9}


def solved(
    program: Matrices,
    start: Any = None,
    blocks: IntArray | None = None,
    *,
    presolved: bool = False,
) -> Solution | None:
    """Solve a program; None where nothing satisfies it.

    `start` is the basis of a solution whose program had the same shape, and `blocks` is what
    `glued` makes one of. `presolved` leaves it to HiGHS to look for more than `tightened` finds,
    which pays where much is held. Raises `RuntimeError` where the solver neither solves nor
    refuses: the programs that this package writes are bounded, so that is a fault of the
    program, not of what a user wrote.
    """
    tight = tightened(program)
    if program.integer.any() or presolved:
        found = run(tight.program, MIXED)
    else:
        if blocks is not None:
            start = glued(tight.program, blocks[tight.columns], lambda part: run(part, DEVEX))
        found = run(tight.program, DEVEX, start)
    return None if found is None else tight.restored(found)


def run(program: Matrices, options: Mapping[str, Any], start: Any = None) -> Solution | None:
    """Solve a program as it is; see `solved`."""
    highs = highspy.Highs()
    for name, value in {"output_flag": False, **options}.items():
        highs.setOptionValue(name, value)
    A, (rows, columns) = program.A, program.A.shape
    highs.passModel(
        columns, rows, A.nnz, 1, 1, program.offset, program.c,
        program.lower, program.upper, program.row_lower, program.row_upper,
        A.indptr, A.indices, A.data, program.integer.astype(np.int32),
    )  # fmt: skip
    if start is not None and (len(start.col_status), len(start.row_status)) == (columns, rows):
        highs.setBasis(start)
    highs.run()
    status, known = highs.getModelStatus(), highspy.HighsModelStatus
    if status in {known.kInfeasible, known.kUnboundedOrInfeasible}:
        return None
    if status != known.kOptimal:
        raise RuntimeError(f"HiGHS stopped with {highs.modelStatusToString(status)}")
    found = highs.getSolution()
    return Solution(
        x=np.array(found.col_value),
        reduced=np.array(found.col_dual),
        y=np.array(found.row_dual),
        bound=highs.getInfo().mip_dual_bound,
        basis=highs.getBasis(),
    )
