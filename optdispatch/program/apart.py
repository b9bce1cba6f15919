"""A long program solved in blocks, whose bases are glued into one to start from.

The months of a year are joined by little: the energy with which one hands over to the next. Each
block is solved alone, the last first. What it sees of the others is at its lower bound (storage
is handed over empty); what it hands over is worth what the duals of those already solved say.
The whole program then starts from the glued basis, and proves it or mends it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.matrices import Matrices
from optdispatch.program.start import ANY, Start, basis

Solved = Callable[[Matrices, Start], tuple[Any, FloatArray] | None]
"""Solves a block: its basis and its duals, or None."""


def glued(program: Matrices, start: Start, solved: Solved) -> Any:
    """A basis to start from, made of those of the blocks.

    It is the one without blocks where the program does not come apart, or a block has no solution.
    """
    inside = None if start.blocks is None else _inside(program.A, start.blocks)
    if inside is None:
        return start.basis(len(program.c))
    of_row, of_column = inside
    A, y = program.A.tocsr(), np.zeros(program.A.shape[0])
    seen = np.where(np.isfinite(program.lower), program.lower, 0.0)
    columns, rows = np.empty(A.shape[1], object), np.empty(A.shape[0], object)
    for block in reversed(range(of_row.max() + 1)):
        i, j = np.flatnonzero(of_row == block), np.flatnonzero(of_column == block)
        worth = program.c[j] - (A.T @ y)[j]
        found = solved(_part(program, A[i], (i, j), worth, seen), start.part(i, j))
        if found is None:
            return start.basis(len(program.c))
        ended, y[i] = found
        rows[i], columns[j] = ended.row_status, ended.col_status
    return basis(columns, rows)


def _inside(A: Any, blocks: IntArray) -> tuple[IntArray, IntArray] | None:
    """The block of each row, that of most of its columns, and of each column."""
    K, j = int(blocks.max(initial=ANY)) + 1, np.flatnonzero(blocks != ANY)
    if K < 2:
        return None
    pattern = sparse.csc_matrix((np.ones(A.nnz), A.indices, A.indptr), shape=A.shape)
    known = sparse.csr_matrix((np.ones(len(j)), (j, blocks[j])), shape=(len(blocks), K))
    count = (pattern @ known).toarray()
    of_row = count.argmax(axis=1)
    rows = sparse.csr_matrix((np.ones(len(of_row)), (np.arange(len(of_row)), of_row)), count.shape)
    seen_in = (pattern.T @ rows).toarray()
    several = (blocks == ANY) & ((seen_in > 0).sum(axis=1) > 1)
    if several.any() or (count.max(axis=1) == 0).any():
        return None
    return of_row, np.where(blocks == ANY, seen_in.argmax(axis=1), blocks)


def _part(
    program: Matrices, A: Any, at: tuple[IntArray, IntArray], worth: FloatArray, seen: FloatArray
) -> Matrices:
    """Some rows (`A`) and columns of a program, with all other columns as they are seen."""
    i, j = at
    others = seen.copy()
    others[j] = 0.0
    moved = A @ others
    return Matrices(
        worth,
        0.0,
        A[:, j].tocsc(),
        program.row_lower[i] - moved,
        program.row_upper[i] - moved,
        program.lower[j],
        program.upper[j],
        program.integer[j],
    )
