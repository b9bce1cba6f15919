"""Rules for those who wait: worked by hand, and against acnportal's published cases."""

import itertools
from typing import Any

import numpy as np
import pytest

from optdispatch.case import Case
from optdispatch.certificate import certify, refuse
from optdispatch.program import dispatch
from optdispatch.rules import Rule, follow
from optdispatch.rules.kinds.delay_to_valley import DelayToValley
from optdispatch.rules.kinds.earliest_deadline_first import EarliestDeadlineFirst
from optdispatch.rules.kinds.equal_share import EqualShare
from optdispatch.rules.kinds.least_laxity_first import LeastLaxityFirst
from optdispatch.rules.kinds.plug_and_charge import PlugAndCharge
from optdispatch.waiting import Waiting, alike, in_turn
from tests.sites import energy, horizon, load, ring, site, tariff
from tests.vehicles.fleets import cars_of, day, drawn, fleet, session

RULES = (PlugAndCharge, EqualShare, EarliestDeadlineFirst, LeastLaxityFirst)
AT_A_GLANCE = {"name": "rule"}


def followed(rule: Rule, case: Case) -> dict[str, list[float]]:
    """What each session draws, hour by hour from midnight. [kW]"""
    schedule = follow(rule, case.assets, case.connection, case.horizon)
    refuse("site", certify(case, schedule))
    cars = cars_of(case)
    stays = cars.stays(case.horizon)
    found = {}
    for s, x in enumerate(stays.sessions):
        own = slice(*stays.first[s : s + 2])
        kw = np.zeros(len(case.horizon))
        np.add.at(kw, stays.period[own], schedule.parts["cars"].charge_kw[own])
        found[x.id] = kw.round(9).tolist()
    return found


def two(limit_kw: float | None, **of_a: Any) -> Case:
    """A: 20 kWh by noon; B: 30 kWh by 13:00, both there from 08:00, at 10 kW each."""
    a = session("A", "08:00", "12:00", energy_kwh=20, **of_a)
    b = session("B", "08:00", "13:00", energy_kwh=30)
    return day(fleet(a, b, limit_kw=limit_kw), [0.2] * 24, [0.0] * 24)


def test_plug_and_charge_sees_no_limit() -> None:
    found = followed(PlugAndCharge(name="rule"), two(12))

    assert found["A"][8:13] == [10, 10, 0, 0, 0]
    assert found["B"][8:13] == [10, 10, 10, 0, 0]


def test_the_first_to_leave_is_first() -> None:
    """12 kW: A has 10, 10; B what is left, 2, 2, then 10, 10, and 6."""
    found = followed(EarliestDeadlineFirst(name="rule"), two(12))

    assert found["A"][8:13] == [10, 10, 0, 0, 0]
    assert found["B"][8:13] == [2, 2, 10, 10, 6]


def test_who_can_wait_least_is_first() -> None:
    """Laxities: A 4 - 2 = 2, B 5 - 3 = 2, a tie, and A stands first; then B 4 - 2.8 = 1.2, A 2."""
    found = followed(LeastLaxityFirst(name="rule"), two(12))

    assert found["A"][8:13] == [10, 2, 8, 0, 0]
    assert found["B"][8:13] == [2, 10, 4, 10, 4]


def test_all_have_the_same() -> None:
    """6 each until A, after 3 hours and 18 kWh, needs 2; B takes the rest."""
    found = followed(EqualShare(name="rule"), two(12))

    assert found["A"][8:13] == [6, 6, 6, 2, 0]
    assert found["B"][8:13] == [6, 6, 6, 10, 2]


def test_the_timer_waits_for_the_valley() -> None:
    """A needs 2 of its 4 hours, one of them in the valley; so it draws 10 kWh at once."""
    rule = DelayToValley(name="rule", valley=("11:00-13:00",))
    found = followed(rule, two(None))

    assert found["A"][8:13] == [10, 0, 0, 10, 0]
    assert found["B"][8:13] == [10, 0, 0, 10, 10]


def test_the_timer_over_midnight() -> None:
    case = day(fleet(session("A", "18:00", "07:00", energy_kwh=25)), [0.2] * 24, [0.0] * 24)
    found = followed(DelayToValley(name="rule", valley=("23:00-06:00",)), case)

    assert {h: kw for h, kw in enumerate(found["A"]) if kw} == {23: 10, 0: 10, 1: 5}


@pytest.mark.parametrize("kind", RULES)
def test_a_ring_is_what_goes_on_for_ever(kind: type[Rule]) -> None:
    """Two nights in a row: what B left over last night is served before A comes."""
    cars = [
        session("B", "22:00", "06:00", energy_kwh=40),
        session("A", "01:00", "09:00", energy_kwh=30),
    ]
    case = day(fleet(*cars, limit_kw=12), [0.2] * 24, [0.0] * 24)

    found = followed(kind(**AT_A_GLANCE), case)

    assert sum(found["B"]) == pytest.approx(40)
    assert sum(found["A"]) == pytest.approx(30)
    if kind is not PlugAndCharge:
        assert max(a + b for a, b in zip(found["A"], found["B"], strict=True)) <= 12 + 1e-9


