"""A long program solved in blocks, whose bases are glued into one to start from.

The months of a year are joined by little: the energy with which one hands over to the next.
Each block is solved alone, with what it sees of the others at its lower bound (storage is
handed over empty). The whole program then starts from the glued basis, and proves it or mends it.
"""

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from optdispatch.horizon import IntArray
from optdispatch.program.matrices import Matrices

ANY = -1
"""A column that lies wherever its rows do."""


def glued(program: Matrices, blocks: IntArray, basis: Callable[[Matrices], Any]) -> Any:
    """A basis to start from; None where the program does not come apart.

    `blocks` says of each column in which block it lies, 0 and up, or `ANY`; `basis` finds that
    of a block, or None.
    """
    inside = _inside(program.A, blocks)
    if inside is None:
        return None
    of_row, of_column = inside
    A, seen = program.A.tocsr(), np.where(np.isfinite(program.lower), program.lower, 0.0)
    columns, rows = np.empty(A.shape[1], object), np.empty(A.shape[0], object)
    for block in range(blocks.max() + 1):
        i, j = np.flatnonzero(of_row == block), np.flatnonzero(of_column == block)
        part = basis(_part(program, A[i], i, j, seen))
        if part is None:
            return None
        rows[i], columns[j] = list(part.row_status), list(part.col_status)
    whole = highspy.HighsBasis()
    whole.valid, whole.col_status, whole.row_status = True, columns.tolist(), rows.tolist()
    return whole


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


def _part(program: Matrices, A: Any, i: IntArray, j: IntArray, seen: Any) -> Matrices:
    """The rows `i` (of `A`) and columns `j` of a program, with all others as they are seen."""
    others = seen.copy()
    others[j] = 0.0
    moved = A @ others
    return Matrices(
        program.c[j],
        0.0,
        A[:, j].tocsc(),
        program.row_lower[i] - moved,
        program.row_upper[i] - moved,
        program.lower[j],
        program.upper[j],
        program.integer[j],
    )
