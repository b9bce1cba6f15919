"""Outcomes that many tests read, each evaluated once."""

from functools import cache
from typing import Any

import pandas as pd

from optdispatch.case import Case
from optdispatch.study import Outcome, evaluate

BATTERY = {
    "kind": "battery",
    "name": "battery",
    "power_kw": 500,
    "energy_kwh": 1000,
    "efficiency_charge": 0.95,
    "efficiency_discharge": 0.95,
    "depth_of_discharge": 0.9,
}
PLANT: dict[str, Any] = {
    "name": "plant",
    "title": "A factory with a roof",
    "tariff": "china/jiangxi/2025-07",
    "billing": "demand",
    "time": {"mode": "typical_days", "year": 2026, "step_minutes": 60, "operating_days": 330},
    "assets": [
        {
            "kind": "load",
            "name": "load",
            "profile": {
                "file": "meters/plant-2016-15min.csv",
                "column": "active_kw",
                "time_zone": "Europe/Berlin",
                "stands_for": {"year": 2026, "meter_calendar": "DE"},
            },
        },
        {"kind": "pv", "name": "roof", "profile": {"archetype": "jiangxi-roof", "rated_kw": 400}},
        BATTERY,
    ],
    "rules": ["jiangxi-2025", {"kind": "peak_shaving", "name": "shaving", "threshold_kw": 1200}],
}
EIGHT_HOURS = (0.1, 0.05, 0.2, -0.1, 0.0, 0.2, 0.1, -0.1)


def cell(table: pd.DataFrame, line: str, column: str) -> float:
    """A number in a table; pandas does not know what is in it."""
    return float(table[column].astype(float).to_dict()[line])


def case(**fields: Any) -> Case:
    """The plant with other fields."""
    return Case.of(PLANT | fields, "plant")


@cache
def plant() -> Outcome:
    """Typical days with holidays, peak days, days at rest, demand, PV and two rules."""
    return evaluate(case())


@cache
def flat() -> Outcome:
    """Day types that differ in nothing but their prices."""
    load = {"kind": "load", "name": "factory", "profile": {"flat_kw": 3000}}
    site = {"billing": "capacity", "connection": {"capacity_kva": 4000}}
    return evaluate(case(assets=[load, BATTERY], rules=["jiangxi-2025"], **site))


@cache
def july() -> Outcome:
    """A month, day by day."""
    return evaluate(case(time={"mode": "month", "year": 2026, "month": 7, "step_minutes": 60}))


@cache
def compared() -> Outcome:
    """Typical days beside the chronological year."""
    time = PLANT["time"] | {"compare_with_year": True, "operating_days": None}
    return evaluate(case(time=time, rules=[]))


@cache
def eight_hours() -> Outcome:
    """Prices of both signs, free trade with the grid, a chain that begins and ends empty."""
    prices = {"series": EIGHT_HOURS}
    charges = [
        {"kind": "energy", "name": "energy", "price": prices},
        {"kind": "export", "name": "export", "price": prices},
    ]
    tariff: dict[str, Any] = {"name": "spot", "currency": "EUR", "calendar": "DE"}
    tariff |= {
        "time_zone": "Europe/Berlin",
        "source": "a test",
        "confidence": "low",
        "charges": charges,
    }
    one_way = 0.9**0.5
    battery = BATTERY | {"power_kw": 2000, "energy_kwh": 4000, "soc_start": 0, "soc_end": 0}
    battery |= {"efficiency_charge": one_way, "efficiency_discharge": one_way}
    return evaluate(
        Case.of(
            {
                "name": "eight hours",
                "tariff": tariff,
                "connection": {"export_limit_kw": 10_000},
                "time": {
                    "mode": "chain",
                    "start": "2026-01-05T00:00",
                    "periods": 8,
                    "step_minutes": 60,
                },
                "assets": [battery | {"depth_of_discharge": None}],
            },
            "eight hours",
        )
    )
