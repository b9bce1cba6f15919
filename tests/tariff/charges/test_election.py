"""Which way of billing to elect: demand below 62.5 % of capacity, or below 69.4 %."""

from typing import Any

import pytest

from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.study import elect
from tests.sites import tariff

ENERGY = {"kind": "energy", "name": "energy", "price": {"uniform": 0.6}}
CAPACITY = {"kind": "capacity", "name": "capacity", "price_per_kva_month": 26.4}
DEMAND = {"kind": "demand", "name": "demand", "price_per_kw_month": 1.6 * 26.4}
CONTRACT = {"kind": "contracted_demand", "name": "contract", "price_per_kw_month": 42.24}
CONTRACT |= {"allowance": 1.05, "overshoot_multiple": 2}
LONG_USE = {"kind": "demand_discount", "name": "long use", "kwh_per_kva": 260, "factor": 0.9}
LONG_USE |= {"of_charges": ["demand"]}
BATTERY = {"kind": "battery", "name": "battery", "power_kw": 200, "energy_kwh": 400}
BATTERY |= {"efficiency_charge": 1, "efficiency_discharge": 1}


def plant(kw: float, *demand: dict[str, Any], **fields: Any) -> Case:
    """A flat load on 1,000 kVA in June, billed by demand or by capacity."""
    ways = {"demand": [DEMAND, *demand], "capacity": [CAPACITY]}
    content: dict[str, Any] = {
        "name": "plant",
        "time": {"mode": "month", "year": 2025, "month": 6, "step_minutes": 60},
        "tariff": tariff(ENERGY, billing=ways, time_zone="Asia/Shanghai"),
        "billing": "capacity",
        "connection": {"capacity_kva": 1000},
        "assets": [{"kind": "load", "name": "load", "profile": {"flat_kw": kw}}],
    }
    return Case.of(content | fields, "plant")


@pytest.mark.parametrize(("kw", "best"), [(620, "demand"), (630, "capacity")])
def test_the_flip_at_62_5_percent(kw: float, best: str) -> None:
    election = elect(plant(kw))

    assert election.best == best
    assert election.best_without == best
    # 1.6·26.4·620 is less than 26.4·1,000.
    costs = election.table["without storage"]
    assert costs["demand"] - costs["capacity"] == pytest.approx(26.4 * (1.6 * kw - 1000))


@pytest.mark.parametrize(("kw", "best"), [(630, "demand"), (690, "demand"), (700, "capacity")])
def test_long_use_moves_the_flip_to_69_4_percent(kw: float, best: str) -> None:
    assert elect(plant(kw, LONG_USE)).best == best


def test_storage_may_turn_the_election() -> None:
    """A peak that storage shaves makes demand the cheaper way."""
    load = {"kind": "load", "name": "load", "profile": {"archetype": "office", "peak_kw": 780}}
    election = elect(plant(0, assets=[load, BATTERY]))

    assert (election.best_without, election.best) == ("capacity", "demand")
    assert str(election).startswith("elect demand: ")
    assert str(election).endswith("less than capacity; without storage it would be capacity")


def test_a_way_that_the_site_cannot_be_billed_by_is_left_out() -> None:
    ways = {"demand": [DEMAND], "contract": [CONTRACT]}
    one = tariff(ENERGY, billing=ways, time_zone="Asia/Shanghai")
    election = elect(plant(500, tariff=one, billing="demand"))

    assert list(election.outcomes) == ["demand"]
    assert "connection.contracted_kw is missing" in election.left_out["contract"]
    assert str(election) == f"elect demand: {0.6 * 500 * 720 + 42.24 * 500:,.2f} EUR"


def test_what_was_elected_can_be_elected_anew() -> None:
    case = plant(500)
    again = case.changed(billing="demand").changed(billing="capacity")

    assert [c.name for c in case.changed(billing="demand").tariff.charges] == ["energy", "demand"]
    assert again == case
    assert Case.of(case.model_dump(mode="json"), "again") == case
    with pytest.raises(InputError, match="billing 'demnd' is not one of the tariff's ways"):
        case.changed(billing="demnd")


def test_a_tariff_without_ways_offers_nothing_to_elect() -> None:
    one = tariff(ENERGY, time_zone="Asia/Shanghai")
    with pytest.raises(InputError, match="nothing to elect: test offers no ways of billing"):
        elect(plant(500, tariff=one, billing=None))
