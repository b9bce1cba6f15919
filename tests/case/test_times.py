"""Typical days, a year, a month, a chain: what a case may plan."""

from datetime import date
from typing import Any

import pytest

from optdispatch.case import Case
from tests.doors import refused

BATTERY = {"model": "batteries/jiangxi-study", "name": "battery"}
LOAD = {"kind": "load", "name": "load", "profile": {"flat_kw": 100}}


def case(time: dict[str, Any], tariff: str = "china/jiangxi/2025-07", **fields: Any) -> Case:
    usual = {"name": "c", "tariff": tariff, "time": time, "assets": [LOAD, BATTERY]}
    if tariff.startswith("china"):
        usual["billing"] = "demand"
    return Case.of(usual | fields, "c")


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_a_month(minutes: int) -> None:
    horizon = case({"mode": "month", "year": 2024, "month": 2, "step_minutes": minutes}).horizon

    assert len(horizon) == 29 * 1440 // minutes
    assert [m.name for m in horizon.months] == ["2024-02"]
    assert horizon.previous[0] == len(horizon) - 1


def test_december_ends_with_the_year() -> None:
    horizon = case({"mode": "month", "year": 2025, "month": 12, "step_minutes": 60}).horizon

    assert horizon.dates[-1][0] == date(2025, 12, 31)


def test_a_year_in_its_time_zone() -> None:
    horizon = case({"mode": "year", "year": 2026, "step_minutes": 60}, "demo/two-rate").horizon

    assert len(horizon) == 8760
    assert f"{horizon.index[0]}" == "2026-01-01 00:00:00-08:00"
    assert horizon.calendar.name == "US-CA"


def test_a_case_may_have_its_own_calendar() -> None:
    time = {"mode": "month", "year": 2030, "month": 1, "step_minutes": 60}

    assert case(time | {"calendar": "alike"}).horizon.calendar.name == "alike"
    refused(lambda: case(time).horizon.calendar.kind(date(2030, 1, 1)), says=("2030",))


def test_a_chain() -> None:
    time = {"mode": "chain", "start": "2026-03-01T06:30", "periods": 5, "step_minutes": 30}
    horizon = case(time | {"peak_so_far_kw": 250}).horizon

    assert f"{horizon.index[0]}" == "2026-03-01 06:30:00+08:00"
    assert horizon.chain_ends == [4]
    assert horizon.previous[0] == -1
    assert horizon.peak_so_far_kw == 250


def test_a_chain_may_say_its_zone() -> None:
    time = {"mode": "chain", "start": "2026-03-01T00:00Z", "periods": 5, "step_minutes": 60}

    assert f"{case(time).horizon.index[0]}" == "2026-03-01 08:00:00+08:00"


@pytest.mark.parametrize(
    ("start", "minutes"), [("06:10", 15), ("06:15", 30), ("06:30", 60), ("06:00:30", 15)]
)
def test_a_chain_that_is_not_on_a_step(start: str, minutes: int) -> None:
    time = {"mode": "chain", "start": f"2026-03-01T{start}", "periods": 5, "step_minutes": minutes}

    refused(lambda: case(time).horizon, says=("time.start", start, f"step of {minutes} min"))


def test_typical_days_of_a_flat_load() -> None:
    time = {"mode": "typical_days", "year": 2026, "step_minutes": 60}
    horizon = case(time).horizon

    assert {ring.periods for ring in horizon.rings} == {24}
    assert sum(ring.weight for ring in horizon.rings) == 365
    assert [m.name for m in horizon.months] == [f"2026-{n:02d}" for n in range(1, 13)]


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ({"mode": "decade"}, ("time", "'decade'", "month")),
        ({"mode": "year", "year": 2026, "step_minutes": 20}, ("step_minutes", "15, 30 or 60")),
        ({"mode": "year", "year": 2026}, ("step_minutes", "is missing")),
        ({"mode": "month", "year": 2026, "month": 13, "step_minutes": 15}, ("month", "13")),
        (
            {"mode": "typical_days", "year": 2026, "step_minutes": 15, "operating_days": 400},
            ("operating_days", "366", "400"),
        ),
        (
            {"mode": "typical_days", "year": 2026, "step_minutes": 15, "operatingdays": 330},
            ("operatingdays", "nearest: operating_days"),
        ),
        (
            {"mode": "chain", "start": "noon", "periods": 5, "step_minutes": 15},
            ("start", "noon"),
        ),
    ],
)
def test_times_that_are_none(time: dict[str, Any], says: tuple[str, ...]) -> None:
    refused(case, time, says=says)


def test_operating_days_beyond_the_year() -> None:
    time = {"mode": "typical_days", "year": 2026, "step_minutes": 60, "operating_days": 366}

    refused(lambda: case(time).horizon, says=("operating_days", "366", "365 days"))


def test_an_unknown_year_of_the_calendar() -> None:
    time = {"mode": "typical_days", "year": 2031, "step_minutes": 60}

    refused(lambda: case(time).horizon, says=("china", "2024–2026", "2031"))
