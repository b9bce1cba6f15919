"""Four checks of a schedule, made by code that shares nothing with the program.

    balance     import - export + Σ power = 0, loads as given, limits kept, SOC replayed  (Z1)
    invoice     bill and wear, less what programmes pay, are what the objective says      (Z2)
    exclusive   no storage charges and discharges, no site imports and exports, at once   (Z3)
    bound       the cost is the least there can be, by the duals                          (Z4)

Lines that are invoiced and not optimised are in no objective, so (Z2) leaves them out. A
schedule that a rule made has none, so it is held to (Z1) and (Z3). A check that fails is an
error, not a warning.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from optdispatch.asset import Flexible, Free, Storage
from optdispatch.case import Case
from optdispatch.case.revenues import moved_kwh, promising, revenues
from optdispatch.errors import CertificateError
from optdispatch.horizon import FloatArray
from optdispatch.programme import Promising
from optdispatch.schedule import Proof, Schedule

POWER = 1e-6
"""Share of the largest power by which powers may miss, through the solver's tolerance."""
ENERGY = 1e-5
"""Share of the usable energy by which a replay may miss."""
MONEY = 1e-9
"""Share of the cost by which an invoice may miss."""
GAP = 1e-7
"""Share of the cost by which it may lie above its bound."""


@dataclass(frozen=True)
class Check:
    """A check, how far it misses, and how far it may."""

    name: str
    miss: float
    limit: float
    unit: str
    says: str

    @property
    def holds(self) -> bool:
        """Whether the miss is within its limit; a miss that is not a number is not."""
        return bool(self.miss <= self.limit)


def certify(case: Case, schedule: Schedule, capital: float = 0.0) -> tuple[Check, ...]:
    """The checks that apply to a schedule of a case; `capital` is the cost of its free sizes."""
    checks = [_balance(case, schedule), _exclusive(case, schedule)]
    if schedule.proof:
        checks += [_invoice(case, schedule, schedule.proof, capital), _bound(schedule.proof)]
    return tuple(checks)


def refuse(name: str, checks: Iterable[Check]) -> None:
    """Raise `CertificateError` for the first check that does not hold."""
    for check in checks:
        if not check.holds:
            raise CertificateError(
                f"{name}: check {check.name!r} failed: {check.says} "
                f"misses by {check.miss:.3g} {check.unit}, may by {check.limit:.3g}"
            )


def _balance(case: Case, schedule: Schedule) -> Check:
    """(Z1), the worst of its parts, each as a share of what it may miss."""
    scale = max(1.0, float(np.abs(schedule.imported_kw).max(initial=0.0)))
    powers = sum(schedule.power_kw.values(), np.zeros(len(schedule.horizon)))
    bus = schedule.imported_kw - schedule.exported_kw + powers
    misses = {"the bus": _worst(bus) / scale / POWER}
    for asset in case.assets:
        if not isinstance(asset, (Storage, Flexible)):
            over, under = schedule.power_kw[asset.name] - asset.given_kw(schedule.horizon), 0.0
            if asset.curtailable:
                under = _worst(np.minimum(schedule.power_kw[asset.name], 0.0))
                over = np.maximum(over, 0.0)
            misses[asset.name] = max(_worst(over), under) / scale / POWER
    misses |= dict(_storages(case, schedule)) | dict(_reserves(case, schedule))
    misses |= dict(_parts(case, schedule))
    export = schedule.exported_kw - case.connection.export_limit_kw
    misses["the export limit"] = _worst(np.maximum(export, 0.0)) / scale / POWER
    if schedule.proof and case.connection.import_limit_kw is not None:
        above = schedule.imported_kw - case.connection.import_limit_kw
        misses["the import limit"] = _worst(np.maximum(above, 0.0)) / scale / POWER
    where = max(misses, key=lambda part: np.nan_to_num(misses[part], nan=np.inf))
    return Check("balance", misses[where], 1.0, "tolerances", f"energy replayed, {where}")


def _storages(case: Case, schedule: Schedule) -> Iterator[tuple[str, float]]:
    """How far each storage's replay, energy and power miss, in tolerances."""
    horizon = schedule.horizon
    for storage in case.storages:
        store = schedule.stores[storage.name]
        power, energy = POWER * max(1.0, storage.rated_kw), ENERGY * max(1.0, storage.usable_kwh)
        level = storage.replay(store, horizon)
        yield f"state of charge of {storage.name}", _worst(level - store.energy_kwh) / energy
        low, high = storage.least_kwh, storage.least_kwh + storage.usable_kwh
        outside = np.maximum(low - level, level - high)[horizon.operating]
        yield f"energy limits of {storage.name}", _worst(np.maximum(outside, 0.0)) / energy
        busy = store.charge_kw + store.discharge_kw
        over = np.maximum(busy - storage.rated_kw * horizon.operating, -busy)
        yield f"rated power of {storage.name}", _worst(np.maximum(over, 0.0)) / power
        leaving = storage.leaving_kwh(store.discharge_kw, horizon.hours)
        days = np.array([float(leaving[where].sum()) for _, where in horizon.dates])
        beyond = np.maximum(days - storage.daily_kwh, 0.0)
        yield f"daily cycles of {storage.name}", _worst(beyond) / energy


def _parts(case: Case, schedule: Schedule) -> Iterator[tuple[str, float]]:
    """How far the parts of flexible assets miss what they promise, in tolerances."""
    horizon, owed = schedule.horizon, schedule.proof is not None
    for asset in case.flexible:
        parts = schedule.parts[asset.name]
        for miss in asset.misses(parts, horizon, owed=owed):
            yield f"{asset.name}: {miss.what}", miss.share / (ENERGY if miss.is_energy else POWER)
        drawn = schedule.power_kw[asset.name]
        apart = _worst(drawn - asset.power_kw(parts, horizon))
        yield f"the parts of {asset.name}", apart / POWER / max(1.0, _worst(drawn))