@pytest.mark.parametrize("kind", RULES[1:])
@pytest.mark.parametrize("seed", range(4))
def test_limits_are_kept_and_needs_not_passed(kind: type[Rule], seed: int) -> None:
    case = day(drawn(seed, 12, limit_kw=40), [0.2] * 24, [10.0] * 24, import_limit_kw=45)

    schedule = follow(kind(**AT_A_GLANCE), case.assets, case.connection, case.horizon)

    refuse("site", certify(case, schedule))
    assert float(schedule.imported_kw.max()) <= 45 + 1e-6
    assert float(-schedule.power_kw["cars"].min()) <= 40 + 1e-6


def test_edf_serves_all_whenever_that_is_possible() -> None:
    """On one charger's worth of power it is optimal (Liu & Layland 1973): the LP is no better."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        cars = []
        for n in range(4):
            begin, hours = int(rng.integers(0, 12)), int(rng.integers(2, 10))
            need = float(rng.uniform(0.2, 0.9)) * 10 * hours
            cars.append(
                session(str(n), f"{begin:02d}:00", f"{begin + hours:02d}:00", energy_kwh=need)
            )
        priced = fleet(*cars, limit_kw=10, unmet_per_kwh=100)
        case = day(priced, [0.2] * 24, [0.0] * 24)
        under = follow(EarliestDeadlineFirst(name="r"), case.assets, case.connection, case.horizon)
        short = sum(priced.unmet(under.parts["cars"], case.horizon).values())
        best = dispatch(case)
        least = sum(priced.unmet(best.parts["cars"], case.horizon).values())
        assert short == pytest.approx(least, abs=1e-5)


VOLTS, PERIOD_H = 208, 5 / 60


@pytest.mark.parametrize(
    ("limit", "rate", "remaining"),
    [*itertools.product((40, 64, 80), (16, 32, 40), ((3.3, 3.3), (0.3, 0.05)))],
)
@pytest.mark.parametrize("kind", RULES[1:])
def test_two_stations_of_acnportal(
    kind: type[Rule], limit: float, rate: float, remaining: tuple[float, float]
) -> None:
    """The published cases of two stations with continuous pilots and no least rate.

    acnportal, BSD-3, `algorithms/tests/test_sorted_algorithms.py`: `TestTwoStationsBase` asserts
    that no rate is above the station's 32 A, the session's, the limit or what remains, and that
    all are at their most where 64 A and more are there for needs of 3.3 kWh.
    """
    station = min(32, rate) * VOLTS / 1000
    cars = [
        {
            "id": str(n), "vehicle": str(n), "charger": str(n), "charge_kw": station,
            "arrival": "2025-01-01T00:00", "departure": departure,
            "energy_kwh": need, "efficiency_charge": 1,
        }
        for n, (need, departure) in enumerate(
            zip(remaining, ("2025-01-01T00:55", "2025-01-01T01:00"), strict=True)
        )
    ]  # fmt: skip
    when = horizon(ring(12, closed=False), minutes=5)
    stations = fleet(*cars, limit_kw=limit * VOLTS / 1000, unmet_per_kwh=1)
    case = site(when, tariff(energy(*[0.1] * 12)), load([0.0] * 12), stations)
    rates = np.array([kw[0] for kw in followed(kind(**AT_A_GLANCE), case).values()])

    most = np.minimum(station, np.array(remaining) / PERIOD_H)
    assert (rates <= most + 1e-9).all()
    assert rates.sum() == pytest.approx(min(most.sum(), limit * VOLTS / 1000))
    if limit >= 64 and remaining == (3.3, 3.3):
        assert rates == pytest.approx([station, station], abs=1e-4)


def test_who_gets_what() -> None:
    assert alike(np.array([7.0, 1.0, 3.0]), 100).tolist() == [7, 1, 3]
    assert alike(np.array([7.0, 1.0, 3.0]), 6).tolist() == [2.5, 1, 2.5]
    assert alike(np.array([7.0, 1.0]), 0).tolist() == [0, 0]
    assert alike(np.array([7.0, 1.0]), -5).tolist() == [0, 0]
    assert in_turn(np.array([2, 0, 1]), np.array([4.0, 4.0, 4.0]), 6).tolist() == [2, 0, 4]


def test_laxity() -> None:
    waiting = Waiting(
        minute=0,
        hours=1.0,
        arrived=np.zeros(2),
        most_kw=np.full(2, 10.0),
        rated_kw=np.full(2, 10.0),
        missing_kwh=np.array([20.0, 5.0]),
        left_hours=np.array([3.0, 1.0]),
    )

    assert waiting.laxity_hours.tolist() == [1.0, 0.5]
