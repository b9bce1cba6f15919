"""Let a year of readings stand for another year.

Each date of the target year takes a date of the same month in the readings, and its power at
the same times of the wall clock. By kind of day, the j-th of the n target dates of a kind in
a month takes of the m source dates of that kind, both counted from 0, number

    i(j) = ⌊(j + ½) · m / n⌋                                                  (M1)

so equal counts go one to one, and unequal ones are spread evenly. Where (M1) skips the
source month's day of the highest reading, the nearest j takes it whose day has that time on
its clock: a month's peak survives wherever the target month has such a day of its kind. A kind
that the source month does not have is replaced as `INSTEAD` says. By date, 29 February is
dropped, or repeats the 28th.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from optdispatch.calendar import DAY_KINDS, Calendar, CalendarName, DayKind, calendar
from optdispatch.errors import InputError, MeterError
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.meter.readings import DAY_MIN, Days, Readings
from optdispatch.note import Note
from optdispatch.nouns import Noun

INSTEAD: dict[DayKind, tuple[DayKind, ...]] = {
    "workday": ("workday", "rest day", "holiday"),
    "rest day": ("rest day", "holiday", "workday"),
    "holiday": ("holiday", "rest day", "workday"),
}
"""What a kind of day takes, the first that the source month has."""


class StandsFor(Noun):
    """Another year that the readings stand for."""

    year: int = Field(ge=1970, le=2100, description="The year that is planned.")
    align: Literal["kind_of_day", "date"] = Field(
        default="kind_of_day",
        description="Match workdays, rest days and holidays of a month, or the date itself.",
    )
    meter_calendar: CalendarName | None = Field(
        default=None,
        description="Calendar of the meter's place, such as DE; the horizon's, if left out.",
    )

    @model_validator(mode="after")
    def _uses_its_calendar(self) -> "StandsFor":
        if self.align == "date" and self.meter_calendar is not None:
            raise ValueError("`align: date` looks at no calendar; take out `meter_calendar`")
        return self

    def note(self, readings: Readings) -> str:
        """Say in a sentence what stands for what."""
        years = " and ".join(str(year) for year in sorted(set(source_years(readings).values())))
        how = Note("date")
        if self.align == "kind_of_day":
            how = Note("kind of day (the site's calendar)")
            if self.meter_calendar:
                how = Note("kind of day (meter calendar {calendar})", calendar=self.meter_calendar)
        return Note(
            "{file}: readings of {years} stand for {year}, aligned by {how}",
            file=readings.name,
            years=years,
            year=self.year,
            how=how,
        )

    def align_to(self, readings: Readings, zone: tzinfo, target: Calendar) -> Readings:
        """Make readings of the target year, in a zone.

        Raises `MeterError` where a whole month is lacking or a calendar does not know a year.
        """
        years = source_years(readings)
        days = readings.days(readings.zone, int(readings.step.total_seconds()) // 60)
        source: dict[date, date] = {}
        for month, year in years.items():
            targets, sources = _dates(self.year, month), _dates(year, month)
            if self.align == "date":
                source |= by_date(targets, sources)
            else:
                theirs = self._kinds(readings, sources, target)
                highest = divmod(int(np.nanargmax(days.of(sources))), DAY_MIN // days.slot_min)
                peak = Peak(sources[highest[0]], highest[1] * days.slot_min, zone)
                kinds = [target.kind(day) for day in targets]
                source |= by_kind(targets, kinds, sources, theirs, peak)
        start, end = (pd.Timestamp(self.year + n, 1, 1, tz=zone) for n in (0, 1))
        index = pd.date_range(start, end, freq=readings.step, inclusive="left", name="start")
        wall = index.tz_localize(None)
        row = wall.day_of_year.to_numpy() - 1
        power = _whole(days, [source[day] for day in sorted(source)])
        slot = (wall.hour * 60 + wall.minute).to_numpy() // days.slot_min
        return Readings(pd.Series(power[row, slot], index), readings.step, readings.name)

    def _kinds(self, readings: Readings, sources: list[date], target: Calendar) -> list[DayKind]:
        """Kinds of day where the meter stands."""
        local = calendar(self.meter_calendar) if self.meter_calendar else target
        try:
            return [local.kind(day) for day in sources]
        except InputError as error:
            raise MeterError(
                f"{readings.name}: {error}; say `meter_calendar:`, such as DE"
            ) from None


@dataclass(frozen=True)
class Peak:
    """The highest reading of a source month, and the zone that it is to stand in."""

    day: date
    minute: int
    """Of the day."""
    zone: tzinfo

    def is_skipped_on(self, day: date) -> bool:
        """Whether the zone's clock does not show that time on a day."""
        wall = pd.DatetimeIndex([pd.Timestamp(day) + pd.Timedelta(minutes=self.minute)])
        return bool(wall.tz_localize(self.zone, ambiguous=True, nonexistent="NaT").hasnans)


