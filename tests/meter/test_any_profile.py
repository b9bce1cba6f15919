"""A field that holds any profile takes the kind whose key is there."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from optdispatch.errors import InputError
from optdispatch.horizon import Horizon
from optdispatch.meter import AnyProfile, Profile
from optdispatch.meter.profiles.archetype import Archetype
from optdispatch.meter.profiles.flat import Flat
from optdispatch.meter.profiles.meter_file import MeterFile
from optdispatch.nouns import Noun

PV = {"file": "meters/pv-2016-15min.csv", "time_zone": "Europe/Berlin"}


class Site(Noun):
    profile: AnyProfile


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"flat_kw": 800}, Flat),
        ({"archetype": "mall", "peak_kw": 900}, Archetype),
        ({"archetype": "jiangxi-roof", "rated_kw": 900}, Archetype),
        (PV, MeterFile),
        (Flat(flat_kw=3), Flat),
    ],
)
def test_the_key_tells_the_kind_and_survives_the_round_trip(content: object, kind: type) -> None:
    site = Site.of({"profile": content}, "site")

    assert type(site.profile) is kind
    assert Site.of(json.loads(site.model_dump_json()), "site") == site


@pytest.mark.parametrize("content", [{}, {"flat_kw": 1, "file": "m.csv"}, 300, "mall", {"fiel": 1}])
def test_no_key_or_two_is_one_line(content: object) -> None:
    with pytest.raises(InputError) as error:
        Site.of({"profile": content}, "site")

    assert str(error.value) == "site: profile: needs one of `archetype`, `flat_kw`, `file`"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"flat_kw": "much"}, "site: profile.flat_kw: should be a valid number"),
        ({"flat_kw": float("nan")}, "site: profile.flat_kw: should be a finite number"),
        (
            {"archetype": "mal", "peak_kw": 1},
            "no 'mal' in models/loads or models/pv; nearest: mall",
        ),
        ({"archetype": "jiangxi-rof", "peak_kw": 1}, "nearest: jiangxi-roof"),
        ({"archetype": "mine.yaml", "peak_kw": 1}, "mine.yaml: No such file"),
        ({"archetype": "mall"}, "needs one of `peak_kw`, `rated_kw`"),
        ({"archetype": "mall", "peak_kw": 1, "rated_kw": 1}, "needs one of `peak_kw`, `rated_kw`"),
        ({"archetype": "mall", "peak_kw": 0}, "profile.peak_kw: should be greater than 0"),
        ({"archetype": {"name": "a", "source": "b", "shapes": []}, "peak_kw": 1}, "has 0 shapes"),
        ({"file": "meters/plant-2015.csv"}, "nearest: meters/plant-2016-15min.csv"),
        ({"file": "../meters/pv-2016-15min.csv"}, "no file '../meters/pv-2016-15min.csv'"),
        ({"file": "m" * 300 + ".csv"}, "mmm': File name too long"),
        (PV | {"colum": "x"}, "unknown 'colum'; nearest: column"),
        (
            PV | {"unit": "GW"},
            "profile.unit: should be 'kW', 'kWh', 'MW', 'MWh', 'W' or 'Wh', not 'GW'",
        ),
        (
            PV | {"time_zone": "Asia/Shanghay"},
            "no time zone 'Asia/Shanghay'; nearest: Asia/Shanghai",
        ),
        (PV | {"time_zone": "UTC+25:00"}, "no time zone 'UTC+25:00'"),
        (PV | {"fill": {}}, "profile.fill: needs `short_gaps_h`, `long_gaps` or both"),
        (PV | {"stands_for": {"year": 20266}}, "less than or equal to 2100"),
        (PV | {"stands_for": {"year": 2026, "meter_calendar": "XX"}}, "no calendar 'XX'"),
        (
            PV | {"stands_for": {"year": 2026, "align": "date", "meter_calendar": "DE"}},
            "`align: date` looks at no calendar; take out `meter_calendar`",
        ),
    ],
)
def test_a_bad_field_is_one_line(content: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        Site.of({"profile": content}, "site", {"folder": tmp_path})

    assert message in str(error.value)
    assert str(error.value).startswith("site: profile")
    assert "\n" not in str(error.value)


def test_the_schema_names_every_kind() -> None:
    schema = TypeAdapter(AnyProfile).json_schema()

    kinds = {branch["$ref"].rpartition("/")[2] for branch in schema["oneOf"]}
    assert kinds == {"Flat", "Archetype", "MeterFile"}
    for kind in kinds:
        for name, field in schema["$defs"][kind]["properties"].items():
            assert field.get("description"), (kind, name)


def test_flat_is_flat(chronological: Callable[..., Horizon]) -> None:
    flat: Profile = Flat(flat_kw=-3.5)

    power = flat.power_kw(chronological("2026-01-01", days=2))

    assert power.shape == (192,)
    assert np.unique(power).tolist() == [-3.5]
    assert flat.notes == ()


def test_a_file_that_was_read_is_equal_to_one_that_was_not_and_travels(
    chronological: Callable[..., Horizon],
) -> None:
    horizon = chronological("2016-06-01")
    read, unread = MeterFile.of(PV, "pv"), MeterFile.of(PV, "pv")

    power = read.power_kw(horizon)

    assert read == unread
    assert unread.power_kw(horizon).tolist() == power.tolist()
    assert read == unread
    assert hash(read) == hash(unread)
    copy: MeterFile = pickle.loads(pickle.dumps(read))
    assert np.array_equal(copy.power_kw(horizon), power)
