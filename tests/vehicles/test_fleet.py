"""Fleets in the program: against batteries, against themselves, and stepped vehicle by vehicle."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.certificate import certify, refuse
from optdispatch.errors import Infeasible
from optdispatch.horizon import Horizon
from optdispatch.program import dispatch
from optdispatch.schedule import Schedule
from tests.doors import refused
from tests.sites import battery, energy, horizon, load, pv, ring, site, tariff
from tests.vehicles.fleets import cars_of, day, drawn, fleet, session, sessions_of

ALWAYS = {
    "id": "a", "vehicle": "car", "charger": "pile", "soc_arrival": 0.5, "soc_departure": 0.5,
    "battery_kwh": 40, "charge_kw": 10, "discharge_kw": 10, "efficiency_charge": 0.93,
    "efficiency_discharge": 0.9, "soc_min": 0.1, "soc_max": 0.95,
}  # fmt: skip
LIKE_IT = {
    "power_kw": 10, "energy_kwh": 40, "efficiency_charge": 0.93, "efficiency_discharge": 0.9,
    "soc_min": 0.1, "soc_max": 0.95, "soc_start": 0.5, "soc_end": 0.5, "wear_per_kwh": 0.03,
}  # fmt: skip


def costs(case: Any) -> float:
    """Cost of a certified optimum."""
    best = dispatch(case)
    refuse("site", certify(case, best))
    assert best.proof
    return best.proof.cost


def stepped(case: Any, schedule: Schedule) -> dict[str, float]:
    """Energy in each vehicle's battery on departure, by a loop over its own periods. [kWh]"""
    cars = cars_of(case)
    stays, parts = cars.stays(case.horizon), schedule.parts["cars"]
    left = {}
    for s, x in enumerate(stays.sessions):
        level = x.start_kwh
        for k in range(*stays.first[s : s + 2]):
            hours = case.horizon.hours * stays.share[k]
            assert parts.charge_kw[k] * case.horizon.hours <= x.charge_kw * hours + 1e-6
            assert parts.discharge_kw[k] * case.horizon.hours <= x.discharge_kw * hours + 1e-6
            level += parts.charge_kw[k] * x.efficiency_charge * case.horizon.hours
            level -= parts.discharge_kw[k] / x.efficiency_discharge * case.horizon.hours
            assert x.floor_kwh - 1e-5 <= level <= x.ceiling_kwh + 1e-5
        left[x.id] = level
    return left


