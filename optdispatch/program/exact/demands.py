"""Several demands in one run: the caps that cost least, by cuts, (X17) to (X19)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import highspy
import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.chains import chains
from optdispatch.program.exact.demand import APART, GAP, PASSES, Demand, Settling, of_demands
from optdispatch.program.exact.numbers import (
    Cuts,
    Found,
    Multipliers,
    Runs,
    Work,
    nothing_found,
)
from optdispatch.program.exact.peaks import peaks
from optdispatch.program.exact.run import FREE, beginning, follow, touch

STRETCHES = 64
"""A run is cut into no more stretches than this."""
ROUGH = 1e-7
"""Share of the cost at which a demand is settled alone."""
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
        self.counted: list[int] = []
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
        K, free = len(self.named), np.full(len(self.which), FREE)
        below, above = (np.r_[(1 + by) * x[:K], x[K:]] for by in (-APART, APART))
        best, low, x, starts = np.inf, -np.inf, below, free
        for n in range(PASSES):
            self._set(x)
            if not self._cut(master, starts, work, found):
                return None
            if (cost := self._cost(found)) < best:
                best, where = cost, (x, starts)
            if n == 1:
                self._apart(master, starts, work, found)
            master.run()
            low = max(low, master.getInfo().objective_function_value)
            if best - low <= GAP * max(1.0, abs(best)):
                break
            x = np.array(master.getSolution().col_value) if n else above
            starts = self._starts(x) if n else free
        self._mix(np.array(master.getSolution().row_dual), mixed)
        self._set(where[0])
        return where[1]

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
        self.counted += [int(runs.cap[s:e].max()) for s, e in pairwise((a + joints).tolist())]

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

    def _cut(self, master: highspy.Highs, starts: FloatArray, work: Work, found: Found) -> bool:
        """Add a cut of each stretch; False where a run cannot be served."""
        shape, q = (len(self.stretches), 1 + len(self.demands)), np.zeros(len(self.runs.buy))
        spans = np.array([(s.at.start, s.at.stop) for s in self.stretches])
        cuts = Cuts(spans, q, np.zeros(shape))
        if touch(self.runs, np.array(self.which), starts, self.caps, work, found, cuts)[0] >= 0:
            return False
        worth, due = work.path.worth.copy(), cuts.least[:, 1 + self.named]
        least = cuts.least[:, 0] + due @ self.caps.most[self.named]
        self.due = cuts.least[:, 1:].sum(axis=0)
        for s, stretch in enumerate(self.stretches):
            owed = {i: due[s, i] for i in np.flatnonzero(due[s]).tolist()}
            self._row(master, s, least[s], owed, Multipliers(worth[stretch.at], q[stretch.at]))
        return True

    def _row(
        self, master: highspy.Highs, s: int, least: float, owed: dict[int, float],
        proof: Multipliers,
    ) -> None:  # fmt: skip
        """(X19): what a stretch costs at least, less what more of caps and energies saves it."""
        stretch, row = self.stretches[s], {self.theta + s: 1.0} | owed
        for column, worth in self._ends(stretch, proof.worth):
            row[column] = row.get(column, 0.0) + worth
        columns, factors = np.array(list(row), dtype=np.int32), np.array(list(row.values()))
        master.addRow(least, INFINITY, len(row), columns, factors)
        self.rows.append((s, proof))

    def _ends(self, stretch: Stretch, worth: FloatArray) -> Iterator[tuple[int, float]]:
        """Columns of a stretch's joints, and what a kWh there is worth."""
        if stretch.begin is not None:
            yield stretch.begin, float(self.runs.own[stretch.run, 2] * worth[0])
        if stretch.end is not None:
            yield stretch.end, -float(worth[-1])

    def _apart(self, master: highspy.Highs, starts: FloatArray, work: Work, found: Found) -> None:
        """Settle stretches alone, from what is stored at their joints now; keep their tangents.

        These are the stretches of a demand that has no other, and that is not at its best yet.
        If they are many, planning all of them together costs less.
        """
        often, slopes = Counter(self.counted), self.due
        apart = [
            s
            for s, k in enumerate(self.counted)
            if often[k] == 1 and self.demands[k].rise(self.caps.most[k], True) < slopes[k]
        ]
        if len(apart) > len(self.stretches) / 2:
            return
        energy = np.zeros(len(self.runs.buy))
        follow(self.runs, np.array(self.which), starts, work, found, energy)
        joints = dict(zip(self.which, self.joints, strict=True))
        runs, which = chains(self.runs, joints, energy, work.path.worth.copy())
        of = runs, work, nothing_found(runs)
        for s in apart:
            r, k = which[s], self.counted[s]
            one = Settling(k, self.demands[k], np.array([r]), self.caps, of)
            one.settle(self.least[k], self.most[k], ROUGH)
            i, own = int(np.flatnonzero(self.named == k)[0]), runs.own[r]
            for at, value, slope, worth, q in one.tangents:
                least = value - slope * at
                if self.stretches[s].begin is not None:
                    least += own[2] * worth[0] * own[4]
                if self.stretches[s].end is not None:
                    least -= (worth[-1] - own[7]) * own[6]
                self._row(master, s, least, {i: -slope}, Multipliers(worth, q))

    def _mix(self, duals: FloatArray, mixed: Multipliers) -> None:
        """λ and q of (X15): of each stretch the mean over its cuts, by their duals."""
        y = np.maximum(duals[self.hinges :], 0.0)
        of = np.array([s for s, _ in self.rows])
        total = np.bincount(of, weights=y)
        share = y / np.where(total > 0, total, 1.0)[of]
        for (s, kept), part in zip(self.rows, share.tolist(), strict=True):
            if part > 0:
                at = self.stretches[s].at
                mixed.worth[at] += part * kept.worth
                mixed.q[at] += part * kept.q


def _joints(cap: IntArray) -> IntArray:
    """Where a run passes from one demand to another; only its ends, if that is too often."""
    counted = np.flatnonzero(cap >= 0)
    changes = counted[1:][np.diff(cap[counted]) != 0]
    return np.array([0, *(changes if len(changes) < STRETCHES else []), len(cap)])
