"""Which period each minute lies in: seasons, kinds of day, overrides, holidays, summer time."""

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from optdispatch.calendar import calendar
from optdispatch.tariff import Tariff, TimeOfUse
from tests.doors import refused
from tests.sites import days

ALL = list(range(1, 13))
WORK = {"months": ALL, "days": ["workday"], "windows": {"peak": ["08:00-20:00"]}}
FREE = {"months": ALL, "days": ["rest day", "holiday"], "windows": {}}


def periods(use: TimeOfUse, day: date, name: str = "china") -> str:
    """Names of the periods of a date, run by run: `flat 8 peak 12 flat 4`."""
    index = use.day(day, calendar(name))
    edges = [0, *(np.flatnonzero(np.diff(index)) + 1).tolist(), len(index)]
    runs = pairwise(edges)
    return " ".join(f"{use.periods[index[a]]} {(b - a) / 60:g}" for a, b in runs)


def of(*seasons: Any, rest: str | None = "flat", special_days: tuple[Any, ...] = ()) -> TimeOfUse:
    content = {"rest": rest, "seasons": seasons, "special_days": special_days}
    return TimeOfUse.of(content, "time_of_use")


def of_one(season: Any) -> TimeOfUse:
    """Periods of one season; flat for the rest, if it has no windows."""
    return of(season, rest=None if season["windows"] else "flat")


def test_kinds_of_day_have_their_own_season() -> None:
    use = of(WORK, FREE)

    assert periods(use, date(2026, 3, 2)) == "flat 8 peak 12 flat 4"
    assert periods(use, date(2026, 3, 1)) == "flat 24"
    assert periods(use, date(2026, 2, 28)) == "flat 8 peak 12 flat 4"  # a Saturday, worked
    assert periods(use, date(2026, 10, 1)) == "flat 24"


def test_override_goes_before_any_window() -> None:
    sharp = {"months": ALL, "windows": {"peak": ["17:00-23:00"]}}
    use = of(sharp | {"override": {"sharp": ["20:30-22:30"]}})

    assert periods(use, date(2025, 7, 1)) == "flat 17 peak 3.5 sharp 2 peak 0.5 flat 1"


def test_a_holiday_goes_before_the_override() -> None:
    season = {"months": ALL, "windows": {}, "override": {"sharp": ["10:00-14:00"]}}
    rule = {"blocks": ["Spring Festival"], "first_days": 3, "override": {"deep": ["12:00-14:00"]}}
    use = of(season, special_days=(rule,))

    assert periods(use, date(2026, 2, 15)) == "flat 10 sharp 2 deep 2 flat 10"
    assert periods(use, date(2026, 2, 17)) == "flat 10 sharp 2 deep 2 flat 10"
    assert periods(use, date(2026, 2, 18)) == "flat 10 sharp 4 flat 10"
    assert periods(use, date(2026, 10, 1)) == "flat 10 sharp 4 flat 10"


def test_a_window_runs_over_midnight() -> None:
    use = of({"months": ALL, "windows": {"night": ["22:00-06:00"]}})

    assert periods(use, date(2025, 1, 1)) == "night 6 flat 16 night 2"


def test_shares_of_a_step_add_up_to_one_through_summer_time() -> None:
    use = of(WORK | {"days": ["workday", "rest day", "holiday"]})
    horizon = days(date(2025, 3, 29), date(2025, 3, 31), "Europe/Berlin", minutes=60)
    shares = use.shares(horizon)

    assert len(horizon) == 71
    assert np.sum(list(shares.values()), axis=0).tolist() == [1.0] * 71
    assert [s.start for _, s in horizon.dates] == [0, 24, 47]
    assert all(shares["peak"][s].sum() == 12 for _, s in horizon.dates)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 15), "valley 6 flat 3 peak 3 flat 6 sharp 2 peak 1 flat 3"),
        (date(2026, 2, 10), "valley 6 flat 10 peak 6 flat 2"),
        (date(2026, 2, 16), "valley 6 flat 6 deep valley 2 flat 2 peak 6 flat 2"),
        (
            date(2026, 7, 15),
            "flat 1 valley 4 flat 6.5 valley 0.5 deep valley 2 valley 0.5 flat 2.5 peak 3.5 "
            "sharp 2 peak 0.5 flat 1",
        ),
        (
            date(2026, 9, 15),
            "flat 1 valley 4 flat 6.5 valley 0.5 deep valley 2 valley 0.5 flat 2.5 peak 6 flat 1",
        ),
        (
            date(2026, 5, 2),
            "flat 1 valley 4 flat 6.5 valley 0.5 deep valley 2 valley 0.5 flat 1.5 peak 6 flat 2",
        ),
    ],
)
def test_jiangxi(day: date, expected: str) -> None:
    """赣发改价管〔2025〕463号, 2025-06-24."""
    use = Tariff.load("china/jiangxi/2025-07").time_of_use
    assert use is not None

    assert periods(use, day) == expected


def test_an_hour_that_is_not_covered() -> None:
    windows = {"peak": ["08:00-20:00"], "night": ["00:00-07:30", "20:00-24:00"]}

    refused(of_one, {"months": ALL, "windows": windows}, says=("07:30", "months 1, 2", "not cov"))


def test_an_hour_that_is_covered_twice() -> None:
    windows = {"peak": ["08:00-20:00"], "night": ["19:30-06:00"]}

    refused(of_one, {"months": ALL, "windows": windows}, says=("19:30", "covered twice"))


def test_a_month_that_is_missing() -> None:
    season = {"months": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12], "windows": {}}

    refused(of_one, season, says=("month 11", "not covered"))


def test_a_kind_of_day_that_stands_in_two_seasons() -> None:
    content = {"rest": "flat", "seasons": [WORK, FREE, FREE | {"days": ["holiday"]}]}

    refused(TimeOfUse.of, content, "t", says=("holiday of month 1", "covered twice"))


@pytest.mark.parametrize(
    ("window", "instead"),
    [
        ("8:00-20:00", "08:30-11:30"),
        ("08:00-25:00", "08:30-11:30"),
        ("08:00", "08:30-11:30"),
        ("08:00-08:00", "00:00-24:00"),
        ("24:30-01:00", "00:00-24:00"),
    ],
)
def test_a_window_that_is_none(window: str, instead: str) -> None:
    refused(of_one, {"months": ALL, "windows": {"peak": [window]}}, says=(window, instead))
