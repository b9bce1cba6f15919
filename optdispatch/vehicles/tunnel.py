"""Many sessions as a few virtual batteries, and back.

What a session has gained since its arrival lies in a tunnel,

    hi[k] = min(ceiling - start, η_c·Σ_{j≤k} P_c[j]·Δt)                        (A1)
    lo[k] = max(floor - start, -Σ_{j≤k} P_d[j]·Δt/η_d, need - start - η_c·Σ_{j>k} P_c[j]·Δt)  (A2)

and from each point of it, at least one way leads on to the departure. Tunnels of sessions with
the same efficiencies add up: no plan of the sessions is outside their sum, so the sum is a
relaxation, and its optimum a bound. Not each plan inside can be followed. Sessions follow it as
far as they can by their laxity, the energy above the lower wall in hours of full power: in each
period there is a λ with

    Σ_s gain[s] = plan,  gain[s] = clip(lo[k] + λ·η_c·P_c - g, lo[k] - g, hi[k] - g)   (A3)

within what its power allows, so that whoever can wait least is served first. (A3) is smoothed
least-laxity-first (Y. Nakahira et al., e-Energy '17, doi:10.1145/3077839.3077856).
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.schedule import Parts
from optdispatch.vehicles.stays import Stays
from optdispatch.vehicles.stepping import Guest, guests

HALVINGS = 50


@dataclass(frozen=True)
class Walls:
    """(A1) and (A2) of every entry, each of shape (K,). [kWh]"""

    low: FloatArray
    high: FloatArray


def walls(stays: Stays) -> Walls:
    """The tunnel of every session."""
    hours, owner = stays.horizon.hours, stays.owner
    eta_c, eta_d = stays.of("efficiency_charge"), stays.of("efficiency_discharge")
    up = eta_c[owner] * stays.charge_limit_kw * hours
    down = stays.discharge_limit_kw * hours / eta_d[owner]
    start, need = stays.of("start_kwh"), stays.need_kwh
    gained = stays.running(up)
    later = stays.sums(up)[owner] - gained
    high = np.minimum((stays.of("ceiling_kwh") - start)[owner], gained)
    low = np.maximum((stays.of("floor_kwh") - start)[owner], -stays.running(down))
    return Walls(np.minimum(np.maximum(low, (need - start)[owner] - later), high), high)


@dataclass(frozen=True)
class Group:
    """Sessions of one ring that are alike, as one battery; arrays over its periods, (n,)."""

    ring: int
    stays: IntArray
    efficiency_charge: float
    efficiency_discharge: float
    charge_limit_kw: FloatArray
    discharge_limit_kw: FloatArray
    low: FloatArray
    """Least that all have gained at the end of each period. [kWh]"""
    high: FloatArray
    before: FloatArray
    """Least and most gained before the ring begins, by those from the night before. [kWh]"""
    through: FloatArray
    """Least and most that is gained in the ring. [kWh]"""


@dataclass(frozen=True)
class Tunnels:
    """The virtual batteries of a horizon; flat arrays go by group, then by period."""

    stays: Stays

    @cached_property
    def walls(self) -> Walls:
        """The tunnel of every session."""
        return walls(self.stays)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Sessions by ring, efficiencies and ways.

        Raises `InputError` for one that never leaves a closed ring: it has no arrival.
        """
        alike: dict[tuple[int, float, float], list[int]] = defaultdict(list)
        for s, stay in enumerate(self.stays.stays):
            x = stay.session
            if self.stays.always[s]:
                raise InputError(
                    f"session {x.id}: it never leaves, so it is in no tunnel; plan by "
                    "`formulation: sessions`"
                )
            gives = x.efficiency_discharge if x.is_two_way else 0.0
            alike[stay.ring, x.efficiency_charge, gives].append(s)
        return tuple(self._group(*key, np.array(own)) for key, own in alike.items())

    @cached_property
    def period(self) -> IntArray:
        """The period of each flat entry."""
        slices = self.stays.horizon.slices
        of = [np.arange(slices[g.ring].start, slices[g.ring].stop) for g in self.groups]
        return np.concatenate([np.zeros(0, dtype=np.int64), *of])

    def _group(self, ring: int, eta_c: float, eta_d: float, own: IntArray) -> Group:
        """Add up the tunnels of some sessions of one ring."""
        stays, w = self.stays, self.walls
        n, offset = stays.horizon.rings[ring].periods, stays.horizon.slices[ring].start
        total, limits = np.zeros((2, n)), np.zeros((2, n))
        before, through = np.zeros(2), np.zeros(2)
        for s in own.tolist():
            k = np.arange(*stays.first[s : s + 2])
            at, tunnel = stays.period[k] - offset, np.array([w.low[k], w.high[k]])
            for side, limit in enumerate((stays.charge_limit_kw, stays.discharge_limit_kw)):
                np.add.at(limits[side], at, limit[k])
            head = min(len(k), n - int(at[0]))
            total += _run(at[:head], tunnel[:, :head], n)
            through += tunnel[:, -1]
            if head < len(k):
                before += tunnel[:, head - 1]
                total += _run(at[head:], tunnel[:, head:], n)
        walls_and_limits = limits[0], limits[1], total[0], total[1]
        return Group(ring, own, eta_c, eta_d, *walls_and_limits, before, through)


