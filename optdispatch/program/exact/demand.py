"""What a demand costs, and between which caps the best one lies."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.kernel import either, kernel
from optdispatch.program.exact.numbers import Caps, Runs
from optdispatch.program.exact.peaks import least_peak, most_peak
from optdispatch.program.exact.views import site_of

Line = FloatArray | tuple[float, ...]


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
    K, J = len(demands), max((len(d.slopes) for d in demands), default=0)
    caps = Caps(np.zeros(K), np.zeros(K), np.zeros((K, J)), np.zeros((K, J)))
    for k, (slopes, levels) in enumerate(demands):
        caps.penalty[k] = sum(slopes)
        caps.slopes[k, : len(slopes)], caps.levels[k, : len(levels)] = slopes, levels
    return caps


@either
def owed(slopes: Line, levels: Line, D: float) -> float:
    """φ(D). [currency]"""
    total = 0.0
    for j in range(len(slopes)):
        total += slopes[j] * max(0.0, D - levels[j])
    return total


@either
def rise(slopes: Line, levels: Line, D: float, right: bool) -> float:
    """φ' on the one side of D or the other. [currency/kWh]"""
    total = 0.0
    for j in range(len(slopes)):
        if levels[j] < D or (right and levels[j] == D):
            total += slopes[j]
    return total


@kernel
def limits(runs: Runs, which: IntArray, k: int) -> tuple[float, float]:
    """Least and greatest cap of a demand that can be of use to its runs."""
    least, most = 0.0, 0.0
    for r in which:
        site = site_of(runs, r)
        most = max(most, most_peak(site, k))
        least = least_peak(site, 0, len(site.buy), k, least)
    return min(least, most), most
