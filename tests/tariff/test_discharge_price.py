"""What vehicles are paid that give back, and a station that owes nothing for its demand."""

from typing import Any

import numpy as np
import pytest

from optdispatch import Case, dispatch
from optdispatch.case.paths import changed
from optdispatch.tariff import Tariff
from tests.doors import refused

JIANGXI = "china/jiangxi/2025-07"
FED_IN = {"kind": "export", "name": "discharge", "price": {"share_of_import": 1.5}}


def station(**tariff: Any) -> Case:
    """Ten two-way chargers on a meter of their own, exempt from demand and capacity charges."""
    model = {"model": JIANGXI, "also": [FED_IN], "billing": {"exempt": []}}
    cars = {"drawn": "workplace", "vehicles": 10, "two_way": 10, "charge_kw": 20}
    content = {
        "name": "station",
        "tariff": model | tariff,
        "billing": "exempt",
        "connection": {"capacity_kva": 400, "import_limit_kw": 200, "export_limit_kw": 200},
        "time": {"mode": "chain", "start": "2026-03-02T00:00", "periods": 24, "step_minutes": 60},
        "assets": [{"kind": "fleet", "name": "cars", "sessions": cars}],
    }
    return Case.of(content, "station")


def test_the_price_follows_what_moves_the_import_price() -> None:
    case = station()
    dearer = changed(case, {"tariff.charges.energy.price.components.energy_purchase": 0.6})
    for one in (case, dearer):
        bought, sold = one.tariff.marginal(one.horizon)
        assert sold == pytest.approx(1.5 * bought, abs=1e-12)
    before, after = (one.tariff.marginal(one.horizon)[1] for one in (case, dearer))
    assert not np.allclose(before, after)


def test_a_station_is_paid_for_what_it_feeds_in_and_owes_no_demand() -> None:
    case = station()
    best = dispatch(case)
    bought, _ = case.tariff.marginal(case.horizon)
    lines = case.tariff.invoice(case.use(best)).lines

    assert best.exported_kw.max() > 1
    paid = 1.5 * float((case.horizon.weight * case.horizon.hours * bought) @ best.exported_kw)
    assert lines["discharge"] == pytest.approx(-paid)
    usual = Tariff.load(JIANGXI)
    owed = {charge.name for way in usual.billing.values() for charge in way}
    assert owed
    assert not owed & lines.keys()


def test_a_share_of_some_charges_leaves_the_others_out() -> None:
    fund = {"kind": "energy", "name": "fund", "price": {"uniform": 0.03}}
    price = {"share_of_import": 1, "of_charges": ["energy"]}
    case = station(also=[fund, FED_IN | {"price": price}])
    bought, sold = case.tariff.marginal(case.horizon)

    assert bought - sold == pytest.approx(np.full(24, 0.03))


def test_charges_may_stand_beside_those_of_a_table_of_tariffs() -> None:
    whole = Tariff.load("china/jiangsu/2026-08", also=[FED_IN])

    assert whole.variants
    assert all(variant.charges[-1].name == "discharge" for variant in whole.variants)
    again = Tariff.of(whole.model_dump(), "again")
    assert again == whole


def test_prices_that_cannot_be_are_refused() -> None:
    strange = FED_IN | {"price": {"share_of_import": 1, "of_charges": ["enrgy"]}}
    refused(lambda: dispatch(station(also=[strange])), says=("no energy charge 'enrgy'", "energy"))
    drawn = FED_IN | {"kind": "energy"}
    refused(
        lambda: station(also=[drawn]), says=("a share of the import price is for energy fed in",)
    )
    refused(lambda: station(also={"export": FED_IN}), says=("also: should be a list of charges",))
    fed = {"name": "t", "currency": "CNY", "time_zone": "UTC", "calendar": "alike", "source": "s"}
    alone = Tariff.of(fed | {"confidence": "low", "charges": [FED_IN]}, "t")
    refused(lambda: alone.marginal(station().horizon), says=("the tariff has no energy charge",))