def _run(at: IntArray, tunnel: FloatArray, n: int) -> FloatArray:
    """A tunnel from its first period on; after its last one it stays what it was, (2, n)."""
    whole = np.zeros((2, n))
    whole[:, at] = tunnel
    whole[:, at[-1] + 1 :] = tunnel[:, [-1]]
    return whole


def disaggregated(stays: Stays, plan: Parts) -> Parts:
    """What each session does so that together they come near to a plan of the tunnels: (A3)."""
    tunnels = Tunnels(stays)
    charge, discharge = np.zeros(len(stays.period)), np.zeros(len(stays.period))
    done = 0
    for group in tunnels.groups:
        n = stays.horizon.rings[group.ring].periods
        own = slice(done, done + n)
        back = group.efficiency_discharge or 1.0
        gain = group.efficiency_charge * plan.charge_kw[own] - plan.discharge_kw[own] / back
        _follow(stays, tunnels.walls, group, gain * stays.horizon.hours, (charge, discharge))
        done += n
    return Parts(charge, discharge)


def _follow(
    stays: Stays, w: Walls, group: Group, gain: FloatArray, out: tuple[FloatArray, FloatArray]
) -> None:
    """(A3), period by period."""
    ring, hours = stays.horizon.rings[group.ring], stays.horizon.hours
    coming = sorted(guests(stays, group.stays.tolist(), ring), key=lambda g: -g.begins)
    eta_c, eta_d = group.efficiency_charge, group.efficiency_discharge or 1.0
    slope = eta_c * stays.of("charge_kw")
    has = dict.fromkeys(coming, 0.0)
    here: list[Guest] = []
    for u in range(coming[-1].begins, max(g.ends for g in coming)):
        while coming and coming[-1].begins <= u:
            here.append(coming.pop())
        here = [g for g in here if g.ends > u]
        if not here:
            continue
        stay = np.array([g.stay for g in here])
        k = stays.first[stay] + u - np.array([g.begins for g in here])
        g = np.array([has[guest] for guest in here])
        least = np.maximum(w.low[k] - g, -stays.discharge_limit_kw[k] * hours / eta_d)
        most = np.minimum(w.high[k] - g, eta_c * stays.charge_limit_kw[k] * hours)
        gains = _level(w.low[k] - g, slope[stay], least, most, float(gain[u % ring.periods]))
        for guest, entry, gained in zip(here, k.tolist(), gains.tolist(), strict=True):
            has[guest] += gained
            if guest.kept:
                out[0][entry] = max(gained, 0.0) / eta_c / hours
                out[1][entry] = max(-gained, 0.0) * eta_d / hours


def _level(
    wall: FloatArray, slope: FloatArray, least: FloatArray, most: FloatArray, wanted: float
) -> FloatArray:
    """(A3) by bisection: gains between least and most whose sum comes nearest to the plan's."""
    most = np.maximum(most, least)
    low, high = float(((least - wall) / slope).min()), float(((most - wall) / slope).max())
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if np.clip(wall + middle * slope, least, most).sum() < wanted:
            low = middle
        else:
            high = middle
    gains: FloatArray = np.clip(wall + high * slope, least, most)
    return gains
