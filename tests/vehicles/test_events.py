"""Vehicles in demand response, against arithmetic that a hand can do."""

from typing import Any

import pytest

from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.case.revenues import revenues
from optdispatch.certificate import certify, refuse
from optdispatch.program import dispatch
from tests.programmes.sites import DAY, event
from tests.sites import energy, horizon, load, ring, site, tariff
from tests.vehicles.fleets import fleet, session

AT = {"arrival": f"{DAY}T16:00", "departure": f"{DAY}T22:00"}


def earned(car: Fleet, **fields: Any) -> float:
    """What a car at a site of 100 kW earns, from a baseline of 110 kW, at 3 a kWh."""
    programme = event(**{"baseline": {"flat_kw": 110}} | fields)
    what = tariff(energy(*[1.0] * 24))
    case: Case = site(
        horizon(ring(24, f"{DAY}T00:00")), what, load([100.0] * 24), car, programmes=[programme]
    )
    best = dispatch(case)
    refuse("site", certify(case, best))
    return revenues(case, best)["response"]


def test_a_car_that_waits_is_paid_for_it() -> None:
    """It needs 30 of the 60 kWh that it could draw, so none of it from 17:00 to 19:00."""
    assert earned(fleet(session("a", "16:00", "22:00", energy_kwh=30) | AT)) == pytest.approx(60)


def test_a_car_that_cannot_wait_is_not() -> None:
    """Of 60 kWh in 6 h at 10 kW it can put off nothing."""
    car = fleet(session("a", "16:00", "22:00", energy_kwh=60) | AT)

    assert earned(car) == pytest.approx(0, abs=1e-6)


def test_a_car_that_gives_back_is_paid_twice() -> None:
    """It gives 10 kW where 10 kW were expected: 20 kWh put off, 20 kWh given."""
    two_way = {"battery_kwh": 60, "soc_arrival": 0.5, "soc_departure": 0.7, "discharge_kw": 10}
    car = session("a", "16:00", "22:00") | AT | two_way

    assert earned(fleet(car)) == pytest.approx(3 * 40)


def test_an_event_in_part_is_nothing() -> None:
    """40 kWh are asked for, of which a one-way car can put off 20: below 80 % nothing is paid."""
    bid = {"performance": {"least_share": 0.8, "most_share": 1.2}, "bid_kw": 20}
    car = fleet(session("a", "16:00", "22:00", energy_kwh=30) | AT)

    assert earned(car, **bid) == pytest.approx(0, abs=1e-6)
