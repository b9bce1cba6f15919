"""Several demands in one run: the caps that cost least, by cuts, (X17) to (X19)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import highspy
import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.demand import APART, GAP, PASSES, Demand, of_demands
from optdispatch.program.exact.numbers import Dues, Found, Multipliers, Runs, Work
from optdispatch.program.exact.peaks import peaks
from optdispatch.program.exact.run import FREE, beginning, touch

STRETCHES = 64
"""A run is cut into no more stretches than this."""
INFINITY = highspy.kHighsInf


class Stretch(NamedTuple):
    """Periods of a run between two joints, and the columns of what is stored there."""

    run: int
    at: slice
    begin: int | None
    end: int | None


class Master:
    """(X18): the master program of some runs and their demands, and its cuts."""

    def __init__(
        self, runs: Runs, which: Sequence[int], named: IntArray, demands: Sequence[Demand]
    ) -> None:
        K = len(demands)
        self.runs, self.which, self.named, self.demands = runs, which, named, demands
        self.caps = of_demands(demands)
        self.least, self.most = np.zeros(K), np.zeros(K)
        self.bounds: list[tuple[float, float]] = []
        self.starts: list[int | None] = []
        self.joints: list[IntArray] = []
        self.stretches: list[Stretch] = []
        self.rows: list[tuple[int, Multipliers]] = []

    def settle(self, work: Work, found: Found, mixed: Multipliers) -> FloatArray | None:
        """Plan, cut, and move the caps, until no plan can be cheaper.

        Returns how the runs begin, `FREE` or a number, with the best caps in `caps` and what
        proves them in `mixed`; or None, where a run cannot be served.
        """
        for r in self.which:
            self._lay(r, work)
        master = self._master()
        x = np.concatenate([self.least[self.named], [b[1] for b in self.bounds]])
        K = len(self.named)
        below, above = (np.r_[(1 + by) * x[:K], x[K:]] for by in (-APART, APART))
        best, where, low, x = np.inf, x, -np.inf, below
        for n in range(PASSES):
            self._set(x)
            if not self._cut(master, self._starts(x), work, found):
                return None
            cost = self._cost(found)
            best, where = (cost, x) if cost < best else (best, where)
            master.run()
            low = max(low, master.getInfo().objective_function_value)
            if best - low <= GAP * max(1.0, abs(best)):
                break
            x = np.array(master.getSolution().col_value) if n else above
        self._mix(np.array(master.getSolution().row_dual), mixed)
        self._set(where)
        return self._starts(where)

    def _lay(self, r: int, work: Work) -> None:
        """Cut a run into stretches of one demand each, and see how high and low each can be."""
        runs, a, b = self.runs, self.runs.bounds[r], self.runs.bounds[r + 1]
        low, high = runs.low[a:b], runs.high[a:b]
        joints = _joints(runs.cap[a:b])
        peaks(runs, r, joints, self.named, self.least, self.most)
        self.least = np.minimum(self.least, self.most)
        K, first, n = len(self.named), len(self.bounds), len(joints) - 2
        columns: list[int | None] = [None, *range(K + first, K + first + n), None]
        self.bounds += [(float(low[j - 1]), float(high[j - 1])) for j in joints[1:-1]]
        start = None
        if runs.closed[r] and n:
            start = columns[0] = columns[-1] = K + len(self.bounds)
            self.bounds.append(beginning(runs, r, self.caps, work))
        self.starts.append(start)
        self.joints.append(joints)
        self.stretches += [
            Stretch(r, slice(s, e), columns[i], columns[i + 1])
            for i, (s, e) in enumerate(pairwise((a + joints).tolist()))
        ]

    def _set(self, x: FloatArray) -> None:
        self.caps.most[self.named] = np.clip(x[: len(self.named)], 0.0, self.most[self.named])

    def _starts(self, x: FloatArray) -> FloatArray:
        K = len(self.named)
        return np.array(
            [FREE if s is None else np.clip(x[s], *self.bounds[s - K]) for s in self.starts]
        )

    def _cost(self, found: Found) -> float:
        """What the runs cost with demands as high as their caps."""
        cost = float(found.value[list(self.which)].sum())
        for k in self.named:
            cost += self.demands[k].owed(float(self.caps.most[k]))
        return cost

    def _master(self) -> highspy.Highs:
        """Columns: caps, energies at joints, costs of stretches, excesses over hinges."""
        highs, K, S = highspy.Highs(), len(self.named), len(self.stretches)
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            highs.setOptionValue(option, 1e-10)
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("presolve", "off")
        hinges = [
            (i, slope, level)
            for i, k in enumerate(self.named)
            for slope, level in zip(*self.demands[k], strict=True)
        ]
        H, low, high = len(hinges), [b[0] for b in self.bounds], [b[1] for b in self.bounds]
        n = K + len(low) + S + H
        least = (1 - APART) * self.least[self.named]
        lower = np.concatenate([least, low, np.full(S, -INFINITY), np.zeros(H)])
        upper = np.concatenate([self.most[self.named], high, np.full(S + H, INFINITY)])
        highs.addVars(n, lower, upper)
        cost = np.concatenate([np.zeros(K + len(low)), np.ones(S), [h[1] for h in hinges]])
        highs.changeColsCost(n, np.arange(n, dtype=np.int32), cost)
        for j, (i, _, level) in enumerate(hinges):
            at = np.array([n - H + j, i], dtype=np.int32)
            highs.addRow(-level, INFINITY, 2, at, np.array([1.0, -1.0]))
        self.hinges, self.theta = H, K + len(low)
        return highs

    def _cut(
        self, master: highspy.Highs, starts: FloatArray, work: Work, found: Found
    ) -> bool:
        """(X19): add a cut of each stretch; False where a run cannot be served."""
        q, cuts = np.zeros(len(self.runs.buy)), np.zeros((len(self.stretches), 1 + len(self.demands)))
        spans = np.array([(s.at.start, s.at.stop) for s in self.stretches])
        args = starts, self.caps, spans, work, found, Dues(q, q[:0]), cuts
        if touch(self.runs, np.array(self.which), *args)[0] >= 0:
            return False
        kept = Multipliers(work.path.worth.copy(), q)
        due = cuts[:, 1 + self.named]
        values = cuts[:, 0] + due @ self.caps.most[self.named]
        for s, stretch in enumerate(self.stretches):
            row = {self.theta + s: 1.0} | {i: due[s, i] for i in np.flatnonzero(due[s]).tolist()}
            for column, worth in self._ends(stretch, kept.worth):
                row[column] = row.get(column, 0.0) + worth
            columns, factors = np.array(list(row), dtype=np.int32), np.array(list(row.values()))
            master.addRow(values[s], INFINITY, len(row), columns, factors)
            self.rows.append((s, kept))
        return True

    def _ends(self, stretch: Stretch, worth: FloatArray) -> Iterator[tuple[int, float]]:
        """Columns of a stretch's joints, and what a kWh there is worth."""
        at, keep = stretch.at, float(self.runs.own[stretch.run, 2])
        if stretch.begin is not None:
            yield stretch.begin, keep * float(worth[at.start])
        if stretch.end is not None:
            yield stretch.end, -float(worth[at.stop - 1])

    def _mix(self, duals: FloatArray, mixed: Multipliers) -> None:
        """λ and q of (X15): of each stretch the mean over its cuts, by their duals."""
        y = np.maximum(duals[self.hinges :], 0.0)
        of = np.array([s for s, _ in self.rows])
        total = np.bincount(of, weights=y)
        share = y / np.where(total > 0, total, 1.0)[of]
        for (s, kept), part in zip(self.rows, share.tolist(), strict=True):
            if part > 0:
                at = self.stretches[s].at
                mixed.worth[at] += part * kept.worth[at]
                mixed.q[at] += part * kept.q[at]


def _joints(cap: IntArray) -> IntArray:
    """Where a run passes from one demand to another; only its ends, if that is too often."""
    counted = np.flatnonzero(cap >= 0)
    changes = counted[1:][np.diff(cap[counted]) != 0]
    return np.array([0, *(changes if len(changes) < STRETCHES else []), len(cap)])
