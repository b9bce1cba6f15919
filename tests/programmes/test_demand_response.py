"""Demand response against arithmetic that a hand can do."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from optdispatch.calendar import calendar
from optdispatch.case import Case
from optdispatch.case.revenues import part, revenues
from optdispatch.certificate import certify
from optdispatch.errors import InputError
from optdispatch.horizon import Horizon
from optdispatch.program import dispatch
from optdispatch.programme import SETTLED
from optdispatch.programmes.demand_response import DemandResponse
from optdispatch.rules import follow
from optdispatch.rules.kinds.idle import Idle
from optdispatch.rules.kinds.windows import Windows
from optdispatch.schedule import Schedule
from tests.programmes.sites import DAY, Dates, day, event, of
from tests.sites import battery, energy, load, ring, site, tariff

BANDS = {"least_share": 0.8, "most_share": 1.2}


def optimum(case: Case) -> Schedule:
    """The optimum, its certificates checked."""
    schedule = dispatch(case)
    assert all(c.holds for c in certify(case, schedule)), certify(case, schedule)
    return schedule


def cost(case: Case) -> float:
    proof = optimum(case).proof
    assert proof
    return proof.cost


def settled(delivered_kw: float, **fields: Any) -> dict[str, float]:
    """What two hours of so much less than the baseline earn."""
    case = day(event(**fields))
    drawn = np.full(24, 100.0)
    drawn[17:19] -= delivered_kw
    programme = case.programmes[0]
    return dict(programme.revenue(part(case, programme, drawn, None), SETTLED))


def test_an_event_pays_for_what_is_not_drawn() -> None:
    """A day of 100 kW at 1 costs 2,400; 20 kWh moved out of two hours earn 60."""
    case = day(event())
    schedule = optimum(case)
    drawn = schedule.imported_kw

    assert schedule.proof
    assert schedule.proof.cost == pytest.approx(2400 - 60)
    assert drawn[17:19].tolist() == pytest.approx([90, 90])
    assert revenues(case, schedule) == pytest.approx({"response": 60})


def test_an_event_that_is_served_in_full_needs_no_binary() -> None:
    proof = optimum(day(event())).proof
    assert proof

    assert (proof.method, proof.switches) == ("linear program", 0)


def test_an_event_pays_only_against_the_baseline() -> None:
    """With a baseline of 95 kW, 5 of 10 kW are what the site would have drawn less anyway."""
    assert cost(day(event(baseline={"flat_kw": 95}))) == pytest.approx(2400 - 3 * 10)
    assert cost(day(event(baseline={"flat_kw": 90}))) == pytest.approx(2400)
    assert cost(day(event(baseline={"flat_kw": 110}))) == pytest.approx(2400 - 3 * 40)


def test_half_an_hour_in_a_period_is_half_of_it() -> None:
    """From 17:30 to 19:00 a kWh saved between 17 and 18 counts half."""
    assert cost(day(event("17:30-19:00"))) == pytest.approx(2400 - 3 * 15)


@pytest.mark.parametrize(
    ("delivered_kw", "paid_kwh"),
    [(79, 0), (80, 160), (100, 200), (119, 238), (120, 240), (150, 240), (0, 0), (-20, 0)],
)
def test_bands_pay_what_is_delivered_between_80_and_120_per_cent(
    delivered_kw: float, paid_kwh: float
) -> None:
    """A bid of 100 kW for two hours, at 3 a kWh; §6: below 80 % nothing, above 120 % no more."""
    earned = settled(delivered_kw, bid_kw=100, performance=BANDS)

    assert earned["response"] == pytest.approx(3 * paid_kwh)


@pytest.mark.parametrize(("delivered_kw", "paid_kwh"), [(-5, 0), (40, 80), (100, 200), (150, 200)])
def test_a_bid_without_bands_is_paid_up_to_itself(delivered_kw: float, paid_kwh: float) -> None:
    assert settled(delivered_kw, bid_kw=100)["response"] == pytest.approx(3 * paid_kwh)


def test_below_the_band_nobody_moves_a_kwh() -> None:
    """A bid of 13 kW needs 20.8 kWh, which a battery of 20 kWh has not got; one of 12.5 does."""
    assert cost(day(event(bid_kw=13, performance=BANDS))) == pytest.approx(2400)
    assert cost(day(event(bid_kw=12.5, performance=BANDS))) == pytest.approx(2400 - 60)


def test_above_the_band_no_more_is_paid() -> None:
    assert cost(day(event(bid_kw=5, performance=BANDS))) == pytest.approx(2400 - 3 * 12)


def test_energy_for_one_event_serves_one() -> None:
    """Two bids of 12.5 kW need 20 kWh each, and there are 20: by halves nothing is paid."""
    two = [{"dates": [DAY], "window": w} for w in ("09:00-11:00", "11:00-13:00")]
    case = day(event(events=two, bid_kw=12.5, performance=BANDS))

    assert revenues(case, optimum(case)) == pytest.approx({"response": 60})
    assert cost(case) == pytest.approx(2400 - 60)


@pytest.mark.parametrize(("wear", "gain"), [(2.8, 0.2 * 20), (3.1, 0.0)])
def test_binaries_decide_where_a_part_would_seem_to_pay(wear: float, gain: float) -> None:
    """The hull pays for half an event while storage is at rest, since it could also charge.

    Settled are 20 kWh at 3 less wear, or nothing.
    """
    case = day(event(bid_kw=9, performance=BANDS), wear_per_kwh=wear)
    proof = optimum(case).proof
    assert proof

    assert (proof.method, proof.switches) == ("mixed-integer program", 1)
    assert proof.cost == pytest.approx(2400 - gain)


def test_a_load_above_its_baseline_owes_nothing() -> None:
    """10 kW above the baseline all day: with 10 kW of battery nothing is left to be paid."""
    case = day(event(), draws=110)

    assert cost(case) == pytest.approx(24 * 110)
    assert revenues(case, optimum(case)) == {"response": 0}


def test_what_makes_up_for_a_load_above_its_baseline_is_not_paid() -> None:
    """5 kW above the baseline for two hours: of 18 kWh that storage gives, 8 are paid."""
    assert cost(day(event(), draws=105, energy_kwh=18)) == pytest.approx(24 * 105 - 3 * (18 - 10))


def test_standing_by_is_paid_for_each_month_without_a_failure() -> None:
    """12.5 kW at 31 a month, for one day of 31: 12.5, if the event is served."""
    stands: dict[str, Any] = {"bid_kw": 12.5, "performance": BANDS, "price_per_kw_month": 31}

    assert settled(10, **stands) == pytest.approx({"response": 60, "response standby": 12.5})
    assert settled(9, **stands) == pytest.approx({"response": 0, "response standby": 0})
    assert cost(day(event(**stands))) == pytest.approx(2400 - 60 - 12.5)


def test_standing_by_alone_is_worth_serving_an_event() -> None:
    """A kWh pays nothing; with wear of 0.5, 20 kWh cost 10 and save 12.5 for standing by."""
    stands: dict[str, Any] = {
        "bid_kw": 12.5,
        "performance": BANDS,
        "price_per_kw_month": 31,
        "price_per_kwh": 0,
    }

    assert cost(day(event(**stands), wear_per_kwh=0.5)) == pytest.approx(2400 - 2.5)
    assert cost(day(event(**stands), wear_per_kwh=0.7)) == pytest.approx(2400)


def test_a_site_without_storage_does_not_stand_by() -> None:
    case = day(event(bid_kw=10, price_per_kw_month=31))
    bare = case.model_copy(update={"assets": case.assets[:1]})
    schedule = follow(Idle(name="idle"), bare.assets, bare.connection, bare.horizon)

    assert revenues(bare, schedule) == {"response": 0, "response standby": 0}


def test_one_schedule_for_a_chance_earns_that_share() -> None:
    """Day after day nobody knows whether it calls: 40 % of 60, for the same 20 kWh."""
    case = day(event(chance=0.4))

    assert cost(case) == pytest.approx(2400 - 0.4 * 60)
    assert any("earns 40% of what a call pays" in note for note in case.notes)


def test_a_habit_earns_what_it_delivers() -> None:
    """A table that discharges at 18:00 serves half of the event from 17:00 to 19:00."""
    case = day(event())
    hours = {"months": [7], "charge": ["00:00-06:00"], "discharge": ["18:00-20:00"]}
    habit = Windows.of({"name": "table", "hours": [hours]}, "rule")
    schedule = follow(habit, case.assets, case.connection, case.horizon)

    assert revenues(case, schedule) == pytest.approx({"response": 30})


def test_the_baseline_is_of_like_days_before() -> None:
    """15 July 2025 is a Tuesday; of the workdays before it, 11 and 14 July do not call.

    Their mean is 12.5 kW, and 25 from 17:00 on, where the load of the 15th is 15 and 30: of
    20 kWh that storage gives, 7.5 only make up for that.
    """
    dates = ["2025-07-15", "2025-07-10", "2025-07-09"]
    events = [{"dates": dates, "window": "16:00-18:00"}]
    called = DemandResponse.of(event(baseline=None, like_days=2, events=events), "p")
    rising = load([0.0]).model_copy(update={"profile": Dates()})
    july = Horizon(timedelta(hours=1), (ring(24, f"{DAY}T00:00"),), calendar("weekends"))
    case = site(july, tariff(energy(*[1.0] * 24)), rising, battery(), programmes=[called])
    agreed = case.baselines["response"]

    assert agreed[16:18].tolist() == pytest.approx([12.5, 25])
    assert agreed.sum() == pytest.approx(37.5)
    assert cost(case) == pytest.approx(15 * (24 + 7) - 3 * 12.5)


def test_a_day_without_a_like_one_before_it_needs_a_baseline() -> None:
    first = event(baseline=None, events=[{"dates": ["2025-01-01"], "window": "00:00-01:00"}])
    case = of(ring(24, "2025-01-01T00:00"), first)

    with pytest.raises(InputError, match="2025 has no day like 2025-01-01 before it; give a `base"):
        dispatch(case)


def test_events_outside_the_horizon_are_named() -> None:
    dates = [DAY, "2025-08-01", "2025-08-02"]
    case = day(event(events=[{"dates": dates, "window": "17:00-19:00"}]))

    assert "response: 2025-08-01 and 1 more are outside the time that is planned" in case.notes
    assert cost(case) == pytest.approx(2400 - 60)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"performance": BANDS}, "performance needs `bid_kw`"),
        ({"price_per_kw_month": 1}, "price_per_kw_month needs `bid_kw`"),
        ({"events": []}, "at least 1 item"),
        ({"events": [{"dates": [DAY], "window": "23:00-01:00"}]}, "over no midnight"),
        ({"events": [{"dates": [DAY], "window": "17:00-18:00"}] * 2}, "two of 2025-07-15 overlap"),
        ({"chance": 0}, "greater than 0"),
        ({"chance": 1.2}, "less than or equal to 1"),
        ({"price": 3}, "unknown 'price'"),
        ({"kind": "demand_respones"}, "nearest: demand_response"),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        day(event(**fields))
    assert "\n" not in str(caught.value)
