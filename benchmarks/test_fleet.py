"""Time to plan vehicles: a week of a thousand sessions, and a year of a depot of 200 buses.

The week is planned session by session in quarter-hours. The year is planned by weeks, each a
chain that knows the month's peak so far, as an operator would run it; and at once, by tunnels.
Where nothing is timed (`--benchmark-disable`), fewer vehicles and weeks show that it runs.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from optdispatch import Case, dispatch
from optdispatch.certificate import certify, refuse

SITE = {
    "name": "depot",
    "tariff": "china/jiangxi/2025-07",
    "billing": "demand",
    "assets": [{"kind": "load", "name": "hall", "profile": {"flat_kw": 100}}],
}
WEEK = {"mode": "chain", "start": "2026-03-01T12:00", "periods": 672, "step_minutes": 15}


def depot(kind: str, vehicles: int, time: dict[str, Any], **fields: Any) -> Case:
    """A site with a fleet."""
    fleet = {"kind": "fleet", "name": "fleet", "sessions": {"drawn": kind, "vehicles": vehicles}}
    content = SITE | {"time": time, "assets": [*SITE["assets"], fleet | fields]}
    case = Case.of(content, "depot")
    assert len(case.horizon)  # read once, outside the clock
    return case


@pytest.fixture
def is_timed(benchmark: Any) -> bool:
    """Whether it is run for the time that it takes."""
    return bool(benchmark.enabled)


@pytest.mark.parametrize("is_two_way", [False, True])
def test_a_week_of_a_thousand_sessions(benchmark: Any, is_timed: bool, is_two_way: bool) -> None:
    vans = 180 if is_timed else 8
    sessions = {"drawn": "logistics-vans", "vehicles": vans, "two_way": vans * is_two_way}
    case = depot("logistics-vans", vans, WEEK, sessions=sessions, wear_per_kwh=0.1)
    count = len(case.flexible[0].stays(case.horizon).stays)  # type: ignore[attr-defined]
    assert count > 5 * vans

    best = benchmark.pedantic(dispatch, args=(case,), rounds=1)

    refuse("week", certify(case, best))


def test_a_year_of_a_depot_by_weeks(benchmark: Any, is_timed: bool) -> None:
    """Each week begins on a Sunday at 17:00, when no bus is in the depot."""
    buses, weeks = (200, 51) if is_timed else (10, 2)

    def year() -> None:
        start, peak, month = datetime(2026, 1, 4, 17), 0.0, 1  # noqa: DTZ001 - of the site
        for _ in range(weeks):
            peak = peak if start.month == month else 0.0
            month = start.month
            time = WEEK | {
                "start": start, "periods": 168, "step_minutes": 60, "peak_so_far_kw": peak,
            }  # fmt: skip
            case = depot("bus-depot", buses, time)
            best = dispatch(case)
            refuse("week", certify(case, best))
            start += timedelta(weeks=1)
            peak = max(peak, float(best.imported_kw.max()))

    benchmark.pedantic(year, rounds=1)


def test_a_year_of_a_depot_by_tunnels(benchmark: Any, is_timed: bool) -> None:
    time = {"mode": "year", "year": 2026, "step_minutes": 60}
    if not is_timed:
        time = {"mode": "month", "year": 2026, "month": 2, "step_minutes": 60}
    case = depot("bus-depot", 200 if is_timed else 10, time, formulation="tunnels")

    best = benchmark.pedantic(dispatch, args=(case,), rounds=1)

    refuse("year", certify(case, best))
