"""Lines that are invoiced and not optimised: the power factor, and the discount of long use.

The percentages are those of (83)水电财字第215号; the worked bill is one that a grid company
printed: 0.91 on 6,137,186.50 CNY.
"""

from typing import Any

import numpy as np
import pytest

from optdispatch.case import Case
from optdispatch.connection import Connection
from optdispatch.errors import InputError
from optdispatch.study import evaluate
from optdispatch.tariff.charges.power_factor import adjustment
from tests.sites import horizon, ring, tariff

ENERGY = {"kind": "energy", "name": "energy", "price": {"uniform": 0.5}}
DEMAND = {"kind": "demand", "name": "demand", "price_per_kw_month": 40}
FACTOR = {"kind": "power_factor", "name": "power factor", "standard": 0.9}
FACTOR |= {"excluded_per_kwh": 0.02}
ROOF = {"archetype": "jiangxi-roof", "rated_kw": 250}
LONG_USE = {"kind": "demand_discount", "name": "long use", "kwh_per_kva": 260, "factor": 0.9}
LONG_USE |= {"of_charges": ["demand"]}


@pytest.mark.parametrize(
    ("standard", "power_factor", "percent"),
    [
        (0.9, 1.0, -0.75),
        (0.9, 0.95, -0.75),
        (0.9, 0.94, -0.6),
        (0.9, 0.91, -0.15),
        (0.9, 0.904, 0),
        (0.9, 0.895, 0),
        (0.9, 0.894, 0.5),
        (0.9, 0.7, 10),
        (0.9, 0.69, 11),
        (0.9, 0.65, 15),
        (0.9, 0.64, 17),
        (0.9, 0.6, 25),
        (0.85, 1.0, -1.1),
        (0.85, 0.94, -1.1),
        (0.85, 0.91, -0.65),
        (0.85, 0.9, -0.5),
        (0.85, 0.84, 0.5),
        (0.85, 0.6, 15),
        (0.85, 0.59, 17),
        (0.8, 0.92, -1.3),
        (0.8, 0.91, -1.15),
        (0.8, 0.9, -1.0),
        (0.8, 0.79, 0.5),
        (0.8, 0.55, 15),
        (0.8, 0.54, 17),
    ],
)
def test_the_table(standard: float, power_factor: float, percent: float) -> None:
    assert 100 * adjustment(power_factor, standard) == pytest.approx(percent, abs=1e-12)


def test_a_printed_bill() -> None:
    assert adjustment(0.91, 0.9) * 6_137_186.5 == pytest.approx(-9_205.78, abs=0.005)


def test_the_line_is_reckoned_on_energy_and_demand_but_funds() -> None:
    month = horizon(ring(2, weight=30))
    one = tariff(FACTOR, ENERGY, DEMAND)
    bill = one.bill(np.array([30.0, 50]), month, reactive_kvar=np.array([40.0, 20]))

    # 2,400 kWh and 1,800 kvarh: 0.8, so 5 % of 1,200 + 2,000 - 48.
    assert bill.lines["power factor"] == pytest.approx(0.05 * (1200 + 2000 - 48))
    assert bill.invoiced == pytest.approx({"power factor": bill.lines["power factor"]})
    assert bill.optimised == pytest.approx({"energy": 1200, "demand": 2000})


def test_the_discount_comes_before_the_power_factor_whatever_the_order() -> None:
    month, site = horizon(ring(2, weight=360)), Connection(capacity_kva=100)
    one = tariff(FACTOR, LONG_USE, ENERGY, DEMAND)
    kvar = np.array([40.0, 20]) * np.tan(np.arccos(0.6))
    bill = one.bill(np.array([40.0, 40]), month, connection=site, reactive_kvar=kvar)

    # 28,800 kWh are 288 a kVA; the power factor is 40/√(40² + 40²) = 0.71.
    assert bill.lines["long use"] == pytest.approx(-160)
    base = 0.48 * 28_800 + 1600 - 160
    assert bill.lines["power factor"] == pytest.approx(0.095 * base)
    short = one.bill(np.array([36.0, 36]), month, connection=site, reactive_kvar=kvar)
    assert short.lines["long use"] == 0


@pytest.mark.parametrize("standard", [0.95, 0.899, 90])
def test_there_are_three_standards(standard: float) -> None:
    with pytest.raises(InputError, match=r"is not one of 0\.9, 0\.85 and 0\.8"):
        tariff(ENERGY, FACTOR | {"standard": standard})


def plant(**load: Any) -> Case:
    """A month of days with PV at noon that must be used or lost."""
    content: dict[str, Any] = {
        "name": "plant",
        "time": {"mode": "month", "year": 2025, "month": 6, "step_minutes": 60},
        "tariff": tariff(ENERGY, DEMAND, FACTOR, LONG_USE, time_zone="Asia/Shanghai"),
        "connection": {"capacity_kva": 100},
        "assets": [
            {"kind": "load", "name": "load", "profile": {"flat_kw": 37}, **load},
            {"kind": "pv", "name": "pv", "profile": ROOF},
            {"kind": "battery", "name": "battery", "power_kw": 40, "energy_kwh": 160}
            | {"efficiency_charge": 0.95, "efficiency_discharge": 0.95},
        ],
    }
    return Case.of(content, "plant")


def test_storage_that_worsens_the_power_factor_is_told() -> None:
    outcome = evaluate(plant(power_factor=0.9))
    before, after = outcome.ways[0].bill, outcome.optimum.bill

    assert after.lines["power factor"] > before.lines["power factor"] > 0
    assert "power factor" in outcome.ledger.index
    line = next(n for n in outcome.notes if n.startswith("power factor is invoiced, not optimised"))
    assert f"{before.lines['power factor']:,.2f} without storage" in line
    assert any("so the power factor falls in 1 months, at most from 0." in n for n in outcome.notes)


def test_reactive_power_is_a_profile_or_a_power_factor() -> None:
    given, told = plant(reactive={"flat_kw": 12}), plant(power_factor=0.8)
    kvar, also = given.reactive_kvar(given.horizon), told.reactive_kvar(told.horizon)
    assert kvar is not None
    assert also is not None

    assert kvar.tolist() == [12] * 720
    assert also == pytest.approx(37 * 0.6 / 0.8)
    with pytest.raises(InputError, match="give `reactive` or `power_factor`, not both"):
        plant(reactive={"flat_kw": 12}, power_factor=0.8)
    with pytest.raises(InputError, match="'power factor' needs the site's reactive power; give a"):
        plant()


def test_without_reactive_power_there_is_no_bill() -> None:
    with pytest.raises(InputError, match="'power factor' needs the site's reactive power"):
        tariff(ENERGY, FACTOR).bill(np.ones(2), horizon(ring(2)))


def test_a_discount_that_storage_loses_is_told() -> None:
    one = tariff(DEMAND, LONG_USE)
    month, site = horizon(ring(2, weight=360)), Connection(capacity_kva=100)
    much, little = (one.use(np.full(2, kw), month, None, site) for kw in (37.0, 36.0))
    says = "long use: with storage, {} months fall below 260 kWh/kVA and {} rise to it"

    assert one.compared(much, little) == (says.format(1, 0),)
    assert one.compared(little, much) == (says.format(0, 1),)
    assert one.compared(much, much) == ()
