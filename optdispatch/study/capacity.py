"""The smallest connection that serves a site's vehicles, and what it serves if it is smaller.

    least kW  = min max_t import[t]                                           (Z5)
    served(L) = 1 - min Σ_s w[s]·unmet[s] / Σ_s w[s]·(need[s] - start[s])⁺  with import ≤ L  (Z6)
    kVA       = kW / PF                                                       (Z7)

The minima are over all schedules: of charging alone (orderly), and of giving back too (V2G). They
are found by tariffs that charge the month's demand and nothing else, or what is missing and
nothing else. Uncontrolled, a site needs what all draw as they plug in; equal share is what the
simplest load management serves under a limit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.program import dispatch
from optdispatch.rules import follow
from optdispatch.rules.kinds.equal_share import EqualShare
from optdispatch.schedule import Schedule
from optdispatch.study.project import without_storage
from optdispatch.vehicles.sources.listed import Listed

UNCONTROLLED, SHARED, ORDERLY, V2G = "uncontrolled", "equal share", "orderly", "V2G"
DEMAND = {"kind": "demand", "name": "demand", "price_per_kw_month": 1}
NOTHING = {"kind": "energy", "name": "energy", "price": {"uniform": 0}}


@dataclass(frozen=True)
class Capacity:
    """What a site of vehicles needs of its connection."""

    least_kw: dict[str, float]
    """The least that serves every need: uncontrolled, orderly, and V2G."""
    curve: pd.DataFrame
    """A row a limit: `kw`, `kva`, and the share of the energy that each way serves under it."""
    power_factor: float

    def kva(self, way: str) -> float:
        """(Z7) of the least that serves every need."""
        return self.least_kw[way] / self.power_factor


def capacity(
    case: Case,
    steps: int = 4,
    power_factor: float = 1.0,
    progress: Callable[[str], None] = lambda _: None,
) -> Capacity:
    """Find the least connection of each way, and what is served under some limits below it.

    The limits lie between the peak of the site without vehicles and what orderly charging needs.
    Raises `InputError` for a case without vehicles, or a power factor that is none.
    """
    if not 0 < power_factor <= 1:
        raise InputError(f"power_factor should be above 0 and not above 1, not {power_factor:g}")
    ways = _ways(case)
    least = {UNCONTROLLED: float(without_storage(ways[V2G]).imported_kw.max())}
    for way, site in ways.items():
        progress(f"looking for the least connection, {way}")
        least[way] = float(dispatch(_changed(site, _tariff(site, DEMAND))).imported_kw.max())
    others = (a.given_kw(case.horizon) for a in case.assets if not isinstance(a, Fleet))
    base = float(-sum(others, np.zeros(len(case.horizon))).min(initial=0.0))
    rows = []
    for kw in np.linspace(base, least[ORDERLY], steps + 1)[1:].tolist():
        progress(f"serving the vehicles with {kw:,.0f} kW")
        rows.append({"kw": kw, "kva": kw / power_factor} | _served(ways, kw))
    return Capacity(least, pd.DataFrame(rows), power_factor)


def _ways(case: Case) -> dict[str, Case]:
    """The site with vehicles that only draw, and with those that may give back; nothing is paid.

    Raises `InputError` where there are no vehicles.
    """
    fleets = [a for a in case.assets if isinstance(a, Fleet)]
    if not fleets:
        raise InputError(f"{case.name}: has no vehicles; give an asset of kind `fleet`")
    free = {"paid_per_kwh": 0.0, "compensation_per_kwh": 0.0, "wear_per_kwh": 0.0}
    free |= {"unmet_per_kwh": None, "formulation": "sessions"}  # type: ignore[dict-item]
    connection = case.connection.model_copy(update={"import_limit_kw": None})
    bare = _changed(case, {"programmes": (), "rules": (), "ageing": None, "economics": None})
    bare = _changed(bare, {"connection": connection, "assets": _with(bare, lambda _: free)})
    drawing = _with(bare, lambda f: {"sessions": _one_way(f, bare)})
    return {ORDERLY: _changed(bare, {"assets": drawing}), V2G: bare}


def _one_way(fleet: Fleet, case: Case) -> Listed:
    """The same sessions, of which none gives back."""
    each = {x.id: x for x in fleet.stays(case.horizon).sessions}
    return Listed(listed=tuple(x.model_copy(update={"discharge_kw": 0.0}) for x in each.values()))


def _with(case: Case, fields: Callable[[Fleet], Mapping[str, Any]]) -> tuple[Any, ...]:
    """The assets of a case, with other fields of its fleets."""
    return tuple(
        Fleet.of(dict(a) | dict(fields(a)), a.name) if isinstance(a, Fleet) else a
        for a in case.assets
    )


def _changed(case: Case, fields: Mapping[str, Any]) -> Case:
    """The case with other fields, over the same periods."""
    new = case.changed(**fields)
    new.__dict__["horizon"] = case.horizon
    return new


def _tariff(case: Case, charge: Mapping[str, Any]) -> dict[str, Any]:
    """One charge, in place of the tariff."""
    t = case.tariff
    told = {"name": charge["name"], "currency": t.currency, "time_zone": t.time_zone}
    told |= {"calendar": t.calendar, "source": "a yardstick", "confidence": "high"}
    return {"tariff": told | {"charges": [dict(charge)]}, "billing": None}


def _served(ways: Mapping[str, Case], kw: float) -> dict[str, float]:
    """(Z6) under a limit."""
    connection = ways[V2G].connection.model_copy(update={"import_limit_kw": kw})
    rule = EqualShare(name=SHARED)
    shared = follow(rule, ways[ORDERLY].assets, connection, ways[ORDERLY].horizon)
    found = {SHARED: _share(ways[ORDERLY], shared)}
    for way, case in ways.items():
        priced = _with(case, lambda _: {"unmet_per_kwh": 1.0})
        site = _changed(case, {"assets": priced, "connection": connection})
        best = dispatch(_changed(site, _tariff(site, NOTHING)))
        found[way] = _share(case, best)
    return found


def _share(case: Case, schedule: Schedule) -> float:
    """Share of what is needed that a schedule gives."""
    needed = short = 0.0
    for fleet in (a for a in case.assets if isinstance(a, Fleet)):
        stays, parts = fleet.stays(case.horizon), schedule.parts[fleet.name]
        missing = np.maximum(stays.need_kwh - stays.of("start_kwh"), 0.0)
        levels = stays.levels(parts.charge_kw, parts.discharge_kw)
        needed += float(stays.weight @ missing)
        short += float(stays.weight @ stays.unmet_kwh(levels))
    return 1 - short / needed if needed > 0 else 1.0
