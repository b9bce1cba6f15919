"""What the tests of sizes share."""

from typing import Any

import pytest

from optdispatch import Case

FLAT_DEMAND = {
    "name": "flat demand",
    "currency": "USD",
    "time_zone": "America/Los_Angeles",
    "calendar": "alike",
    "source": "a test",
    "confidence": "low",
    "charges": [
        {"kind": "energy", "name": "energy", "price": {"uniform": 0.1}},
        {"kind": "demand", "name": "demand", "price_per_kw_month": 20},
    ],
}
TERMS = {
    "life_years": 15,
    "discount_rate": 0.07,
    "price_escalation": 0.01,
    "residual_share": 0.1,
    "capex": {"per_kw": 300, "per_kwh": 250, "fixed": 5000},
    "om": {"per_kw_year": 6, "fixed_per_year": 100, "escalation": 0.02},
    "replacement": {"per_kwh": 150, "accounting": "expensed", "funded_by": "equity"},
}
AGEING = {
    "years": 15,
    "law": {"model": "linear-6000-cycles"},
    "replacement": {"kind": "end_of_year_before", "retirement_capacity": 0.8},
    "energy_basis": "start",
}
BATTERY = {
    "kind": "battery",
    "name": "battery",
    "power_kw": 60,
    "energy_kwh": 200,
    "efficiency_charge": 0.95,
    "efficiency_discharge": 0.95,
}


def demand_site(**fields: Any) -> Case:
    """A mall of 1 MW whose only reason to store is a flat demand charge each month."""
    usual = {
        "name": "mall",
        "tariff": FLAT_DEMAND,
        "time": {"mode": "typical_days", "year": 2026, "step_minutes": 60},
        "assets": [
            {"kind": "load", "name": "load", "profile": {"archetype": "mall", "peak_kw": 1000}},
            BATTERY,
        ],
        "ageing": AGEING,
        "economics": TERMS,
    }
    return Case.of(usual | fields, "a test")


def factory(**fields: Any) -> Case:
    """The Jiangxi factory in hours."""
    case = Case.load("factory-jiangxi")
    hours = {"mode": "typical_days", "year": 2026, "step_minutes": 60}
    return case.changed(**({"time": hours, "rules": ()} | fields))


@pytest.fixture(scope="session")
def in_hours() -> Case:
    """The factory, whose horizon is worked out once."""
    case = factory()
    _ = case.horizon
    return case
