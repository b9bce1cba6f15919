"""Sessions that are alike, planned together: a virtual battery whose walls move with time.

    gained[g,t] = gained[g,t-1] + (η_c·charge[g,t] - discharge[g,t]/η_d)·Δt   (T1)
    low[g,t] ≤ gained[g,t] ≤ high[g,t],  before ≤ gained[g,-1] ≤ before'      (T2)
    through ≤ gained[g,T-1] - gained[g,-1] ≤ through'                         (T3)
    charge[g,t] ≤ C[g,t],  discharge[g,t] ≤ D[g,t],
    charge[g,t] + discharge[g,t]/r ≤ C[g,t]                                   (T4)

=====================  ================================================  ====  ==============
symbol                 meaning                                           unit  code
=====================  ================================================  ====  ==============
g                      sessions of one ring with the same efficiencies   -     `Group`
gained                 what all have gained since they came              kWh   gained
low, high              sums of their tunnels, (A1) and (A2)              kWh   low, high
before, before'        of those who came the night before                kWh   before
through, through'      gained by all who come in the ring                kWh   through
C, D                   power of the chargers that are in use             kW    *_limit_kw
r                      the greatest P_d/P_c of a session                 -     ratio
=====================  ================================================  ====  ==============

Power and cost are (E6) and (E7). What the sessions can do together is inside, so the optimum is
a bound; `optdispatch.vehicles.tunnel` shares a plan out.
"""

from typing import Any

import numpy as np

from optdispatch.asset import Deciding, Flow
from optdispatch.assets.fleet.terms import Terms, together
from optdispatch.horizon import FloatArray
from optdispatch.pyomo_imports import Block, pyo
from optdispatch.vehicles import Stays
from optdispatch.vehicles.tunnel import Group, Tunnels


def build(b: Block, stays: Stays, terms: Terms) -> Flow:
    """Write (T1) to (T4), (E6) and (E7)."""
    tunnels = Tunnels(stays)
    groups, period = tunnels.groups, tunnels.period
    drawn, given = (
        np.concatenate([np.zeros(0), *(getattr(g, f"{way}_limit_kw") for g in groups)])
        for way in ("charge", "discharge")
    )
    K = range(len(period))
    back = [k for k in K if given[k] > 0]
    b.charge = pyo.Var(K, bounds=lambda _, k: (0, float(drawn[k])), doc="[kW]")
    b.discharge = pyo.Var(back, bounds=lambda _, k: (0, float(given[k])), doc="[kW]")
    b.of = pyo.Block(range(len(groups)))
    done = 0
    for n, group in enumerate(groups):
        _virtual(b.of[n], b, stays, group, done)
        done += len(group.low)
    charge, discharge = list(b.charge.values()), [0.0] * len(K)
    for k in back:
        discharge[k] = b.discharge[k]
    return Flow(
        power_kw=together(b, period, (charge, discharge), len(stays.horizon), terms.limit_kw),
        cost=_cost(b, stays, groups, terms),
        deciding=Deciding(charge, discharge, period, drawn, given, {}, is_relaxed=True),
    )


def _virtual(b: Block, fleet: Any, stays: Stays, group: Group, first: int) -> None:
    """Write (T1) to (T4) of one group, whose entries begin at `first`."""
    n, dt = len(group.low), stays.horizon.hours
    eta_c, eta_d = group.efficiency_charge, group.efficiency_discharge
    low, high = group.low.tolist(), np.maximum(group.low, group.high).tolist()
    b.before = pyo.Var(bounds=tuple(group.before.tolist()), doc="(T2) [kWh]")
    b.gained = pyo.Var(range(n), bounds=lambda _, t: (low[t], high[t]), doc="(T2) [kWh]")

    @b.Constraint(range(n), doc="(T1)")
    def balance(b, t):
        gain = eta_c * fleet.charge[first + t]
        if first + t in fleet.discharge:
            gain -= fleet.discharge[first + t] / eta_d
        return b.gained[t] == (b.gained[t - 1] if t else b.before) + gain * dt

    least, most = group.through.tolist()
    b.least = pyo.Constraint(expr=b.gained[n - 1] - b.before >= least, doc="(T3)")
    b.most = pyo.Constraint(expr=b.gained[n - 1] - b.before <= most, doc="(T3)")
    two_way = [t for t in range(n) if first + t in fleet.discharge]
    own = [stays.sessions[s] for s in group.stays]
    ratio = max(x.discharge_kw / x.charge_kw for x in own)

    @b.Constraint(two_way, doc="(T4)")
    def chargers(b, t):
        used = fleet.charge[first + t] + fleet.discharge[first + t] / ratio
        return used <= float(group.charge_limit_kw[t])


def _cost(b: Block, stays: Stays, groups: tuple[Group, ...], terms: Terms) -> Any:
    """(E7)."""
    rates = [_rate(stays, group, terms) for group in groups]
    rate = np.concatenate([np.zeros(0), *rates]).tolist()
    return pyo.quicksum(rate[k] * b.discharge[k] for k in b.discharge)


def _rate(stays: Stays, group: Group, terms: Terms) -> FloatArray:
    """Cost of a kW given back by a group, (n,). [currency/kW]"""
    own = stays.horizon.slices[group.ring]
    wear = terms.wear_per_kwh / (group.efficiency_discharge or 1.0)
    real: FloatArray = stays.horizon.weight[own] * stays.horizon.hours
    return real * (terms.given_per_kwh + wear)
