"""Bills worked by hand, on the six periods of the pinned programs.

In July three hours of 20 days draw 10, 30 and 20 kW, in August three hours of 3 days draw
100, 40 and 0 kW; 1, 2, 3, 0, 10 and 0 kW are fed in. 01:00 to 02:00 is peak. So July draws
600 kWh at peak and 600 off peak, August 120 and 300. A kvar is drawn with each kW in July,
with each five in August.
"""

import numpy as np
import pytest

from optdispatch.connection import Connection
from optdispatch.tariff import Bill
from tests.golden import examples
from tests.sites import energy, horizon, ring, tariff
from tests.tariff.test_equations import (
    CONNECTION,
    HERE,
    HORIZON,
    PERIODS,
    charged,
    example,
)

IMPORTED = np.array([10.0, 30, 20, 100, 40, 0])
EXPORTED = np.array([1.0, 2, 3, 0, 10, 0])
REACTIVE = np.array([10.0, 30, 20, 20, 8, 0])

WORKED: dict[str, dict[str, float]] = {
    "capacity": {"capacity": 26 * 400 * 2},
    "chosen_contract": {"contract": 2 * 40 * 80 + 40 / 1.05 * (100 - 1.05 * 80)},
    "coincident": {"system peak": 50 * 40},
    "coincident-mean": {"system peak": 50 * ((30 + 20) / 2 + (100 + 40) / 2) / 2},
    "contracted_demand": {"contract": 40 * 90 * 2, "contract overshoot": 2 * 40 * (100 - 94.5)},
    "demand": {"demand": 40 * (30 + 100)},
    "demand-averaged": {"demand": 40 * (0.06 * 400 + (100 + 40) / 2)},
    "demand-blocks": {
        "demand": 4 * (30 + 100),
        "demand above 25 kW": 6 * (5 + 75),
        "demand above 50 kW": 2 * 50,
    },
    "demand-declining": {"demand": 4 * (30 + 100), "demand up to 25 kW": 6 * (25 + 25)},
    "demand-own-periods": {"late demand": 40 * 20},
    "demand-periods": {"peak demand": 40 * (30 + 40)},
    "demand-ratchet": {"demand": 40 * (0.75 * 60 + 100)},
    "demand-windows": {"evening demand": 40 * 40},
    "demand_discount": {"demand": 40 * (30 + 100), "discount": -0.1 * 40 * 30},
    "energy-by-period": {
        "energy peak": 0.5 * (20 * 30 + 3 * 40),
        "energy off-peak": 0.25 * (20 * 30 + 3 * 100),
    },
    "energy-floating": {
        "energy peak": 1.6 * (20 * 30 + 3 * 40),
        "energy off-peak": 0.7 * (20 * 30 + 3 * 100),
    },
    "energy-series": {"spot": 20 * (1.5 - 4.5 + 7) + 3 * (5 + 22)},
    "energy-uniform": {"energy": 0.2 * (20 * 60 + 3 * 140)},
    "energy_blocks": {
        "energy peak": 0.5 * (600 + 120),
        "energy off-peak": 0.25 * (600 + 300),
        "energy above 500 kWh": 0.2 * (1200 - 500),
    },
    "energy_blocks-declining": {
        "energy": 0.1 * (1200 + 420),
        "energy up to 10 kWh/kW": 0.2 * (10 * 30 + 420),
    },
    "energy_blocks-seasonal": {
        "energy": 0.2 * 420,
        "energy above 100 kWh a day": 0.3 * (420 - 100 * 9 / 24),
    },
    "export": {"feed-in": -20 * (0.1 + 0.6 + 0.3) - 3 * 3},
    "export-share": {
        "energy peak": 0.5 * (20 * 30 + 3 * 40),
        "energy off-peak": 0.25 * (20 * 30 + 3 * 100),
        "feed-in": -0.8 * (20 * (0.25 + 1 + 0.75) + 3 * 5),
    },
    "export_blocks": {"feed-in": -0.3 * (120 + 30), "feed-in above 20 kWh": 0.2 * (100 + 10)},
    "minimum": {"energy": 0.2 * 1620, "minimum": 100 - 0.2 * 420},
    "minimum-year": {"energy": 0.2 * 1620, "minimum": 2400 * 2 / 12 - 0.2 * 1620},
    "net_energy": {
        "energy peak": 0.5 * (20 * 28 + 3 * 30),
        "energy off-peak": 0.25 * (20 * (9 + 17) + 3 * 100),
    },
    "net_energy-monthly": {"energy": 0.5 * (20 * 54 + 3 * 130)},
    "power_factor": {
        "energy": 0.2 * 1620,
        "power factor": 0.005 * (90 - 71) * 0.18 * 1200 - 0.0075 * 0.18 * 420,
    },
    "fixed": {"standing charge": 2 * 50 + 2 * (20 * 3 + 3 * 3) / 24},
}


