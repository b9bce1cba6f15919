"""Demand: windows, blocks, averages, floors; ratchets that cannot be known."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from optdispatch.connection import Connection
from optdispatch.errors import InputError
from tests.sites import days, horizon, ring, tariff
from tests.tariff.charges.years import YEAR, billed, demand, flat

QUARTERS = days(date(2018, 1, 1), date(2018, 1, 2), "UTC")


def test_demand_of_half_hours_on_a_load_of_quarters() -> None:
    power = np.zeros(len(QUARTERS))
    power[[2, 3, 5]] = 10, 30, 36  # 00:30 to 01:00 averages 20, 01:00 to 01:30 averages 18

    assert billed(demand(averaging_minutes=30), power, QUARTERS)[0] == pytest.approx(20)
    assert billed(demand(averaging_minutes=60), power, QUARTERS)[0] == pytest.approx(10)
    assert billed(demand(averaging_minutes=15), power, QUARTERS)[0] == pytest.approx(36)


def test_a_block_of_the_clock_does_not_run_on_into_another_ring() -> None:
    two = horizon(ring(3, weight=2), ring(3, "2025-01-02T00:00"))
    power = np.array([0.0, 0, 12, 40, 0, 0])

    assert billed(demand(averaging_minutes=120), power, two)[0] == pytest.approx(20)


@pytest.mark.parametrize("minutes", [20, 40, 1000])
def test_averages_over_part_of_a_step_are_refused(minutes: int) -> None:
    with pytest.raises(InputError, match=f"a demand of {minutes} min cannot be averaged"):
        billed(demand(averaging_minutes=minutes), np.zeros(len(QUARTERS)), QUARTERS)


def test_steps_longer_than_the_average_are_told() -> None:
    one = tariff(demand(averaging_minutes=15))

    assert one.notes(YEAR) == ("demand is billed on 15 min, planned on 60 min: it reads too low",)
    assert one.notes(QUARTERS) == ()


def test_the_peak_day_is_the_one_of_the_highest_average() -> None:
    power = np.zeros(len(QUARTERS))
    power[10], power[100:108] = 100, 60
    by_quarter, by_hour = (tariff(demand(averaging_minutes=m)) for m in (15, 60))

    assert by_quarter.peak_days(QUARTERS, power) == {date(2018, 1, 1)}
    assert by_hour.peak_days(QUARTERS, power) == {date(2018, 1, 2)}


def test_the_least_demand_is_a_number_or_a_share_of_capacity() -> None:
    power = flat(100, mar=300)
    share = tariff(demand(least_share_of_capacity=0.4))
    months = share.bill(power, YEAR, connection=Connection(capacity_kva=500)).to_months()["total"]

    assert months.tolist() == pytest.approx([200, 200, 300, *[200] * 9])
    assert billed(demand(least_kw=150, months=[2, 3]), power) == pytest.approx(
        [0, 150, 300, *[0] * 9]
    )
    assert share.charges[0].needs == ("capacity_kva",)


def test_demand_may_have_periods_of_its_own() -> None:
    kinds: list[dict[str, Any]] = [
        {"days": ["workday", "holiday"], "windows": {"high": ["12:00-14:00"]}},
        {"days": ["rest day"], "windows": {"high": ["00:00-01:00"]}},
    ]
    own = {"rest": "low", "seasons": [k | {"months": list(range(1, 13))} for k in kinds]}
    week = days(date(2018, 1, 1), date(2018, 1, 7), "UTC", minutes=60, name="weekends")
    power = np.arange(len(week), dtype=float)

    high = np.array([h % 24 in {12, 13} if h < 120 else h % 24 == 0 for h in range(len(week))])
    months = billed(demand(in_periods=["high"], time_of_use=own), power, week)
    assert months == [power[high].max()]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"price_per_kw_month": None}, "give `price_per_kw_month` or `blocks`, and not both"),
        ({"blocks": [{"price_per_kw_month": 1}]}, "and not both"),
        ({"windows": ["1:00-2:00"]}, "is not a window"),
        ({"windows": ["01:00-02:00"], "in_periods": ["a"]}, "not both"),
        ({"time_of_use": {"rest": "a", "seasons": []}}, "at least 1 item"),
        ({"in_periods": ["pek"]}, "no period 'pek'"),
        ({"least_share_of_capacity": 40}, "a fraction such as 0.4?"),
        ({"ratchet": {"shares": []}}, "at least 1 item"),
        ({"ratchet": {"shares": [{"share": 35}]}}, "a fraction such as 0.35?"),
        ({"ratchet": {"shares": [{"share": 1}], "history_kw": {"2024-13": 1}}}, "be a month"),
    ],
)
def test_nonsense_is_refused_in_one_line(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as error:
        tariff(demand(**fields))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ([10, 5, None], "a block ends at 5, where the one before ends at 10"),
        ([10, None, None], "a block before the last has no up_to_kw"),
        ([5, 10], "the last block ends at 10; leave its up_to_kw out"),
    ],
)
def test_blocks_that_do_not_follow_are_refused(ends: list[float | None], says: str) -> None:
    blocks = [{"up_to_kw": end, "price_per_kw_month": 1} for end in ends]
    with pytest.raises(InputError, match=says):
        tariff({"kind": "demand", "name": "demand", "blocks": blocks})


def test_a_past_that_nobody_knows_is_refused() -> None:
    keeps: dict[str, Any] = {"shares": [{"share": 0.5}], "previous_months": 3}
    july = days(date(2018, 7, 1), date(2018, 7, 2), "UTC", minutes=60)
    power = np.ones(len(july))

    with pytest.raises(InputError, match="2018-06, which is not planned; give history_kw"):
        billed(demand(ratchet=keeps), power, july)
    keeps["history_kw"] = {"2018-06": 10, "2018-04": 30}
    with pytest.raises(InputError, match="2018-05, which history_kw lacks"):
        billed(demand(ratchet=keeps), power, july)
    keeps["history_kw"] |= {"2018-05": 20}
    assert billed(demand(ratchet=keeps), power, july) == [15]
