"""Kinds of day: China against another transcription of its notices, and other countries."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from optdispatch.calendar import Announced, Calendar, calendar
from tests.doors import refused

CHINA = calendar("china")
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


def every_day(first: date = FIRST, last: date = LAST) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_china_is_what_the_package_chinesecalendar_says() -> None:
    """Each day of three years: worked or not, and the days off that the notices name."""
    for day in every_day():
        is_holiday, name = chinese_calendar.get_holiday_detail(day)
        kind = CHINA.kind(day)

        assert (kind == "workday") == chinese_calendar.is_workday(day), day
        if kind == "holiday":
            assert is_holiday, day
            assert name is not None, day
        elif kind == "rest day":
            assert is_holiday, day
            assert name is None, day


@pytest.mark.parametrize(
    ("year", "workdays", "rest", "holidays"),
    [(2024, 251, 87, 28), (2025, 248, 89, 28), (2026, 248, 84, 33)],
)
def test_days_of_china_add_up(year: int, workdays: int, rest: int, holidays: int) -> None:
    days = every_day(date(year, 1, 1), date(year, 12, 31))
    kinds = [CHINA.kind(day) for day in days]

    counts = [kinds.count(kind) for kind in ("workday", "rest day", "holiday")]
    assert counts == [workdays, rest, holidays]


@pytest.mark.parametrize("day", ["2024-02-04", "2025-01-26", "2026-02-14", "2026-02-28"])
def test_make_up_workdays_are_weekend_days_that_are_worked(day: str) -> None:
    when = date.fromisoformat(day)

    assert when.weekday() >= 5
    assert CHINA.kind(when) == "workday"
    assert CHINA.holiday(when) is None


def test_a_holiday_knows_its_block_and_day() -> None:
    holiday = CHINA.holiday(date(2026, 2, 17))

    assert holiday == ("Spring Festival", 3)
    assert CHINA.holiday(date(2026, 2, 24)) is None


@pytest.mark.parametrize("year", [2023, 2027])
def test_an_unknown_year_is_an_error(year: int) -> None:
    refused(CHINA.kind, date(year, 6, 1), says=("china", "2024–2026", str(year)))


def test_alike_works_every_day() -> None:
    alike = calendar("alike")

    assert {alike.kind(day) for day in every_day(date(2026, 1, 1), date(2026, 12, 31))} == {
        "workday"
    }


@pytest.mark.parametrize(
    ("name", "day", "kind"),
    [
        ("DE", "2016-10-03", "holiday"),
        ("DE", "2016-10-04", "workday"),
        ("DE", "2016-10-08", "rest day"),
        ("DE", "2016-01-06", "workday"),  # Epiphany, of Bavaria but not of the country
        ("DE-BY", "2016-01-06", "holiday"),
        ("US", "2025-07-04", "holiday"),
        ("US-CA", "2025-03-31", "holiday"),  # Cesar Chavez Day
        ("US", "2025-03-31", "workday"),
        ("US-CA", "2025-07-05", "rest day"),
        ("SA", "2025-03-07", "rest day"),  # a Friday
    ],
)
def test_countries(name: str, day: str, kind: str) -> None:
    assert calendar(name).kind(date.fromisoformat(day)) == kind


def test_a_public_holiday_has_a_name() -> None:
    found = calendar("US").holiday(date(2025, 7, 4))
    assert found

    assert found == ("Independence Day", 1)


@pytest.mark.parametrize("name", ["chna", "XX", "DE-XX", "german", ""])
def test_an_unknown_calendar_is_an_error(name: str) -> None:
    refused(calendar, name, says=(repr(name), "DE or US-CA"))


def test_a_calendar_is_made_once() -> None:
    assert calendar("DE") is calendar("DE")
    assert isinstance(calendar("DE"), Calendar)


def test_a_block_that_ends_before_it_begins_is_an_error() -> None:
    block = {"name": "Backwards", "first": "2026-02-03", "last": "2026-02-01"}
    content = {"name": "x", "source": "a test", "years": {2026: {"blocks": [block]}}}

    refused(Announced.of, content, "x", says=("Backwards", "2026-02-01", "before it begins"))
