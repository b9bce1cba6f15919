"""Sessions laid on a horizon: in which periods each is connected, and for how much of them.

A session that runs over the end of a closed ring goes on at its beginning, as storage does: on a
typical day, whoever parks over midnight was there the night before. Of a typical day the sessions
are those of the day on which its ring begins. A chain has an end: of what is needed
later, what can still be charged later is left for later,

    need' = need - η_c·P_c·(departure - end)                                  (N3)

but no more than was there on arrival. Arrays are flat, of shape (K,): the periods of the first
session, of the second, and so on; those that go by session have shape (S,).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import NamedTuple

import numpy as np

from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon, IntArray, Ring
from optdispatch.vehicles.session import Session

EDGE = 1e-9
"""Share of a period by which a moment may miss its edge through rounding."""


class Stay(NamedTuple):
    """One session on one ring."""

    session: Session
    ring: int
    periods: IntArray
    """In the order of time, which in a closed ring may pass its end."""
    share: FloatArray
    """Of each period, what part it is connected for."""
    begins: float
    """Periods from the ring's start to the arrival."""
    later_hours: float = 0.0
    """Time that it stays beyond the end of a chain."""


@dataclass(frozen=True)
class Stays:
    """Every session of a horizon, in flat arrays."""

    horizon: Horizon
    stays: tuple[Stay, ...]

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """The session of each stay, (S,)."""
        return tuple(stay.session for stay in self.stays)

    @cached_property
    def first(self) -> IntArray:
        """Where each stay begins in flat arrays, and where the last one ends, (S + 1,)."""
        lengths = [len(stay.periods) for stay in self.stays]
        return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

    @cached_property
    def owner(self) -> IntArray:
        """The stay of each entry, (K,)."""
        return np.repeat(np.arange(len(self.stays)), np.diff(self.first))

    @cached_property
    def period(self) -> IntArray:
        """The period of each entry, (K,)."""
        none: list[IntArray] = [np.zeros(0, dtype=np.int64)]
        return np.concatenate([stay.periods for stay in self.stays] or none)

    @cached_property
    def share(self) -> FloatArray:
        """The connected part of each entry's period, (K,)."""
        return np.concatenate([stay.share for stay in self.stays] or [np.zeros(0)])

    @cached_property
    def charge_limit_kw(self) -> FloatArray:
        """Most mean power drawn in each entry, (K,). [kW]"""
        return self.of("charge_kw")[self.owner] * self.share

    @cached_property
    def discharge_limit_kw(self) -> FloatArray:
        """Most mean power given back in each entry, (K,). [kW]"""
        return self.of("discharge_kw")[self.owner] * self.share

    @cached_property
    def always(self) -> FloatArray:
        """1 where a stay closes with its ring, (S,)."""
        rings = self.horizon.rings
        return np.array([float(s.session.is_always and rings[s.ring].closed) for s in self.stays])

    @cached_property
    def weight(self) -> FloatArray:
        """Real sessions that each stay stands for, (S,)."""
        return np.array([self.horizon.rings[stay.ring].weight for stay in self.stays])

    @cached_property
    def need_kwh(self) -> FloatArray:
        """The least energy in the battery at the end of each stay, (S,): (N1), (N3). [kWh]"""
        later = np.array([stay.later_hours for stay in self.stays])
        could = later * self.of("charge_kw") * self.of("efficiency_charge")
        need, start = self.of("need_kwh"), self.of("start_kwh")
        need = np.where(later > 0, np.maximum(need - could, np.minimum(need, start)), need)
        return np.where(self.always > 0, self.of("floor_kwh"), need)

    @cached_property
    def missing_kwh(self) -> FloatArray:
        """What each stay's power and time cannot give of its need, (S,). [kWh]"""
        reach = self.of("efficiency_charge") * self.sums(self.charge_limit_kw) * self.horizon.hours
        return np.maximum(self.need_kwh - self.of("start_kwh") - reach, 0.0) * (1 - self.always)

    def called(self, s: int) -> str:
        """What a stay is called: its vehicle and its session."""
        session = self.sessions[s]
        return f"{session.vehicle}, session {session.id}"

    def of(self, field: str) -> FloatArray:
        """A number of each stay's session, (S,)."""
        if field not in self._numbers:
            values = [getattr(stay.session, field) for stay in self.stays]
            self._numbers[field] = np.array(values, dtype=np.float64)
        return self._numbers[field].copy()

    @cached_property
    def _numbers(self) -> dict[str, FloatArray]:
        """What has been asked for before."""
        return {}

    def sums(self, values: FloatArray) -> FloatArray:
        """Sum of entries by stay, (K,) to (S,)."""
        return np.bincount(self.owner, values, len(self.stays)).astype(np.float64)

    def total(self, values: FloatArray) -> FloatArray:
        """Sum of entries by period, (K,) to (T,)."""
        return np.bincount(self.period, values, len(self.horizon)).astype(np.float64)

    def running(self, values: FloatArray) -> FloatArray:
        """Sum of a stay's entries up to each, itself included, (K,)."""
        through = np.concatenate([[0.0], np.cumsum(values)])
        before: FloatArray = through[self.first[:-1]][self.owner]
        return through[1:] - before

    def uncontrolled_kw(self) -> FloatArray:
        """What each entry draws if all charge as they plug in, (K,). [kW]"""
        hours, eta = self.horizon.hours, self.of("efficiency_charge")
        wanted = np.maximum(self.need_kwh - self.of("start_kwh"), 0.0) / eta * (1 - self.always)
        most = self.charge_limit_kw * hours
        left = wanted[self.owner] - (self.running(most) - most)
        return np.clip(left, 0.0, most) / hours

    def levels(self, charge_kw: FloatArray, discharge_kw: FloatArray) -> FloatArray:
        """Energy in the battery at the end of each entry, stepped through, (K,). [kWh]

        One that never leaves a closed ring begins where it never falls below its floor.
        """
        eta_c, eta_d = (self.of(f"efficiency_{way}")[self.owner] for way in ("charge", "discharge"))
        change = (eta_c * charge_kw - discharge_kw / eta_d) * self.horizon.hours
        gained = self.running(change)
        start = self.of("start_kwh")
        for s in np.flatnonzero(self.always):
            own = slice(*self.first[s : s + 2])
            start[s] = self.stays[s].session.floor_kwh - float(gained[own].min(initial=0.0))
        return start[self.owner] + gained

    def unmet_kwh(self, levels: FloatArray) -> FloatArray:
        """What each stay leaves without of its need, (S,). [kWh]"""
        return np.maximum(self.need_kwh - levels[self.first[1:] - 1], 0.0) * (1 - self.always)


