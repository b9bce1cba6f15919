"""HiGHS: a program is handed to it as arrays, and its solution read back.

A linear program is solved by the dual simplex method with Devex prices. What a presolve would
find first, (N1) and (N2), is taken out before, for less, and what it would not find, (N4). A
`Start` spares most of the steps.
`Highs` holds no lock of Python's while it runs, so threads that have one each solve side by side.
"""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import highspy
import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.apart import glued
from optdispatch.program.matrices import Matrices, Solution
from optdispatch.program.start import Start
from optdispatch.program.tight import Shape, Tight, tightened

DEVEX = {"presolve": "off", "simplex_dual_edge_weight_strategy": 1}
"""0.4 to 0.7 of the time of the default on what `tightened` leaves."""
MIXED = {"mip_rel_gap": 1e-9, "mip_feasibility_tolerance": 1e-9}


def solved(program: Matrices, start: Start | None = None) -> Solution | None:
    """Solve one program; see `Loaded.solved`."""
    return Loaded(MIXED if program.integer.any() else DEVEX).solved(program, start)


def presolved(program: Matrices) -> FloatArray | None:
    """The columns in a best solution of a linear program in which much is held, or None.

    HiGHS's presolve looks for more than `tightened` finds, and what it leaves is solved. Duals are
    not brought back: that would take a third as long again.
    """
    fixed = program.lower == program.upper
    tight = tightened(program, Shape.of(program, fixed, in_pairs=False))
    left = None if tight.is_broken else Loaded({}).presolved(tight.program)
    return None if left is None else tight.values(left)


class Loaded:
    """A `Highs` object, and what it holds; not for two threads at once.

    A program with the matrix of the last is handed over in numbers only, and starts where that
    ended.
    """

    def __init__(self, options: Mapping[str, Any] = DEVEX) -> None:
        self._highs = highspy.Highs()
        for name, value in {"output_flag": False, **options}.items():
            self._highs.setOptionValue(name, value)
        self._program: Matrices | None = None
        self._shape: Shape | None = None

    def solved(self, program: Matrices, start: Start | None = None) -> Solution | None:
        """Solve a program; None where nothing satisfies it.

        `start` is what `glued` makes a first basis of. Raises `RuntimeError` where the solver
        neither solves nor refuses: the programs that this package writes are bounded, so that is
        a fault of the program, not of what a user wrote.
        """
        tight = tightened(program, self._shape)
        found = self._left(tight, start)
        if found and tight.misses(found[0]):
            tight = tightened(program, Shape.of(program, tight.shape.fixed, in_pairs=False))
            found = self._left(tight, start)
        self._shape = tight.shape
        return tight.restored(*found) if found else None

    def _left(
        self, tight: Tight, start: Start | None
    ) -> tuple[FloatArray, FloatArray, float] | None:
        """Solve what is left of a program: its columns, duals and bound."""
        if tight.is_broken:
            return None
        self._take(tight.program)
        if start is not None:
            left = start.part(tight.shape.rows, tight.shape.columns)
            self.start(glued(tight.program, left, _block))
        return self._run()

    def untouched(
        self, program: Matrices, start: Start | None = None
    ) -> tuple[FloatArray, FloatArray, float] | None:
        """Solve a program that nothing is taken out of: its columns, duals and bound."""
        self._take(program)
        if start is not None:
            self.start(start.basis(len(program.c)))
        return self._run()

    def presolved(self, program: Matrices) -> FloatArray | None:
        """Solve what HiGHS's presolve leaves of a program: its columns."""
        self._take(program)
        highs, known, rest = self._highs, highspy.HighsPresolveStatus, Loaded()
        highs.presolve()
        if highs.getModelPresolveStatus() in {known.kInfeasible, known.kUnboundedOrInfeasible}:
            return None
        rest._highs.passModel(highs.getPresolvedLp())
        if rest._run() is None:
            return None
        found = rest._highs.getSolution()
        found.dual_valid = False
        highs.postsolve(found)
        whole = highs.getSolution()
        if not whole.value_valid:
            raise RuntimeError("HiGHS does not take back what its presolve did")
        return np.array(whole.col_value)

    @property
    def basis(self) -> Any:
        """Where the last solution ended."""
        return self._highs.getBasis()

    def start(self, basis: Any) -> None:
        """Start the next solution at a basis of what is held."""
        self._highs.setBasis(basis)

    def _take(self, p: Matrices) -> None:
        """Hand over a program, or what is new of it."""
        last, A, (rows, columns) = self._program, p.A, p.A.shape
        if last is not None and last.A is A and (last.integer == p.integer).all():
            self._renew(last, p)
        else:
            self._highs.passModel(
                columns, rows, A.nnz, 1, 1, p.offset, p.c, p.lower, p.upper,
                p.row_lower, p.row_upper, A.indptr, A.indices, A.data, p.integer.astype(np.int32),
            )  # fmt: skip
        self._program = p

    def _renew(self, last: Matrices, p: Matrices) -> None:
        """Hand over the numbers that are not what they were."""
        highs = self._highs
        c = _other((last.c, p.c))
        x = _other((last.lower, p.lower), (last.upper, p.upper))
        r = _other((last.row_lower, p.row_lower), (last.row_upper, p.row_upper))
        highs.changeColsCost(len(c), c, p.c[c])
        highs.changeColsBounds(len(x), x, p.lower[x], p.upper[x])
        highs.changeRowsBounds(len(r), r, p.row_lower[r], p.row_upper[r])
        highs.changeObjectiveOffset(p.offset)

    def _run(self) -> tuple[FloatArray, FloatArray, float] | None:
        """Solve what is held: columns, duals of rows, and the bound that integers have."""
        highs, known = self._highs, highspy.HighsModelStatus
        highs.run()
        status = highs.getModelStatus()
        if status in {known.kInfeasible, known.kUnboundedOrInfeasible}:
            return None
        if status not in {known.kOptimal, known.kModelEmpty}:
            raise RuntimeError(f"HiGHS stopped with {highs.modelStatusToString(status)}")
        found, bound = highs.getSolution(), highs.getInfo().mip_dual_bound
        return np.array(found.col_value), np.array(found.row_dual), bound


def _block(part: Matrices, start: Start) -> tuple[Any, FloatArray] | None:
    """Where the solution of a part ends, and its duals; None where there is none."""
    loaded = Loaded()
    found = loaded.untouched(part, start)
    return (loaded.basis, found[1]) if found else None


def _other(*pairs: tuple[FloatArray, FloatArray]) -> Any:
    """Where one of several pairs of arrays differs."""
    changed = reduce(np.logical_or, (old != new for old, new in pairs))
    return np.flatnonzero(changed).astype(np.int32)
