"""Settle what a pool earns, back to its sites and from there to batteries and sessions.

    R[q]     = revenue of q on the sum of the sites' parts                    (V4)
    paid[i] = R[q]·g[i]⁺ / Σ_j g[j]⁺                                          (V5)
    paid[i] = g[i] + (R[q] - Σ_j g[j])·|g[i]| / Σ_j |g[j]|,  if q is two-sided  (V6)
    g[dev]  = Σ_t price[q,t]·moves[dev,t] + price of what it promised         (V7)

q is a call, or a programme that has none; g is what was given, at its price. A site's is what
its own part would earn. Of that, (V7) is its devices', and the rest is the site's own: its load
was not what it usually is. Whoever gave nothing is paid nothing, and by (V5) owes nothing. What
is paid for standing by goes as the calls did; where no site gave, to all alike; where nothing in
a site gave, the site keeps it. (V7) is the programme's own revenue, read with amounts that no
band bends. Money is in hundredths, and each is somebody's: what a proportion leaves over goes
where the most was cut off, so that the amounts add up to R[q] exactly.
"""

from collections.abc import Sequence
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
    """A row a device and a call: `programme`, `call`, `site`, `asset`, `session`, `vehicle`, what
    it `gave` at the price, and `cents`. Without an asset it is the site's own."""

    calls: pd.DataFrame
    """A row a call: `programme`, `call`, what all sites `gave` at the price, and `cents`."""

    @property
    def total(self) -> float:
        """What all are paid. [currency]"""
        return UNIT * float(self.lines["cents"].sum())

    def by(self, *columns: str) -> "pd.Series[float]":
        """What is paid by some columns. [currency]"""
        paid: pd.Series[float] = self.lines.groupby([*columns], sort=False)["cents"].sum() * UNIT
        return paid


def settle(members: Sequence[Member], programmes: Sequence[Programme]) -> Settlement:
    """(V4) to (V7) of every programme."""
    rows: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    for programme in programmes:
        given = np.zeros(len(members))
        # Of the whole programme: a day on which it calls is like no other of its calls.
        baseline = pooled(members, programme).baseline_kw
        for q in programme.apart():
            part = replace(pooled(members, q), baseline_kw=baseline)
            cents = round(sum(q.revenue(part, SETTLED).values()) / UNIT)
            gave = np.array([_gave(member, q) for member in members])
            given += np.maximum(gave, 0.0)
            known = gave if (gave > 0).any() or q.is_two_sided else given
            days = sorted(q.called())
            told = {"programme": programme.name, "call": f"{days[0]}" if len(days) == 1 else ""}
            calls.append(told | {"gave": float(gave.sum()), "cents": cents})
            shares = split(cents, known, is_two_sided=q.is_two_sided)
            for member, g, own in zip(members, gave.tolist(), shares.tolist(), strict=True):
                rows += [told | row for row in _inside(member, q, g, own)]
    columns = ["programme", "call", "site", *Device._fields, "gave", "cents"]
    return Settlement(pd.DataFrame(rows, columns=columns), pd.DataFrame(calls))


def split(cents: int, gave: FloatArray, *, is_two_sided: bool = False) -> IntArray:
    """(V5) or (V6) in whole cents that add up; where nobody gave, to all alike.

    >>> split(100, np.array([1.0, 1, 1, -5])).tolist()
    [34, 33, 33, 0]
    >>> split(100, np.array([2.0, -1]), is_two_sided=True).tolist()
    [200, -100]
    """
    weight = np.abs(gave) if is_two_sided else np.maximum(gave, 0.0)
    weight = weight if weight.sum() > 0 else np.ones(len(gave))
    own = gave / UNIT if is_two_sided else np.zeros(len(gave))
    exact = own + (cents - own.sum()) * (weight / weight.sum())
    # So that rounding never gives away more than there is.
    whole: IntArray = np.floor(exact - 1e-9 - 1e-12 * np.abs(exact)).astype(np.int64)
    rest = cents - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return whole


def pooled(members: Sequence[Member], q: Programme) -> Part:
    """The parts of the sites as one; the baseline is that of their meters together."""
    parts = [member.part(q) for member in members if _has(member, q)]
    horizon = members[0].schedule.horizon
    sums = ("imported_kw", "promised_kw", "net_kw", "load_kw", "more_kw", "less_kw")
    found = {n: np.sum([getattr(p, n) for p in parts], axis=0) for n in sums}
    storages = tuple(storage for part in parts for storage in part.storages)
    cases = [member.case for member in members if _has(member, q)]

    def net(there: Horizon) -> FloatArray:
        meters = (np.maximum(case.net_kw(there), 0.0) for case in cases)
        return sum(meters, np.zeros(len(there)))

    baseline = q.baseline_kw(horizon, net)
    return Part(horizon=horizon, baseline_kw=baseline, storages=storages, **found)


def _has(member: Member, q: Programme) -> bool:
    return q.name in member.case.baselines


def _own(q: Programme) -> Programme:
    """A site's version of a programme, which has no bid; what it promised is its share."""
    return q.of_site(1.0) or q


def _gave(member: Member, q: Programme) -> float:
    """What a site gave. [currency]"""
    if not _has(member, q):
        return 0.0
    return float(sum(_own(q).revenue(member.part(q), SETTLED).values()))


def _inside(member: Member, q: Programme, own: float, cents: int) -> list[dict[str, Any]]:
    """What a site is paid, shared by its devices and what it gave itself."""
    found = devices(member, q)
    gave = np.array([*found, own - found.sum()])
    if (gave > 0).any() or q.is_two_sided:
        shares = split(cents, gave, is_two_sided=q.is_two_sided)
    else:
        shares = np.array([*np.zeros(len(found), dtype=np.int64), cents])
    each = zip((*member.devices, SITE), gave.tolist(), shares.tolist(), strict=True)
    return [
        {"site": member.name, **device._asdict(), "gave": g, "cents": paid}
        for device, g, paid in each
        if paid
    ]


def devices(member: Member, q: Programme) -> FloatArray:
    """(V7), shape (D,). [currency]"""
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
