"""Schedules of the database as calendars of ours.

A schedule has a row of 24 hours for each month, one for weekdays and one for weekends.
Holidays are not in it. Periods have no names there; they are called by their numbers.
"""

from collections import defaultdict
from itertools import groupby
from typing import Any

from optdispatch.urdb.record import Schedule

WEEKDAYS, WEEKENDS = ["workday", "holiday"], ["rest day"]
OTHER = "other"


def period(number: int) -> str:
    """Name of a period."""
    return f"period {number}"


def used(*schedules: Schedule) -> dict[int, list[int]]:
    """Numbers of the periods that occur, each with the months (1 to 12) in which it does."""
    months: dict[int, set[int]] = defaultdict(set)
    for schedule in schedules:
        for month, row in enumerate(schedule, start=1):
            for number in row:
                months[number].add(month)
    return {number: sorted(of) for number, of in sorted(months.items())}


def time_of_use(weekday: Schedule, weekend: Schedule, only: int | None = None) -> dict[str, Any]:
    """Content of a `TimeOfUse`; with `only`, all other periods are one."""
    alike: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = defaultdict(list)
    for month, rows in enumerate(zip(weekday, weekend, strict=True), start=1):
        alike[rows].append(month)
    seasons: list[dict[str, Any]] = []
    for (on_weekdays, on_weekends), months in alike.items():
        if on_weekdays == on_weekends:
            seasons.append({"months": months, "windows": windows(on_weekdays, only)})
            continue
        for days, row in ((WEEKDAYS, on_weekdays), (WEEKENDS, on_weekends)):
            seasons.append({"months": months, "days": days, "windows": windows(row, only)})
    return {"seasons": seasons}


def windows(row: tuple[int, ...], only: int | None = None) -> dict[str, list[str]]:
    """Times of day of each period of a row."""
    found: dict[str, list[str]] = defaultdict(list)
    hours = [period(p) if only in {None, p} else OTHER for p in row]
    for name, run in groupby(range(24), key=lambda h: hours[h]):
        at = list(run)
        found[name].append(f"{at[0]:02d}:00-{at[-1] + 1:02d}:00")
    return dict(found)
