"""Several demands in one run: the caps that cost least, by tangents, (X17) to (X19)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isnan, nan

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.chains import chains
from optdispatch.program.exact.demand import Demand, of_demands
from optdispatch.program.exact.master import Master, Stretch
from optdispatch.program.exact.numbers import (
    BEGIN,
    VALUE,
    Cuts,
    Multipliers,
    Room,
    Runs,
    nothing_found,
)
from optdispatch.program.exact.peaks import peaks
from optdispatch.program.exact.run import beginning, follow, touch
from optdispatch.program.exact.search import (
    AT,
    COST,
    SLOPE,
    Curve,
    Wanted,
    following,
    rising,
)
from optdispatch.program.exact.settling import GAP, TOUCHES

PASSES = 80
STRETCHES = 64
"""A run is cut into no more stretches than this."""
APART = 1e-6
"""Share by which the first caps lie beside the least ones."""
ROUGH = 1e-7
"""Share of the cost at which a demand is settled alone."""


class Coupled:
    """Runs and demands that hang together, and room to plan them."""

    def __init__(
        self,
        which: IntArray,
        named: IntArray,
        demands: Sequence[Demand],
        of: tuple[Runs, Room, FloatArray],
    ) -> None:
        self.which, self.named, self.demands = which, named, demands
        self.runs, self.room, self.found = of
        self.caps = of_demands(demands)
        self.least, self.most, self.due = (np.zeros(len(demands)) for _ in range(3))
        self.energies: list[tuple[float, float]] = []
        self.starts: list[tuple[int, float, float] | None] = []
        self.joints: dict[int, IntArray] = {}
        self.stretches: list[Stretch] = []
        for r in which.tolist():
            self._lay(r)
        self.spans = np.array([(s.at.start, s.at.stop) for s in self.stretches])
        self.counted = [int(self.runs.cap[s.at].max()) for s in self.stretches]

    def settle(self, mixed: Multipliers) -> tuple[int, int]:
        """Touch, and move the caps, until none can be cheaper.

        The best caps are then in `caps`, the runs in their room as they are at these, and what
        proves it in `mixed`. Returns a run and its period that cannot be served, or -1 twice.
        """
        of, least = [self.demands[k] for k in self.named], self.least[self.named]
        x, free = (1 - APART) * least, np.full(len(self.which), nan)
        master = Master(of, self.most[self.named], self.energies, self.stretches)
        best, low = np.inf, -np.inf
        starts = free
        for n in range(PASSES):
            self._set(x)
            self.found[BEGIN, self.which] = starts
            failed = self._touched(master)
            if failed[0] >= 0:
                return failed
            kept = (cost := self._cost()) < best
            if kept:
                best, where = cost, (x, starts)
            if n == 1:
                self._apart(master)
                kept = False
            bound, x = master.solved()
            low, starts = max(low, bound), self._starts(x)
            if best - low <= GAP * max(1.0, abs(best)):
                break
            if not n:
                x, starts = (1 + APART) * least, free
        master.mix(mixed)
        if not kept:
            self._set(where[0])
            self.found[BEGIN, self.which] = where[1]
            self._touch()
        return -1, -1

    def _lay(self, r: int) -> None:
        """Cut a run into stretches of one demand each, and see how high and low each can be."""
        runs, a, b = self.runs, self.runs.bounds[r], self.runs.bounds[r + 1]
        low, high = runs.row("low")[a:b], runs.row("high")[a:b]
        joints = _joints(runs.cap[a:b])
        peaks(runs, r, joints, self.named, self.least, self.most)
        self.least = np.minimum(self.least, self.most)
        first, n = len(self.named) + len(self.energies), len(joints) - 2
        columns: list[int | None] = [None, *range(first, first + n), None]
        self.energies += [(float(low[j - 1]), float(high[j - 1])) for j in joints[1:-1]]
        self.starts.append(None)
        if runs.closed[r] and n:
            columns[0] = columns[-1] = first + n
            self.starts[-1] = first + n, *beginning(runs, r, self.caps, self.room)
            self.energies.append((float(low[-1]), float(high[-1])))
        self.joints[r] = joints
        self.stretches += [
            Stretch(r, slice(s, e), *ends, float(runs.own[r, 2]))
            for (s, e), ends in zip(pairwise((a + joints).tolist()), pairwise(columns), strict=True)
        ]

    def _set(self, x: FloatArray) -> None:
        self.caps.most[self.named] = np.clip(x[: len(self.named)], 0.0, self.most[self.named])

    def _starts(self, x: FloatArray) -> FloatArray:
        return np.array([nan if s is None else np.clip(x[s[0]], *s[1:]) for s in self.starts])

    def _cost(self) -> float:
        """What the runs cost with demands as high as their caps."""
        owed = (self.demands[k].owed(float(self.caps.most[k])) for k in self.named)
        return float(self.found[VALUE, self.which].sum() + sum(owed))

    def _touch(self) -> tuple[Cuts, tuple[int, int]]:
        """What caps are due in each stretch; and a run and its period that cannot be served."""
        cuts = Cuts(self.spans, np.zeros((len(self.spans), 1 + len(self.demands))))
        return cuts, touch(self.runs, self.which, self.caps, self.room, self.found, cuts)

    def _touched(self, master: Master) -> tuple[int, int]:
        """Add a tangent of each stretch."""
        cuts, failed = self._touch()
        if failed[0] >= 0:
            return failed
        worth, q = self.room.worth.copy(), self.room.q.copy()
        due = cuts.least[:, 1 + self.named]
        least = cuts.least[:, 0] + due @ self.caps.most[self.named]
        self.due = cuts.least[:, 1:].sum(axis=0)
        for s, stretch in enumerate(self.stretches):
            owed = {i: due[s, i] for i in np.flatnonzero(due[s]).tolist()}
            master.add(s, least[s], owed, Multipliers(worth[stretch.at], q[stretch.at]))
        return failed

    def _apart(self, master: Master) -> None:
        """Settle stretches alone, from what is stored at their joints now; keep their tangents.

        These are the stretches of a demand that has no other, and that is not at its best yet.
        If they are many, planning all of them together costs less.
        """
        often = Counter(self.counted)
        apart = [s for s, k in enumerate(self.counted) if often[k] == 1 and self._falls(k)]
        if len(apart) > len(self.stretches) / 2:
            return
        energy = np.zeros(self.room.periods)
        follow(self.runs, self.which, self.room, self.found, energy)
        runs, which = chains(self.runs, self.joints, energy, self.room.worth.copy())
        found = nothing_found(runs)
        for s in apart:
            i = int(np.flatnonzero(self.named == self.counted[s])[0])
            for touched, proof in self._alone(runs, which[s], self.counted[s], found):
                least = self._loosened(s, touched, proof, runs.own[which[s]])
                master.add(s, least, {i: -touched[SLOPE]}, proof)

    def _alone(
        self, runs: Runs, r: int, k: int, found: FloatArray
    ) -> Iterator[tuple[FloatArray, Multipliers]]:
        """Look for the best cap of a stretch; what its touches tell, and prove.

        As `settled` does, by the touch that is compiled for several demands anyway: a kernel for
        both would make the first plan of a year on a machine a sixth longer.
        """
        F = Curve(np.empty((TOUCHES, 3)), self.caps.slopes[k], self.caps.levels[k])
        want = Wanted(float(self.least[k]), float(self.most[k]), ROUGH, nan, False)
        at, which = slice(*runs.bounds[r : r + 2]), np.array([r])
        cuts = Cuts(runs.bounds[None, r : r + 2], np.zeros((1, 1 + len(self.demands))))
        a = b = -1
        for n in range(TOUCHES):
            if isnan(D := following(F, n, want, a, b)):
                return
            self.caps.most[k], cuts.least[:] = D, 0.0
            if touch(runs, which, self.caps, self.room, found, cuts)[0] >= 0:
                return
            F.told[n] = D, found[VALUE, r], -cuts.least[0, 1 + k]
            yield F.told[n], Multipliers(self.room.worth[at].copy(), self.room.q[at].copy())
            a, b = (n, b) if rising(F, n, True) < 0 else (a, n)

    def _falls(self, k: int) -> bool:
        """Whether a higher cap costs less, by the last tangents."""
        return bool(self.demands[k].rise(float(self.caps.most[k]), True) < self.due[k])

    def _loosened(self, s: int, touched: FloatArray, proof: Multipliers, own: FloatArray) -> float:
        """The constant of (X19) of a touch, its ends no longer held to what they were."""
        stretch, (_, _, _, _, start, _, end, value) = self.stretches[s], own.tolist()
        least = touched[COST] - touched[SLOPE] * touched[AT]
        if stretch.begin is not None:
            least += stretch.keep * proof.worth[0] * start
        if stretch.end is not None:
            least -= (proof.worth[-1] - value) * end
        return float(least)


def _joints(cap: IntArray) -> IntArray:
    """Where a run passes from one demand to another; only its ends, if that is too often."""
    counted = np.flatnonzero(cap >= 0)
    changes = counted[1:][np.diff(cap[counted]) != 0]
    return np.array([0, *(changes if len(changes) < STRETCHES else []), len(cap)])
