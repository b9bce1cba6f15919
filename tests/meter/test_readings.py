"""Readings on a horizon: energy is kept, days of 23 and 25 hours are right, means are means."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.calendar import calendar
from optdispatch.errors import MeterError
from optdispatch.horizon import Horizon, Ring
from optdispatch.meter import Readings
from optdispatch.meter.profiles.meter_file import MeterFile

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
PLANT = {"file": "meters/plant-2016-15min.csv", "column": "active_kw", "time_zone": "Europe/Berlin"}


def readings(
    first: str, power: list[float], step_min: int = 15, zone: ZoneInfo = BERLIN
) -> Readings:
    index = pd.date_range(pd.Timestamp(first, tz=zone), periods=len(power), freq=f"{step_min}min")
    return Readings(pd.Series(power, index, dtype=float), timedelta(minutes=step_min), "m.csv")


@pytest.fixture(scope="module")
def plant() -> Readings:
    return MeterFile.of(PLANT, "load").readings(BERLIN)


def typical(plant: Readings, step_min: int) -> Horizon:
    """Every (month, kind of day) of 2016, and each month's peak day."""
    german = calendar("DE")
    power: Any = plant.series
    peaks = {power[power.index.month == m].idxmax().date() for m in range(1, 13)}
    kinds: dict[tuple[int, str], list[date]] = defaultdict(list)
    for day in pd.date_range("2016-01-01", "2016-12-31").date:
        kinds[day.month, "peak" if day in peaks else german.kind(day)].append(day)
    rings = []
    for days in kinds.values():
        usual = next((d for d in days if d not in {date(2016, 3, 27), date(2016, 10, 30)}), days[0])
        start = datetime(usual.year, usual.month, usual.day, tzinfo=BERLIN)
        rings.append(Ring(start, 24 * 60 // step_min, len(days), tuple(days)))
    return Horizon(timedelta(minutes=step_min), tuple(rings), german)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(-1e4, 1e4), min_size=96, max_size=96),
    st.sampled_from(
        [(15, 15), (15, 30), (15, 60), (30, 60), (60, 15), (60, 30), (30, 15), (30, 5)]
    ),
)
def test_resampling_keeps_the_energy(power: list[float], steps: tuple[int, int]) -> None:
    meter, step = steps
    power = power[: 24 * 60 // meter]
    day = Ring(datetime(2025, 6, 1, tzinfo=BERLIN), 24 * 60 // step)
    horizon = Horizon(timedelta(minutes=step), (day,))

    laid = readings("2025-06-01", power, meter).on(horizon)

    assert laid.sum() * step == pytest.approx(sum(power) * meter, abs=1e-6)
    assert min(power) - 1e-9 <= laid.min() <= laid.max() <= max(power) + 1e-9


def test_the_plants_year_keeps_its_energy_by_the_hour(
    plant: Readings, chronological: Callable[..., Horizon]
) -> None:
    year = chronological("2016-01-01", 366, 60, "Europe/Berlin")

    hourly = plant.on(year)

    assert len(hourly) == 8784
    assert hourly.sum() == pytest.approx(plant.power_kw.sum() / 4, rel=1e-12)
    assert hourly == pytest.approx(plant.series.resample("1h").mean().to_numpy())


@pytest.mark.parametrize(("day", "n"), [("2025-03-30", 92), ("2025-10-26", 100)])
@pytest.mark.parametrize("days", [(), (1,)])
def test_a_real_day_of_23_or_25_hours(day: str, n: int, days: tuple[int, ...]) -> None:
    meter = readings(day, [float(i) for i in range(n)])
    start = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    ring = Ring(start, n, days=tuple(start.date() for _ in days))

    assert meter.on(Horizon(timedelta(minutes=15), (ring,))).tolist() == list(range(n))


def test_a_mean_leaves_out_a_skipped_slot_and_averages_a_doubled_one() -> None:
    march = readings("2025-03-29", [1.0] * 96 + [5.0] * 92 + [3.0] * 96)
    october = readings("2025-10-25", [1.0] * 96 + [2.0] * 8 + [4.0] * 4 + [8.0] * 4 + [2.0] * 84)

    def mean(meter: Readings, first: str, n: int) -> list[float]:
        start = datetime.fromisoformat(first).replace(tzinfo=BERLIN)
        days = tuple((start + timedelta(days=i)).date() for i in range(n))
        return list(meter.on(Horizon(timedelta(minutes=15), (Ring(start, 96, n, days),))))

    assert mean(march, "2025-03-29", 3) == [3.0] * 8 + [2.0] * 4 + [3.0] * 84
    assert mean(october, "2025-10-25", 2) == [1.5] * 8 + [3.5] * 4 + [1.5] * 84


def test_a_slot_that_its_only_day_skips_lies_between_its_neighbours() -> None:
    march = readings("2025-03-30", [2.0] * 8 + [7.0] * 84)
    ring = Ring(datetime(2025, 3, 3, tzinfo=BERLIN), 96, 1, (date(2025, 3, 30),))

    laid = march.on(Horizon(timedelta(minutes=15), (ring,)))

    assert laid.tolist() == [2.0] * 8 + [3.0, 4.0, 5.0, 6.0] + [7.0] * 84


@pytest.mark.parametrize("step_min", [15, 30, 60])
def test_typical_days_are_the_means_that_pandas_finds(plant: Readings, step_min: int) -> None:
    horizon = typical(plant, step_min)

    laid = plant.on(horizon)

    series: Any = plant.series
    local = series.resample(f"{step_min}min").mean()
    daily = local.groupby([local.index.date, local.index.hour * 60 + local.index.minute]).mean()
    table = daily.unstack()
    oracle = np.concatenate([table.loc[list(r.days)].mean().to_numpy() for r in horizon.rings])
    assert laid == pytest.approx(oracle, rel=1e-12)


def test_each_months_peak_is_on_its_peak_day(plant: Readings) -> None:
    horizon = typical(plant, 15)
    laid = plant.on(horizon)

    series: Any = plant.series
    monthly = series.groupby(series.index.month).max()
    for month in horizon.months:
        assert laid[month.mask].max() == monthly[int(month.name[-2:])]


def test_typical_days_and_real_days_may_stand_in_one_horizon(plant: Readings) -> None:
    mean = Ring(datetime(2016, 6, 6, tzinfo=BERLIN), 24, 2, (date(2016, 6, 7), date(2016, 6, 8)))
    real = Ring(datetime(2016, 6, 9, tzinfo=BERLIN), 48)

    laid = plant.on(Horizon(timedelta(hours=1), (mean, real)))

    series: Any = plant.series
    hourly = series.resample("1h").mean()
    both = [hourly.loc[f"2016-06-{n:02d}"].to_numpy() for n in (7, 8, 9, 10)]
    assert laid[:24] == pytest.approx((both[0] + both[1]) / 2)
    assert laid[24:] == pytest.approx(np.concatenate(both[2:]))


def test_another_zone_reads_the_same_instants(plant: Readings) -> None:
    shanghai = Ring(datetime(2016, 6, 9, 6, tzinfo=SHANGHAI), 96)
    berlin = Ring(datetime(2016, 6, 9, tzinfo=BERLIN), 96)
    step = timedelta(minutes=15)

    assert (
        plant.on(Horizon(step, (shanghai,))).tolist() == plant.on(Horizon(step, (berlin,))).tolist()
    )


@pytest.mark.parametrize(
    ("ring", "step_min", "message"),
    [
        (Ring(datetime(2025, 5, 31, tzinfo=BERLIN), 96), 15, "the horizon needs 2025-05-31"),
        (Ring(datetime(2025, 6, 1, tzinfo=BERLIN), 97), 15, "the horizon needs 2025-06-02"),
        (
            Ring(datetime(2025, 6, 1, tzinfo=BERLIN), 96, 2, (date(2025, 6, 1), date(2025, 6, 2))),
            15,
            "readings go from 2025-06-01 00:00 to 2025-06-02 00:00; the horizon needs 2025-06-02",
        ),
        (Ring(datetime(2025, 6, 1, tzinfo=BERLIN), 72), 20, "do not fit a horizon of 0:20:00"),
        (Ring(datetime(2025, 6, 1, 0, 10, tzinfo=BERLIN), 4), 30, "begin between the horizon's"),
    ],
)
def test_what_does_not_fit_is_an_error(ring: Ring, step_min: int, message: str) -> None:
    meter = readings("2025-06-01", [1.0] * 96)

    with pytest.raises(MeterError, match=message) as error:
        meter.on(Horizon(timedelta(minutes=step_min), (ring,)))

    assert str(error.value).startswith("m.csv: ")


@pytest.mark.parametrize(
    ("index", "values"),
    [
        (pd.date_range("2025-01-01", periods=3, freq="15min"), [1, 2, 3]),
        (pd.DatetimeIndex(["2025-01-01 00:00", "2025-01-01 00:30"], tz="UTC"), [1, 2]),
        (pd.date_range("2025-01-01", periods=2, freq="15min", tz="UTC"), [1, np.nan]),
    ],
)
def test_readings_are_whole_or_they_are_not_readings(
    index: pd.DatetimeIndex, values: list[float]
) -> None:
    with pytest.raises(ValueError, match="readings need"):
        Readings(pd.Series(values, index, dtype=float), timedelta(minutes=15))
