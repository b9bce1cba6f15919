"""How far a pool can move in each period from what it plans, and how much energy is behind it.

    up[t]   = Σ_sites min(Σ_d most[d,t] - power[d,t], import - export + X)     (V2)
    down[t] = Σ_sites min(Σ_d power[d,t] - least[d,t], I - import + export)    (V3)

Up is to deliver more or draw less. A battery's most and least are what its physics allows for
the period from the state that the plan leaves it in, a session's what still lets it leave with
its energy: the walls of its tunnel, (A1) and (A2) of `optdispatch.vehicles.tunnel`. Devices of a
fleet together stay within its limit; X and I are the limits of the connection. Energy is what is
stored above the least that there must be at the end of the period, and the room below the most.
A period's range is of that period alone: who uses it plans the rest anew. What is promised to a
programme is in it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from optdispatch.asset import Storage
from optdispatch.assets.fleet import Fleet
from optdispatch.horizon import FloatArray
from optdispatch.schedule import Parts, Store
from optdispatch.study.pool.member import Member
from optdispatch.vehicles import Stays
from optdispatch.vehicles.tunnel import walls

FOREVER = float("inf")


class Range(NamedTuple):
    """Of one asset or site, each of shape (T,). [kW, kWh]"""

    up_kw: FloatArray
    down_kw: FloatArray
    up_kwh: FloatArray
    down_kwh: FloatArray


class Reach(NamedTuple):
    """Of each entry of a fleet, (K,): power that can be moved, and levels that there can be."""

    up_kw: FloatArray
    down_kw: FloatArray
    low_kwh: FloatArray
    high_kwh: FloatArray


def envelope(members: Sequence[Member]) -> pd.DataFrame:
    """A row a period: the plan of the pool, and its range around it."""
    ranges = [of_site(member) for member in members]
    total = [np.sum([r[n] for r in ranges], axis=0) for n in range(len(Range._fields))]
    plan = np.sum([member.net_import_kw for member in members], axis=0)
    columns = {"net_import_kw": plan} | dict(zip(Range._fields, total, strict=True))
    return pd.DataFrame(columns, index=members[0].schedule.horizon.index.rename("start"))


def of_site(member: Member) -> Range:
    """(V2) and (V3) of one site."""
    case, net = member.case, member.net_import_kw
    none = np.zeros(len(net))
    ranges = [*_ranges(member), Range(none, none, none, none)]
    up, down, stored, room = (np.sum([r[n] for r in ranges], axis=0) for n in range(4))
    most = FOREVER if case.connection.import_limit_kw is None else case.connection.import_limit_kw
    least = net + case.connection.export_limit_kw
    return Range(
        np.maximum(np.minimum(up, least), 0.0),
        np.maximum(np.minimum(down, most - net), 0.0),
        stored,
        room,
    )


def _ranges(member: Member) -> Iterator[Range]:
    horizon = member.schedule.horizon
    for asset in member.case.assets:
        if isinstance(asset, Storage):
            yield _of_storage(asset, member.schedule.stores[asset.name], member)
        elif isinstance(asset, Fleet):
            stays, parts = asset.stays(horizon), member.schedule.parts[asset.name]
            yield _of_fleet(asset, stays, parts)


def _of_storage(storage: Storage, store: Store, member: Member) -> Range:
    """What a storage could do in each period; at rest it does nothing."""
    horizon, power = member.schedule.horizon, store.power_kw
    before = np.where(horizon.previous >= 0, store.energy_kwh[horizon.previous], storage.start_kwh)
    up, down = np.zeros(len(power)), np.zeros(len(power))
    for t in np.flatnonzero(horizon.operating).tolist():
        given = storage.step(float(before[t]), FOREVER, horizon.hours, FOREVER)
        drawn = storage.step(float(before[t]), -FOREVER, horizon.hours, FOREVER)
        up[t], down[t] = given[1] - given[0] - power[t], power[t] - drawn[1] + drawn[0]
    stored = store.energy_kwh - storage.least_kwh
    ranges = up, down, stored, storage.usable_kwh - stored
    return Range(*(np.maximum(x, 0.0) for x in ranges))


def _of_fleet(fleet: Fleet, stays: Stays, parts: Parts) -> Range:
    """What all sessions of a fleet could do in each period."""
    own, levels = reach(stays, parts), stays.levels(parts.charge_kw, parts.discharge_kw)
    power = stays.total(parts.discharge_kw - parts.charge_kw)
    limit = FOREVER if fleet.limit_kw is None else fleet.limit_kw
    return Range(
        np.minimum(stays.total(own.up_kw), np.maximum(limit - power, 0.0)),
        np.minimum(stays.total(own.down_kw), np.maximum(limit + power, 0.0)),
        stays.total(np.maximum(levels - own.low_kwh, 0.0)),
        stays.total(np.maximum(own.high_kwh - levels, 0.0)),
    )


def reach(stays: Stays, parts: Parts) -> Reach:
    """How far each session could move in each of its periods, by its tunnel."""
    hours, owner, tunnel = stays.horizon.hours, stays.owner, walls(stays)
    always, start = stays.always[owner] > 0, stays.of("start_kwh")[owner]
    low = np.where(always, stays.of("floor_kwh")[owner], start + tunnel.low)
    high = np.where(always, stays.of("ceiling_kwh")[owner], start + tunnel.high)
    eta_c, eta_d = (stays.of(f"efficiency_{way}")[owner] for way in ("charge", "discharge"))
    gain = (eta_c * parts.charge_kw - parts.discharge_kw / eta_d) * hours
    before = stays.levels(parts.charge_kw, parts.discharge_kw) - gain
    least = np.maximum(low - before, -stays.discharge_limit_kw * hours / eta_d)
    most = np.minimum(high - before, eta_c * stays.charge_limit_kw * hours)

    def power(gained: FloatArray) -> FloatArray:
        at: FloatArray = np.where(gained > 0, -gained / eta_c, -gained * eta_d) / hours
        return at

    now = parts.discharge_kw - parts.charge_kw
    up, down = np.maximum(power(least) - now, 0.0), np.maximum(now - power(most), 0.0)
    return Reach(up, down, low, high)
