"""Vehicles at their chargers: each must leave with its energy, and some can give back.

    energy[s,t] = energy[s,t⁻] + (η_c·charge[s,t] - discharge[s,t]/η_d)·Δt    (E1)
    0 ≤ charge[s,t] ≤ a[s,t]·P_c,  0 ≤ discharge[s,t] ≤ a[s,t]·P_d            (E2)
    floor ≤ energy[s,t] ≤ ceiling                                             (E3)
    energy[s,end] ≥ need - unmet[s]                                           (E4)
    need - unmet[s] ≤ start + Σ_t η_c·charge[s,t]·Δt ≤ ceiling                (E5)
    power[t] = Σ_s discharge[s,t] - charge[s,t],  |power[t]| ≤ L              (E6)
    cost = Σ_{s,t} w[t]·((o - p)·discharge[s,t] + v·discharge[s,t]/η_d)·Δt
           + Σ_s w[s]·u·unmet[s]                                              (E7)

=================  =====================================  ====  =============================
symbol             meaning                                unit  code
=================  =====================================  ====  =============================
s                  a session; t runs over its periods     -     an entry k of flat arrays
t⁻                 the period before; on arrival, start   -     before
a                  share of t in which s is connected     -     stays.share
P_c, P_d           power of the charger each way          kW    charge_kw, discharge_kw
floor, ceiling     limits of the battery's energy         kWh   floor_kwh, ceiling_kwh
start, need        energy on arrival, least on departure  kWh   start_kwh, need_kwh
L                  what all chargers may have together    kW    limit_kw
o                  paid to the owner per kWh given back   1/kWh compensation_per_kwh
p                  paid to the site per kWh given back    1/kWh paid_per_kwh
v                  wear per kWh that leaves the battery   1/kWh wear_per_kwh
u                  price of what is not met               1/kWh unmet_per_kwh
w                  real periods, or sessions              -     horizon.weight, stays.weight
=================  =====================================  ====  =============================

A one-way session needs no more than (E5), since its energy only rises. One that never leaves a
closed ring ends as full as it began. Without a price u, unmet is nothing. That a charger does
not work both ways at once is in no equation: the program sees to it where that would pay.
"""

from collections.abc import Sequence
from typing import Any

from optdispatch.asset import Deciding, Flow
from optdispatch.assets.fleet.terms import Terms, together
from optdispatch.pyomo_imports import Block, pyo
from optdispatch.vehicles import Stays


def build(b: Block, stays: Stays, terms: Terms) -> Flow:
    """Write (E1) to (E7)."""
    K = range(len(stays.period))
    most, least = stays.charge_limit_kw, stays.discharge_limit_kw
    back = [k for k in K if least[k] > 0]
    priced = range(len(stays.stays) if terms.unmet_per_kwh else 0)
    b.charge = pyo.Var(K, bounds=lambda _, k: (0, float(most[k])), doc="(E2) [kW]")
    b.discharge = pyo.Var(back, bounds=lambda _, k: (0, float(least[k])), doc="(E2) [kW]")
    b.unmet = pyo.Var(priced, bounds=(0, None), doc="[kWh]")
    needs = _one_way(b, stays) | _two_way(b, stays)
    charge, discharge = list(b.charge.values()), [0.0] * len(K)
    for k in back:
        discharge[k] = b.discharge[k]
    return Flow(
        power_kw=together(b, stays.period, (charge, discharge), len(stays.horizon), terms.limit_kw),
        cost=_cost(b, stays, terms),
        deciding=Deciding(charge, discharge, stays.period, most, least, needs),
    )


def _cost(b: Block, stays: Stays, terms: Terms) -> Any:
    """(E7)."""
    rate = terms.rates(stays).tolist()
    unmet = ((terms.unmet_per_kwh or 0.0) * stays.weight).tolist()
    given = pyo.quicksum(rate[k] * b.discharge[k] for k in b.discharge)
    return given + pyo.quicksum(unmet[s] * b.unmet[s] for s in b.unmet)


def _one_way(b: Block, stays: Stays) -> dict[str, Any]:
    """Write (E5); the constraints that guarantee needs."""
    dt, eta, guaranteed = stays.horizon.hours, stays.of("efficiency_charge").tolist(), {}
    need, start = stays.need_kwh.tolist(), stays.of("start_kwh").tolist()
    most, unmet = stays.of("ceiling_kwh").tolist(), dict(b.unmet.items())
    b.filled, b.brim = pyo.Constraint([*range(len(need))]), pyo.Constraint([*range(len(need))])
    for s, session in enumerate(stays.sessions):
        if session.is_two_way or session.is_always:
            continue
        charge = pyo.quicksum(b.charge[k] for k in range(*stays.first[s : s + 2]))
        level = start[s] + eta[s] * dt * charge
        is_given = need[s] == most[s] and not unmet
        if not is_given:
            b.brim[s] = level <= most[s]
        if is_given or need[s] > start[s]:
            full = level + unmet.get(s, 0.0)
            b.filled[s] = full == need[s] if is_given else full >= need[s]
            guaranteed[stays.called(s)] = b.filled[s]
    return guaranteed


def _two_way(b: Block, stays: Stays) -> dict[str, Any]:
    """Write (E1) to (E4); the constraints that guarantee needs."""
    own = [s for s, x in enumerate(stays.sessions) if x.is_two_way or x.is_always]
    at = [k for s in own for k in range(*stays.first[s : s + 2])]
    owner = stays.owner.tolist()
    low, high = (stays.of(f"{side}_kwh").tolist() for side in ("floor", "ceiling"))
    b.energy = pyo.Var(at, bounds=lambda _, k: (low[owner[k]], high[owner[k]]), doc="(E3) [kWh]")
    before = _before(b.energy, stays, own)
    dt = stays.horizon.hours
    sessions = stays.sessions

    @b.Constraint(at, doc="(E1)")
    def balance(b, k):
        x = sessions[owner[k]]
        gained = x.efficiency_charge * b.charge[k]
        if k in b.discharge:
            gained -= b.discharge[k] / x.efficiency_discharge
        return b.energy[k] == before[k] + gained * dt

    bound = [s for s in own if stays.need_kwh[s] > low[s]]
    unmet = dict.fromkeys(bound, 0.0) | dict(b.unmet.items())
    b.leaves = pyo.Constraint(
        bound,
        rule=lambda b, s: (
            b.energy[int(stays.first[s + 1]) - 1] + unmet[s] >= float(stays.need_kwh[s])
        ),
        doc="(E4)",
    )
    return {stays.called(s): b.leaves[s] for s in bound}


def _before(energy: Any, stays: Stays, own: Sequence[int]) -> dict[int, Any]:
    """Energy before each entry of some stays: (E1)."""
    start, found = stays.of("start_kwh").tolist(), {}
    for s in own:
        first, end = stays.first[s : s + 2].tolist()
        found[first] = energy[end - 1] if stays.always[s] else start[s]
        found |= {k: energy[k - 1] for k in range(first + 1, end)}
    return found
