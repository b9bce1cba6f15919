"""Demand contracted with the utility, seen in the duals of the program."""

from typing import Any

import numpy as np
import pytest

from optdispatch.asset import Asset
from optdispatch.case import Case
from optdispatch.program import dispatch
from optdispatch.tariff import NUMBERS
from optdispatch.tariff.charges.chosen_contract import ChosenContract
from tests.sites import battery, horizon, load, ring, site, tariff

MONTH = horizon(ring(31 * 24, "2025-07-01T00:00"))
NOON = 10 * 24 + 12
PRICE = 42.0
ENERGY = {"kind": "energy", "name": "energy", "price": {"uniform": 0.6}}
TERMS = {"name": "contract", "price_per_kw_month": PRICE, "allowance": 1.05}
FIXED = TERMS | {"kind": "contracted_demand", "overshoot_multiple": 2}
FREE = TERMS | {"kind": "chosen_contract", "overshoot_multiple": 2, "floor_share_of_capacity": 0.4}


def plant(contract: dict[str, Any], *more: Asset, peak: float = 700, **connection: float) -> Case:
    """A flat load of 300 kW with one hour of peak, on 1,000 kVA."""
    power = np.full(len(MONTH), 300.0)
    power[NOON] = peak
    site_of = {"capacity_kva": 1000} | connection
    what = tariff(ENERGY, contract)
    return site(MONTH, what, load(power.tolist()), *more, connection=site_of)


def worth_of_a_kw(case: Case) -> float:
    """What one kW less in the peak's hour saves on demand: the dual of the hour's balance."""
    proof = dispatch(case).proof
    assert proof
    others = np.delete(proof.bus_value, NOON)
    assert others == pytest.approx(0.6)
    return float(proof.bus_value[NOON] * MONTH.hours - 0.6)


def test_chosen_freely_a_kw_of_peak_is_worth_the_price_over_the_allowance() -> None:
    assert worth_of_a_kw(plant(FREE)) == pytest.approx(PRICE / 1.05)


def test_at_the_floor_of_40_percent_a_kw_of_peak_is_worth_nothing() -> None:
    # 40 % of 1,000 kVA allow 420 kW.
    assert worth_of_a_kw(plant(FREE, peak=419)) == pytest.approx(0, abs=1e-9)
    assert worth_of_a_kw(plant(FREE, peak=421)) == pytest.approx(PRICE / 1.05)


def test_fixed_a_kw_inside_the_allowance_is_worth_nothing() -> None:
    # 105 % of 680 kW are 714 kW.
    assert worth_of_a_kw(plant(FIXED, contracted_kw=680)) == pytest.approx(0, abs=1e-9)


def test_fixed_a_kw_beyond_the_allowance_is_worth_twice_the_price() -> None:
    assert worth_of_a_kw(plant(FIXED, contracted_kw=600)) == pytest.approx(2 * PRICE)


def test_a_battery_shaves_down_to_the_floor_and_no_further() -> None:
    small = dispatch(plant(FREE, battery(power_kw=100, energy_kwh=1000))).proof
    large = dispatch(plant(FREE, battery(power_kw=300, energy_kwh=1000))).proof
    assert small
    assert large

    assert small.worth["battery.power_kw"] == pytest.approx(PRICE / 1.05)
    assert large.worth["battery.power_kw"] == pytest.approx(0, abs=1e-9)
    energy = 0.6 * (300 * len(MONTH) + 400)
    assert small.cost == pytest.approx(energy + PRICE * 600 / 1.05)
    assert large.cost == pytest.approx(energy + PRICE * 400)


@pytest.mark.parametrize(("peak", "kw"), [(700, 700 / 1.05), (410, 400)])
def test_the_contract_to_order(peak: float, kw: float) -> None:
    case = plant(FREE, peak=peak)
    charge = case.tariff.charges[1]
    assert isinstance(charge, ChosenContract)
    use = case.tariff.use(case.net_kw(MONTH), MONTH, connection=case.connection)

    assert charge.contract_kw(use) == pytest.approx([kw])
    fixed = plant(FIXED, peak=peak, contracted_kw=kw)
    of = (case.net_kw(MONTH), MONTH, None, fixed.connection)
    assert fixed.tariff.bill(*of).total == pytest.approx(case.tariff.bill(*of).total)


def test_where_a_penalty_is_cheaper_than_a_contract_none_is_made() -> None:
    cheap = FREE | {"overshoot_multiple": 0.5}
    case = plant(cheap)
    charge = case.tariff.charges[1]
    assert isinstance(charge, ChosenContract)
    use = case.tariff.use(case.net_kw(MONTH), MONTH, connection=case.connection)

    assert charge.contract_kw(use) == [400]
    assert charge.lines(use, NUMBERS)["contract"] == pytest.approx(
        PRICE * 400 + 0.5 * PRICE * (700 - 420)
    )
