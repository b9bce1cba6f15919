"""Programmes in the program: what they pay, and what storage promises them.

With x in [floor, ceiling] by physics, an event (G2) is written as the convex hull of its two
sides, z = 1 performed and z = 0 not:

    x = x₀ + x₁,  floor·(1-z) ≤ x₀ ≤ ceiling·(1-z),  least·z ≤ x₁ ≤ ceiling·z    (Q1)
    paid ≤ x₁,  paid ≤ most·z,  0 ≤ z ≤ 1                                     (Q2)

With z between 0 and 1 this is the least concave function above (G2): the program may earn more
than is settled, and then z is decided by a binary. A promise r is a variable a block:

    0 ≤ r[block] ≤ most                                                      (Q3)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pyomo.environ import Block, ConstraintList, NonNegativeReals, VarList, quicksum

from optdispatch.asset import Flow, Reserve
from optdispatch.case import Case
from optdispatch.case.revenues import part, promising
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.programme import ROUNDING, Band, Offer, Performed, Profile, Promising


class Earning:
    """`Terms` for the expressions of a linear program."""

    def __init__(self, b: Block) -> None:
        self.b = b
        self.switches: list[Any] = []
        b.amounts = VarList(domain=NonNegativeReals)
        b.switches = VarList(bounds=(0, 1))
        b.within = ConstraintList()

    def dot(self, weights: FloatArray, power: Profile) -> Any:
        """Σ_t weights[t] · power[t]."""
        terms = zip(weights.tolist(), power, strict=True)
        return quicksum((w * p for w, p in terms if w))

    def least(self, amounts: Sequence[Any]) -> Any:
        """(G1): the greatest variable that is below each amount."""
        bottom = self.b.amounts.add()
        for amount in amounts:
            self.b.within.add(bottom <= amount)
        return bottom

    def performed(self, amount: Any, band: Band) -> Performed:
        """(Q1) and (Q2)."""
        b, (least, most, floor, ceiling) = self.b, band
        if ceiling <= 0 or ceiling < least * (1 - ROUNDING):
            return Performed(0.0, 0.0)
        least = min(least, ceiling)
        z, x_1, paid = b.switches.add(), b.amounts.add(), b.amounts.add()
        x_0 = amount - x_1
        b.within.add(x_0 >= floor * (1 - z))
        b.within.add(x_0 <= ceiling * (1 - z))
        b.within.add(x_1 >= least * z)
        b.within.add(x_1 <= ceiling * z)
        b.within.add(paid <= x_1)
        if most < ceiling:
            b.within.add(paid <= most * z)
        self.switches.append(z)
        return Performed(paid, z)


@dataclass(frozen=True)
class Market:
    """What programmes add to a program."""

    revenue: Any = 0.0
    """What they pay, less the wear of what was promised. [currency]"""
    promised: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Power that is promised to each, shape (T,). [kW]"""
    switches: Sequence[Any] = ()
    """A variable for each event, 1 where it is performed."""


def market(m: Any, case: Case, imported: Sequence[Any], flows: Mapping[str, Flow]) -> Market:
    """Write a case's programmes on the model `m`."""
    if not case.programmes:
        return Market()
    horizon, storages = case.horizon, promising(case)
    m.programmes = Block()
    m.programmes.promised = VarList(domain=NonNegativeReals)
    earning, offers, promised, wear = Earning(m.programmes), {}, {}, []
    real = horizon.weight * horizon.hours
    for p in case.programmes:
        if isinstance(p, Promising) and p.name in storages:
            offers[p.name] = offer = p.offer(horizon)
            promised[p.name] = _promised(m.programmes, offer)
            moved = earning.dot(offer.cell_kwh * real, promised[p.name])
            wear.append(storages[p.name].wear_of(moved))
    for storage in case.storages:
        own = {n: o for n, o in offers.items() if storages[n].name == storage.name}
        storing = flows[storage.name].storing
        if own and storing:
            reserve = _reserve(own, promised, horizon)
            storage.keep(m.assets[storage.name], storing, reserve, horizon)
    lines = [
        p.revenue(part(case, p, imported, promised.get(p.name)), earning) for p in case.programmes
    ]
    paid = sum(sum(of.values()) for of in lines)
    return Market(paid - sum(wear), promised, earning.switches)


def _promised(b: Block, offer: Offer) -> list[Any]:
    """(Q3) in each period; 0 where nothing is asked."""
    r = {}
    for k in np.unique(offer.block[offer.block >= 0]).tolist():
        r[k] = b.promised.add()
        r[k].setub(offer.most_kw)
    return [r[k] if k >= 0 else 0.0 for k in offer.block.tolist()]


def _reserve(
    offers: Mapping[str, Offer], promised: Mapping[str, Sequence[Any]], horizon: Horizon
) -> Reserve:
    """All that one storage keeps free."""

    def total(side: str, per_kw: Mapping[str, float]) -> list[Any]:
        asked = {n: per_kw[n] for n, offer in offers.items() if getattr(offer, side)}
        return [
            sum((k * promised[n][t] for n, k in asked.items() if offers[n].block[t] >= 0), 0.0)
            for t in range(len(horizon))
        ]

    power, energy = dict.fromkeys(offers, 1.0), {n: o.hours for n, o in offers.items()}
    return Reserve(
        up_kw=total("up", power),
        down_kw=total("down", power),
        up_kwh=total("up", energy),
        down_kwh=total("down", energy),
    )
