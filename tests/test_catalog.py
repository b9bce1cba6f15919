"""What comes with the package: every file loads as what it is, says where it is from, and holds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

import optdispatch as od
from optdispatch import catalog
from optdispatch.assets.battery import Battery
from optdispatch.calendar import Announced, calendar
from optdispatch.finance import Economics
from optdispatch.lifetime.ageing import AnyLaw
from optdispatch.meter.shapes import DayShapes
from optdispatch.programmes import AnyProgramme
from optdispatch.rules import AnyRule
from optdispatch.study.campaign import Study
from optdispatch.study.pilot import Thresholds
from optdispatch.study.pool import Pool
from optdispatch.study.portfolio import Policy, Sites
from optdispatch.study.replication import Replication
from optdispatch.tariff.monthly_prices import MonthlyPrices
from optdispatch.vehicles.habits import Habits
from tests.doors import refused

ROOT = Path(str(catalog.root()))


def entries(shelf: str) -> list[str]:
    """Names of a shelf, which has some."""
    found = list(catalog.names(shelf))
    assert found, shelf
    return found


def model(kind: Any) -> Callable[[dict[str, Any]], Any]:
    """Validate an entry as any kind of something."""
    return TypeAdapter(kind).validate_python


CALLED = {
    "events": [{"dates": ["2026-07-15"], "window": "19:00-21:00"}],
    "bid_kw": 500,
    "price_per_kwh": 1,
}
"""What a case says of a programme."""
SHELVES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "ageing": model(AnyLaw),
    "batteries": lambda content: Battery.of(content | {"name": "battery"}, "a battery"),
    "calendars": lambda content: Announced.of(content, "a calendar"),
    "cases": lambda content: od.Case.of(content, "a case"),
    "finance": lambda content: Economics.of(content, "terms"),
    "fleets": lambda content: Habits.of(content, "a fleet"),
    "loads": lambda content: DayShapes.of(content, "a load"),
    "monthly_prices": lambda content: MonthlyPrices.of(content, "prices"),
    "programmes": lambda content: model(AnyProgramme)(CALLED | content),
    "pools": lambda content: Pool.of(content, "a pool"),
    "pilots": lambda content: Thresholds.of(content, "a pilot"),
    "pv": lambda content: DayShapes.of(content, "an array"),
    "replications": lambda content: Replication.of(content, "a replication"),
    "rules": model(AnyRule),
    "studies": lambda content: Study.of(content, "a study"),
    "sites": lambda content: Sites.of(content, "sites"),
    "policies": lambda content: Policy.of(content, "policies"),
}
MODELS = [(shelf, name) for shelf in SHELVES for name in entries(f"models/{shelf}")]
TARIFFS = entries("tariffs")
CASES = entries("models/cases")


def test_every_shelf_is_known() -> None:
    shelves = {path.name for path in (ROOT / "models").iterdir() if path.is_dir()}

    assert shelves == {*SHELVES, "meters"}


@pytest.mark.parametrize(("shelf", "name"), MODELS)
def test_models_load_and_have_a_source(shelf: str, name: str) -> None:
    content = catalog.read(f"models/{shelf}", name)

    assert SHELVES[shelf](content)
    assert content["source"].strip()


@pytest.mark.parametrize("name", TARIFFS)
def test_tariffs_load_and_have_a_source(name: str) -> None:
    tariff = od.Tariff.load(name)

    assert tariff.source.strip()
    assert tariff.confidence
    assert calendar(tariff.calendar).name == tariff.calendar


def test_files_are_yaml_or_meters() -> None:
    """The catalogue holds no code; each meter file is described in the notice beside them."""
    notice = (ROOT / "models/meters/NOTICE.md").read_text(encoding="utf-8")
    for folder in ("models", "tariffs"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_dir() or path.suffix == ".yaml":
                continue
            assert path.parent == ROOT / "models/meters", path
            assert path.suffix == ".csv" or path.name == "NOTICE.md", path
            assert path.name == "NOTICE.md" or path.name in notice


def test_names_say_what_they_name() -> None:
    for name in CASES:
        assert catalog.read("models/cases", name)["name"] == name


@pytest.mark.parametrize("name", CASES)
def test_cases_survive_the_round_trip(name: str) -> None:
    case = od.Case.load(name)

    assert od.Case.model_validate_json(case.model_dump_json()) == case
    assert od.Case.of(json.loads(case.model_dump_json()), name) == case
    assert od.Case.of(yaml.safe_load(yaml.safe_dump(case.model_dump(mode="json"))), name) == case


@pytest.mark.parametrize("name", TARIFFS)
def test_tariffs_survive_the_round_trip(name: str) -> None:
    tariff = od.Tariff.load(name)

    assert od.Tariff.model_validate_json(tariff.model_dump_json()) == tariff


@pytest.mark.parametrize("name", CASES)
def test_certificates_hold(name: str) -> None:
    """Of typical days; `test_plant` plans a year."""
    case = od.Case.load(name)
    time = {k: v for k, v in case.time.model_dump().items() if k != "compare_with_year"}
    outcome = od.evaluate(case.changed(time=time, ageing=None, economics=None))

    assert outcome.saving() > 0
    for way in outcome.ways:
        assert all(check.holds for check in way.checks), way.name
        assert outcome.saving(way.name) <= outcome.saving() * (1 + 1e-9)
    assert [check.name for check in outcome.optimum.checks] == [
        "balance",
        "exclusive",
        "invoice",
        "bound",
    ]


@pytest.mark.parametrize(
    ("name", "base", "ratios", "prices"),
    [
        (
            "china/jiangxi/2025-07",
            0.44934,
            {"sharp": 1.8, "peak": 1.6, "valley": 0.4, "deep valley": 0.3},
            (1.0221645, 0.9322965, 0.3930885, 0.3481545),
        ),
        (
            "china/jiangxi/old-study",
            0.44934 + 0.1505,
            {"peak": 1.5, "valley": 0.5},
            (0.9626125, 0.3627725),
        ),
    ],
)
def test_prices_close(
    name: str, base: float, ratios: dict[str, float], prices: tuple[float, ...]
) -> None:
    """(price - flat) / (ratio - 1) is one number, of the printed prices and of the file's.

    江西电力 2025(06): 35-38, table 1.
    """
    price: Any = getattr(od.Tariff.load(name).charges[0], "price", None)
    flat = 0.6626925

    for (period, ratio), printed in zip(ratios.items(), prices, strict=True):
        assert (printed - flat) / (ratio - 1) == pytest.approx(base, rel=1e-12)
        assert price.at(period) == pytest.approx(printed, abs=1e-12)
    assert price.at("flat") == pytest.approx(flat, abs=1e-12)


def test_a_name_is_looked_up_and_a_path_is_read(tmp_path: Path) -> None:
    there = tmp_path / "mine.yaml"
    there.write_text("name: mine\n", encoding="utf-8")

    assert catalog.read("tariffs", str(there)) == {"name": "mine"}
    assert catalog.read("tariffs", "mine.yaml", tmp_path) == {"name": "mine"}
    refused(catalog.read, "tariffs", "mine", says=("no 'mine' in tariffs", "known: "))


def test_a_shelf_that_is_not_there_is_empty() -> None:
    assert catalog.names("models/engines") == ()
    refused(catalog.read, "models/engines", "v8", says=("no 'v8' in models/engines", "none"))


def test_a_model_is_taken_with_some_fields_of_ones_own() -> None:
    case = od.Case.load("jiangxi-2025")
    half = {"model": "batteries/jiangxi-study", "name": "half", "power_kw": 500}
    (battery,) = case.changed(assets=(case.assets[0], half)).storages

    assert battery.rated_kw == 500
    assert battery.usable_kwh == pytest.approx(1800)
    assert battery.source == catalog.read("models", "batteries/jiangxi-study")["source"]
