"""One demand: the cap that costs least, by tangents.

    F(D) = φ(D) + Σ_r V_r(D),   F ≥ φ(D) + max_i { V_i + s_i·(D - D_i) }            (X20)

A plan at D_i gives V_i and s_i = -Q_i; what it imports above the cap costs more than the demand
that it then has, so its cost can be had. Where F rises from the least cap that any plan can have,
that cap is best, and (X28) proves it; else the two tangents nearest to the least cost close in on
it, and their slopes, as long as they are far apart. A cap that was best at a like site tells where
to begin.
"""

from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from math import inf, nan
from typing import NamedTuple, Self

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.kernel import kernel
from optdispatch.program.exact.numbers import (
    FIRST,
    START,
    VALUE,
    Caps,
    Cuts,
    Multipliers,
    Room,
    Runs,
)
from optdispatch.program.exact.peaks import add_due, least_peak, most_peak
from optdispatch.program.exact.run import touch
from optdispatch.program.exact.views import site_of

GAP = 1e-9
"""Share of the cost at which tangents are near enough."""
PASSES = 80
BESIDE = GAP
"""Share by which the first cap lies above the least one, to see whether this is the best."""
FAR = 1.02
"""How many times the least cap a likely one has to be, to be looked at before it.

From 1.005 to 1.05, months of the benchmark's lives take as many touches, under either tariff; with
1, half as many more under Jiangxi's.
"""
ASIDE, WIDER = 1e-3, 4.0
"""Share by which caps lie beside a likely one, and how much wider each step is than the last.

Of shares of 3e-4 and 1e-3 and factors of 2, 4 and 8, these took the fewest touches in the months
of the benchmark's lives under dynamic prices.
"""
APART = 1e-3
"""Share by which caps are so far apart that F between them looks curved; near by, it is straight
in pieces. Of 3e-4, 1e-3 and 3e-3, this took the fewest touches there."""


class Demand(NamedTuple):
    """φ of (X17), convex: Σ_j slope_j·max(0, D - level_j)."""

    slopes: tuple[float, ...]
    levels: tuple[float, ...]

    def owed(self, D: float) -> float:
        """φ(D). [currency]"""
        return sum(s * max(0.0, D - at) for s, at in zip(*self, strict=True))

    def rise(self, D: float, right: bool) -> float:
        """φ' on the one side of D or the other. [currency/kWh]"""
        return sum(s for s, at in zip(*self, strict=True) if at < D or (right and at == D))


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


