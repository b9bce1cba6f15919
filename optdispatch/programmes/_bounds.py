"""What physics allows a site not to draw in some periods.

    most[t]  = load[t] + Σ_s P_s,  least[t] = max(0, net[t] - Σ_s P_s)         (N1)
    floor    = Σ_t h[t]·(B[t] - most[t])                                      (N2)
    ceiling  = min(Σ_t h[t]·(B[t] - least[t]),
                   Σ_t h[t]·(B[t] - net⁺[t] + net⁻[t]) + Σ_s G_s)              (N3)

G_s is what a full storage gives in that time, were it not to leak meanwhile; net⁻ is surplus
that charges it. No schedule is outside, so a program loses nothing by these.
"""

import numpy as np

from optdispatch.asset import Storage
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.programme import Part


def bounds(part: Part, at: IntArray, hours: FloatArray) -> tuple[float, float]:
    """Least and most energy that is not drawn in the periods `at`: (N2) and (N3). [kWh]"""
    B, net, load = part.baseline_kw[at], part.net_kw[at], part.load_kw[at]
    rated = sum(s.rated_kw for s in part.storages)
    given = sum(_gives(s, float(hours.sum())) for s in part.storages)
    floor = hours @ (B - load - rated)
    by_power = hours @ (B - np.maximum(0.0, net - rated))
    by_energy = hours @ (B - np.maximum(net, 0.0) + np.maximum(-net, 0.0)) + given
    return float(floor), float(min(by_power, by_energy))


def _gives(storage: Storage, hours: float) -> float:
    """G_s. [kWh]"""
    full, none = storage.least_kwh + storage.usable_kwh, float("inf")
    kept = storage.step(full, 0.0, hours, none)[2] - storage.least_kwh
    if kept <= 0:
        return storage.rated_kw * hours
    _, power, _ = storage.step(full, none, hours, none)
    return power * hours * max(1.0, storage.usable_kwh / kept)
