"""Days on which a programme may call are day types of their own; with a chance, two each."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from optdispatch.case import Case
from optdispatch.case.revenues import revenues
from optdispatch.errors import InputError
from optdispatch.study import Outcome, evaluate
from optdispatch.study.streams import by_stream, streams

DATES = ["2026-07-14", "2026-07-15", "2026-08-08"]
"""A Tuesday, a Wednesday, a Saturday."""
EVENTS = [{"dates": DATES, "window": "19:00-21:00"}]


def mall(time: dict[str, Any] | None = None, **response: Any) -> Case:
    """A mall of 1 MW in Jiangxi, with 300 kW and 600 kWh, and three events at 4 a kWh."""
    called: dict[str, Any] = {"kind": "demand_response", "name": "response"}
    called |= {"source": "a test"}
    called |= {"events": EVENTS, "price_per_kwh": 4, "bid_kw": 250}
    usual = {"mode": "typical_days", "year": 2026, "step_minutes": 60}
    cells = {"model": "batteries/jiangxi-study", "name": "battery", "power_kw": 300}
    return Case.of(
        {
            "name": "mall",
            "tariff": "china/jiangxi/2025-07",
            "billing": "capacity",
            "connection": {"capacity_kva": 1250},
            "time": time or usual,
            "assets": [
                {"kind": "load", "name": "m", "profile": {"archetype": "mall", "peak_kw": 1000}},
                cells | {"energy_kwh": 600},
            ],
            "programmes": [called | response] if response.get("events", EVENTS) else [],
        },
        "mall",
    )


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """With a chance of a quarter that each is called."""
    return evaluate(mall(chance=0.25))


def test_event_days_are_split_off(outcome: Outcome) -> None:
    rings = [r for r in outcome.case.horizon.rings if "event" in r.label]

    assert [(r.label, r.weight, r.called, r.days) for r in rings[:2]] == [
        ("2026-07 event day, 07-14", 0.25, True, (date(2026, 7, 14),)),
        ("2026-07 event day not called, 07-14", 0.75, False, (date(2026, 7, 14),)),
    ]
    assert len(rings) == 6


def test_a_certain_event_is_one_day() -> None:
    rings = [r for r in mall().horizon.rings if "event" in r.label]

    assert [(r.weight, r.called) for r in rings] == [(1, True)] * 3


def test_the_days_of_the_year_are_all_there(outcome: Outcome) -> None:
    case, without = outcome.case, mall(events=[])
    energy = [
        float(c.net_kw(c.horizon) @ c.horizon.weight) * c.horizon.hours for c in (case, without)
    ]

    assert case.horizon.weight.sum() == pytest.approx(8760)
    assert energy[0] == pytest.approx(energy[1])


def test_the_baseline_is_the_load_of_like_days(outcome: Outcome) -> None:
    """A synthetic mall is the same on every workday of July, so its load is its baseline."""
    case = outcome.case
    horizon, agreed = case.horizon, case.baselines["response"]
    at = np.flatnonzero(agreed)
    rings = zip(horizon.rings, horizon.slices, strict=True)
    labels = {r.label for r, s in rings if s.start in at - 19}

    assert agreed[at] == pytest.approx(case.net_kw(horizon)[at])
    assert labels == {
        "2026-07 event day, 07-14",
        "2026-07 event day, 07-15",
        "2026-08 event day, 08-08",
    }


def test_a_call_earns_by_its_chance(outcome: Outcome) -> None:
    """250 kW for two hours, three times, at 4, a quarter of the time; 540 kWh are 475 sold."""
    most = 540 * 0.88
    earned = revenues(outcome.case, outcome.optimum.schedule)["response"]

    assert earned == pytest.approx(0.25 * 3 * 4 * most)
    assert outcome.ledger.loc["response", "optimum"] == pytest.approx(-earned)
    assert outcome.ledger.loc["response", "without storage"] == pytest.approx(0)


def test_days_that_are_not_called_are_run_as_any_other(outcome: Outcome) -> None:
    horizon, drawn = outcome.case.horizon, outcome.optimum.schedule.imported_kw
    of = {r.label: drawn[s] for r, s in zip(horizon.rings, horizon.slices, strict=True)}
    called, free = of["2026-08 event day, 08-08"], of["2026-08 event day not called, 08-08"]
    weekend = of["2026-08 rest day"]

    assert called[19:21].sum() < free[19:21].sum() - 1
    assert free.sum() == pytest.approx(weekend.sum())


def test_response_is_a_value_stream_of_its_own(outcome: Outcome) -> None:
    case = outcome.case
    without, best = outcome.ways[0].schedule, outcome.optimum.schedule
    saved = streams(case, best, by_stream(case, without)).savings

    assert saved["demand response"] == pytest.approx(
        revenues(case, best)["response"] - revenues(case, without)["response"]
    )
    assert sum(saved.values()) == pytest.approx(outcome.saving())


def test_a_year_and_typical_days_earn_the_same() -> None:
    """Certain events, of full power: they are served alike whatever stands for the other days."""
    year = mall({"mode": "month", "year": 2026, "month": 7, "step_minutes": 60})
    in_july = evaluate(year).optimum.revenues["response"]
    in_all = evaluate(mall()).optimum.revenues["response"]

    assert in_july == pytest.approx(2 / 3 * in_all)


def test_two_chances_on_one_day_are_refused() -> None:
    case = mall(chance=0.25)
    other = case.programmes[0].model_copy(update={"name": "other", "chance": 0.5})

    with pytest.raises(InputError, match="call on 2026-07-14 with two chances"):
        case.changed(programmes=(*case.programmes, other))
