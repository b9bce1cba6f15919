"""The time-of-use calendar: which period each minute of each date lies in.

Seasons cover every month and kind of day exactly once, and a season covers every minute of
its day exactly once: by its windows, by `rest` for what the windows leave, and by
`override` for hours that take precedence over any window (sharp hours, often). Holiday
rules override the hours of dates that lie in named holiday blocks.
"""

from datetime import date
from functools import cached_property
from itertools import product
from typing import Self

import numpy as np
from pydantic import Field, PositiveInt, model_validator

from optdispatch.calendar import DAY_KINDS, Calendar, DayKind
from optdispatch.horizon import FloatArray, Horizon, IntArray
from optdispatch.nouns import Noun
from optdispatch.windows import MINUTES, Month, Window, clock, covered

PeriodWindows = dict[str, tuple[Window, ...]]


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
            count = sum((covered(w) for w in layer.values()), np.zeros(MINUTES, dtype=np.int64))
            if (count > 1).any():
                at = clock(int(np.argmax(count > 1)))
                raise ValueError(f"{at} in months {_listed(self.months)} is covered twice")
        return self


class HolidayRule(Noun):
    """Hours that take precedence on the days of named holiday blocks."""

    blocks: tuple[str, ...] = Field(description="Names of holiday blocks in the calendar.")
    first_days: PositiveInt | None = Field(
        default=None, description="Only the first so many days of each block."
    )
    override: PeriodWindows = Field(description="Period name to its times of day.")


class TimeOfUse(Noun):
    """Periods by month, kind of day, time of day and holiday."""

    rest: str | None = Field(default=None, description="Period of the times that no window names.")
    seasons: tuple[Season, ...] = Field(min_length=1)
    holidays: tuple[HolidayRule, ...] = ()

    @property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods, in the order of their first mention."""
        layers = [layer for s in self.seasons for layer in (s.override, s.windows)]
        layers += [rule.override for rule in self.holidays]
        names = [name for layer in layers for name in layer]
        return tuple(dict.fromkeys([*names, self.rest] if self.rest else names))

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        for month, kind in product(range(1, 13), DAY_KINDS):
            there = [s for s in self.seasons if month in s.months and kind in s.days]
            if len(there) != 1:
                times = "covered twice" if there else "not covered"
                raise ValueError(f"a {kind} of month {month} is {times} by the seasons")
            if (gaps := self._season(there[0]) < 0).any():
                at = clock(int(np.argmax(gaps)))
                raise ValueError(f"{at} in months {_listed(there[0].months)} is not covered")
        return self

    def day(self, day: date, calendar: Calendar) -> IntArray:
        """Index in `periods` of each minute of a date, shape (1440,)."""
        kind = calendar.kind(day)
        season = next(s for s in self.seasons if day.month in s.months and kind in s.days)
        minutes = self._season(season)
        for rule in self.holidays:
            block = calendar.holiday(day)
            if block and block.name in rule.blocks and block.day <= (rule.first_days or 10**6):
                minutes = self._over(minutes, rule.override)
        return minutes

    def shares(self, horizon: Horizon) -> dict[str, FloatArray]:
        """Share of each step that lies in each period, each of shape (T,)."""
        step = int(horizon.step.total_seconds() // 60)
        index = np.empty((len(horizon), step), dtype=np.int64)
        for day, where in horizon.dates:
            minutes = self.day(day, horizon.calendar)
            at = horizon.minute[where, None] + np.arange(step)
            index[where] = minutes[at % MINUTES]
        return {name: (index == i).mean(axis=1) for i, name in enumerate(self.periods)}

    @cached_property
    def _seasons(self) -> dict[int, IntArray]:
        return {}

    def _season(self, season: Season) -> IntArray:
        key = self.seasons.index(season)
        if key not in self._seasons:
            rest = self.periods.index(self.rest) if self.rest else -1
            minutes = self._over(np.full(MINUTES, rest, dtype=np.int64), season.windows)
            self._seasons[key] = self._over(minutes, season.override)
        return self._seasons[key]

    def _over(self, minutes: IntArray, layer: PeriodWindows) -> IntArray:
        for name, windows in layer.items():
            minutes = np.where(covered(windows) > 0, self.periods.index(name), minutes)
        return minutes


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
