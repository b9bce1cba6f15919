"""Step a rule through time: in each period, those who are there share what the site has left.

A closed ring is what goes on for ever, so the stepping begins some stays before it, and ends when
all who came in it have left: who is still there from the night before is known.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optdispatch.horizon import FloatArray, Ring
from optdispatch.vehicles.stays import Stays
from optdispatch.waiting import Share, Waiting

BEFORE = 3
"""How many of the longest stays a closed ring is stepped through before it begins."""
NOTHING = 1e-9
"""Energy that nobody waits for. [kWh]"""


class Guest(NamedTuple):
    """A stay, and its first period and the one after its last, since the ring began."""

    stay: int
    arrived: float
    begins: int
    ends: int
    kept: bool
    """Whether it came in the ring itself."""


def stepped(stays: Stays, share: Share, room_kw: FloatArray) -> FloatArray:
    """What each entry draws under a rule, (K,). [kW]"""
    drawn = np.zeros(len(stays.period))
    for ring in range(len(stays.horizon.rings)):
        own = [n for n, stay in enumerate(stays.stays) if stay.ring == ring]
        if own:
            _ring(stays, own, ring, share, room_kw, drawn)
    return drawn


def _ring(
    stays: Stays, own: list[int], ring: int, share: Share, room_kw: FloatArray, drawn: FloatArray
) -> None:
    """Step through one ring."""
    n, offset = stays.horizon.rings[ring].periods, stays.horizon.slices[ring].start
    there = guests(stays, own, stays.horizon.rings[ring])
    if not there:
        return
    hours, eta = stays.horizon.hours, stays.of("efficiency_charge")
    missing = {
        g: float(max(stays.need_kwh[g.stay] - stays.of("start_kwh")[g.stay], 0.0) / eta[g.stay])
        for g in there
    }
    rated = stays.of("charge_kw")
    left = (stays.sums(stays.share)[stays.owner] - stays.running(stays.share) + stays.share) * hours
    coming = sorted(there, key=lambda g: (g.arrived, g.stay), reverse=True)
    here: list[Guest] = []
    for u in range(coming[-1].begins, max(g.ends for g in there)):
        while coming and coming[-1].begins <= u:
            here.append(coming.pop())
        here = [g for g in here if g.ends > u and missing[g] > NOTHING]
        if not here:
            continue
        stay = np.array([g.stay for g in here])
        k = stays.first[stay] + u - np.array([g.begins for g in here])
        asked = np.array([missing[g] for g in here])
        t = offset + u % n
        waiting = Waiting(
            minute=int(stays.horizon.minute[t]),
            hours=hours,
            arrived=np.array([g.arrived for g in here]),
            most_kw=np.minimum(stays.charge_limit_kw[k], asked / hours),
            rated_kw=rated[stay],
            missing_kwh=asked,
            left_hours=left[k],
        )
        power = np.clip(share(waiting, float(room_kw[t])), 0.0, waiting.most_kw)
        for guest, entry, kw in zip(here, k.tolist(), power.tolist(), strict=True):
            missing[guest] -= kw * hours
            if guest.kept:
                drawn[entry] = kw


def guests(stays: Stays, own: Sequence[int], ring: Ring) -> list[Guest]:
    """Stays that come in a ring, and, in a closed one, in the same ring before and after it."""
    n, closed = ring.periods, ring.closed
    lengths = np.diff(stays.first)
    longest = int(max(lengths[s] for s in own))
    first, last = (-BEFORE * longest, n + longest) if closed else (0, n)
    found = []
    for s in own:
        begins, length = int(stays.stays[s].begins), int(lengths[s])
        if stays.always[s]:
            continue
        for turn in range(first // n, last // n + 1):
            at = begins + turn * n
            if first <= at < last and (closed or turn == 0):
                arrived = stays.stays[s].begins + turn * n
                found.append(Guest(s, arrived, at, at + length, turn == 0))
    return found
