"""The time that a case plans: typical days, a year, a month, or a chain of periods."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from optdispatch.calendar import Calendar, calendar
from optdispatch.case.typical import NEVER, typical_rings
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon, Ring
from optdispatch.nouns import Noun
from optdispatch.tariff import Tariff

Net: TypeAlias = Callable[[Horizon], FloatArray]
"""The site's load less its own generation on a horizon, shape (T,). [kW]"""
Called: TypeAlias = Mapping[date, float]
"""Days on which a programme may call, and the chance that it does."""
YearNumber = Annotated[int, Field(ge=1900, le=2200)]


class Time(Noun):
    """What all ways of planning time share."""

    step_minutes: Literal[15, 30, 60] = Field(description="Length of a period.")
    calendar: str | None = Field(
        default=None, description="In place of the tariff's calendar; `alike`: every day a workday."
    )

    @abstractmethod
    def horizon(self, tariff: Tariff, net: Net, called: Called = NEVER) -> Horizon:
        """The periods; `called` are days on which a programme may call."""

    @property
    def step(self) -> timedelta:
        """Length of a period."""
        return timedelta(minutes=self.step_minutes)

    def days(self, tariff: Tariff) -> Calendar:
        """The calendar that days go by."""
        return calendar(self.calendar or tariff.calendar)


class Year(Time):
    """A whole year in one ring."""

    mode: Literal["year"] = "year"
    year: YearNumber

    def horizon(self, tariff: Tariff, net: Net, called: Called = NEVER) -> Horizon:
        """See `Time.horizon`."""
        first, last = date(self.year, 1, 1), date(self.year + 1, 1, 1)
        return _run(self, tariff, first, last, f"{self.year}")


class Month(Time):
    """One month in one ring."""

    mode: Literal["month"] = "month"
    year: YearNumber
    month: int = Field(ge=1, le=12)

    def horizon(self, tariff: Tariff, net: Net, called: Called = NEVER) -> Horizon:
        """See `Time.horizon`."""
        first = date(self.year, self.month, 1)
        last = (first + timedelta(days=32)).replace(day=1)
        return _run(self, tariff, first, last, f"{first:%Y-%m}")


class TypicalDays(Time):
    """A year as typical days: each month's workdays, rest days, holidays and peak day."""

    mode: Literal["typical_days"] = "typical_days"
    year: YearNumber
    operating_days: PositiveFloat | None = Field(
        default=None,
        le=366,
        description="Days a year on which storage works, spread evenly over the months.",
    )
    compare_with_year: bool = Field(
        default=False, description="Also plan the chronological year, and say how far off this is."
    )

    def horizon(self, tariff: Tariff, net: Net, called: Called = NEVER) -> Horizon:
        """See `Time.horizon`."""
        whole = self.chronological().horizon(tariff, net)
        rings = typical_rings(whole, tariff, net(whole), self.operating_days, called)
        return _typical(self.step, rings, whole.calendar)

    def chronological(self) -> Year:
        """The same year, day after day."""
        return Year(year=self.year, step_minutes=self.step_minutes, calendar=self.calendar)


class Chain(Time):
    """Some periods from a moment on, whose storage begins and ends where the case says."""

    mode: Literal["chain"] = "chain"
    start: datetime = Field(description="Local time of the first period.")
    periods: PositiveInt = Field(description="How many.")
    peak_so_far_kw: NonNegativeFloat = Field(
        default=0.0, description="The highest demand that the billing month has already seen."
    )

    def horizon(self, tariff: Tariff, net: Net, called: Called = NEVER) -> Horizon:
        """See `Time.horizon`.

        Raises `InputError` where the first period does not start on a step.
        """
        zone, start, step = tariff.zone(), self.start, self.step_minutes
        start = start.astimezone(zone) if start.tzinfo else start.replace(tzinfo=zone)
        if (start.hour * 60 + start.minute) % step or start.second:
            raise InputError(f"time.start: {start:%H:%M:%S} is not on a step of {step} min")
        ring = Ring(start, self.periods, closed=False, label=f"{start:%Y-%m-%d %H:%M}")
        return Horizon(self.step, (ring,), self.days(tariff), self.peak_so_far_kw)


AnyTime = Annotated[TypicalDays | Year | Month | Chain, Field(discriminator="mode")]


def _run(time: Time, tariff: Tariff, first: date, last: date, label: str) -> Horizon:
    """One ring from a date until before another."""
    return _whole(time.step, tariff.zone(), time.days(tariff), (first, last), label)


@lru_cache(maxsize=4)
def _whole(
    step: timedelta, zone: ZoneInfo, days: Calendar, between: tuple[date, date], label: str
) -> Horizon:
    """Days in one ring; cases of one year share it, with all that it has worked out."""
    start, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in between)
    periods = round((end.timestamp() - start.timestamp()) / step.total_seconds())
    return Horizon(step, (Ring(start, periods, label=label),), days)


@lru_cache(maxsize=8)
def _typical(step: timedelta, rings: tuple[Ring, ...], days: Calendar) -> Horizon:
    """Typical days; cases whose days are alike share them."""
    return Horizon(step, rings, days)
