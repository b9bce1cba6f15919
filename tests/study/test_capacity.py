"""The smallest connection, against arithmetic that a hand can do."""

import pytest

from optdispatch.study.capacity import capacity
from tests.doors import refused
from tests.sites import energy, horizon, load, ring, site, tariff
from tests.vehicles.fleets import day, fleet, session

FLAT = [0.2] * 24


def test_two_cars_in_turn() -> None:
    """Both need 10 kWh from 08:00 to 10:00: 20 kW at once, 10 kW in turn; 5 kW serve a half."""
    cars = fleet(*(session(n, "08:00", "10:00", energy_kwh=10) for n in "ab"))
    found = capacity(day(cars, FLAT, [0.0] * 24), steps=2, power_factor=0.8)

    assert found.least_kw == pytest.approx({"uncontrolled": 20, "orderly": 10, "V2G": 10})
    assert found.kva("orderly") == pytest.approx(12.5)
    assert found.curve["kw"].tolist() == pytest.approx([5, 10])
    assert found.curve["orderly"].tolist() == pytest.approx([0.5, 1])
    assert found.curve["equal share"].tolist() == pytest.approx([0.5, 1])


def test_a_car_that_gives_back_shaves_the_load() -> None:
    """A load of 30 kW in one hour, else 10, and a car from midnight to 20:00.

    With a limit of P the car gives 30 - P in that hour and draws P - 10 in the 19 others, as much
    as it gave: P = 11. Without it the load needs 30.
    """
    lent = {"battery_kwh": 40, "soc_arrival": 0.5, "soc_departure": 0.5, "discharge_kw": 20}
    cars = fleet(session("a", "00:00", "20:00", charge_kw=20) | lent)
    net = [10.0] * 24
    net[12] = 30.0

    found = capacity(day(cars, FLAT, net), steps=1)

    assert found.least_kw == pytest.approx({"uncontrolled": 30, "orderly": 30, "V2G": 11})


def test_what_has_no_capacity() -> None:
    bare = site(horizon(ring(24)), tariff(energy(*FLAT)), load([1.0] * 24))
    cars = day(fleet(session("a", "08:00", "10:00", energy_kwh=10)), FLAT, [0.0] * 24)

    refused(capacity, bare, says=("has no vehicles",))
    refused(capacity, cars, 1, 1.2, says=("power_factor",))
