"""One file for a table of tariffs: options put in, variants that exist, choices refused."""

from typing import Any

import pytest

from optdispatch.tariff import Tariff
from tests.doors import refused
from tests.tariff_library.shelf import load, variants

FILE: dict[str, Any] = {
    "name": "two voltages",
    "currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "calendar": "alike",
    "source": "a test",
    "confidence": "low",
    "choices": {"supply": ["two-part", "single"], "voltage": ["low", "high"]},
    "charges": [
        {
            "kind": "energy",
            "name": "energy",
            "price": {"uniform": {"two-part": {"high": 0.5}, "single": {"low": 0.9, "high": 0.8}}},
        }
    ],
    "billing": {
        "two-part": {"demand": [{"kind": "demand", "name": "demand", "price_per_kw_month": 40}]},
        "single": {},
    },
}


def uniform(tariff: Tariff) -> float:
    price: float = tariff.charges[0].model_dump()["price"]["uniform"]
    return price


def of(**fields: Any) -> Tariff:
    return Tariff.of(FILE | fields, "file")


def charged(price: Any, **fields: Any) -> Tariff:
    """The file with another price of energy."""
    charges = [FILE["charges"][0] | {"price": {"uniform": price}}]
    return of(charges=charges, **fields)


def test_a_file_has_the_variants_that_exist() -> None:
    there = {variant.chosen: uniform(variant) for variant in of().variants}

    assert there == {("two-part", "high"): 0.5, ("single", "low"): 0.9, ("single", "high"): 0.8}
    assert of().charges == ()


def test_a_choice_is_one_tariff_whatever_its_order() -> None:
    one = of(choose=["high", "two-part"])

    assert one == of().pick("two-part", "high")
    assert one.chosen == ("two-part", "high")
    assert not one.choices
    assert list(one.billing) == ["demand"]
    assert one.elect("demand").elected == "demand"


def test_what_does_not_differ_is_shared() -> None:
    assert (
        load("china/jiangxi/2026-08").time_of_use
        == variants("china/jiangxi/2026-08")[0].time_of_use
    )
    assert load("china/shanghai/2026-08").time_of_use is None


def test_a_variant_is_valid_as_it_stands() -> None:
    one = of(choose=["single", "low"])
    again = Tariff.of({name: getattr(one, name) for name in Tariff.model_fields}, "again")

    assert again == one
    assert Tariff.of({name: getattr(of(), name) for name in Tariff.model_fields}, "all") == of()


@pytest.mark.parametrize(
    ("choose", "says"),
    [
        ([], ("two voltages", "one of two-part, single; one of low, high")),
        (["two-part"], ("one of low, high (voltage)",)),
        (["two-part", "low", "high"], ("one of low, high (voltage), not low and high",)),
        (["two-part", "hihg"], ("no 'hihg'", "high")),
        (["two-part", "low"], ("no two-part, low", "uniform stands for high only")),
        ("two-part", ("a list of options",)),
        (5, ("a list of options",)),
        ([5], ("a list of options",)),
    ],
)
def test_a_choice_that_cannot_be_made(choose: Any, says: tuple[str, ...]) -> None:
    refused(lambda: of(choose=choose).elect("demand"), says=says)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("two-part", "low"), ("no two-part, low", "two-part, high; single, low")),
        (("two-part",), ("one of low, high (voltage)",)),
        (("three-part", "low"), ("no 'three-part'", "two-part")),
    ],
)
def test_a_pick_that_cannot_be_made(options: tuple[str, ...], says: tuple[str, ...]) -> None:
    refused(lambda: of().pick(*options), says=says)


def test_no_bill_before_a_choice() -> None:
    refused(of().elect, None, says=("choose", "one of low, high"))
    refused(of(choose=["single", "low"]).pick, "single", says=("no variants",))


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"supply": ["two-part", "single"], "voltage": ["low", "single"]}, ("'single'", "twice")),
        ({"supply": ["two-part", "single", "none"], "voltage": ["low", "high"]}, ("'none'",)),
        ({"supply": "two-part"}, ("choices", "list of options")),
        ({"supply": []}, ("choices", "list of options")),
        (["supply"], ("choices", "list of options")),
    ],
)
def test_choices_that_are_none(choices: Any, says: tuple[str, ...]) -> None:
    refused(lambda: of(choices=choices), says=says)


def test_a_mapping_with_an_option_that_is_misspelt() -> None:
    price = {"two-part": {"high": 0.5}, "singel": 0.9}

    refused(charged, price, says=("uniform", "'singel'", "single"))


def test_a_value_in_a_variant_is_as_good_as_in_a_file() -> None:
    refused(charged, {"two-part": "cheap", "single": 0.9}, says=("uniform", "number", "'cheap'"))


def test_a_choice_where_there_is_none() -> None:
    plain = {name: value for name, value in FILE.items() if name not in {"choices", "billing"}}
    content = plain | {"charges": [FILE["charges"][0] | {"price": {"uniform": 0.5}}]}

    assert uniform(Tariff.of(content, "plain")) == 0.5
    refused(Tariff.of, content | {"choose": ["low"]}, "plain", says=("choose", "no choices"))


def test_an_editor_accepts_both_a_table_and_a_tariff() -> None:
    schema = Tariff.model_json_schema()

    assert schema["if"] == {"required": ["choices"]}
    assert set(schema["else"]["properties"]) == {"time_of_use", "charges", "billing", "unpriced"}
    assert schema["properties"]["charges"] == {
        "title": "Charges",
        "description": "Lines of every bill.",
    }
    assert "variants" not in schema["properties"]
