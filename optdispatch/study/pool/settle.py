"""Settle what a pool earns, back to its sites and from there to batteries and sessions.

    R[q]     = revenue of q on the sum of the sites' parts                    (V4)
    paid[i]  = R[q]·g[i]⁺ / Σ_j g[j]⁺                                         (V5)
    g[site]  = what its own part would earn of q at its price alone
    g[dev]   = Σ_t price[q,t]·moves[dev,t], and what it promised              (V6)

q is a call, or a programme that has none. Who gave nothing, or took, is paid nothing and owes
nothing. Where no site gave, what is paid for standing by goes as the rest of the programme did,
else to all alike; where no device gave, the site keeps it. (V6) is the programme's own revenue,
read with amounts that no band bends. Money is in hundredths, and each is given to somebody: what
a proportion leaves over goes where the most was cut off.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from optdispatch.horizon import FloatArray, Horizon, IntArray
from optdispatch.programme import SETTLED, Band, Part, Performed, Programme
from optdispatch.study.pool.member import Device, Member

UNIT = 0.01
"""The least amount of money. [currency]"""
SITE = Device("", "", "")
"""What stands for the site itself."""


@dataclass(frozen=True)
class Settlement:
    """Who is paid what, each amount a whole number of hundredths."""

    lines: pd.DataFrame
    """A row a device, or site, and a call: `programme`, `call`, `site`, ..., `gave`, `paid`."""

    @property
    def total(self) -> float:
        """What all are paid. [currency]"""
        return UNIT * float(self.lines["cents"].sum())

    def by(self, *columns: str) -> "pd.Series[float]":
        """What is paid by some columns. [currency]"""
        paid: pd.Series[float] = self.lines.groupby([*columns], sort=False)["cents"].sum() * UNIT
        return paid


def settle(members: Sequence[Member], programmes: Sequence[Programme]) -> Settlement:
    """(V4) to (V6) of every programme."""
    rows: list[dict[str, Any]] = []
    for programme in programmes:
        given = np.zeros(len(members))
        for number, q in enumerate(programme.apart()):
            cents = round(sum(_pool(members, q).values()) / UNIT)
            gave = np.array([_gave(member, q) for member in members])
            given += np.maximum(gave, 0.0)
            shares = split(cents, gave if (gave > 0).any() else given)
            called = ", ".join(f"{day}" for day in sorted(q.called())) if number < 1000 else ""
            told = {"programme": programme.name, "call": called}
            for member, own in zip(members, shares.tolist(), strict=True):
                rows += [told | row for row in _inside(member, q, own)]
    columns = ["programme", "call", "site", "asset", "session", "vehicle", "gave", "cents"]
    lines = pd.DataFrame(rows, columns=columns)
    return Settlement(lines.assign(paid=lines["cents"] * UNIT))


def split(cents: int, gave: FloatArray) -> IntArray:
    """(V5) in whole cents that add up: the greatest remainders are rounded up; none gave: alike.

    >>> split(100, np.array([1.0, 1, 1, -5])).tolist()
    [34, 33, 33, 0]
    """
    weight = np.maximum(gave, 0.0)
    if not weight.sum() > 0:
        weight = np.ones(len(gave))
    exact = abs(cents) * (weight / weight.sum())
    whole = np.floor(exact).astype(np.int64)
    rest = abs(cents) - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return whole * (-1 if cents < 0 else 1)


def _pool(members: Sequence[Member], q: Programme) -> dict[str, float]:
    """(V4): what the pool is paid, by line."""
    return dict(q.revenue(pooled(members, q), SETTLED))


def pooled(members: Sequence[Member], q: Programme) -> Part:
    """The parts of the sites as one; the baseline is that of their meters together."""
    parts, horizon = [member.part(q) for member in members if _has(member, q)], _horizon(members)
    sums = ("imported_kw", "promised_kw", "net_kw", "load_kw", "more_kw", "less_kw")
    found = {n: np.sum([getattr(p, n) for p in parts], axis=0) for n in sums}
    storages = tuple(storage for part in parts for storage in part.storages)
    cases = [member.case for member in members if _has(member, q)]

    def net(there: Horizon) -> FloatArray:
        meters = (np.maximum(case.net_kw(there), 0.0) for case in cases)
        return sum(meters, np.zeros(len(there)))

    baseline = q.baseline_kw(horizon, net)
    return Part(horizon=horizon, baseline_kw=baseline, storages=storages, **found)


def _horizon(members: Sequence[Member]) -> Horizon:
    return members[0].schedule.horizon


def _has(member: Member, q: Programme) -> bool:
    return q.name in member.case.baselines


def _own(q: Programme) -> Programme:
    """A site's version of a programme; its share is in what it promised."""
    return q.of_site(1.0) or q


def _gave(member: Member, q: Programme) -> float:
    """G of a site. [currency]"""
    if not _has(member, q):
        return 0.0
    return float(sum(_own(q).revenue(member.part(q), SETTLED).values()))


def _inside(member: Member, q: Programme, cents: int) -> list[dict[str, Any]]:
    """What a site is paid, shared by its devices."""
    gave = devices(member, q)
    is_shared = bool((gave > 0).any())
    shares = split(cents, gave) if is_shared else np.array([cents])
    rows = []
    for n, device in enumerate(member.devices if is_shared else (SITE,)):
        g = float(gave[n]) if is_shared else 0.0
        if g > 0 or not is_shared:
            row = {"site": member.name, **device._asdict(), "gave": g, "cents": int(shares[n])}
            rows.append(row)
    return rows


def devices(member: Member, q: Programme) -> FloatArray:
    """(V6), shape (D,). [currency]"""
    if not _has(member, q) or not member.devices:
        return np.zeros(len(member.devices))
    whole = member.part(q)
    flat = np.zeros(len(whole.horizon))
    drawn: Any = -member.moves_kw
    promised: Any = member.promised_kw(q)
    one = replace(whole, imported_kw=drawn, promised_kw=promised, baseline_kw=flat)
    lines = _own(q).revenue(one, _Each(len(member.devices)))
    gave: FloatArray = sum(lines.values(), np.zeros(len(member.devices)))
    return gave


@dataclass(frozen=True)
class _Each:
    """Amounts of many devices at once, each as if it were the last to be counted."""

    count: int

    def dot(self, weights: FloatArray, power: Any) -> FloatArray:
        return np.asarray(power @ weights, dtype=np.float64)

    def least(self, amounts: Sequence[Any]) -> Any:
        return np.ones(self.count)

    def performed(self, amount: Any, band: Band) -> Performed:
        return Performed(amount, np.ones(self.count))


Progress = Callable[[str], None]