def _reserves(case: Case, schedule: Schedule) -> Iterator[tuple[str, float]]:
    """How far each storage is from what it promised, stepped from the level at both ends of t."""
    horizon, storage = case.horizon, promising(case)
    offers = [
        (p.offer(horizon), schedule.promised_kw[p.name], storage[p.name])
        for p in case.programmes
        if isinstance(p, Promising) and p.name in schedule.promised_kw
    ]
    for offer, power, _ in offers:
        kept = offer.block >= 0
        _, first, of = np.unique(offer.block[kept], return_index=True, return_inverse=True)
        wrong = np.abs(power[kept] - power[kept][first][of]), -power, power - offer.most_kw
        worst = max(float(w.max(initial=0.0)) for w in (*wrong, power[~kept]))
        yield "a promise", worst / POWER / max(1.0, offer.most_kw)
    for s in case.storages:
        own = [(offer, power) for offer, power, of in offers if of.name == s.name]
        for sign, side in ((1, "up"), (-1, "down")):
            asked = [(offer.hours, power) for offer, power in own if getattr(offer, side)]
            if asked:
                yield f"the reserve {side} of {s.name}", _short(s, asked, sign, schedule)


def _short(
    storage: Storage, asked: list[tuple[float, FloatArray]], sign: int, schedule: Schedule
) -> float:
    """How far a storage misses what it keeps free, in tolerances.

    What leaks meanwhile is made up for by the schedule, around which the reserve is kept.
    """
    store, horizon = schedule.stores[storage.name], schedule.horizon
    power = sum((p for _, p in asked), np.zeros(len(horizon)))
    energy = sum((h * p for h, p in asked), np.zeros(len(horizon)))
    rated, unlimited = storage.rated_kw, float("inf")
    # Storage that charges can promise more than its rated power; its energy then takes longer.
    longest = max(*(h for h, _ in asked), float(energy.max(initial=0.0)) / rated)
    missing = [float((power + sign * store.power_kw - rated)[power > 0].max(initial=0.0)) / rated]
    full = storage.least_kwh + storage.usable_kwh
    leak = full / storage.step(full, 0.0, longest, unlimited)[2]
    before = np.append(store.energy_kwh, storage.start_kwh)[horizon.previous]
    for t in np.flatnonzero(energy > ENERGY * storage.usable_kwh):
        for level in (before[t], store.energy_kwh[t]):
            wish = sign * energy[t] / longest
            charge, discharge, _ = storage.step(level * leak, wish, longest, unlimited)
            given = discharge if sign > 0 else charge
            missing.append((abs(wish) - given) * longest / storage.usable_kwh * POWER / ENERGY)
    return max(missing) / POWER


def _exclusive(case: Case, schedule: Schedule) -> Check:
    """(Z3): periods in which both sides are above the tolerance on power."""
    stores = [schedule.stores[s.name] for s in case.storages]
    sides = [(s.charge_kw, s.discharge_kw) for s in stores]
    sides.append((schedule.imported_kw, schedule.exported_kw))
    least = [POWER * max(1.0, s.rated_kw) for s in case.storages] + [
        POWER * max(1.0, case.connection.export_limit_kw)
    ]
    for asset in case.flexible:
        parts = schedule.parts[asset.name]
        sides.append((parts.charge_kw, parts.discharge_kw))
        least.append(POWER * max(1.0, _worst(parts.charge_kw), _worst(parts.discharge_kw)))
    both = sum(
        int(((a > small) & (b > small)).sum()) for (a, b), small in zip(sides, least, strict=True)
    )
    return Check("exclusive", both, 0, "periods", "charge and discharge apart")


def _invoice(case: Case, schedule: Schedule, proof: Proof, capital: float) -> Check:
    """(Z2)."""
    bill = case.tariff.optimised.bill(
        schedule.imported_kw, schedule.horizon, schedule.exported_kw, case.connection
    )
    owed = float(bill.total) + wear(case, schedule) + capital
    owed -= sum(revenues(case, schedule).values())
    miss, limit = abs(owed - proof.cost), MONEY * max(1.0, abs(owed))
    return Check("invoice", miss, limit, bill.currency, "the invoice against the objective")


def _bound(proof: Proof) -> Check:
    """(Z4)."""
    miss, limit = abs(proof.cost - proof.bound), GAP * max(1.0, abs(proof.cost))
    return Check("bound", miss, limit, "of cost", "the gap to the dual bound")


def wear(case: Case, schedule: Schedule) -> float:
    """Cost of running every storage and flexible asset, over the horizon. [currency]

    Storage wears by its schedule and by its promises.
    """
    own = (s.wear(schedule.stores[s.name], schedule.horizon) for s in case.storages)
    moved = moved_kwh(case, schedule)
    promised = sum(s.wear_of(moved[s.name]) for s in case.storages if moved[s.name])
    parts = (a.cost(schedule.parts[a.name], schedule.horizon) for a in case.flexible)
    return float(sum(own) + promised + sum(parts))


def size_cost(case: Case, sizes: dict[str, float]) -> float:
    """Price of the sizes that were chosen for a case, over the horizon. [currency]"""
    priced = (
        getattr(asset, field).price * sizes[f"{asset.name}.{field}"]
        for asset in case.assets
        for field in type(asset).model_fields
        if isinstance(getattr(asset, field), Free)
    )
    return float(sum(priced))


def _worst(miss: FloatArray) -> float:
    return float(np.abs(miss).max(initial=0.0))
