"""A year of readings stands for another: kinds of day match, peaks survive, nothing is invented."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optdispatch.calendar import DAY_KINDS, DayKind, calendar
from optdispatch.errors import InputError, MeterError
from optdispatch.horizon import Horizon
from optdispatch.meter import Readings
from optdispatch.meter.alignment import (
    INSTEAD,
    Peak,
    StandsFor,
    by_date,
    by_kind,
    source_years,
    spread,
)
from optdispatch.meter.profiles.meter_file import MeterFile

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
PLANT = {"file": "meters/plant-2016-15min.csv", "column": "active_kw", "time_zone": "Europe/Berlin"}
STANDS = {"year": 2026, "align": "kind_of_day", "meter_calendar": "DE"}


@cache
def plant() -> Readings:
    return MeterFile.of(PLANT, "load").readings(SHANGHAI)


def numbered(first: str, last: str, zone: ZoneInfo = SHANGHAI) -> Readings:
    """Hourly readings whose value is the ordinal of their date, plus the hour in hundredths."""
    index = pd.date_range(first, pd.Timestamp(last) + pd.Timedelta(days=1), freq="h", tz=zone)[:-1]
    value = [t.toordinal() + t.hour / 100 for t in index]
    return Readings(pd.Series(value, index), timedelta(hours=1), "m.csv")


def sources(aligned: Readings) -> dict[date, date]:
    """Which date each date of the target took its noon from."""
    series: Any = aligned.series
    noon = series[series.index.hour == 12]
    taken = [date.fromordinal(int(v)) for v in noon]
    return dict(zip(pd.DatetimeIndex(noon.index).date, taken, strict=True))


def test_the_plant_keeps_every_months_peak_and_says_what_stands_for_what(
    chronological: Callable[..., Horizon],
) -> None:
    meter = MeterFile.of(PLANT | {"stands_for": STANDS}, "load")
    year = chronological("2026-01-01", 365, name="china")

    power = meter.power_kw(year)

    assert len(power) == 35_040
    series: Any = plant().series
    peaks = series.groupby(series.index.month).max()
    for month in year.months:
        assert power[month.mask].max() == peaks[int(month.name[-2:])]
    assert meter.notes == (
        "meters/plant-2016-15min.csv: readings of 2016 stand for 2026, aligned by kind of day "
        "(meter calendar DE)",
    )


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_date_takes_one_of_its_month_and_kind(year: int) -> None:
    german, china = calendar("DE"), calendar("china")
    aligned = StandsFor(year=year, meter_calendar="DE").align_to(
        numbered("2016-01-01", "2016-12-31"), SHANGHAI, china
    )

    taken = sources(aligned)

    assert len(taken) == (366 if year == 2024 else 365)
    german_kinds = {
        (d.month, german.kind(d)) for d in pd.date_range("2016-01-01", "2016-12-31").date
    }
    for target, source in taken.items():
        wanted = [
            kind for kind in INSTEAD[china.kind(target)] if (target.month, kind) in german_kinds
        ]
        assert (source.year, source.month) == (2016, target.month)
        assert german.kind(source) == wanted[0]
    workdays = [s for t, s in taken.items() if china.kind(t) == "workday"]
    assert all(a <= b or a.month != b.month for a, b in pairwise(workdays))


def test_spring_festival_takes_rest_days_where_there_is_none(
    chronological: Callable[..., Horizon],
) -> None:
    taken = sources(
        StandsFor(year=2026, meter_calendar="DE").align_to(
            numbered("2016-01-01", "2016-12-31"), SHANGHAI, calendar("china")
        )
    )

    festival = [taken[date(2026, 2, 15) + timedelta(days=n)] for n in range(9)]
    assert {day.weekday() for day in festival} <= {5, 6}
    assert len(set(festival)) == 8  # February 2016 had eight rest days


def test_a_year_stands_for_itself_unchanged() -> None:
    itself = StandsFor(year=2016, meter_calendar="DE").align_to(plant(), BERLIN, calendar("DE"))

    spring_and_autumn = np.isin(
        pd.DatetimeIndex(plant().series.index).strftime("%m-%d"), ["03-27", "10-30"]
    )
    assert itself.series.index.equals(plant().series.index)
    assert (
        itself.power_kw[~spring_and_autumn].tolist()
        == plant().power_kw[~spring_and_autumn].tolist()
    )
    assert itself.power_kw.sum() == pytest.approx(plant().power_kw.sum(), rel=1e-12)


@pytest.mark.parametrize(
    ("target", "n_days", "leap_day_takes"),
    [(2026, 365, None), (2024, 366, date(2016, 2, 29))],
)
def test_by_date_a_leap_year_gives(target: int, n_days: int, leap_day_takes: date | None) -> None:
    aligned = StandsFor(year=target, align="date").align_to(
        numbered("2016-01-01", "2016-12-31"), SHANGHAI, calendar("alike")
    )

    taken = sources(aligned)

    assert len(taken) == n_days
    assert taken.get(date(target, 2, 28)) == date(2016, 2, 28)
    if leap_day_takes:
        assert taken[date(target, 2, 29)] == leap_day_takes
    assert all((t.month, t.day) == (s.month, s.day) for t, s in taken.items())


def test_by_date_a_leap_year_takes() -> None:
    aligned = StandsFor(year=2024, align="date").align_to(
        numbered("2025-01-01", "2025-12-31"), SHANGHAI, calendar("alike")
    )

    assert sources(aligned)[date(2024, 2, 29)] == date(2025, 2, 28)
    assert len(aligned.series) == 366 * 24


def test_times_of_the_wall_clock_stay_through_other_zones_and_changes_of_the_clock() -> None:
    source = numbered("2025-01-01", "2025-12-31", BERLIN)
    aligned = StandsFor(year=2026, align="date").align_to(source, BERLIN, calendar("alike"))
    far = StandsFor(year=2026, align="date").align_to(source, SHANGHAI, calendar("alike"))

    for made, zone, hours in ((aligned, BERLIN, 8760), (far, SHANGHAI, 8760)):
        index = pd.DatetimeIndex(made.series.index)
        assert made.zone == zone
        assert len(index) == hours
        assert made.series.to_numpy() % 1 * 100 == pytest.approx(index.hour.to_numpy(), abs=1e-6)
    there: Any = aligned.series
    series: Any = far.series
    spring = series.loc["2026-03-30"]  # where Berlin's clock of 2025 skipped an hour
    assert spring.iloc[2] == pytest.approx((spring.iloc[1] + spring.iloc[3]) / 2)
    assert len(there.loc["2026-03-29"]) == 23
    assert len(there.loc["2026-10-25"]) == 25


def test_twelve_months_of_two_years_stand_for_one() -> None:
    rolling = numbered("2024-06-15", "2025-07-14")
    stands = StandsFor(year=2026, align="date")

    taken = sources(stands.align_to(rolling, SHANGHAI, calendar("alike")))

    assert {s.year for t, s in taken.items() if t.month <= 6} == {2025}
    assert {s.year for t, s in taken.items() if t.month > 6} == {2024}
    assert (
        stands.note(rolling) == "m.csv: readings of 2024 and 2025 stand for 2026, aligned by date"
    )


def test_eleven_months_do_not_stand_for_a_year() -> None:
    with pytest.raises(MeterError, match=r"m.csv: readings go from .*, without one whole March; "):
        source_years(numbered("2025-03-02", "2026-02-28"))


def test_the_year_that_is_planned_must_be_the_one_they_stand_for(
    chronological: Callable[..., Horizon],
) -> None:
    meter = MeterFile.of(PLANT | {"stands_for": STANDS}, "load")

    with pytest.raises(MeterError, match="they stand for 2026, and the horizon needs 2025-01-01"):
        meter.power_kw(chronological("2025-01-01", 365, name="china"))


def test_a_calendar_that_does_not_know_the_meters_year_asks_for_another(
    chronological: Callable[..., Horizon],
) -> None:
    meter = MeterFile.of(PLANT | {"stands_for": {"year": 2026}}, "load")

    with pytest.raises(InputError) as error:
        meter.power_kw(chronological("2026-01-01", 365, name="china"))

    assert str(error.value) == (
        "meters/plant-2016-15min.csv: calendar 'china' knows 2024–2026, not 2016; "
        "say `meter_calendar:`, such as DE"
    )
    assert meter.notes[0].endswith("aligned by kind of day (the site's calendar)")


kinds = st.sampled_from(DAY_KINDS)


@settings(deadline=None)
@given(
    st.lists(kinds, min_size=28, max_size=31), st.lists(kinds, min_size=28, max_size=31), st.data()
)
def test_the_peak_day_is_used_wherever_its_kind_is(
    target_kinds: list[DayKind], source_kinds: list[DayKind], data: st.DataObject
) -> None:
    targets = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(target_kinds))]
    origin = [date(2016, 1, 1) + timedelta(days=n) for n in range(len(source_kinds))]
    peak = data.draw(st.sampled_from(origin))
    kind = dict(zip(origin, source_kinds, strict=True))

    taken = by_kind(targets, target_kinds, origin, source_kinds, Peak(peak, 600, SHANGHAI))

    assert sorted(taken) == targets
    for target, its in zip(targets, target_kinds, strict=True):
        assert kind[taken[target]] == next(k for k in INSTEAD[its] if k in source_kinds)
    if kind[peak] in target_kinds:
        assert peak in taken.values()
    for each in DAY_KINDS:
        used = [taken[t] for t, k in zip(targets, target_kinds, strict=True) if k == each]
        assert used == sorted(used)


def test_a_peak_in_the_hour_that_spring_skips_moves_to_another_day() -> None:
    source = numbered("2025-01-01", "2025-12-31")
    series: Any = source.series.copy()
    series[(series.index.hour == 2) & (series.index.date == date(2025, 3, 29))] = 1e7
    heating = Readings(series, source.step, "m.csv")
    stands = StandsFor(year=2026, meter_calendar="alike")

    aligned: Any = stands.align_to(heating, BERLIN, calendar("alike")).series
    skipped = date(2026, 3, 29)
    itself = by_kind(
        [date(2026, 3, d) for d in range(22, 30)],
        ["workday"] * 8,
        [date(2025, 3, d) for d in range(22, 30)],
        ["workday"] * 8,
        Peak(date(2025, 3, 29), 120, BERLIN),
    )

    assert aligned["2026-03"].max() == 1e7
    assert Peak(date(2025, 3, 29), 120, BERLIN).is_skipped_on(skipped)
    assert not Peak(date(2025, 3, 29), 180, BERLIN).is_skipped_on(skipped)
    assert itself[date(2026, 3, 28)] == itself[skipped] == date(2025, 3, 29)


@given(st.integers(1, 31), st.integers(1, 31), st.data())
def test_picks_are_spread_evenly(n: int, m: int, data: st.DataObject) -> None:
    keep = data.draw(st.one_of(st.none(), st.integers(0, m - 1)))

    picks = spread(n, m, keep).tolist()

    assert picks == sorted(picks)
    assert all(0 <= pick < m for pick in picks)
    assert keep is None or keep in picks
    if n == m:
        assert picks == list(range(n))
    if keep is None:
        uses = Counter(picks)
        assert max(uses.values()) <= -(-n // m)
        assert n < m or min(uses[i] for i in range(m)) >= n // m


@given(st.integers(1, 12), st.integers(2000, 2030))
def test_by_date_pairs_every_day(month: int, year: int) -> None:
    assume(month != 2)
    days = pd.Period(f"{year}-{month}").days_in_month
    targets, origin = ([date(y, month, d + 1) for d in range(days)] for y in (year, 2016))

    assert by_date(targets, origin) == dict(zip(targets, origin, strict=True))
