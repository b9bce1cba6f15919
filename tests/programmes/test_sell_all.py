"""Buy all, sell all: the array earns by its own meter, and changes nothing behind the site's."""

from typing import Any

import pytest

from optdispatch.case import Case
from optdispatch.study import evaluate

ROOF = {"archetype": "jiangxi-roof", "rated_kw": 200}
CELLS = {"efficiency_charge": 0.95, "efficiency_discharge": 0.95}


def plant(**fields: Any) -> Case:
    content = {
        "name": "plant",
        "tariff": "china/jiangxi/2025-07",
        "billing": "demand",
        "time": {"mode": "month", "year": 2026, "month": 5, "step_minutes": 60},
        "assets": [
            {"kind": "load", "name": "load", "profile": {"flat_kw": 300}},
            {"kind": "battery", "name": "battery", "power_kw": 50, "energy_kwh": 100, **CELLS},
        ],
    }
    return Case.of(content | fields, "plant")


def test_all_that_is_generated_is_sold_and_nothing_else_moves() -> None:
    roof = {"kind": "sell_all", "name": "roof", "source": "a test", "profile": ROOF}
    bare, sold = plant(), plant(programmes=[roof | {"price_per_kwh": 0.4143}])
    without, beside = evaluate(bare), evaluate(sold)
    energy = sold.programmes[0].profile.power_kw(sold.horizon).sum()  # type: ignore[attr-defined]

    assert energy > 1000
    for way in beside.ways:
        assert way.revenues == {"roof": pytest.approx(0.4143 * energy)}
        assert all(check.holds for check in way.checks)
    assert beside.saving() == pytest.approx(without.saving())
    assert beside.optimum.bill.lines == pytest.approx(without.optimum.bill.lines)
