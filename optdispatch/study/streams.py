"""What a schedule saves, split by what it saves it with.

    saving[s] = Σ_{charges of s} bill(without storage) - bill(schedule)
                + Σ_{programmes of s} revenue(schedule) - revenue(without)    (V1)
    own PV    = Σ_rings w·(f·Σ_t value[t]·discharge[t] - Σ_t sold[t]·x[t])·Δt  (V2)
    f         = Σ_t x[t] / Σ_t charge[t],  x[t] = min(charge[t], surplus[t])   (V3)

The energy that one ring discharges is its own PV in the share f of what it charged from surplus.
What is left of the saving on energy is arbitrage between hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optdispatch.case import Case
from optdispatch.case.revenues import by_programme
from optdispatch.horizon import FloatArray
from optdispatch.schedule import Schedule

ARBITRAGE, OWN_PV = "energy arbitrage", "PV self-use"


@dataclass(frozen=True)
class Streams:
    """Savings of a schedule over its horizon. [currency]"""

    savings: dict[str, float]
    discharged_value: float
    """What the discharged energy would have cost at the meter."""
    charging_cost: float
    """What the charged energy cost at the meter, or would have earned."""


def streams(case: Case, schedule: Schedule, before: Mapping[str, float]) -> Streams:
    """Split what a schedule saves: (V1) to (V3); `before` is what is owed without storage."""
    after = by_stream(case, schedule)
    savings = {name: before[name] - after[name] for name in before}
    worth, cost, own = _energy(case, schedule)
    if "energy" in savings:
        energy = savings.pop("energy")
        savings = {ARBITRAGE: energy - own} | ({OWN_PV: own} if own else {}) | savings
    savings = {n: s for n, s in savings.items() if s or n == ARBITRAGE}
    return Streams(savings, worth, cost)


def by_stream(case: Case, schedule: Schedule) -> dict[str, float]:
    """What is owed, less what is earned, by value stream. [currency]"""
    owed: dict[str, float] = {}
    for charge, lines in case.tariff.by_charge(case.use(schedule)):
        costs = float(sum(sum(months) for months in lines.values()))
        owed[charge.stream] = owed.get(charge.stream, 0.0) + costs
    earned = by_programme(case, schedule)
    for programme in case.programmes:
        paid = sum(earned[programme.name].values())
        owed[programme.stream] = owed.get(programme.stream, 0.0) - paid
    return owed


def _energy(case: Case, schedule: Schedule) -> tuple[float, float, float]:
    """Value of what is discharged, cost of what is charged, and (V2). [currency]"""
    horizon = schedule.horizon
    bought, sold = case.tariff.marginal(horizon, schedule.imported_kw, schedule.exported_kw)
    if case.connection.export_limit_kw == 0:
        sold = np.zeros(len(horizon))
    real = horizon.weight * horizon.hours
    worth = cost = own = 0.0
    load = schedule.load_kw
    for store in schedule.stores.values():
        needed = np.clip(load, 0.0, store.discharge_kw)
        value = real * (bought * needed + sold * (store.discharge_kw - needed))
        x = np.minimum(store.charge_kw, np.maximum(-load, 0.0))
        lost = real * sold * x
        worth += float(value.sum())
        cost += float((real * bought * (store.charge_kw - x) + lost).sum())
        for s in horizon.slices:
            own += _share(x[s], store.charge_kw[s]) * float(value[s].sum()) - float(lost[s].sum())
    return worth, cost, own


def _share(x: FloatArray, charge: FloatArray) -> float:
    """(V3)."""
    total = float(charge.sum())
    return float(x.sum()) / total if total > 0 else 0.0
