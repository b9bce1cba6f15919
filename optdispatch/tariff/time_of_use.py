"""The time-of-use calendar: which period each minute of each date lies in.

Seasons cover every month and kind of day exactly once, and a season covers every minute of
its day exactly once: by its windows, by `rest` for what the windows leave, and by
`override` for hours that take precedence over any window (sharp hours, often). Special days
override the hours of some dates: of holiday blocks, of weekends in some months, of a list.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Annotated, Any, Self

import numpy as np
from pydantic import AfterValidator, Field, PositiveInt, model_validator

from optdispatch.calendar import DAY_KINDS, Calendar, DayKind, Holiday
from optdispatch.horizon import FloatArray, Horizon, IntArray
from optdispatch.nouns import Noun
from optdispatch.windows import MINUTES, Month, Window, clock, covered

PeriodWindows = dict[str, tuple[Window, ...]]
EVERY_MONTH: tuple[Month, ...] = tuple(range(1, 13))


def _day_of_year(text: str) -> str:
    """A day of any year; 2000 has them all."""
    try:
        return f"{date.fromisoformat(f'2000-{text}'):%m-%d}"
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the year such as 07-15") from None


DayOfYear = Annotated[str, AfterValidator(_day_of_year)]


class Season(Noun):
    """The periods of a day, in some months and on some kinds of day."""

    months: tuple[Month, ...] = Field(min_length=1, description="Months of the year, 1 to 12.")
    days: tuple[DayKind, ...] = Field(default=DAY_KINDS, description="Kinds of day; all if absent.")
    windows: PeriodWindows = Field(description="Period name to its times of day.")
    override: PeriodWindows = Field(
        default={}, description="Times of day that take precedence over any window."
    )

    @model_validator(mode="after")
    def _each_minute_once(self) -> Self:
        for layer in (self.windows, self.override):
            _once(layer, f"in months {_listed(self.months)}")
        return self


class SpecialDays(Noun):
    """Hours that take precedence on the dates that meet every condition that is given."""

    blocks: tuple[str, ...] | None = Field(
        default=None, description="Only days of holiday blocks of these names in the calendar."
    )
    first_days: PositiveInt | None = Field(
        default=None, description="Only the first so many days of a holiday block."
    )
    least_days: PositiveInt | None = Field(
        default=None, description="Only days of holiday blocks of at least so many days."
    )
    days: tuple[DayKind, ...] | None = Field(default=None, description="Only these kinds of day.")
    months: tuple[Month, ...] | None = Field(default=None, description="Only these months.")
    between: tuple[DayOfYear, DayOfYear] | None = Field(
        default=None, description="Only from one day of the year to another, such as 12-15, 01-31."
    )
    dates: tuple[date, ...] | None = Field(default=None, description="Only these dates.")
    day_list: str | None = Field(
        default=None, description="Only the dates of this list in the tariff's `day_lists`."
    )
    override: PeriodWindows = Field(description="Period name to its times of day.")

    @model_validator(mode="before")
    @classmethod
    def _has_a_condition(cls, content: Any) -> Any:
        if isinstance(content, Mapping) and not any(
            content.get(name) is not None for name in cls.model_fields if name != "override"
        ):
            raise ValueError("special days need a condition, such as `blocks` or `dates`")
        return content

    @model_validator(mode="after")
    def _stands(self) -> Self:
        if self.day_list is not None and self.dates is None:
            raise ValueError(f"day_list {self.day_list!r} needs the `day_lists` of a tariff")
        _once(self.override, "on special days")
        return self

    def hold(self, day: date, calendar: Calendar) -> bool:
        """Whether a date meets every condition."""
        return (
            (self.months is None or day.month in self.months)
            and (self.dates is None or day in self.dates)
            and (self.between is None or _lies_between(day, *self.between))
            and (self.days is None or calendar.kind(day) in self.days)
            and self._in_block(day, calendar)
        )

    @property
    def when(self) -> str:
        """The conditions in words.

        >>> SpecialDays(days=("rest day",), months=(2, 3), override={}).when
        'rest days; months 2, 3'
        """
        first, least = self.first_days, self.least_days
        listed = ", ".join(map(str, self.dates or ()))
        told = [
            ", ".join(self.blocks or ()),
            f"the first {first} days of a holiday block" if first else "",
            f"holiday blocks of {least} days or more" if least else "",
            ", ".join(f"{kind}s" for kind in self.days or ()),
            f"months {_listed(self.months)}" if self.months else "",
            f"{self.between[0]} to {self.between[1]}" if self.between else "",
            f"{self.day_list}: {listed or 'no date is given'}" if self.day_list else listed,
        ]
        return "; ".join(part for part in told if part)

    def _in_block(self, day: date, calendar: Calendar) -> bool:
        if self.blocks is None and self.first_days is None and self.least_days is None:
            return True
        block = calendar.holiday(day)
        if block is None or (self.blocks is not None and block.name not in self.blocks):
            return False
        if self.first_days is not None and block.day > self.first_days:
            return False
        return self.least_days is None or _length(day, calendar) >= self.least_days


class TimeOfUse(Noun):
    """Periods by month, kind of day, time of day and date."""

    rest: str | None = Field(default=None, description="Period of the times that no window names.")
    seasons: tuple[Season, ...] = Field(min_length=1)
    special_days: tuple[SpecialDays, ...] = Field(
        default=(), description="Dates with hours of their own; a later rule goes before others."
    )

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods, in the order of their first mention."""
        layers = [layer for s in self.seasons for layer in (s.override, s.windows)]
        layers += [rule.override for rule in self.special_days]
        names = [name for layer in layers for name in layer]
        return tuple(dict.fromkeys([*names, self.rest] if self.rest else names))

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        for month, kind in product(EVERY_MONTH, DAY_KINDS):
            there = [s for s in self.seasons if month in s.months and kind in s.days]
            if len(there) != 1:
                times = "covered twice" if there else "not covered"
                raise ValueError(f"a {kind} of month {month} is {times} by the seasons")
            if (gaps := self._season(self.seasons.index(there[0])) < 0).any():
                at = clock(int(np.argmax(gaps)))
                raise ValueError(f"{at} in months {_listed(there[0].months)} is not covered")
        return self

    def day(self, day: date, calendar: Calendar) -> IntArray:
        """Index in `periods` of each minute of a date, shape (1440,)."""
        kind = calendar.kind(day)
        seasons = enumerate(self.seasons)
        minutes = self._season(
            next(i for i, s in seasons if day.month in s.months and kind in s.days)
        )
        for rule in self.special_days:
            if rule.hold(day, calendar):
                minutes = self._over(minutes, rule.override)
        return minutes

    def shares(self, horizon: Horizon) -> dict[str, FloatArray]:
        """Share of each step that lies in each period, each of shape (T,)."""
        for known, shares in self._shared:
            if known is horizon:
                return dict(shares)
        found = self._shares(horizon)
        self._shared[:] = [(horizon, found)]
        return dict(found)

    @cached_property
    def _shared(self) -> list[tuple[Horizon, dict[str, FloatArray]]]:
        """The horizon that was asked for last, and its shares: bills ask again and again."""
        return []

    def _shares(self, horizon: Horizon) -> dict[str, FloatArray]:
        step = int(horizon.step.total_seconds() // 60)
        index = np.empty((len(horizon), step), dtype=np.int64)
        for day, where in horizon.dates:
            minutes = self.day(day, horizon.calendar)
            at = horizon.minute[where, None] + np.arange(step)
            index[where] = minutes[at % MINUTES]
        shares = {name: (index == i).mean(axis=1) for i, name in enumerate(self.periods)}
        for share in shares.values():
            share.flags.writeable = False
        return shares

    @cached_property
    def _seasons(self) -> dict[int, bytes]:
        """Minutes of each season, as bytes: arrays could not be compared with `==`."""
        return {}

    def _season(self, key: int) -> IntArray:
        season = self.seasons[key]
        if key not in self._seasons:
            rest = self.periods.index(self.rest) if self.rest else -1
            minutes = self._over(np.full(MINUTES, rest, dtype=np.int64), season.windows)
            self._seasons[key] = self._over(minutes, season.override).tobytes()
        return np.frombuffer(self._seasons[key], dtype=np.int64)

    def _over(self, minutes: IntArray, layer: PeriodWindows) -> IntArray:
        for name, windows in layer.items():
            minutes = np.where(covered(windows) > 0, self.periods.index(name), minutes)
        return minutes


def _once(layer: PeriodWindows, where: str) -> None:
    """No minute lies in two windows of a layer."""
    count = sum((covered(w) for w in layer.values()), np.zeros(MINUTES, dtype=np.int64))
    if (count > 1).any():
        raise ValueError(f"{clock(int(np.argmax(count > 1)))} {where} is covered twice")


def _lies_between(day: date, first: str, last: str) -> bool:
    """Whether a date lies from one day of the year to another, over the new year if need be."""
    at = f"{day:%m-%d}"
    return first <= at <= last if first <= last else at >= first or at <= last


def _length(day: date, calendar: Calendar) -> int:
    """Days of the holiday block that a date lies in."""
    block = calendar.holiday(day) or Holiday("", 0)
    first, length = day - timedelta(days=block.day - 1), 0
    while calendar.holiday(first + timedelta(days=length)) == (block.name, length + 1):
        length += 1
    return length


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