@pytest.mark.parametrize("closed", [True, False])
@given(st.lists(st.integers(-20, 100), min_size=12, max_size=12), st.integers(0, 60))
@settings(max_examples=15, deadline=None)
def test_a_vehicle_that_never_leaves_is_a_battery(closed: bool, cents: list[int], sun: int) -> None:
    when: Horizon = horizon(ring(12, closed=closed))
    demand = {"kind": "demand", "name": "demand", "price_per_kw_month": 0.4}
    others = load([30.0] * 12), pv([0, 0, 0, sun, sun, sun, sun, 0, 0, 0, 0, 0])
    # At the end of a chain a battery is as full as asked, a vehicle at least so.
    paid = [(cent if closed else abs(cent)) / 100 for cent in cents]
    what = tariff(energy(*paid), demand)
    cars = fleet(ALWAYS, wear_per_kwh=0.03)

    one = costs(site(when, what, *others, cars))
    other = costs(site(when, what, *others, battery(**LIKE_IT)))

    assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_tunnels_bound_the_sessions_and_can_be_followed(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    prices, net = rng.uniform(0.1, 1, 24), rng.uniform(20, 60, 24)
    exact = costs(day(drawn(seed), prices.tolist(), net.tolist()))
    case = day(drawn(seed, formulation="tunnels"), prices.tolist(), net.tolist())

    shared = dispatch(case)

    refuse("tunnels", certify(case, shared))
    assert shared.proof
    assert shared.proof.relaxed_by is not None
    bound = shared.proof.cost - shared.proof.relaxed_by
    assert bound <= exact + 1e-7
    assert exact <= shared.proof.cost + 1e-7
    assert shared.proof.cost <= 1.1 * bound
    for s, level in zip(sessions_of(case), stepped(case, shared).values(), strict=True):
        assert level >= s.need_kwh - 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_every_vehicle_leaves_with_its_energy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    case = day(drawn(seed, 12, limit_kw=70), rng.uniform(0.1, 1, 24).tolist(), [20.0] * 24)

    best = dispatch(case)
    refuse("site", certify(case, best))

    for s, level in zip(sessions_of(case), stepped(case, best).values(), strict=True):
        assert level >= s.need_kwh - 1e-6
    assert float(np.abs(best.power_kw["cars"]).max()) <= 70 + 1e-6
    bus = best.imported_kw - best.exported_kw + sum(best.power_kw.values())
    assert float(np.abs(bus).max()) < 1e-6


def test_of_alike_vehicles_tunnels_are_exact() -> None:
    """One-way, together there and of one need: nothing is lost by planning them as one."""
    prices = [1.0] * 6 + [0.2] * 6 + [1.0] * 12
    cars = [session(str(n), "02:00", "16:00", energy_kwh=30) for n in range(5)]
    exact = costs(day(fleet(*cars), prices, [10.0] * 24))
    shared = dispatch(day(fleet(*cars, formulation="tunnels"), prices, [10.0] * 24))

    assert shared.proof
    assert shared.proof.cost == pytest.approx(exact, rel=1e-9)
    assert shared.proof.relaxed_by == pytest.approx(0, abs=1e-6)


def test_over_midnight_a_session_goes_on_in_the_ring() -> None:
    """It needs 20 kWh from 22:00 to 04:00 and the two cheap hours are after midnight."""
    prices = [0.5, 0.1, 0.1, 0.5, *[0.5] * 20]
    case = day(fleet(session("a", "22:00", "04:00", energy_kwh=20)), prices, [10.0] * 24)

    drawn_kw = -dispatch(case).power_kw["cars"]

    assert np.flatnonzero(drawn_kw > 1e-6).tolist() == [1, 2]
    assert -case.flexible[0].given_kw(case.horizon)[[22, 23]] == pytest.approx([10, 10])


def test_an_arrival_within_a_period_has_a_share_of_it() -> None:
    case = day(fleet(session("a", "08:45", "10:15", energy_kwh=15)), [0.2] * 24, [10.0] * 24)

    assert -dispatch(case).power_kw["cars"][8:11] == pytest.approx([2.5, 10, 2.5])


def test_what_is_missing_is_named() -> None:
    cars = [session(n, "08:00", "10:00", energy_kwh=18) for n in "abc"]
    case = day(fleet(*cars, limit_kw=25), [0.2] * 24, [10.0] * 24)

    with pytest.raises(Infeasible, match=r"cars: car \w, session \w leaves without 4 kWh"):
        dispatch(case)


def test_what_is_missing_may_have_a_price() -> None:
    cars = [session(n, "08:00", "10:00", energy_kwh=18) for n in "abc"]
    case = day(fleet(*cars, limit_kw=25, unmet_per_kwh=3), [0.2] * 24, [10.0] * 24)

    best = dispatch(case)
    refuse("site", certify(case, best))

    short = case.flexible[0].unmet(best.parts["cars"], case.horizon)
    assert sum(short.values()) == pytest.approx(4)


def test_a_need_above_power_and_time_is_refused_by_name() -> None:
    case = day(fleet(session("a7", "08:00", "10:00", energy_kwh=25)), [0.2] * 24, [10.0] * 24)

    refused(dispatch, case, says=("session a7", "car a7 misses 5 kWh"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"departure": "2025-01-01T07:00"}, ("departure", "is not after arrival")),
        ({"energy_kwh": None}, ("energy_kwh or soc_departure",)),
        ({"soc_departure": 0.8}, ("energy_kwh or soc_departure",)),
        ({"discharge_kw": 5}, ("a two-way charger needs battery_kwh",)),
        ({"battery_kwh": 20, "soc_arrival": 0.5}, ("leave with 28 kWh", "full at 20")),
        ({"departure": None}, ("or neither",)),
        ({"charge_kw": 0}, ("charge_kw", "greater than 0")),
        ({"access": "secret"}, ("access",)),
    ],
)
def test_a_session_that_cannot_be(change: dict[str, Any], says: tuple[str, ...]) -> None:
    refused(fleet, session("x", "08:00", "12:00", energy_kwh=18) | change, says=says)


def test_a_charger_serves_one_at_a_time() -> None:
    both = [session(n, a, d, energy_kwh=5, charger="pile") for n, a, d in
            (("a", "08:00", "12:00"), ("b", "11:00", "13:00"))]  # fmt: skip
    case = day(fleet(*both), [0.2] * 24, [10.0] * 24)

    refused(dispatch, case, says=("session b", "'pile' is still used by session a"))


def test_a_charger_is_used_over_midnight_too() -> None:
    both = [session(n, a, d, energy_kwh=5, charger="pile") for n, a, d in
            (("a", "20:00", "08:00"), ("b", "07:00", "13:00"))]  # fmt: skip

    refused(
        dispatch, day(fleet(*both), [0.2] * 24, [10.0] * 24), says=("session b", "by session a")
    )


def test_a_stay_longer_than_its_ring_is_refused() -> None:
    long = session("a", "08:00", "07:00", energy_kwh=5) | {"departure": "2025-01-02T09:00"}

    refused(dispatch, day(fleet(long), [0.2] * 24, [10.0] * 24), says=("session a", "25 h, longer"))


def test_a_chain_leaves_for_later_what_can_be_charged_later() -> None:
    """16 kWh by 14:00, of which the two hours after the end of the chain can give 12."""
    car = session("a", "08:00", "14:00", energy_kwh=16, charge_kw=6)
    what = tariff(energy(*[0.2] * 12))
    case = site(horizon(ring(12, closed=False)), what, load([5.0] * 12), fleet(car))

    assert -dispatch(case).power_kw["cars"].sum() == pytest.approx(4)


def test_a_chain_begins_with_nobody_plugged_in() -> None:
    car = session("a", "08:00", "14:00", energy_kwh=16)
    when = horizon(ring(6, "2025-01-01T10:00", closed=False))
    case = site(when, tariff(energy(*[0.2] * 6)), load([5.0] * 6), fleet(car))

    refused(dispatch, case, says=("session a", "came before the plan begins"))


def test_tunnels_know_no_price_of_what_is_missing() -> None:
    car = session("a", "08:00", "14:00", energy_kwh=16)

    def priced() -> None:
        fleet(car, formulation="tunnels", unmet_per_kwh=1)

    refused(priced, says=("unmet_per_kwh",))
