"""Rings, weights, months and local time."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from optdispatch.horizon import Horizon, Ring
from tests.sites import days, horizon, ring


def day_lengths(first: date, last: date, zone: str, minutes: int) -> list[int]:
    return [s.stop - s.start for _, s in days(first, last, zone, minutes).dates]


def test_a_day_has_92_96_or_100_quarter_hours() -> None:
    spring = day_lengths(date(2026, 3, 28), date(2026, 3, 30), "Europe/Berlin", 15)
    autumn = day_lengths(date(2026, 10, 24), date(2026, 10, 26), "Europe/Berlin", 15)

    assert spring == [96, 92, 96]
    assert autumn == [96, 100, 96]


def test_china_has_no_summer_time() -> None:
    lengths = day_lengths(date(2026, 1, 1), date(2026, 12, 31), "Asia/Shanghai", 30)

    assert lengths == [48] * 365


@pytest.mark.parametrize(
    ("year", "minutes", "periods"),
    [(2024, 15, 35136), (2026, 15, 35040), (2024, 60, 8784), (2026, 30, 17520)],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
def test_leap_years(year: int, minutes: int, periods: int, zone: str) -> None:
    """Summer time takes an hour and gives it back."""
    whole = days(date(year, 1, 1), date(year, 12, 31), zone, minutes)

    assert len(whole) == periods
    assert len(whole.dates) == periods * minutes // 1440
    assert whole.weight.sum() * whole.hours == periods * minutes / 60


def test_the_clock_skips_an_hour_in_spring_and_repeats_one_in_autumn() -> None:
    spring = days(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin", 60)
    autumn = days(date(2026, 10, 25), date(2026, 10, 25), "Europe/Berlin", 60)

    assert (spring.minute // 60).tolist() == [0, 1, *range(3, 24)]
    assert (autumn.minute // 60).tolist() == [0, 1, 2, *range(2, 24)]


def test_months_go_by_local_time() -> None:
    """Midnight in Shanghai is not midnight in London."""
    year = days(date(2026, 1, 1), date(2026, 12, 31), "Asia/Shanghai", 60)

    assert [m.name for m in year.months] == [f"2026-{n:02d}" for n in range(1, 13)]
    assert [int(m.mask.sum()) for m in year.months] == [
        24 * n for n in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    ]
    assert np.sum([m.mask for m in year.months], axis=0).tolist() == [1] * 8760


def test_rings_of_one_month_share_its_name() -> None:
    three = horizon(ring(2), ring(3, "2025-02-01T00:00"), ring(2, "2025-01-20T00:00"))

    assert [(m.name, m.mask.tolist()) for m in three.months] == [
        ("2025-01", [True, True, False, False, False, True, True]),
        ("2025-02", [False, False, True, True, True, False, False]),
    ]


def test_the_period_before_the_first_is_the_last_of_its_ring() -> None:
    three = horizon(ring(3), ring(2, closed=False), ring(1))

    assert three.previous.tolist() == [2, 0, 1, -1, 3, 5]
    assert three.chain_ends == [4]


def test_weights_and_operation_go_by_ring() -> None:
    two = horizon(ring(2, weight=20.5), ring(3, weight=1, operating=False))

    assert two.weight.tolist() == [20.5, 20.5, 1, 1, 1]
    assert two.operating.tolist() == [True, True, False, False, False]
    assert two.slices == (slice(0, 2), slice(2, 5))


def test_dates_do_not_run_over_the_ends_of_rings() -> None:
    """Two rings of one date are two runs; a ring over midnight is two."""
    three = horizon(ring(3, "2025-01-01T22:00"), ring(2, "2025-01-02T01:00"))

    assert [(d.day, s.start, s.stop) for d, s in three.dates] == [(1, 0, 2), (2, 2, 3), (2, 3, 5)]


def test_local_time_is_that_of_the_rings() -> None:
    start = datetime.fromisoformat("2025-07-01T00:00+08:00")
    july = Horizon(timedelta(minutes=15), (Ring(start, 4),))

    assert [f"{t:%H:%M %z}" for t in july.index] == [
        "00:00 +0800",
        "00:15 +0800",
        "00:30 +0800",
        "00:45 +0800",
    ]
    assert july.hours == 0.25


def test_a_start_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="start needs a time zone, got 2025-07-01T00:00:00"):
        Ring(datetime(2025, 7, 1), 24)  # noqa: DTZ001