def by_date(targets: list[date], sources: list[date]) -> dict[date, date]:
    """Match the dates of a month by number; the last source date repeats."""
    return {day: sources[min(n, len(sources) - 1)] for n, day in enumerate(targets)}


def by_kind(
    targets: list[date],
    target_kinds: list[DayKind],
    sources: list[date],
    source_kinds: list[DayKind],
    peak: Peak,
) -> dict[date, date]:
    """Match the dates of a month by kind of day, by (M1), with the peak day kept."""
    of_kind: dict[DayKind, list[date]] = {
        kind: [day for day, its in zip(sources, source_kinds, strict=True) if its == kind]
        for kind in DAY_KINDS
    }
    source: dict[date, date] = {}
    for kind in DAY_KINDS:
        wanted = [day for day, its in zip(targets, target_kinds, strict=True) if its == kind]
        given = next(of_kind[other] for other in INSTEAD[kind] if of_kind[other])
        keep = given.index(peak.day) if peak.day in of_kind[kind] else None
        fit = [n for n, day in enumerate(wanted) if keep is None or not peak.is_skipped_on(day)]
        chosen = spread(len(wanted), len(given), keep, fit)
        source |= {day: given[i] for day, i in zip(wanted, chosen, strict=True)}
    return source


def spread(n: int, m: int, keep: int | None = None, fit: Sequence[int] | None = None) -> IntArray:
    """(M1), shape (n,): n picks of m things in order; `keep` is among the picks that are fit.

    >>> spread(3, 6).tolist(), spread(3, 6, keep=4).tolist(), spread(4, 2).tolist()
    ([1, 3, 5], [1, 4, 5], [0, 0, 1, 1])
    >>> spread(3, 6, keep=3, fit=[0, 2]).tolist()
    [3, 3, 5]
    """
    picks = (2 * np.arange(n, dtype=np.int64) + 1) * m // max(2 * n, 1)
    may = np.arange(n) if fit is None else np.asarray(fit, dtype=np.int64)
    if keep is not None and may.size and keep not in picks[may]:
        picks[may[np.argmin(np.abs(picks[may] - keep))]] = keep
    return picks


def source_years(readings: Readings) -> dict[int, int]:
    """For each month, the last year in which it is read from end to end.

    Raises `MeterError` for a month that no year has in full.
    """
    first, last = readings.series.index[0], readings.end
    years: dict[int, int] = {}
    for month in range(1, 13):
        for year in range(last.year, first.year - 1, -1):
            start = pd.Timestamp(year, month, 1, tz=readings.zone)
            if start >= first and start + pd.offsets.MonthBegin() <= last:
                years[month] = year
                break
        else:
            raise MeterError(
                f"{readings.name}: {readings.covers()}, without one whole {start:%B}; "
                "to stand for a year they need all twelve months"
            )
    return years


def _dates(year: int, month: int) -> list[date]:
    start = date(year, month, 1)
    days = (start.replace(day=28) + timedelta(days=4)).replace(day=1) - start
    return [start + timedelta(days=n) for n in range(days.days)]


def _whole(days: Days, dates: list[date]) -> FloatArray:
    """Rows of dates; a slot that the meter's clock skipped lies between its neighbours."""
    power = days.of(dates)
    minute = np.arange(0, DAY_MIN, days.slot_min)
    for n in np.flatnonzero(np.isnan(power).any(axis=1)):
        power[n] = days.mean([dates[n]], minute)
    return power
