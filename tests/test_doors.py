"""What a user may get wrong: each is one line that says what, where, and what instead."""

from typing import Any

import pytest

import optdispatch as od
from tests.doors import refused
from tests.sites import energy, horizon, load, ring, site, tariff

ALL = list(range(1, 13))
BATTERY = {
    "kind": "battery",
    "name": "battery",
    "power_kw": 100,
    "energy_kwh": 200,
    "efficiency_charge": 0.95,
    "efficiency_discharge": 0.95,
}
LOAD = {"kind": "load", "name": "load", "profile": {"flat_kw": 300}}
TARIFF: dict[str, Any] = {
    "name": "made up",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "calendar": "DE",
    "source": "a test",
    "confidence": "low",
    "time_of_use": {
        "rest": "flat",
        "seasons": [{"months": ALL, "windows": {"peak": ["08:00-20:00"]}}],
    },
    "charges": [{"kind": "energy", "name": "e", "price": {"by_period": {"peak": 1, "flat": 0.5}}}],
}
CASE: dict[str, Any] = {
    "name": "shop",
    "tariff": TARIFF,
    "time": {"mode": "month", "year": 2026, "month": 1, "step_minutes": 60},
    "assets": [LOAD, BATTERY],
}


def case(**changes: Any) -> od.Case:
    return od.Case.of(CASE | changes, "shop.yaml")


def with_battery(**changes: Any) -> od.Case:
    return case(assets=[LOAD, BATTERY | changes])


def charging(charge: dict[str, Any], **changes: Any) -> od.Case:
    return case(tariff=TARIFF | {"charges": [charge]} | changes)


def test_the_usual_case_is_fine() -> None:
    assert len(case().horizon) == 744


CASES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "a misspelt key": ({"asets": []}, ("unknown 'asets'", "nearest: assets")),
    "an unknown tariff": (
        {"tariff": "china/jiangxi/2025-08"},
        ("tariff", "'china/jiangxi/2025-08'", "nearest: china/jiangxi/2025-07"),
    ),
    "an unknown kind of asset": (
        {"assets": [LOAD | {"kind": "lode"}]},
        ("assets.0", "'lode'", "nearest: load"),
    ),
    "an asset of no kind": ({"assets": [{"name": "x"}]}, ("assets.0", "`kind`", "`model`")),
    "an unknown model": (
        {"assets": [{"model": "batteries/jiangxi-stody", "name": "b"}]},
        ("assets.0", "nearest: batteries/jiangxi-study"),
    ),
    "no assets": ({"assets": []}, ("assets", "at least 1")),
    "two assets of one name": ({"assets": [LOAD, LOAD]}, ("two assets", "'load'", "own name")),
    "an unknown rule": ({"rules": ["jiangxi-2024"]}, ("rules.0", "nearest: jiangxi-2025")),
    "an unknown kind of rule": (
        {"rules": [{"kind": "shaving", "name": "r"}]},
        ("rules.0", "'shaving'", "nearest: peak_shaving"),
    ),
    "two rules of one name": (
        {"rules": ["jiangxi-2025", "jiangxi-2025"]},
        ("two rules", "study's hours", "own name"),
    ),
    "no time": ({"time": None}, ("time",)),
    "a negative limit": (
        {"connection": {"import_limit_kw": -5}},
        ("connection.import_limit_kw", "greater than 0", "-5"),
    ),
    "a limit that is infinite": (
        {"connection": {"import_limit_kw": float("inf")}},
        ("connection.import_limit_kw", "finite"),
    ),
    "an unknown unit in a field": (
        {"connection": {"import_limit_mw": 5}},
        ("connection", "'import_limit_mw'", "nearest: import_limit_kw"),
    ),
    "text in place of a number": (
        {"connection": {"import_limit_kw": "plenty"}},
        ("connection.import_limit_kw", "number", "plenty"),
    ),
    "a billing where there is no choice": (
        {"billing": "demand"},
        ("billing 'demand'", "none"),
    ),
    "no billing where there is a choice": (
        {"tariff": "china/jiangxi/2025-07"},
        ("billing", "demand", "contract", "capacity"),
    ),
    "no capacity where it is charged": (
        {"tariff": "china/jiangxi/2025-07", "billing": "capacity"},
        ("connection.capacity_kva is missing", "capacity"),
    ),
    "no contract where it is charged": (
        {"tariff": "china/jiangxi/2025-07", "billing": "contract"},
        ("connection.contracted_kw is missing", "contracted demand"),
    ),
}


@pytest.mark.parametrize("wrong", CASES)
def test_cases(wrong: str) -> None:
    changes, says = CASES[wrong]

    refused(lambda: case(**changes), says=("shop.yaml: ", *says))


