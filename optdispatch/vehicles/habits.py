"""Habits of a kind of fleet: when its vehicles come, how long they stay, what they need.

A quantity x is drawn from a normal distribution cut at both ends,

    x = μ + σ·Φ⁻¹(Φ(a) + u·(Φ(b) - Φ(a))),  a = (low - μ)/σ,  b = (high - μ)/σ   (N4)

with u uniform in (0, 1), and μ one number, or one for each hour of arrival. The hour of arrival
is drawn from a normal distribution likewise, or from 24 shares, and is uniform within its hour.
"""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator

from optdispatch.calendar import DAY_KINDS, DayKind
from optdispatch.horizon import FloatArray
from optdispatch.nouns import Noun
from optdispatch.vehicles.session import Access

HOURS = 24
Hourly = Annotated[tuple[NonNegativeFloat, ...], Field(min_length=HOURS, max_length=HOURS)]


class Spread(Noun):
    """A normal distribution that is cut at both ends."""

    mean: float | Hourly = Field(description="One number, or one for each hour of arrival.")
    sd: NonNegativeFloat = Field(description="Standard deviation, before it is cut.")
    low: float = Field(description="No value is below this.")
    high: float = Field(description="No value is above this.")

    @model_validator(mode="after")
    def _is_open(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        return self

    def at(self, hours: FloatArray, u: FloatArray) -> FloatArray:
        """(N4) for arrivals at some hours of the day, from numbers u in (0, 1)."""
        from scipy.special import ndtr, ndtri  # noqa: PLC0415 - slow to load, for fleets alone

        mean = np.atleast_1d(np.array(self.mean, dtype=np.float64))
        mu = np.clip(mean[hours.astype(np.int64) % len(mean)], self.low, self.high)
        if self.sd == 0:
            return mu
        a, b = ndtr((self.low - mu) / self.sd), ndtr((self.high - mu) / self.sd)
        drawn: FloatArray = mu + self.sd * ndtri(a + u * (b - a))
        return np.clip(drawn, self.low, self.high)


class Visit(Noun):
    """One way in which vehicles of a fleet come."""

    days: tuple[DayKind, ...] = Field(default=DAY_KINDS, description="Kinds of day; all if absent.")
    chance: float = Field(gt=0, le=1, description="That a vehicle comes on such a day.")
    arrival: Spread | Hourly = Field(description="Hour of the day, or shares of 24 hours.")
    stay_hours: Spread = Field(description="How long it stays, below 24 h.")
    energy_kwh: Spread = Field(description="What it has driven since, as drawn at the charger.")

    @model_validator(mode="after")
    def _in_a_day(self) -> Self:
        if isinstance(self.arrival, Spread):
            if not 0 <= self.arrival.low <= self.arrival.high < HOURS:
                raise ValueError("arrival: should lie from 0 to below 24 h")
        elif sum(self.arrival) <= 0:
            raise ValueError("arrival: no hour has a share")
        if not 0 < self.stay_hours.low <= self.stay_hours.high < HOURS:
            raise ValueError("stay_hours: should be above 0 and below 24 h")
        if self.energy_kwh.low < 0:
            raise ValueError("energy_kwh: should not be below 0")
        return self

    def hours(self, u: FloatArray, v: FloatArray) -> FloatArray:
        """Hours of arrival, from numbers u and v in (0, 1)."""
        if isinstance(self.arrival, Spread):
            return self.arrival.at(np.zeros(len(u)), u)
        through = np.cumsum(self.arrival) / sum(self.arrival)
        hour = np.searchsorted(through, u, side="right")
        return np.minimum(hour, HOURS - 1) + v


class Kind(Noun):
    """A kind of vehicle in a fleet."""

    share: PositiveFloat = Field(description="Of the vehicles, relative to the other kinds.")
    battery_kwh: PositiveFloat = Field(description="Size of its battery.")
    name: str = Field(default="", description="Such as a model that is like it.")


class Habits(Noun):
    """A kind of fleet."""

    name: str = Field(description="What kind of fleet.")
    source: str = Field(min_length=1, description="Where the distributions were published.")
    note: str = Field(default="", description="What a reader must know before relying on it.")
    access: Access = Field(description="Whose chargers they are.")
    charge_kw: PositiveFloat = Field(description="Power of a charger.")
    efficiency_charge: float = Field(gt=0, le=1, description="From charger to battery, 0 to 1.")
    efficiency_discharge: float = Field(gt=0, le=1, description="From battery to charger.")
    soc_min: float = Field(ge=0, lt=1, description="Never discharged below this.")
    soc_max: float = Field(gt=0, le=1, description="Never charged above this.")
    soc_departure: float = Field(gt=0, le=1, description="What a vehicle leaves with at least.")
    vehicles: tuple[Kind, ...] = Field(min_length=1, description="Kinds of vehicle.")
    visits: tuple[Visit, ...] = Field(min_length=1, description="Ways in which they come.")

    @model_validator(mode="after")
    def _can_be_filled(self) -> Self:
        if not self.soc_min < self.soc_departure <= self.soc_max:
            raise ValueError("soc_departure should be above soc_min and not above soc_max")
        return self
