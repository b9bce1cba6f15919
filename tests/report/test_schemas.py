import json
from typing import Any

import pytest

from optdispatch import programmes
from optdispatch.errors import InputError
from optdispatch.nouns import kinds
from optdispatch.report.schemas import known, schema
from optdispatch.tariff import charges


@pytest.mark.parametrize("name", known())
def test_a_schema_is_plain_json_and_refers_to_what_it_holds(name: str) -> None:
    made = schema(name)
    assert json.loads(json.dumps(made)) == made
    assert made["$schema"].startswith("https://json-schema.org/")
    for ref in refs(made):
        assert ref.startswith("#/$defs/")
        assert ref.removeprefix("#/$defs/") in made["$defs"], ref


def refs(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [r for value in part.values() for r in refs(value)]
    return [r for value in part for r in refs(value)] if isinstance(part, list) else []


def test_a_case_may_name_its_tariff_or_hold_it() -> None:
    said = json.dumps(schema("case")["properties"]["tariff"])
    assert "A name in tariffs, or a path to a .yaml." in said
    assert "#/$defs/Tariff" in said


def test_every_kind_has_a_schema() -> None:
    assert {
        "battery",
        "load",
        "pv",
        "windows",
        "peak_shaving",
        "monthly-prices",
        *kinds(programmes),
        *kinds(charges),
    } <= set(known())


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(InputError, match="no schema 'batery'; nearest: battery"):
        schema("batery")
