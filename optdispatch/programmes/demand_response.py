"""Demand response: a load that falls below its baseline when it is called.

    x[e]    = Σ_{t ∈ e} s[t]·Δt·(B[t] - import[t])                             (E1)
    q, z    = performed(x),  least = a·Q·h[e],  most = b·Q·h[e]                (E2)
    revenue = Σ_e w[e]·p·q[e] + Σ_month P·Q·min_{e ∈ month} z[e]              (E3)
    B[t]    = mean over the n like days before of max(0, net) at that time     (E4)

========  ===================================================  ======  =====================
symbol    meaning                                              unit    code
========  ===================================================  ======  =====================
x, q, z   energy not drawn, that is paid; 1: performed         kWh, -  x, paid, done
s[t]      share of t that lies in the event                    -       hours / Δt
h[e]      length of the event                                  h       hours.sum()
B         baseline, frozen: no schedule of storage moves it    kW      part.baseline_kw
Q         bid                                                  kW      bid_kw
a, b      least and most share of the bid that is paid         -       performance
p, P      price of energy, and of what stands by for a month   money   price_per_*
w[e]      real days that e stands for, or the chance of a call -       weight
========  ===================================================  ======  =====================

Without a performance, a = 0 and b = 1; without a bid, all that is not drawn is paid. Nobody
owes anything for a load that rose. Like days are of the same kind (workday or not) in the same
year, without those on which the programme calls. Storage that discharges every day at that
time finds the same baseline, since (E4) is of the site without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon, IntArray, Ring
from optdispatch.meter import AnyProfile
from optdispatch.note import Note, unplanned
from optdispatch.nouns import Noun
from optdispatch.programme import Band, Net, Part, Programme, Terms
from optdispatch.windows import MINUTES, Month, Window, covered


class Event(Noun):
    """A time of day on some dates on which the programme calls."""

    dates: tuple[date, ...] = Field(min_length=1, description="Local dates, such as 2026-07-15.")
    window: Window

    @model_validator(mode="after")
    def _is_of_one_day(self) -> Self:
        first, last = self.window.split("-")
        if first >= last:
            raise ValueError(f"window {self.window}: an event runs over no midnight; give two")
        return self


class Performance(Noun):
    """Bands of what is delivered of a bid."""

    least_share: float = Field(ge=0, le=1, description="Below this share of the bid: nothing.")
    most_share: float = Field(ge=1, description="No more than this share of the bid is paid.")


class _Call(NamedTuple):
    """An event as the horizon has it."""

    day: date
    at: IntArray
    """Its periods."""
    hours: FloatArray
    """Of each period, how much lies in it. [h]"""
    weight: float
    month: str


class DemandResponse(Programme):
    """Events that are called, and what is paid for each."""

    kind: Literal["demand_response"] = "demand_response"
    events: tuple[Event, ...] = Field(min_length=1, description="When it calls.")
    price_per_kwh: NonNegativeFloat = Field(description="Paid for a kWh not drawn in an event.")
    bid_kw: PositiveFloat | None = Field(
        default=None, description="What is bid, each event; none: all that is not drawn is paid."
    )
    performance: Performance | None = Field(
        default=None, description="Bands around the bid; none: what is delivered, up to the bid."
    )
    price_per_kw_month: NonNegativeFloat = Field(
        default=0.0,
        description="Paid each month for a kW of the bid that stands by; not in a month in which "
        "an event was not performed.",
    )
    months: tuple[Month, ...] = Field(
        default=tuple(range(1, 13)), description="Months in which it stands by; all if absent."
    )
    chance: float = Field(
        default=1.0, gt=0, le=1, description="That an event is called, for planning."
    )
    like_days: PositiveInt = Field(default=5, description="Days that make the baseline.")
    baseline: AnyProfile | None = Field(
        default=None, description="In place of like days: what was agreed. [kW]"
    )
    stream: ClassVar[str] = "demand response"
    is_for_pools: ClassVar[bool] = True

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.bid_kw is None and self.performance is not None:
            raise ValueError("performance needs `bid_kw`: its shares are of the bid")
        if self.bid_kw is None and self.price_per_kw_month:
            raise ValueError("price_per_kw_month needs `bid_kw`: it is paid on the bid")
        for day in self.called():
            windows = tuple(e.window for e in self.events for d in e.dates if d == day)
            if (covered(windows) > 1).any():
                raise ValueError(f"events: two of {day} overlap")
        return self

    def revenue(self, part: Part, terms: Terms) -> Mapping[str, Any]:
        """See `Programme.revenue`: (E1) to (E3)."""
        B, energy = part.baseline_kw, []
        done: dict[str, list[Any]] = {}
        for call in self._calls(part.horizon):
            drawn = np.zeros(len(part.horizon))
            drawn[call.at] = call.hours
            x = float(drawn @ B) - terms.dot(drawn, part.imported_kw)
            paid, z = terms.performed(x, self._band(call, part))
            energy.append(call.weight * self.price_per_kwh * paid)
            done.setdefault(call.month, []).append(z)
        lines = {self.name: sum(energy)}
        if self.price_per_kw_month:
            lines[f"{self.name} standby"] = self._standby(part, done, terms)
        return lines

    def of_site(self, share: float) -> Self:
        """See `Programme.of_site`: it is the pool that bids, stands by, and agrees a baseline."""
        alone = {"bid_kw": None, "performance": None, "price_per_kw_month": 0.0, "baseline": None}
        return type(self).of(dict(self) | alone, self.name)

    def apart(self) -> Sequence[Self]:
        """See `Programme.apart`: each call by itself, then what stands by."""
        each = [(day, e.window) for e in self.events for day in sorted(e.dates)]
        calls = [{"events": ({"dates": (d,), "window": w},)} for d, w in each]
        parts = [call | {"price_per_kw_month": 0.0} for call in calls]
        if self.price_per_kw_month:
            parts.append({"price_per_kwh": 0.0})
        return [type(self).of(dict(self) | part, self.name) for part in parts]

    def _band(self, call: _Call, part: Part) -> Band:
        """(E2), and what physics allows."""
        floor, ceiling = part.reach(call.at, call.hours)
        if self.bid_kw is None:
            return Band(0.0, np.inf, floor, ceiling)
        bands = self.performance or Performance(least_share=0, most_share=1)
        bid = self.bid_kw * float(call.hours.sum())
        return Band(bands.least_share * bid, bands.most_share * bid, floor, ceiling)

    def _standby(self, part: Part, done: Mapping[str, list[Any]], terms: Terms) -> Any:
        """The second sum of (E3); nothing stands by where there is no storage."""
        if not part.storages:
            return 0.0
        per_month = self.price_per_kw_month * (self.bid_kw or 0.0)
        earned = []
        for name, share in _months(part.horizon).items():
            if int(name[-2:]) in self.months:
                held = terms.least(done[name]) if name in done else 1.0
                earned.append(per_month * share * held)
        return sum(earned)

    def baseline_kw(self, horizon: Horizon, net: Net) -> FloatArray:
        """See `Programme.baseline_kw`: (E4), or what was agreed."""
        if self.baseline is not None:
            return self.baseline.power_kw(horizon)
        B, step = np.zeros(len(horizon)), round(60 * horizon.hours)
        calls = list(self._calls(horizon))
        like = {call.day: self._like(call.day, horizon) for call in calls}
        days = sorted({day for some in like.values() for day in some})
        if not days:
            return B
        past = Horizon(horizon.step, tuple(_ring(day, horizon) for day in days), horizon.calendar)
        seen = np.maximum(net(past), 0.0)
        usual = np.full((len(days), MINUTES // step), np.nan)
        for i, s in enumerate(past.slices):
            usual[i, past.minute[s] // step] = seen[s]
        for call in calls:
            own = usual[[days.index(day) for day in like[call.day]]]
            B[call.at] = np.nanmean(own[:, horizon.minute[call.at] // step], axis=0)
        return B

    def _like(self, day: date, horizon: Horizon) -> list[date]:
        """The like days before a day, nearest first."""
        calendar, called = horizon.calendar, self.called()
        is_work = calendar.kind(day) == "workday"
        before = (day - timedelta(days=n) for n in range(1, day.timetuple().tm_yday))
        like = [d for d in before if d not in called and (calendar.kind(d) == "workday") == is_work]
        if not like:
            raise InputError(
                f"{self.name}: {day.year} has no day like {day} before it; give a `baseline`"
            )
        return like[: self.like_days]

    def _calls(self, horizon: Horizon) -> Iterator[_Call]:
        """Every event, wherever the horizon has its day alone."""
        rings = {s.start: r for r, s in zip(horizon.rings, horizon.slices, strict=True)}
        step = round(60 * horizon.hours)
        ring = horizon.rings[0]
        for day, where in horizon.dates:
            ring = rings.get(where.start, ring)
            if not ring.called or ring.days not in {(), (day,)}:
                continue
            weight = ring.weight * (1.0 if ring.days else self.chance)
            minutes = horizon.minute[where][:, None] + np.arange(step)
            for event in self.events:
                inside = covered((event.window,))[minutes % MINUTES].mean(axis=1)
                at = np.flatnonzero(inside)
                if day in event.dates and len(at):
                    hours = inside[at] * horizon.hours
                    yield _Call(day, where.start + at, hours, weight, f"{day:%Y-%m}")

    def called(self) -> dict[date, float]:
        """See `Programme.called`."""
        return {day: self.chance for event in self.events for day in event.dates}

    def notes(self, horizon: Horizon) -> tuple[str, ...]:
        """See `Programme.notes`: events that are not planned, and how the rest is."""
        calls = list(self._calls(horizon))
        planned = {call.day for call in calls}
        out = sorted(self.called().keys() - planned)
        notes: list[str] = []
        if out:
            notes += unplanned(self.name, [str(day) for day in out])
        if planned and self.chance < 1 and not all(ring.days for ring in horizon.rings):
            notes.append(
                Note(
                    "{programme}: one schedule serves whether it calls or not, and earns "
                    "{chance:.0%} of what a call pays; typical days plan both",
                    programme=self.name,
                    chance=self.chance,
                )
            )
        counts = {} if self.baseline else {d: len(self._like(d, horizon)) for d in sorted(planned)}
        for day, count in counts.items():
            if count < self.like_days:
                notes.append(
                    Note(
                        "{programme}: {count} like days, not {asked}, before {day}",
                        programme=self.name,
                        count=count,
                        asked=self.like_days,
                        day=day,
                    )
                )
        return tuple(notes)


def _ring(day: date, horizon: Horizon) -> Ring:
    """A real day in the time zone and the steps of a horizon."""
    zone = horizon.rings[0].start.tzinfo
    start, end = (
        datetime(d.year, d.month, d.day, tzinfo=zone) for d in (day, day + timedelta(days=1))
    )
    seconds = end.timestamp() - start.timestamp()
    return Ring(start, round(seconds / horizon.step.total_seconds()))


def _months(horizon: Horizon) -> dict[str, float]:
    """Share of each billing month that is planned."""
    rings = {s.start: r for r, s in zip(horizon.rings, horizon.slices, strict=True)}
    ring, days = horizon.rings[0], dict.fromkeys((m.name for m in horizon.months), 0.0)
    for day, where in horizon.dates:
        ring = rings.get(where.start, ring)
        days[f"{day:%Y-%m}"] += ring.weight
    return {name: min(1.0, count / _length(name)) for name, count in days.items()}


def _length(month: str) -> int:
    """Days of a month such as 2026-02."""
    first = date.fromisoformat(f"{month}-01")
    return ((first + timedelta(days=32)).replace(day=1) - first).days
