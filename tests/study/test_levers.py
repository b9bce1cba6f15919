"""Levers and axes: which fields they move, and what is no axis."""

from typing import Any

import pandas as pd
import pytest

from optdispatch import Case
from optdispatch.case.paths import changed, read
from optdispatch.study.axis import Axis
from optdispatch.study.lever import lever, levers
from tests.doors import refused

NEW, OLD = Case.load("jiangxi-2025"), Case.load("jiangxi-old")
LEVERS = {
    "capex",
    "cycle_life",
    "efficiency",
    "energy_price",
    "loan_rate",
    "om",
    "operating_days",
    "replacement_cost",
    "system_cost",
}


def test_every_lever_moves_the_reference_case() -> None:
    assert set(levers()) == LEVERS
    for name, found in levers().items():
        assert found.description.endswith(".")
        (move,) = Axis(lever=name, factors=(0.97,)).moves(NEW)
        assert set(move.changes) == set(found.paths(NEW))
        case = move.of(NEW)
        assert all(read(case, p) == pytest.approx(0.97 * read(NEW, p)) for p in found.paths(NEW))


def test_prices_move_by_what_floats_in_them() -> None:
    prices = {}
    for case in (NEW, OLD):
        (move,) = Axis(lever="energy_price", factors=(1.1,)).moves(case)
        before, after = (c.tariff.marginal(case.horizon)[0] for c in (case, move.of(case)))
        prices[case.name] = before, after - before
    assert prices["jiangxi-2025"][1] == pytest.approx(0.1 * (prices["jiangxi-2025"][0] - 0.2133525))
    # Before July 2025 the transmission price of 0.1505 floated as well.
    assert prices["jiangxi-old"][1] == pytest.approx(0.1 * (prices["jiangxi-old"][0] - 0.0628525))


@pytest.mark.parametrize(
    ("price", "moved"),
    [
        ({"uniform": 0.6}, "price.uniform"),
        ({"by_period": {"day": 0.9, "night": 0.3}}, "price.by_period"),
        ({"series": [0.1, 0.2]}, "price.series"),
    ],
)
def test_a_price_that_is_not_split_moves_as_a_whole(price: dict[str, Any], moved: str) -> None:
    tariff = {
        "name": "t",
        "currency": "EUR",
        "time_zone": "UTC",
        "calendar": "alike",
        "source": "a test",
        "confidence": "low",
        "time_of_use": {
            "rest": "day",
            "seasons": [{"months": [*range(1, 13)], "windows": {"night": ["00:00-06:00"]}}],
        },
        "charges": [
            {"kind": "energy", "name": "energy", "price": price},
            {"kind": "export", "name": "export", "price": {"uniform": 0.05}},
            {"kind": "fixed", "name": "fixed", "price_per_month": 10},
        ],
    }
    case = changed(NEW, {"tariff": tariff, "billing": None, "economics": None, "rules": ()})
    assert lever("energy_price").paths(case) == (f"tariff.charges.energy.{moved}",)
    (move,) = Axis(lever="energy_price", factors=(2.0,)).moves(case)
    charge = move.of(case).tariff.charges[0]
    assert read(move.of(case), "tariff.charges.export.price.uniform") == 0.05
    what = read(move.of(case), f"tariff.charges.{charge.name}.{moved}")
    assert pd.Series(what).sum() == pytest.approx(2 * pd.Series(next(iter(price.values()))).sum())


def test_components_published_by_month_move_too() -> None:
    changes = {
        "tariff.charges.energy.price.components": {"funds": 0.1},
        "tariff.charges.energy.price.monthly": ["energy_purchase", "losses"],
        "tariff.monthly_prices": {
            "name": "published",
            "source": "a test",
            "confidence": "low",
            "months": {"2025-01 to 2025-12": {"energy_purchase": 0.4, "losses": 0.03}},
        },
    }
    case = changed(NEW, changes)
    (move,) = Axis(lever="energy_price", factors=(1.5,)).moves(case)
    published = read(move.of(case), "tariff.monthly_prices.months.2025-01 to 2025-12")
    assert published == pytest.approx({"energy_purchase": 0.6, "losses": 0.03})


def test_system_cost_is_all_that_the_economics_calls_cost() -> None:
    case = changed(NEW, {"economics.insurance": {"per_kw_year": 3, "share_of_capex": 0.002}})
    (move,) = Axis(lever="system_cost", factors=(0.85,)).moves(case)
    assert case.economics is not None
    scaled = case.economics.with_costs_times(0.85)
    assert move.of(case).economics == scaled
    assert scaled.insurance is not None
    assert scaled.insurance.share_of_capex == 0.002


def test_the_efficiency_is_that_of_the_round_trip() -> None:
    case = changed(NEW, {"assets.battery.efficiency_charge": 0.95})
    (move,) = Axis(lever="efficiency", factors=(0.9,)).moves(case)
    assert read(move.of(case), "assets.battery.efficiency_charge") == 0.95
    assert read(move.of(case), "assets.battery.efficiency_discharge") == pytest.approx(0.792)


@pytest.mark.parametrize(
    ("law", "path"),
    [
        ("linear-6000-cycles", "ageing.law.cycles"),
        ("lfp-6000-cycles", "ageing.law.calibrate_to.cycles"),
        ("storagevet-default", "ageing.law.cycles_by_depth"),
    ],
)
def test_each_law_has_its_cycles_somewhere(law: str, path: str) -> None:
    assert lever("cycle_life").paths(changed(NEW, {"ageing.law": law})) == (path,)


def test_a_field_moves_to_values_or_by_factors() -> None:
    by = Axis(field="economics.capex.per_kwh", factors=(0.5, 2)).moves(NEW)
    assert [(m.factor, m.value, str(m)) for m in by] == [
        (0.5, 550, "economics.capex.per_kwh × 0.5"),
        (2, 2200, "economics.capex.per_kwh × 2"),
    ]
    to = Axis(field="economics.capex.per_kwh", values=(550, 2200)).moves(NEW)
    assert [m.of(NEW) for m in to] == [m.of(NEW) for m in by]
    assert [(m.factor, str(m)) for m in to] == [
        (0.5, "economics.capex.per_kwh = 550"),
        (2, "economics.capex.per_kwh = 2200"),
    ]
    (word,) = Axis(field="economics.loan.kind", values=("annuity",)).moves(NEW)
    assert word.factor is None


@pytest.mark.parametrize(
    ("axis", "says"),
    [
        ({"lever": "energy_prise"}, ("no lever 'energy_prise'", "nearest: energy_price")),
        ({}, ("`lever` or a `field`",)),
        ({"lever": "capex", "field": "economics.capex"}, ("`lever` or a `field`",)),
        ({"lever": "capex", "factors": [1.1], "values": [900]}, ("factors or values, not both",)),
        ({"lever": "capex", "factors": [-1]}, ("factors.0", "greater than 0")),
        ({"lever": "capex", "factor": [2]}, ("unknown 'factor'; nearest: factors",)),
    ],
)
def test_an_axis_that_says_nothing_is_refused(axis: dict[str, Any], says: tuple[str, ...]) -> None:
    refused(Axis.of, axis, "axes", says=says)
