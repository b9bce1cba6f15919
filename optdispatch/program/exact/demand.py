"""One demand: the cap that costs least, by tangents.

    F(D) = φ(D) + Σ_r V_r(D),   F ≥ φ(D) + max_i { V_i + s_i·(D - D_i) }            (X20)

A plan at D_i gives V_i and s_i = -Q_i; what it imports above the cap costs more than the demand
that it then has, so its cost can be had. Where F rises from the least cap that any plan can have,
that cap is best, and (X28) proves it; else the two tangents nearest to the least cost close in on
it. A cap that was best at a like site tells where to begin.
"""

from collections.abc import Iterator, Sequence
from math import inf, nan
from typing import NamedTuple, Self

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.kernel import kernel
from optdispatch.program.exact.numbers import FIRST, START, Caps, Multipliers, Room, Runs
from optdispatch.program.exact.peaks import least_peak, most_peak
from optdispatch.program.exact.search import Tangents, Wanted, owed, rise, settle
from optdispatch.program.exact.views import site_of

GAP = 1e-9
"""Share of the cost at which tangents are near enough."""


class Demand(NamedTuple):
    """φ of (X17), convex: Σ_j slope_j·max(0, D - level_j)."""

    slopes: tuple[float, ...]
    levels: tuple[float, ...]

    def owed(self, D: float) -> float:
        """φ(D). [currency]"""
        return owed(self.slopes, self.levels, D)

    def rise(self, D: float, right: bool) -> float:
        """φ' on the one side of D or the other. [currency/kWh]"""
        return rise(self.slopes, self.levels, D, right)


def of_demands(demands: Sequence[Demand]) -> Caps:
    """Caps of nothing yet, and penalties that are exact."""
    return Caps(np.zeros(len(demands)), np.array([sum(d.slopes) for d in demands]))


@kernel
def limits(runs: Runs, which: IntArray, k: int) -> tuple[float, float]:
    """Least and greatest cap of a demand that can be of use to its runs."""
    least, most = 0.0, 0.0
    for r in which:
        site = site_of(runs, r)
        most = max(most, most_peak(site, k))
        least = least_peak(site, 0, len(site.buy), k, least)
    return min(least, most), most


class Tangent(NamedTuple):
    """V at a cap, and what proves it, arrays of the runs' periods."""

    at: float
    value: float
    slope: float
    worth: FloatArray
    q: FloatArray


class Settling:
    """A demand, its runs, and room to plan them."""

    def __init__(
        self,
        k: int,
        demand: Demand,
        which: IntArray,
        caps: Caps,
        of: tuple[Runs, Room, FloatArray],
    ) -> None:
        self.k, self.demand, self.which, self.caps = k, demand, which, caps
        self.runs, self.room, self.found = of
        self.likely, self.likely_least = nan, False
        self.tangents: Tangents | None = None

    def is_like(self, other: Self) -> bool:
        """Whether its runs differ from those of another demand in their storage alone."""
        bounds = self.runs.bounds
        return len(self.which) == len(other.which) and all(
            np.array_equal(of[bounds[r] : bounds[r + 1]], of[bounds[s] : bounds[s + 1]])
            for of in map(self.runs.row, ("load", "buy", "spare"))
            for r, s in zip(self.which.tolist(), other.which.tolist(), strict=True)
        )

    def begin_as(self, other: Self) -> None:
        """Look first where the best cap of a like demand was, and where its rings were read."""
        self.likely = float(self.caps.most[other.k])
        if other.tangents:
            _, a, b = other.tangents.marks.tolist()
            self.likely_least = 0 <= a == b
        runs, found, its = self.runs, self.found, other.which
        middle = (runs.own[its, 5] + runs.own[its, 6]) / 2
        found[FIRST, self.which] = found[FIRST, its]
        found[START, self.which] = np.where(found[START, its] > middle, inf, -inf)

    def settle(
        self, least: float, most: float, mixed: Multipliers | None = None, near: float = GAP
    ) -> tuple[int, int]:
        """Find the cap that costs least, between limits; or one that is as `near`.

        Its runs are then in their room as they are at this cap, and what proves it in `mixed`, if
        that is wanted. Returns a run and its period that cannot be served, or -1 twice.
        """
        slopes, levels = map(np.array, self.demand)
        want = Wanted(self.k, slopes, levels, least, most, near, self.likely, self.likely_least)
        proof = mixed or Multipliers(np.empty(0), np.empty(0))
        self.tangents, failed = settle(
            self.runs, self.which, want, self.caps, self.room, self.found, proof
        )
        return failed

    def touched(self) -> Iterator[Tangent]:
        """Tangents at the caps that were looked at."""
        if self.tangents:
            told, proofs, marks = self.tangents
            for i in range(marks[0]):
                yield Tangent(*told[i].tolist(), *proofs[i])
