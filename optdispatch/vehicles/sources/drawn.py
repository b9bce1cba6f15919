"""A fleet drawn from the habits of its kind, the same for the same seed.

Each day is drawn for itself, from the seed and its date, so that a typical day, a month and a
year have the same sessions on it. A vehicle that would still be there when the charger's next one
comes leaves before, and after the last day of a horizon comes its first; what time and power
cannot give, it has not driven:

    energy ≤ P_c·stay,  energy ≤ (soc_departure - soc_min)·B/η_c              (N5)
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, model_validator

from optdispatch.calendar import Calendar
from optdispatch.catalog import From
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.note import Note
from optdispatch.vehicles.habits import HOURS, Habits
from optdispatch.vehicles.session import Session
from optdispatch.vehicles.source import Source
from optdispatch.vehicles.stays import days_of, moment

MINUTES = 60
LEAST_H = 0.25
"""A stay that is cut shorter than this did not happen."""
ASKED = 1 - 1e-9
"""Share of what time and power can give that is asked for at most, so that rounding is none."""


class _Coming(NamedTuple):
    """A vehicle that comes: hours since the day's midnight, and what it has driven."""

    arrival: float
    departure: float
    vehicle: int
    energy_kwh: float


class Drawn(Source):
    """A fleet of a kind in the catalogue."""

    drawn: Annotated[Habits, From("models/fleets")] = Field(
        description="A name in models/fleets, a path to a .yaml, or the habits."
    )
    vehicles: PositiveInt = Field(le=100_000, description="How many vehicles.")
    chargers: PositiveInt | None = Field(
        default=None, description="How many chargers they share; none: each has its own."
    )
    two_way: NonNegativeInt = Field(default=0, description="How many chargers can give back.")
    charge_kw: PositiveFloat | None = Field(
        default=None, description="Power of a charger, in place of the kind's."
    )
    discharge_kw: PositiveFloat | None = Field(
        default=None,
        description="What a two-way charger gives back; as much as it draws if absent.",
    )
    seed: NonNegativeInt = Field(default=0, description="Another seed, another fleet.")

    @model_validator(mode="after")
    def _has_so_many(self) -> Self:
        if self.two_way > (self.chargers or self.vehicles):
            raise ValueError(f"two_way {self.two_way} is more than there are chargers")
        return self

    def sessions(self, days: Sequence[date], horizon: Horizon) -> Sequence[Session]:
        """See `Source.sessions`: those of the days."""
        drawn: dict[date, dict[int, list[_Coming]]] = {}
        found: list[Session] = []
        after = {r[-1]: r[0] for r in days_of(horizon) if len(r) > 1}
        for day in dict.fromkeys(days):
            then_day = after.get(day, day + timedelta(days=1))
            for each in (day, then_day):
                if each not in drawn:
                    drawn[each] = self._comings(each, horizon.calendar)
            following = drawn[then_day]
            for charger, own in drawn[day].items():
                then = following.get(charger, [])
                found += self._on(day, charger, own, then, horizon.rings[0].start.tzinfo)
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """See `Source.notes`: nobody measured it."""
        return (
            Note(
                "{fleet}: a fleet drawn from published habits, not a measurement",
                fleet=self.drawn.name,
            ),
        )

    @cached_property
    def _batteries(self) -> FloatArray:
        """Battery of each vehicle, in the shares of the kinds. [kWh]"""
        shares = np.array([kind.share for kind in self.drawn.vehicles])
        which = np.random.default_rng([self.seed]).choice(
            len(shares), size=self.vehicles, p=shares / shares.sum()
        )
        return np.array([kind.battery_kwh for kind in self.drawn.vehicles])[which]

    def _comings(self, day: date, calendar: Calendar) -> dict[int, list[_Coming]]:
        """Who comes on a day, by charger and in order; who finds none free goes elsewhere.

        Nobody is known to come on the days beside a horizon that its calendar does not know.
        """
        rng, comings = np.random.default_rng([self.seed, day.toordinal()]), []
        try:
            kind = calendar.kind(day)
        except InputError:
            return {}
        for visit in self.drawn.visits:
            u = rng.uniform(1e-12, 1 - 1e-12, (5, self.vehicles))
            if kind not in visit.days:
                continue
            hours = visit.hours(u[1], u[2])
            stays, energy = visit.stay_hours.at(hours, u[3]), visit.energy_kwh.at(hours, u[4])
            comings += [
                _Coming(float(hours[v]), float(hours[v] + stays[v]), v, float(energy[v]))
                for v in np.flatnonzero(u[0] < visit.chance).tolist()
            ]
        taken: dict[int, list[_Coming]] = defaultdict(list)
        for coming in sorted(comings):
            charger = self._charger(coming, taken)
            if charger is not None:
                taken[charger].append(coming)
        return taken

    def _charger(self, coming: _Coming, taken: dict[int, list[_Coming]]) -> int | None:
        """Its own charger, or of those that are shared the first that is free."""
        if self.chargers is None:
            return coming.vehicle
        for charger in range(self.chargers):
            if not taken[charger] or taken[charger][-1].departure <= coming.arrival:
                return charger
        return None

    def _on(
        self,
        day: date,
        charger: int,
        own: Sequence[_Coming],
        following: Sequence[_Coming],
        zone: tzinfo | None,
    ) -> Iterator[Session]:
        """Sessions of a charger that begin on a day."""
        midnight = datetime.combine(day, time())
        next_day = HOURS + min(c.arrival for c in (own[0], *following[:1]))
        ends = [*(c.arrival for c in own[1:]), next_day]
        for n, (coming, end) in enumerate(zip(own, ends, strict=True), start=1):
            arrival, departure = (
                midnight + timedelta(minutes=int(hour * MINUTES))
                for hour in (coming.arrival, min(coming.departure, end))
            )
            hours = (moment(departure, zone) - moment(arrival, zone)) / timedelta(hours=1)
            if hours >= LEAST_H:
                name = f"{day:%Y%m%d}-{charger + 1}" + (f"-{n}" if n > 1 else "")
                yield self._session(name, charger, coming, (arrival, departure), hours)

    def _session(
        self,
        name: str,
        charger: int,
        coming: _Coming,
        times: tuple[datetime, datetime],
        hours: float,
    ) -> Session:
        """(N5)."""
        h, battery = self.drawn, float(self._batteries[coming.vehicle])
        power = self.charge_kw or h.charge_kw
        room = (h.soc_departure - h.soc_min) * battery / h.efficiency_charge
        energy = min(coming.energy_kwh, power * hours * ASKED, room * ASKED)
        return Session(
            id=name,
            vehicle=f"vehicle {coming.vehicle + 1}",
            charger=f"charger {charger + 1}",
            arrival=times[0],
            departure=times[1],
            soc_arrival=h.soc_departure - energy * h.efficiency_charge / battery,
            soc_departure=h.soc_departure,
            battery_kwh=battery,
            soc_min=h.soc_min,
            soc_max=h.soc_max,
            charge_kw=power,
            discharge_kw=(self.discharge_kw or power) if charger < self.two_way else 0.0,
            efficiency_charge=h.efficiency_charge,
            efficiency_discharge=h.efficiency_discharge,
            access=h.access,
        )
