"""Catalogue profiles: what they promise, and what the sites they stand for do."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch import catalog
from optdispatch.calendar import DAY_KINDS, calendar
from optdispatch.errors import InputError, MeterError
from optdispatch.horizon import Horizon, Ring
from optdispatch.meter.profiles.archetype import Archetype
from optdispatch.meter.shapes import DayShapes, Shape

LOADS = ("cold-store", "hotel", "mall", "office", "three-shift-process", "two-shift-factory")
SHELVES = [*[("models/loads", n) for n in LOADS], ("models/pv", "jiangxi-roof")]
JULY, APRIL, JANUARY = 6, 3, 0
WORK, REST, HOLIDAY = range(3)


def mean(name: str) -> np.ndarray:
    return Archetype.of({"archetype": name, "rated_kw": 1}, name).archetype.mean


def _highest(name: str, year: Horizon) -> float:
    cells = {(day.month - 1, DAY_KINDS.index(year.calendar.kind(day))) for day, _ in year.dates}
    return max(float(mean(name)[cell].max()) for cell in cells)


def at(time: str) -> int:
    return int(time[:2]) * 4 + int(time[3:]) // 15


@pytest.mark.parametrize(("shelf", "name"), SHELVES)
def test_each_has_a_source_and_its_own_name(shelf: str, name: str) -> None:
    shapes = DayShapes.of(catalog.read(shelf, name), name)

    assert shapes.name == name
    assert "made by this project" in shapes.source
    assert set(catalog.names("models/loads")) == set(LOADS)


@pytest.mark.parametrize(("shelf", "name"), SHELVES)
def test_the_highest_quarter_hour_of_the_year_is_the_peak(
    shelf: str, name: str, chronological: Callable[..., Horizon]
) -> None:
    year = chronological("2026-01-01", days=365, name="china")

    power = Archetype.of({"archetype": name, "peak_kw": 1500}, shelf).power_kw(year)

    assert 1440 < power.max() <= 1500 * (1 + 1e-12)  # a hotel would peak on a holiday in July
    assert power.min() >= 0
    assert power.max() == pytest.approx(1500 * _highest(name, year) / mean(name).max())


def test_factory_rests_at_lunch_at_night_and_at_spring_festival() -> None:
    u = mean("two-shift-factory")[1]

    assert u[WORK, at("12:30")] < 0.75 * u[WORK, at("10:30")]
    assert u[WORK, at("03:00")] < 0.3 * u[WORK, at("10:30")]
    assert u[HOLIDAY].mean() < 0.25 * u[WORK].mean()
    assert u[HOLIDAY].mean() < u[REST].mean() < u[WORK].mean()


@pytest.mark.parametrize("name", ["office", "mall", "hotel", "cold-store"])
def test_cooling_shows_in_summer(name: str) -> None:
    u = mean(name)

    assert u[JULY].mean() > 1.3 * u[APRIL].mean() or name == "cold-store"
    assert u[JULY].mean() > u[JANUARY].mean()


def test_a_mall_is_busy_on_rest_days_and_an_office_is_not() -> None:
    assert mean("mall")[JULY, REST].sum() > mean("mall")[JULY, WORK].sum()
    assert mean("office")[JULY, REST].sum() < 0.5 * mean("office")[JULY, WORK].sum()


@pytest.mark.parametrize(("name", "least"), [("cold-store", 0.75), ("three-shift-process", 0.9)])
def test_what_never_stops_is_flat(name: str, least: float) -> None:
    july = mean(name)[JULY, WORK]

    assert july.mean() / july.max() > least


def test_the_roof_is_dark_at_night_and_yields_what_its_source_says(
    chronological: Callable[..., Horizon],
) -> None:
    year = chronological("2026-01-01", days=365)

    power = Archetype.of({"archetype": "jiangxi-roof", "rated_kw": 1}, "pv").power_kw(year)

    assert power.sum() / 4 == pytest.approx(1005, rel=0.002)
    assert power.max() < 0.6
    assert not power[(year.minute < 5 * 60) | (year.minute >= 20 * 60)].any()


def test_each_date_has_its_month_and_kind(chronological: Callable[..., Horizon]) -> None:
    february = chronological("2026-02-01", days=28, name="china")
    u = mean("two-shift-factory")

    power = Archetype.of({"archetype": "two-shift-factory", "rated_kw": 2}, "x").power_kw(february)

    days = power.reshape(28, 96)
    assert days[13] == pytest.approx(2 * u[1, WORK])  # Saturday 14th, worked
    assert days[14] == pytest.approx(2 * u[1, HOLIDAY])  # Spring Festival begins
    assert days[6] == pytest.approx(2 * u[1, REST])  # Saturday 7th


def test_a_typical_day_is_the_mean_of_its_days(chronological: Callable[..., Horizon]) -> None:
    days = (date(2026, 2, 13), date(2026, 2, 15), date(2026, 3, 1))
    start = datetime(2026, 2, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    ring = Ring(start, 96, 3, days)
    factory = Archetype.of({"archetype": "two-shift-factory", "peak_kw": 1000}, "load")

    typical = factory.power_kw(Horizon(timedelta(minutes=15), (ring,), calendar("china")))

    real = [factory.power_kw(chronological(f"{day}", name="china")) for day in days]
    assert typical == pytest.approx(np.mean(real, axis=0))


@pytest.mark.parametrize("step_min", [5, 30, 60])
def test_longer_and_shorter_steps_keep_the_energy(
    step_min: int, chronological: Callable[..., Horizon]
) -> None:
    hotel = Archetype.of({"archetype": "hotel", "peak_kw": 1000}, "load")
    week, other = chronological("2026-05-01", days=7), chronological("2026-05-01", 7, step_min)

    energy = hotel.power_kw(week).sum() * week.hours

    assert hotel.power_kw(other).sum() * other.hours == pytest.approx(energy, rel=1e-12)


def test_a_step_that_does_not_fit_is_an_error(chronological: Callable[..., Horizon]) -> None:
    hotel = Archetype.of({"archetype": "hotel", "peak_kw": 1000}, "load")

    with pytest.raises(MeterError, match="no step of 20 min"):
        hotel.power_kw(chronological("2026-05-01", step_min=20))


def test_daylight_saving_days_are_short_and_long(chronological: Callable[..., Horizon]) -> None:
    hotel = Archetype.of({"archetype": "hotel", "rated_kw": 1}, "load")
    u = mean("hotel")

    spring = hotel.power_kw(chronological("2026-03-29", zone="Europe/Berlin"))
    autumn = hotel.power_kw(chronological("2026-10-25", zone="Europe/Berlin"))

    assert spring == pytest.approx(np.delete(u[2, WORK], np.arange(8, 12)))
    assert autumn == pytest.approx(np.insert(u[9, WORK], 12, u[9, WORK, 8:12]))


@given(
    st.dictionaries(
        st.integers(0, 1439).map(lambda m: f"{m // 60:02d}:{m % 60:02d}"),
        st.floats(0, 2),
        min_size=1,
        max_size=8,
    )
)
def test_quarter_hours_keep_the_area_under_the_knots(knots: dict[str, float]) -> None:
    quarters = Shape(knots=knots).quarters

    ordered = sorted((int(t[:2]) * 60 + int(t[3:]), v) for t, v in knots.items())
    ring = [*ordered, (ordered[0][0] + 1440, ordered[0][1])]
    area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(ring))
    assert quarters.sum() * 15 == pytest.approx(area, abs=1e-9)
    assert quarters.min() >= min(knots.values()) - 1e-12
    assert quarters.max() <= max(knots.values()) + 1e-12


ONE = {"name": "mine", "source": "me"}
NOON = {"knots": {"12:00": 1}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ONE | {"shapes": [NOON, NOON]}, "month 1, workday: has 2 shapes, not one"),
        (ONE | {"shapes": [NOON | {"kinds": ["workday"]}]}, "month 1, rest day: has 0 shapes"),
        (ONE | {"shapes": [{"knots": {630: 1}}]}, "630 is no time of the day"),
        (ONE | {"shapes": [{"knots": {"24:00": 1}}]}, "'24:00' is no time of the day"),
        (ONE | {"shapes": [{"knots": {"12:00": 0}}]}, "every fraction is zero"),
        (ONE | {"shapes": [{"knots": {"12:00": -1}}]}, "greater than or equal to 0"),
        (ONE | {"shapes": [NOON], "month_factors": [1] * 11}, "at least 12 items"),
        ({"name": "mine", "shapes": [NOON]}, "source: is missing"),
    ],
)
def test_shapes_that_do_not_make_a_year_are_refused(content: object, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        DayShapes.of(content, "mine")

    assert "\n" not in str(error.value)


def test_a_file_of_ones_own_is_found_beside_the_case(
    tmp_path: Path, chronological: Callable[..., Horizon]
) -> None:
    (tmp_path / "mine.yaml").write_text(
        "name: mine\nsource: me\nshapes: [{knots: {'00:00': 0, '12:00': 1}}]\n"
    )
    profile = {"archetype": "mine.yaml", "rated_kw": 10}

    mine = Archetype.of(profile, "load", {"folder": tmp_path})

    assert mine.power_kw(chronological("2026-01-01", step_min=60))[11] == pytest.approx(
        10 * (11.5 / 12)
    )
