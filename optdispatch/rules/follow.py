"""Step a rule through time, under the same physics and the same limits as the optimum.

In each period the storage does what the rule wishes, within what the connection leaves:

    net - import limit ≤ power ≤ max(0, net + export limit)                   (W1)

and within what its own power, energy and cycle limits allow. Parts of flexible assets share,
before any storage, what the import limit leaves. Surplus beyond the export limit
is curtailed. In a ring the day is stepped again until it ends as full as it began.
"""

from collections.abc import Sequence

import numpy as np

from optdispatch.asset import Asset, Flexible, Storage
from optdispatch.connection import Connection
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.rules.rule import Rule
from optdispatch.schedule import Parts, Schedule, Store

CLOSED = 1e-9
"""Share of the usable energy by which a ring's end may differ from its start."""
PASSES = 60
STRAIGHT = 5
"""After so many days stepped one after the other, the level is bisected."""


def follow(
    rule: Rule, assets: Sequence[Asset], connection: Connection, horizon: Horizon
) -> Schedule:
    """Schedule of a rule. Where the load is above what can be served, import is above its limit."""
    powers = {a.name: a.given_kw(horizon) for a in assets}
    net = -sum(powers.values(), np.zeros(len(horizon)))
    parts: dict[str, Parts] = {}
    limit = np.inf if connection.import_limit_kw is None else connection.import_limit_kw
    for flexible in (a for a in assets if isinstance(a, Flexible)):
        net += powers[flexible.name]
        parts[flexible.name] = flexible.follow(rule.share_kw, limit - net, horizon)
        powers[flexible.name] = flexible.power_kw(parts[flexible.name], horizon)
        net -= powers[flexible.name]
    left = rule.wishes_kw(net, horizon)
    stores: dict[str, Store] = {}
    for storage in (a for a in assets if isinstance(a, Storage)):
        stores[storage.name] = store = _step(storage, left, net, connection, horizon)
        powers[storage.name] = store.power_kw
        net, left = net - store.power_kw, left - store.power_kw
    surplus = np.maximum(-net - connection.export_limit_kw, 0.0)
    for asset in (a for a in assets if a.curtailable):
        cut = np.minimum(surplus, powers[asset.name])
        powers[asset.name] = powers[asset.name] - cut
        surplus, net = surplus - cut, net + cut
    seen = np.maximum(net, 0.0), np.maximum(-net, 0.0)
    return Schedule(horizon, *seen, powers, stores, parts=parts)


def _step(
    storage: Storage, wish: FloatArray, net: FloatArray, connection: Connection, horizon: Horizon
) -> Store:
    """What a storage does about the wishes."""
    limit = np.inf if connection.import_limit_kw is None else connection.import_limit_kw
    least = net - limit
    most = np.maximum(np.maximum(net + connection.export_limit_kw, 0.0), least)
    wish = np.clip(wish, least, most)
    store = Store(*(np.zeros(len(horizon)) for _ in range(3)))
    for ring, s in zip(horizon.rings, horizon.slices, strict=True):
        if not ring.operating:
            continue
        if ring.closed:
            _close(storage, wish, store, horizon, s)
        else:
            _pass(storage, storage.start_kwh, wish, store, horizon, s)
    return store


def _close(storage: Storage, wish: FloatArray, store: Store, horizon: Horizon, s: slice) -> None:
    """Step through a ring until it ends as full as it began.

    The fuller it begins, the less it gains, so the level that closes it can be bisected.
    """
    low, high = storage.least_kwh, storage.least_kwh + storage.usable_kwh
    level = low
    for done in range(PASSES):
        end = _pass(storage, level, wish, store, horizon, s)
        if abs(end - level) <= CLOSED * storage.usable_kwh:
            break
        low, high = (level, high) if end > level else (low, level)
        level = end if done < STRAIGHT else (low + high) / 2


def _pass(
    storage: Storage, level: float, wish: FloatArray, store: Store, horizon: Horizon, s: slice
) -> float:
    """Step once through a ring; the energy at its end."""
    hours, wishes = horizon.hours, wish[s].tolist()
    days = {where.start for _, where in horizon.dates}
    for t, wished in enumerate(wishes, start=s.start):
        if t in days:
            allowance = storage.daily_kwh
        charge, discharge, level = storage.step(level, wished, hours, allowance)
        allowance -= storage.leaving_kwh(discharge, hours)
        store.charge_kw[t], store.discharge_kw[t], store.energy_kwh[t] = charge, discharge, level
    return level
