"""Bills that can be worked out on paper.

The loads and rates of the lookback cases are those with which REopt.jl tests its own
(`test/runtests.jl`, "Lookback Demand Charges"); the billed demands are worked out here.
"""

import numpy as np
import pytest

from tests.sites import tariff
from tests.tariff.charges.years import YEAR, billed, demand, flat

RATES = (10, 10, 20, 50, 20, 10, 20, 20, 20, 20, 20, 5)
COLD, WARM = [1, 2, 3, 4, 11, 12], [5, 6, 7, 8, 9, 10]
PEAKS = flat(100, jan=200, apr=400, jun=500, dec=300)


def test_flat_load_at_a_tenth_and_ten_a_kw() -> None:
    energy = {"kind": "energy", "name": "energy", "price": {"uniform": 0.1}}
    one = tariff(energy, demand(price_per_kw_month=10))
    lines = one.bill(flat(10_000 / 8760), YEAR).lines

    assert lines["energy"] == pytest.approx(1000)
    assert lines["demand"] == pytest.approx(12 * 10 * 10_000 / 8760)


def test_one_january_hour_is_billed_all_year_at_35_percent() -> None:
    keeps = {"shares": [{"share": 0.35}]}
    one = tariff(
        demand(price_per_kw_month=10.5, months=COLD, ratchet=keeps),
        demand(price_per_kw_month=11.5, months=WARM, ratchet=keeps),
    )
    total = one.bill(flat(1, jan=100), YEAR).total

    # January 100 kW, every other month 35 kW: five more at 10.5, six at 11.5.
    assert total == pytest.approx(100 * (10.5 + 0.35 * 10.5 * 5 + 0.35 * 11.5 * 6))


def test_75_percent_of_january_april_and_december() -> None:
    keeps = {"shares": [{"share": 0.75, "of_months": [1, 4, 12]}]}

    # April's 400 keeps 300 in every month; April and June draw more themselves. June's 500 is
    # not looked back on.
    kept = [300, 300, 300, 400, 300, 500, 300, 300, 300, 300, 300, 300]
    assert billed(demand(ratchet=keeps), PEAKS) == pytest.approx(kept)
    priced = [
        demand(price_per_kw_month=rate, months=[m], ratchet=keeps)
        for m, rate in enumerate(RATES, 1)
    ]
    total = tariff(*priced).bill(PEAKS, YEAR).total
    assert total == pytest.approx(float(np.dot(kept, RATES)))


def test_75_percent_of_the_six_months_before() -> None:
    keeps = {"shares": [{"share": 0.75}], "previous_months": 6}

    # January to March see last December's 300; May sees April's 400; July to December see
    # June's 500.
    kept = [225, 225, 225, 400, 300, 500, 375, 375, 375, 375, 375, 375]
    assert billed(demand(ratchet=keeps), PEAKS) == pytest.approx(kept)


def test_history_takes_the_place_of_the_year_to_come() -> None:
    keeps = {"shares": [{"share": 0.75}], "previous_months": 2}
    keeps |= {"history_kw": {"2017-11": 160, "2017-12": 240}}

    # 0.75·240 = 180 in January and February, though January itself draws 200; March sees
    # January's 200.
    kept = [200, 180, 150, 400, 300, 500, 375, 375, 100, 100, 100, 300]
    assert billed(demand(ratchet=keeps), PEAKS) == pytest.approx(kept)


@pytest.mark.parametrize(("measure", "kw"), [("highest", 80), ("highest_of_month", 80 + 30)])
def test_two_coincident_hours(measure: str, kw: float) -> None:
    hours = ["2018-01-10 12:00", "2018-02-10 12:00"]
    charge = {"kind": "coincident", "name": "system", "price_per_kw": 15}
    one = tariff(charge | {"hours": hours, "measure": measure})
    power = flat(50, jan=80, feb=30, mar=900)

    assert one.bill(power, YEAR).total == pytest.approx(15 * kw)


def test_mean_of_two_coincident_hours_in_the_months_that_have_them() -> None:
    hours = ["2018-01-10 12:00", "2018-02-10 12:00"]
    charge = {"kind": "coincident", "name": "system", "price_per_kw": 15, "hours": hours}
    months = billed(charge | {"measure": "mean"}, flat(50, jan=80, feb=30, mar=900))

    assert months == pytest.approx([15 * 80 / 2, 15 * 30 / 2, *[0.0] * 10])


def test_tiered_demand_in_a_window_on_a_flat_gigawatt_hour() -> None:
    blocks = [{"up_to_kw": 50, "price_per_kw_month": 0}, {"price_per_kw_month": 12}]
    charge = {"kind": "demand", "name": "demand", "blocks": blocks, "windows": ["12:00-18:00"]}
    power = flat(1e6 / 8760)
    power[YEAR.index.hour == 9] = 1000  # outside the window, so of no account

    assert sum(billed(charge, power)) == pytest.approx(12 * 12 * (1e6 / 8760 - 50))


def test_monthly_ratchet_of_winter_and_summer_with_a_floor() -> None:
    """60 % of winter demand, 95 % of summer demand, at least 500 kW; summer in full."""
    winter, summer = [1, 2, 3, 4, 5, 10, 11, 12], [6, 7, 8, 9]
    keeps = {
        "shares": [
            {"share": 0.6, "of_months": winter},
            {"share": 0.95, "of_months": summer},
        ],
        "actual_in_months": summer,
        "history_kw": {f"2017-{month:02d}": 0 for month in range(1, 13)},
    }
    power = flat(100, feb=1000, jun=400, jul=800, oct=1100, dec=1500)
    months = billed(demand(least_kw=500, ratchet=keeps), power)

    # January: nothing but the floor. February: 60 % of its own 1000, which lasts until June,
    # whose own 400 is less. July: its 800 in full, then 95 % of it, 760, until December, when
    # 60 % of its own 1500 is more than 760 and than 60 % of October's 1100.
    kept = [500, 600, 600, 600, 600, 600, 800, 760, 760, 760, 760, 900]
    assert months == pytest.approx(kept)