def lay(sessions: Iterable[Session], horizon: Horizon) -> Stays:
    """Lay sessions on a horizon.

    Raises `InputError` for one that stays longer than its ring, or came before a chain began,
    and where a charger is used twice at once.
    """
    zone = horizon.rings[0].start.tzinfo
    always, by_day = [], defaultdict(list)
    for session in sessions:
        if session.arrival is None:
            always.append(session)
        else:
            by_day[moment(session.arrival, zone).date()].append(session)
    found = []
    for number, (ring, days) in enumerate(zip(horizon.rings, days_of(horizon), strict=True)):
        s = horizon.slices[number]
        whole = np.arange(s.start, s.stop), np.ones(ring.periods)
        found += [Stay(session, number, *whole, 0.0) for session in always]
        coming = (session for day in days for session in by_day.get(day, ()))
        found += _on(ring, number, s.start, coming, horizon)
    _one_at_a_time(found, horizon)
    return Stays(horizon, tuple(found))


def days_of(horizon: Horizon) -> tuple[tuple[date, ...], ...]:
    """The days whose arrivals each ring has; of a typical day, that on which it begins.

    A chain asks for the days before it too, for those who may still be there.
    """
    own: list[dict[date, None]] = [{} for _ in horizon.rings]
    starts = np.array([s.start for s in horizon.slices])
    for day, where in horizon.dates:
        own[int(np.searchsorted(starts, where.start, side="right")) - 1][day] = None
    found = []
    for ring, days in zip(horizon.rings, own, strict=True):
        first = ring.start.date()
        before = [] if ring.closed else [date.fromordinal(first.toordinal() - n) for n in (2, 1)]
        found.append((first,) if ring.days else (*before, *days))
    return tuple(found)


def moment(when: datetime, zone: tzinfo | None) -> datetime:
    """A time with its zone: its own, or the site's."""
    return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)


def _on(
    ring: Ring, number: int, offset: int, sessions: Iterable[Session], horizon: Horizon
) -> Iterator[Stay]:
    """Stays of those who arrive on one ring."""
    step, n = horizon.step.total_seconds(), ring.periods
    zero, zone = ring.start.timestamp(), horizon.rings[0].start.tzinfo
    for session in sessions:
        if session.arrival is None or session.departure is None:
            continue
        begins, ends = (
            (moment(at, zone).timestamp() - zero) / step
            for at in (session.arrival, session.departure)
        )
        if ring.closed:
            if ends - begins > n + EDGE:
                raise InputError(
                    f"session {session.id}: it stays {(ends - begins) * horizon.hours:g} h, longer "
                    f"than {ring.label or 'its ring'}; plan a `year` or a `month`"
                )
        elif begins >= n or ends <= 0:
            continue
        elif begins < -EDGE:
            raise InputError(
                f"session {session.id}: it came before the plan begins; let it arrive at "
                f"{ring.start:%Y-%m-%d %H:%M} with what it had then"
            )
        last = ends if ring.closed else min(ends, float(n))
        at = np.arange(int(begins + EDGE), int(np.ceil(last - EDGE)))
        share = np.minimum(at + 1, last) - np.maximum(at, begins)
        later = max(0.0, ends - last) * horizon.hours
        yield Stay(session, number, offset + at % n, np.clip(share, 0.0, 1.0), begins, later)


def _one_at_a_time(stays: Sequence[Stay], horizon: Horizon) -> None:
    """A charger serves one vehicle at a time, a ring's end and beginning included."""
    by_charger = defaultdict(list)
    for stay in stays:
        by_charger[stay.ring, stay.session.charger].append(stay)
    for (number, charger), own in by_charger.items():
        n = horizon.rings[number].periods
        spans = sorted((s.begins % n, float(s.share.sum()), s.session.id) for s in own)
        if len(spans) == 1:
            continue
        following = [*spans[1:], (spans[0][0] + n, 0.0, spans[0][2])]
        for (begins, length, session), (then, _, other) in zip(spans, following, strict=True):
            if begins + length > then + EDGE:
                raise InputError(
                    f"session {other}: charger {charger!r} is still used by session {session}"
                )