class Unserved(Exception):
    """A run cannot be served, whatever the demand is."""


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
        bounds = self.runs.bounds
        spans = np.stack([bounds[which], bounds[which + 1]], axis=1)
        self.at = _periods(spans.tolist())
        self.cuts = Cuts(spans, np.zeros((len(which), k + 2)))
        self.best, self.top, self.last, self.least = inf, 0.0, nan, 0.0
        self.likely, self.likely_least = nan, False
        self.ends: tuple[Tangent, Tangent] | None = None
        self.tangents: list[Tangent] = []

    def is_like(self, other: Self) -> bool:
        """Whether its runs differ from those of another demand in their storage alone."""
        runs, mine, its = self.runs, self.at, other.at
        return len(self.cuts.spans) == len(other.cuts.spans) and all(
            np.array_equal(of[mine], of[its]) for of in map(runs.row, ("load", "buy", "spare"))
        )

    def begin_as(self, other: Self) -> None:
        """Look first where the best cap of a like demand was, and where its rings were read."""
        self.likely = other.top
        self.likely_least = other.ends is not None and other.ends[0] is other.ends[1]
        runs, found, its = self.runs, self.found, other.which
        middle = (runs.own[its, 5] + runs.own[its, 6]) / 2
        found[FIRST, self.which] = found[FIRST, its]
        found[START, self.which] = np.where(found[START, its] > middle, inf, -inf)

    def settle(self, least: float, most: float, near: float = GAP) -> float:
        """Find the demand that costs least, between limits; or one that is as `near`.

        Where a run cannot be served, nothing is proven.
        """
        self.least, self.top = least, least
        with suppress(Unserved):
            self.ends = self._beside(most)
            for _ in range(PASSES):
                a, b = self.ends
                x, low = self._lowest(a, b)
                if self.best - low <= near * max(1.0, abs(self.best)) or not a.at < x < b.at:
                    break
                new = self._touched(self._curved(x, a, b))
                self.ends = (new, b) if self._falls(new) else (a, new)
        return self.top

    def mix(self, mixed: Multipliers) -> None:
        """Fill in what proves that no demand costs less."""
        if self.ends is None:
            return
        a, b = self.ends
        share = self._share(a, b)
        mixed.worth[self.at] = share * a.worth + (1 - share) * b.worth
        mixed.q[self.at] = share * a.q + (1 - share) * b.q
        due = self.demand.rise(self.least, False) + a.slope
        if a is b and self.least > 0 and due > 0:
            add_due(self.runs, self.which, self.k, self.least, due, mixed)

    def _beside(self, most: float) -> tuple[Tangent, Tangent]:
        """Tangents on both sides of the best cap; one twice, where that is the least."""
        low, likely = (1 + BESIDE) * self.least, self.likely
        if self.likely_least or not FAR * low < likely < most:
            a = self._touched(low)
            if not self._falls(a):
                return a, a
            if not low < likely < most:
                return a, self._touched(most)
        a, b = self._around(low, most)
        return (a, b) if self._falls(a) else (a, a)

    def _around(self, low: float, most: float) -> tuple[Tangent, Tangent]:
        """Tangents on both sides of the best cap, or of an end: close to a likely one."""
        here, step = self._touched(self.likely), ASIDE * self.likely
        falls = self._falls(here)
        while True:
            x = min(max(here.at + (step if falls else -step), low), most)
            new = self._touched(x)
            if self._falls(new) != falls or not low < x < most:
                return (here, new) if falls else (new, here)
            here, step = new, WIDER * step

    def _touched(self, D: float) -> Tangent:
        """Least cost at a cap. Raises `Unserved`."""
        self.caps.most[self.k], self.cuts.least[:] = D, 0.0
        args = self.which, self.caps, self.room, self.found, self.cuts
        if touch(self.runs, *args)[0] >= 0:
            raise Unserved
        self.last = D
        value = float(self.found[VALUE, self.which].sum())
        if (cost := value + self.demand.owed(D)) < self.best:
            self.best, self.top = cost, D
        slope = -float(self.cuts.least[:, 1 + self.k].sum())
        worth, q = self.room.worth[self.at], self.room.q[self.at]
        self.tangents.append(Tangent(D, value, slope, worth.copy(), q.copy()))
        return self.tangents[-1]

    def _falls(self, tangent: Tangent) -> bool:
        """Whether F falls to the right."""
        return tangent.slope + self.demand.rise(tangent.at, True) < 0

    def _lowest(self, a: Tangent, b: Tangent) -> tuple[float, float]:
        """Where two tangents and φ are lowest together, and how low."""
        corners = [a.at, b.at, *self.demand.levels]
        if b.slope > a.slope:
            meet = (a.value - a.slope * a.at) - (b.value - b.slope * b.at)
            corners.append(meet / (b.slope - a.slope))
        return min(
            ((x, self._below(x, a, b)) for x in (min(max(c, a.at), b.at) for c in corners)),
            key=lambda found: found[1],
        )

    def _curved(self, x: float, a: Tangent, b: Tangent) -> float:
        """The next cap to look at between two, whose tangents meet at x.

        Those of a parabola meet half way, wherever it is least; its slope grows on a line. A curve
        is looked at between what both say.
        """
        if b.at - a.at <= APART * b.at:
            return x
        falls, rises = (t.slope + self.demand.rise(t.at, True) for t in (a, b))
        return 0.5 * (x + a.at - falls * (b.at - a.at) / (rises - falls))

    def _below(self, x: float, a: Tangent, b: Tangent) -> float:
        """(X20) of two tangents."""
        return self.demand.owed(x) + max(t.value + t.slope * (x - t.at) for t in (a, b))

    def _share(self, a: Tangent, b: Tangent) -> float:
        """Share of `a` with which the Σq of both is a slope of φ where they are lowest."""
        if b.slope <= a.slope:
            return 1.0
        D, _ = self._lowest(a, b)
        least, most = self.demand.rise(D, False), self.demand.rise(D, True)
        due = min(max(least, -b.slope), most, -a.slope)
        return min(max((due + b.slope) / (b.slope - a.slope), 0.0), 1.0)


def _periods(spans: list[list[int]]) -> slice | IntArray:
    """The periods of some runs; a slice, where one follows the other."""
    if all(a[1] == b[0] for a, b in pairwise(spans)):
        return slice(spans[0][0], spans[-1][1])
    return np.concatenate([np.arange(a, b) for a, b in spans])