BATTERIES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "limits that are closed": ({"soc_min": 0.9, "soc_max": 0.2}, ("soc_min 0.9", "soc_max 0.2")),
    "limits that are one": ({"soc_min": 0.5, "soc_max": 0.5}, ("soc_min 0.5", "soc_max 0.5")),
    "a per cent": ({"efficiency_charge": 88}, ("efficiency_charge", "88", "0.88?")),
    "another per cent": ({"soc_max": 95}, ("soc_max", "95", "0.95?")),
    "an efficiency of 0": ({"efficiency_discharge": 0}, ("efficiency_discharge", "greater than 0")),
    "both ways to say the limits": (
        {"depth_of_discharge": 0.9, "soc_min": 0.1},
        ("depth_of_discharge", "soc_min", "not both"),
    ),
    "a start outside the limits": (
        {"soc_min": 0.2, "soc_start": 0.1},
        ("soc_start 0.1", "0.2 to 1"),
    ),
    "an end outside the limits": ({"soc_max": 0.8, "soc_end": 0.9}, ("soc_end 0.9", "0 to 0.8")),
    "no power": ({"power_kw": 0}, ("power_kw", "greater than 0")),
    "an unknown size": ({"energy_kwh": "large"}, ("energy_kwh", "large")),
    "a free size without a price": (
        {"energy_kwh": {"maximum": 500}},
        ("energy_kwh", "price", "missing"),
    ),
    "a negative wear": ({"wear_per_kwh": -0.1}, ("wear_per_kwh", "greater than or equal to 0")),
    "a misspelt field": ({"power_kwh": 5}, ("'power_kwh'", "power_kw")),
    "a name that is none": ({"name": "1st"}, ("name", "1st")),
    "a number that is none": ({"power_kw": float("nan")}, ("power_kw", "finite")),
}


@pytest.mark.parametrize("wrong", BATTERIES)
def test_batteries(wrong: str) -> None:
    changes, says = BATTERIES[wrong]

    refused(lambda: with_battery(**changes), says=("shop.yaml: assets.1", *says))


CHARGES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "an unknown kind": (
        {"kind": "demnd", "name": "d"},
        ("charges.0", "'demnd'", "nearest: demand"),
    ),
    "a period without a price": (
        {"kind": "energy", "name": "e", "price": {"by_period": {"peak": 1}}},
        ("'e'", "no price for period 'flat'"),
    ),
    "a price of no period": (
        {"kind": "energy", "name": "e", "price": {"by_period": {"peek": 1, "flat": 1}}},
        ("'e'", "no period 'peek'", "nearest: peak"),
    ),
    "a price of no kind": (
        {"kind": "energy", "name": "e", "price": {"flat": 1}},
        ("price", "`by_period`", "`uniform`", "`series`"),
    ),
    "a float base that is no component": (
        {
            "kind": "energy",
            "name": "e",
            "price": {
                "components": {"purchase": 0.4},
                "float_base": ["purchse"],
                "ratios": {"peak": 2, "flat": 1},
            },
        },
        ("float_base", "'purchse'", "nearest: purchase"),
    ),
    "a demand that is negative": (
        {"kind": "demand", "name": "d", "price_per_kw_month": -1},
        ("price_per_kw_month", "greater than or equal to 0"),
    ),
    "a demand of windows and periods": (
        {
            "kind": "demand",
            "name": "d",
            "price_per_kw_month": 1,
            "windows": ["08:00-10:00"],
            "in_periods": ["peak"],
        },
        ("`windows`", "`in_periods`", "not both"),
    ),
    "a demand of no period": (
        {"kind": "demand", "name": "d", "price_per_kw_month": 1, "in_periods": ["sharp"]},
        ("'d'", "no period 'sharp'", "peak"),
    ),
    "an allowance below the contract": (
        {
            "kind": "contracted_demand",
            "name": "c",
            "price_per_kw_month": 1,
            "allowance": 0.9,
            "overshoot_multiple": 2,
        },
        ("allowance", "greater than or equal to 1"),
    ),
}


@pytest.mark.parametrize("wrong", CHARGES)
def test_charges(wrong: str) -> None:
    charge, says = CHARGES[wrong]

    refused(lambda: charging(charge), says=("shop.yaml: tariff", *says))


TARIFFS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "an unknown time zone": ({"time_zone": "Asia/Shangai"}, ("'Asia/Shangai'", "Asia/Shanghai")),
    "a currency that is none": ({"currency": "euro"}, ("currency", "euro")),
    "no source": ({"source": ""}, ("source",)),
    "a tariff that ends before it begins": (
        {"valid_from": "2026-01-01", "valid_to": "2025-01-01"},
        ("valid_to 2025-01-01", "valid_from 2026-01-01"),
    ),
    "no charges": ({"charges": []}, ("charges", "there is none")),
    "an unknown confidence": ({"confidence": "certain"}, ("confidence", "'high'", "certain")),
}


@pytest.mark.parametrize("wrong", TARIFFS)
def test_tariffs(wrong: str) -> None:
    changes, says = TARIFFS[wrong]

    refused(od.Tariff.of, TARIFF | changes, "made-up.yaml", says=("made-up.yaml: ", *says))


def test_one_thing_wrong_in_a_list_is_one_thing() -> None:
    """The list is not also too short."""
    wrong = TARIFF | {"charges": [{"kind": "fixed", "name": "f", "price_per_month": -1}]}
    with pytest.raises(od.InputError, match=r"^t: charges\.0\.fixed\.price_per_month: [^(]*$"):
        od.Tariff.of(wrong, "t")


def test_two_things_wrong_are_counted() -> None:
    refused(od.Tariff.of, TARIFF | {"currency": "x", "name": 5}, "t", says=("(and 1 more)",))


def test_an_unknown_calendar() -> None:
    refused(lambda: case(tariff=TARIFF | {"calendar": "chyna"}).horizon, says=("chyna", "china"))


def test_prices_of_the_wrong_length() -> None:
    short = site(horizon(ring(3)), tariff(energy(0.1, 0.2)), load([1.0] * 3))

    refused(od.dispatch, short, says=("2 values", "3 periods"))
