"""The master program of several demands, (X18), by HiGHS: caps and energies over tangents."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import highspy
import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import Multipliers

INFINITY = highspy.kHighsInf
TOLERANCE = 1e-10


class Stretch(NamedTuple):
    """Periods of a run between two joints, and the columns of what is stored there."""

    run: int
    at: slice
    begin: int | None
    end: int | None
    keep: float
    """a of its run."""

    def ends(self, worth: FloatArray) -> Iterator[tuple[int, float]]:
        """Columns of its joints, and what a kWh there adds to (X19)."""
        if self.begin is not None:
            yield self.begin, self.keep * float(worth[0])
        if self.end is not None:
            yield self.end, -float(worth[-1])


class Master:
    """(X18), and the tangents of its stretches.

    Columns: caps, energies at joints, costs of stretches, excesses over the hinges of φ.
    """

    def __init__(
        self,
        demands: Sequence[Demand],
        most: FloatArray,
        energies: Sequence[tuple[float, float]],
        stretches: Sequence[Stretch],
    ) -> None:
        """`most` are the greatest caps; energies at joints lie between the least and greatest."""
        self.stretches, self.highs = stretches, highspy.Highs()
        self.rows: list[tuple[int, Multipliers]] = []
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self.highs.setOptionValue(option, TOLERANCE)
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("presolve", "off")
        hinges = [
            (i, slope, level)
            for i, demand in enumerate(demands)
            for slope, level in zip(*demand, strict=True)
        ]
        K, J, S, H = len(demands), len(energies), len(stretches), len(hinges)
        low, high = np.array(energies).reshape(-1, 2).T
        lower = [np.zeros(K), low, np.full(S, -INFINITY), np.zeros(H)]
        self.hinges, self.theta, n = H, K + J, K + J + S + H
        self.highs.addVars(n, np.concatenate(lower), np.r_[most, high, np.full(S + H, INFINITY)])
        cost = np.r_[np.zeros(K + J), np.ones(S), [slope for _, slope, _ in hinges]]
        self.highs.changeColsCost(n, np.arange(n, dtype=np.int32), cost)
        for j, (i, _, level) in enumerate(hinges):
            self._row(-level, {n - H + j: 1.0, i: -1.0})

    def add(self, s: int, least: float, owed: dict[int, float], proof: Multipliers) -> None:
        """(X19): what a stretch costs at least, less what more of caps and energies saves it.

        `owed` is Q by the number of the demand; `proof` are arrays of the stretch's periods.
        """
        row = {self.theta + s: 1.0} | owed
        for column, worth in self.stretches[s].ends(proof.worth):
            row[column] = row.get(column, 0.0) + worth
        self._row(least, row)
        self.rows.append((s, proof))

    def _row(self, least: float, row: dict[int, float]) -> None:
        columns, factors = np.array(list(row), dtype=np.int32), np.array(list(row.values()))
        self.highs.addRow(least, INFINITY, len(row), columns, factors)

    def solved(self) -> tuple[float, FloatArray]:
        """A cost that no caps go below, and the caps and energies that would have it."""
        self.highs.run()
        return (
            float(self.highs.getInfo().objective_function_value),
            np.array(self.highs.getSolution().col_value),
        )

    def mix(self, mixed: Multipliers) -> None:
        """λ and q of (X15): of each stretch the mean over its tangents, by their duals."""
        y = np.maximum(np.array(self.highs.getSolution().row_dual)[self.hinges :], 0.0)
        of = np.array([s for s, _ in self.rows])
        total = np.bincount(of, weights=y)
        share = y / np.where(total > 0, total, 1.0)[of]
        for (s, proof), part in zip(self.rows, share.tolist(), strict=True):
            if part > 0:
                at = self.stretches[s].at
                mixed.worth[at] += part * proof.worth
                mixed.q[at] += part * proof.q
