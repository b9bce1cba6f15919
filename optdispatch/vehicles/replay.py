"""Step every vehicle from its arrival to its departure, and see what it was promised.

Nothing here knows how the powers were found.
"""

from collections.abc import Iterator

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.schedule import Parts
from optdispatch.vehicles.stays import Stays


def misses(stays: Stays, parts: Parts, *, owed: bool) -> Iterator[tuple[str, float, bool]]:
    """What is missed, by which share of the power or energy that it is about, and of which.

    `owed`: that each vehicle leaves with its energy is a promise too.
    """
    if not len(stays.period):
        return
    levels = stays.levels(parts.charge_kw, parts.discharge_kw)
    for what, power in (("charge", parts.charge_kw), ("discharge", parts.discharge_kw)):
        limit = stays.of(f"{what}_kw")[stays.owner] * stays.share
        rated = np.maximum(stays.of(f"{what}_kw"), 1.0)[stays.owner]
        over = np.maximum(power - limit, -power) / rated
        yield (*_worst(stays, stays.owner, over, f"{what} power of"), False)
    busy = _busy(stays, parts) - stays.share
    yield (*_worst(stays, stays.owner, busy, "charger of"), False)
    floor, ceiling = stays.of("floor_kwh"), stays.of("ceiling_kwh")
    held = np.maximum(ceiling - floor, 1.0)
    outside = np.maximum(floor[stays.owner] - levels, levels - ceiling[stays.owner])
    yield (*_worst(stays, stays.owner, outside / held[stays.owner], "battery of"), True)
    short = np.abs(_drift(stays, parts))
    if owed:
        short = np.maximum(short, stays.unmet_kwh(levels))
    yield (*_worst(stays, np.arange(len(short)), short / held, "energy on departure of"), True)


def _busy(stays: Stays, parts: Parts) -> FloatArray:
    """Part of each period for which a charger is at work, one way or the other, (K,)."""
    drawing = parts.charge_kw / stays.of("charge_kw")[stays.owner]
    rated = stays.of("discharge_kw")[stays.owner]
    giving = np.divide(parts.discharge_kw, rated, out=np.zeros(len(rated)), where=rated > 0)
    return drawing + giving


def _drift(stays: Stays, parts: Parts) -> FloatArray:
    """How much fuller those who never leave end than they began, (S,). [kWh]"""
    eta_c, eta_d = stays.of("efficiency_charge"), stays.of("efficiency_discharge")
    gained = eta_c * stays.sums(parts.charge_kw) - stays.sums(parts.discharge_kw) / eta_d
    return gained * stays.horizon.hours * stays.always


def _worst(stays: Stays, of: IntArray, share: FloatArray, what: str) -> tuple[str, float]:
    """The session that misses most."""
    at = int(np.argmax(np.nan_to_num(share, nan=np.inf)))
    return f"{what} {stays.called(int(of[at]))}", float(share[at])
