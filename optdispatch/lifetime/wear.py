"""What discharging should be charged for wear, so that the project earns most.

    c_avg = cost of new cells / what the old ones discharge in their life      (W1)
    c*    = the c with the highest NPV among those tried                       (W2)

A wear cost only steers the dispatch; the schedule it leads to is valued at true prices. (W1)
takes the cost of replacement cells, never of the whole plant: that would stop cycles that pay.
The NPV is not a smooth hill, because the dates of replacement jump, so (W2) looks at every
candidate and does not climb.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from optdispatch.errors import InputError
from optdispatch.lifetime.daytype import FloatArray

STEPS = 12


@dataclass(frozen=True, eq=False)
class WearSearch:
    """Wear costs that were tried, and the best of them."""

    wear_per_kwh: float
    """The best, at the cell. [currency/kWh]"""
    npv: float
    """With the best. [currency]"""
    npv_without: float
    """With no wear cost. [currency]"""
    tried: FloatArray
    """Wear costs, rising from 0; shape (candidates,). [currency/kWh]"""
    npvs: FloatArray
    """Shape (candidates,). [currency]"""

    @property
    def gain(self) -> float:
        """What the best is worth over none. [currency]"""
        return self.npv - self.npv_without


def average_wear(replacement_cost: float, throughput_kwh: float) -> float:
    """(W1). [currency/kWh]

    >>> round(average_wear(900_000, 6000 * 0.9 * 2000 * 0.9), 4)
    0.0926
    """
    if not (isfinite(replacement_cost) and replacement_cost >= 0):
        raise InputError(f"the cost of new cells should be 0 or more, not {replacement_cost}")
    if not (isfinite(throughput_kwh) and throughput_kwh > 0):
        raise InputError(
            f"cells that discharge {throughput_kwh} kWh in their life have no average wear; "
            "give a number"
        )
    return replacement_cost / throughput_kwh


def best_wear(
    npv: Callable[[float], float],
    average_per_kwh: float,
    candidates: Sequence[float] | None = None,
) -> WearSearch:
    """(W2), among 0, the average and some more; of equals, the lowest.

    Parameters
    ----------
    npv : callable
        NPV of the project whose dispatch was planned with a wear cost, at true prices.
    average_per_kwh : float
        See `average_wear`. [currency/kWh]
    candidates : sequence of float, optional
        What else to try; twelve steps to twice the average, if not given. [currency/kWh]
    """
    steps = np.arange(1, STEPS + 1) * 2 / STEPS * average_per_kwh
    more = steps.tolist() if candidates is None else candidates
    tried = np.unique(np.array([0.0, average_per_kwh, *more]))
    if not np.isfinite(tried).all() or tried[0] < 0:
        raise InputError(f"wear costs should be 0 or more, not {tried[0]:g} to {tried[-1]:g}")
    npvs = np.array([npv(wear) for wear in tried.tolist()])
    if not np.isfinite(npvs).all():
        wrong = float(tried[~np.isfinite(npvs)][0])
        raise InputError(f"the NPV with a wear cost of {wrong:g} is not a number")
    best = int(npvs.argmax())
    return WearSearch(float(tried[best]), float(npvs[best]), float(npvs[0]), tried, npvs)
