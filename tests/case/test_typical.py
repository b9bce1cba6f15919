"""Typical days: every date once, every kWh kept, no prices mixed, the peak real."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.calendar import calendar
from optdispatch.case.typical import typical_rings
from optdispatch.horizon import FloatArray, Horizon, Ring
from optdispatch.tariff import Tariff
from tests.doors import refused
from tests.sites import days, tariff

JIANGXI = Tariff.load("china/jiangxi/2025-07").elect("demand")
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def year(number: int = 2026, zone: str = "Asia/Shanghai", name: str = "china") -> Horizon:
    return days(date(number, 1, 1), date(number, 12, 31), zone, 60, name)


def uneven(when: Horizon) -> FloatArray:
    """A load of which no two hours are alike."""
    t = np.arange(len(when), dtype=np.float64)
    load: FloatArray = 100 + 50 * np.sin(t / 3.7) + 20 * np.sin(t / 171) + 10 * np.cos(1.3 * t)
    return load


def rings(
    when: Horizon,
    what: Tariff = JIANGXI,
    net: FloatArray | None = None,
    at_work: float | None = None,
) -> tuple[Ring, ...]:
    return typical_rings(when, what, uneven(when) if net is None else net, at_work)


def real_days(when: Horizon) -> dict[date, slice]:
    return dict(when.dates)


@pytest.mark.parametrize(
    ("number", "zone", "name"),
    [
        (2024, "Asia/Shanghai", "china"),
        (2026, "Asia/Shanghai", "china"),
        (2026, "Europe/Berlin", "DE"),
        (2028, "America/Los_Angeles", "US-CA"),
        (2025, "Asia/Shanghai", "alike"),
    ],
)
def test_each_date_stands_once(number: int, zone: str, name: str) -> None:
    when = year(number, zone, name)
    made = rings(when)
    dates = [day for ring in made for day in ring.days]

    assert sorted(dates) == sorted(real_days(when))
    assert [ring.weight for ring in made] == [len(ring.days) for ring in made]


def test_no_ring_mixes_months_kinds_or_prices() -> None:
    when = year()
    prices = JIANGXI.time_of_use
    assert prices
    for ring in rings(when):
        kinds = {(d.month, calendar("china").kind(d)) for d in ring.days}
        patterns = {prices.day(d, when.calendar).tobytes() for d in ring.days}

        assert len(kinds) == len(patterns) == 1, ring.label


def test_holidays_with_other_prices_are_types_of_their_own() -> None:
    """2026-02: Spring Festival. 2026-05: Labour Day, but noon is deep valley all May anyway."""
    labels = [ring.label for ring in rings(year(), net=np.ones(8760)) if "2026-02" in ring.label]

    assert labels == ["2026-02 workday", "2026-02 rest day", "2026-02 holiday (Spring Festival)"]


def test_the_peak_day_of_each_month_is_real_and_weighs_one() -> None:
    when = year()
    net, where = uneven(when), real_days(when)
    peaks = [ring for ring in rings(when) if "peak day" in ring.label]

    assert [ring.days[0].month for ring in peaks] == list(range(1, 13))
    for ring, month in zip(peaks, when.months, strict=True):
        assert ring.weight == 1
        assert net[where[ring.days[0]]].max() == net[month.mask].max()
        assert f"{ring.days[0]:%m-%d}" in ring.label


def test_each_demand_charge_has_its_peak_day() -> None:
    """Two charges on two windows; the month's peaks lie on two days."""
    when = days(date(2026, 3, 1), date(2026, 3, 31), "UTC", 60)
    net = np.ones(len(when))
    net[24 * 4 + 3], net[24 * 9 + 18], net[24 * 11 + 12] = 50, 60, 99
    charge: dict[str, Any] = {"kind": "demand", "price_per_kw_month": 1}
    two = tariff(
        charge | {"name": "night", "windows": ["00:00-06:00"]},
        charge | {"name": "evening", "windows": ["16:00-22:00"]},
    )
    peaks = [ring.days[0].day for ring in rings(when, two, net) if "peak" in ring.label]

    assert peaks == [5, 10]


def test_days_that_are_alike_need_no_peak_day() -> None:
    made = rings(year(name="alike"), net=np.tile(np.arange(24.0), 365))

    assert [ring.weight for ring in made] == list(LENGTHS)


@given(st.floats(0.1, 365))
def test_operating_days_are_spread_evenly(at_work: float) -> None:
    """As many in each month, but no more than it has."""
    made = rings(year(name="alike"), net=np.ones(8760), at_work=at_work)
    of_month = {ring.days[0].month: 0.0 for ring in made}
    for ring in made:
        of_month[ring.days[0].month] += ring.weight * ring.operating
    most = max(of_month.values())

    assert sum(of_month.values()) == pytest.approx(at_work)
    assert sum(ring.weight for ring in made) == pytest.approx(365)
    for month, works in of_month.items():
        assert works == pytest.approx(min(LENGTHS[month - 1], most))


@pytest.mark.parametrize(("at_work", "february", "july"), [(330, 27.5, 27.5), (345, 28, 317 / 11)])
def test_operating_days_of_the_study(at_work: float, february: float, july: float) -> None:
    made = rings(year(name="alike"), net=np.ones(8760), at_work=at_work)
    works = {ring.days[0].month: ring.weight for ring in made if ring.operating}

    assert works[2] == pytest.approx(february)
    assert works[7] == pytest.approx(july)


@given(st.sampled_from([0.5, 6.0, 11.9, 12.0, 13.0, 100.0, 330.0, 345.0, 364.9, 365.0]))
def test_operating_days_add_up_beside_peak_days(at_work: float) -> None:
    made = rings(year(), at_work=at_work)

    assert sum(r.weight for r in made if r.operating) == pytest.approx(at_work)
    assert sum(r.weight for r in made) == pytest.approx(365)


def test_days_at_rest_say_so() -> None:
    made = rings(year(name="alike"), net=np.ones(8760), at_work=330)

    assert [r.label for r in made[:2]] == ["2026-01 workday", "2026-01 workday, storage at rest"]
    assert [r.operating for r in made[:2]] == [True, False]


def test_more_operating_days_than_days_is_an_error() -> None:
    when = year()

    refused(rings, when, JIANGXI, None, 365.5, says=("operating_days", "365.5", "365 days"))


def test_a_typical_day_has_a_usual_length_through_summer_time() -> None:
    """Sunday in March: the type begins on a day of 24 hours, not of 23."""
    when = year(2026, "Europe/Berlin", "DE")
    march = [ring for ring in rings(when, net=np.ones(8760)) if ring.days[0].month == 3]
    lengths = defaultdict(set)
    for ring in march:
        lengths[ring.label].add(ring.periods)

    assert {n for found in lengths.values() for n in found} == {24}
    assert any(date(2026, 3, 29) in ring.days for ring in march)


def test_a_day_of_23_hours_can_be_the_peak() -> None:
    when = year(2026, "Europe/Berlin", "DE")
    net, where = np.ones(8760), real_days(when)
    net[where[date(2026, 3, 29)].start + 12] = 9
    peak = next(ring for ring in rings(when, net=net) if "peak" in ring.label)

    assert peak.days == (date(2026, 3, 29),)
    assert peak.periods == 23


def test_the_first_ring_starts_on_a_day_that_it_stands_for() -> None:
    for ring in rings(year()):
        assert ring.start.date() in ring.days
        assert (ring.start - timedelta(hours=ring.start.hour)) == ring.start
