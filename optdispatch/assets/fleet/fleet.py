"""The noun: where the sessions come from, and on what terms they are planned."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, PrivateAttr, model_validator

from optdispatch.asset import Flexible, Flow, Miss
from optdispatch.assets.fleet import held, sessions, tunnels
from optdispatch.assets.fleet.terms import Terms
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.note import Note
from optdispatch.pyomo_imports import Block
from optdispatch.schedule import Parts
from optdispatch.vehicles import AnySource, Stays, lay
from optdispatch.vehicles.replay import misses
from optdispatch.vehicles.stays import days_of
from optdispatch.vehicles.stepping import stepped
from optdispatch.vehicles.tunnel import disaggregated
from optdispatch.waiting import Share

SHORT = 1e-6
"""Share of its need from which on a session is said to leave without."""
SLACK = 1e-9
"""Share of its need that a session may miss through the rounding of what it was given."""


class Fleet(Flexible):
    """Vehicles at chargers behind one feeder."""

    kind: Literal["fleet"] = "fleet"
    sessions: AnySource = Field(description="Where the sessions come from.")
    limit_kw: PositiveFloat | None = Field(
        default=None, description="Most that all chargers draw or give together; none: no limit."
    )
    paid_per_kwh: NonNegativeFloat = Field(
        default=0.0,
        description="Paid to the site per kWh given back at the charger, besides what it saves or "
        "earns at the meter; prices by the hour are those of an `export` charge of the tariff.",
    )
    compensation_per_kwh: NonNegativeFloat = Field(
        default=0.0, description="Paid to the owners per kWh given back at the charger."
    )
    wear_per_kwh: NonNegativeFloat = Field(
        default=0.0, description="Wear of the vehicles' batteries, per kWh that leaves them."
    )
    unmet_per_kwh: PositiveFloat | None = Field(
        default=None, description="What a kWh that is missing on departure costs; none: none may."
    )
    formulation: Literal["sessions", "tunnels"] = Field(
        default="sessions",
        description="Plan every session, or all that are alike together and then share out.",
    )
    _held: Parts | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _has_no_price_in_tunnels(self) -> Self:
        if self.formulation == "tunnels" and self.unmet_per_kwh is not None:
            raise ValueError("unmet_per_kwh goes by session; plan by `formulation: sessions`")
        return self

    def stays(self, horizon: Horizon) -> Stays:
        """The sessions, laid on a horizon.

        Raises `InputError`, with the session and what is missing, where a need cannot be met.
        """
        if id(horizon) not in self._laid:
            days = dict.fromkeys(day for own in days_of(horizon) for day in own)
            laid = lay(self.sessions.sessions(tuple(days), horizon), horizon)
            if self.unmet_per_kwh is None:
                _refuse_the_impossible(laid)
            self._laid[id(horizon)] = laid
        return self._laid[id(horizon)]

    @cached_property
    def _laid(self) -> dict[int, Stays]:
        """What has been laid; each keeps its horizon, so that no other has its number."""
        return {}

    @property
    def terms(self) -> Terms:
        """What is paid, and the limit."""
        return Terms(
            self.limit_kw,
            self.paid_per_kwh,
            self.compensation_per_kwh,
            self.wear_per_kwh,
            self.unmet_per_kwh,
        )

    def build(self, b: Block, horizon: Horizon) -> Flow:
        """See `sessions.build`, `tunnels.build`; what is held is a number."""
        stays = self.stays(horizon)
        if self._held is not None:
            return held.build(b, stays, self._held, self.cost(self._held, horizon))
        if self.is_relaxed:
            return tunnels.build(b, stays, self.terms)
        return sessions.build(b, stays, self.terms)

    @property
    def is_relaxed(self) -> bool:
        """See `Flexible.is_relaxed`."""
        return self.formulation == "tunnels" and self._held is None

    def held(self, parts: Parts, horizon: Horizon) -> Self:
        """See `Flexible.held`: by laxity."""
        new = type(self).of(dict(self), self.name)
        new._held = disaggregated(self.stays(horizon), parts)
        new.__dict__["_laid"] = self._laid
        return new

    def given_kw(self, horizon: Horizon) -> FloatArray:
        """See `Asset.given_kw`: all charge as they plug in."""
        stays = self.stays(horizon)
        return -stays.total(stays.uncontrolled_kw())

    def range_kw(self, horizon: Horizon) -> tuple[FloatArray, FloatArray]:
        """See `Flexible.range_kw`."""
        stays, limit = self.stays(horizon), self.limit_kw or np.inf
        drawn, given = (stays.total(x) for x in (stays.charge_limit_kw, stays.discharge_limit_kw))
        return -np.minimum(drawn, limit), np.minimum(given, limit)

    def power_kw(self, parts: Parts, horizon: Horizon) -> FloatArray:
        """See `Flexible.power_kw`."""
        return self.stays(horizon).total(parts.discharge_kw - parts.charge_kw)

    def follow(self, share: Share, room_kw: FloatArray, horizon: Horizon) -> Parts:
        """See `Flexible.follow`: by the queue; nobody gives back."""
        room = np.minimum(room_kw, np.inf if self.limit_kw is None else self.limit_kw)
        drawn = stepped(self.stays(horizon), share, room)
        return Parts(drawn, np.zeros(len(drawn)))

    def cost(self, parts: Parts, horizon: Horizon) -> float:
        """See `Flexible.cost`: (E7)."""
        stays = self.stays(horizon)
        paid = float(self.terms.rates(stays) @ parts.discharge_kw)
        if self.unmet_per_kwh is None:
            return paid
        short = stays.unmet_kwh(stays.levels(parts.charge_kw, parts.discharge_kw))
        return paid + self.unmet_per_kwh * float(stays.weight @ short)

    def unmet(self, parts: Parts, horizon: Horizon) -> Mapping[str, float]:
        """See `Flexible.unmet`."""
        stays = self.stays(horizon)
        short = stays.unmet_kwh(stays.levels(parts.charge_kw, parts.discharge_kw))
        where = np.flatnonzero(short > SHORT * np.maximum(stays.need_kwh, 1.0)).tolist()
        return {stays.called(s): float(short[s]) for s in where}

    def misses(self, parts: Parts, horizon: Horizon, *, owed: bool) -> Iterator[Miss]:
        """See `Flexible.misses`."""
        stays, free = self.stays(horizon), not owed or self.unmet_per_kwh is not None
        found = misses(stays, parts, owed=not free)
        yield from (Miss(what, share, is_energy) for what, share, is_energy in found)
        if self.limit_kw is not None and owed:
            beyond = np.abs(self.power_kw(parts, horizon)) - self.limit_kw
            yield Miss("the chargers' limit", float(beyond.max()) / self.limit_kw, False)

    @property
    def notes(self) -> tuple[str, ...]:
        """See `Asset.notes`: where sessions are from, and which stand for a year's."""
        alike = Note(
            "{asset}: on a typical day, the sessions of one day of its type", asset=self.name
        )
        usual = Note(
            "{asset}: without storage and under its rules, all charge as they plug in",
            asset=self.name,
        )
        return (*self.sessions.notes, usual, alike)


def _refuse_the_impossible(stays: Stays) -> None:
    """Raise `InputError` for the first session whose power and time cannot give its need."""
    missing = stays.missing_kwh
    short = np.flatnonzero(missing > SLACK * np.maximum(1.0, stays.need_kwh))
    if len(short):
        s = int(short[0])
        more = f" (and {len(short) - 1} more)" if len(short) > 1 else ""
        raise InputError(
            f"session {stays.sessions[s].id}: {stays.sessions[s].vehicle} misses "
            f"{missing[s]:,.4g} kWh at full power from arrival to departure; let it need less, "
            f"or price what is missing with unmet_per_kwh{more}"
        )