@pytest.mark.parametrize("name", examples(HERE))
def test_lines(name: str) -> None:
    one = tariff(*charged(name), time_of_use=PERIODS)
    bill = one.bill(IMPORTED, HORIZON, EXPORTED, CONNECTION, reactive_kvar=REACTIVE)

    assert bill.lines == pytest.approx(WORKED[name])


def test_lines_add_up() -> None:
    alone = [name for name in examples(HERE) if len(charged(name)) == 1]
    every = [example(name) for name in alone]
    for number, charge in enumerate(every):
        charge["name"] = f"{number}"
    bill = tariff(*every, time_of_use=PERIODS).bill(IMPORTED, HORIZON, EXPORTED, CONNECTION)

    assert bill.total == pytest.approx(sum(sum(WORKED[name].values()) for name in alone))
    assert bill.to_frame()["amount"].iloc[-1] == bill.total


def test_lines_of_one_name_are_one_line() -> None:
    one = {"kind": "fixed", "name": "fee", "price_per_month": 5}

    assert tariff(one, one).bill(IMPORTED, HORIZON).lines == {"fee": 20.0}


def test_the_month_remembers_its_peak() -> None:
    later = horizon(*HORIZON.rings, peak_so_far_kw=35)
    demand = tariff(example("demand"))

    assert demand.bill(IMPORTED, later).total == pytest.approx(40 * (35 + 100))


def test_contract_within_the_allowance_costs_no_penalty() -> None:
    bill = tariff(example("contracted_demand")).bill(
        IMPORTED, HORIZON, connection=Connection(contracted_kw=96)
    )

    assert bill.lines["contract overshoot"] == 0


def test_a_step_is_split_where_a_period_begins_within_it() -> None:
    halves = {"months": list(range(1, 13)), "windows": {"peak": ["01:15-02:00"]}}
    one = tariff(example("energy-by-period"), time_of_use={"rest": "off-peak", "seasons": [halves]})
    bill = one.bill(np.array([0.0, 40, 0]), horizon(ring(3)))

    assert bill.lines == pytest.approx({"energy peak": 0.5 * 30, "energy off-peak": 0.25 * 10})


def test_marginal_is_the_slope_of_the_energy_lines() -> None:
    names = ["energy-by-period", "energy-uniform", "export", "demand", "fixed"]
    one = tariff(*(example(name) for name in names), time_of_use=PERIODS)
    bought, sold = one.marginal(HORIZON)
    peak, off = 0.5 + 0.2, 0.25 + 0.2

    assert bought.tolist() == pytest.approx([off, peak, off, off, peak, off])
    assert sold.tolist() == pytest.approx([0.1, 0.3, 0.1, 0.1, 0.3, 0.1])


def test_peaks_say_where_demand_is_charged() -> None:
    one = tariff(example("demand"), example("demand-windows"), example("energy-uniform"))
    everywhere, evening = one.peaks(HORIZON)

    assert everywhere.all()
    assert evening.tolist() == [False, False, False, False, True, True]


def test_a_demand_window_counts_a_step_that_it_touches() -> None:
    late = {"kind": "demand", "name": "late", "price_per_kw_month": 1, "windows": ["01:30-01:45"]}

    assert tariff(late).bill(IMPORTED, HORIZON).total == pytest.approx(30 + 40)


def test_currency_is_not_part_of_what_bills_are_compared_by() -> None:
    assert Bill({"a": 1.0}, "EUR") == Bill({"a": 1.0}, "CNY")


def test_election_adds_the_charges_of_one_way() -> None:
    ways = {
        "demand": [example("demand")],
        "capacity": [example("capacity")],
    }
    one = tariff(energy(*[0.0] * 6), billing=ways)

    assert set(one.elect("demand").bill(IMPORTED, HORIZON).lines) == {"energy", "demand"}
    assert set(one.elect("capacity").elect("capacity").bill(IMPORTED, HORIZON).lines) == {
        "energy",
        "capacity",
    }
