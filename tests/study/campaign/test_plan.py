"""From a point to a case, and what a study may ask of its case."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.case.paths import changed, read
from optdispatch.report.schemas import schema
from optdispatch.study.axis import Axis
from optdispatch.study.campaign import StudyPlan
from optdispatch.study.campaign.keys import key
from optdispatch.study.campaign.study import Study
from optdispatch.study.remembered import depends_on
from tests.doors import refused
from tests.study.campaign.studies import AXES, plan, study

NEW = "jiangxi-2025"


def made(**fields: Any) -> StudyPlan:
    usual = {"name": "s", "case": NEW, "design": "grid"}
    return StudyPlan.of(Study.of(usual | fields, "s"))


def test_a_factor_is_what_a_sensitivity_has() -> None:
    axes = [{"lever": name, "factors": [0.85]} for name in ("energy_price", "system_cost")]
    found = made(axes=axes)
    for name in ("energy_price", "system_cost"):
        (move,) = Axis(lever=name, factors=(0.85,)).moves(found.base)
        assert found.case({name: 0.85}) == move.of(found.base)


def test_factors_on_one_field_multiply() -> None:
    found = made(axes=[{"lever": n, "factors": [2]} for n in ("capex", "system_cost")])
    case = found.case({"capex": 2, "system_cost": 1.5})

    assert read(case, "economics.capex.per_kwh") == 3 * 1100
    assert read(case, "economics.om.per_kwh_year") == 1.5 * 50


def test_a_factor_is_of_the_value_that_another_axis_gives() -> None:
    axes: list[dict[str, Any]] = [
        {"lever": "energy_price", "factors": [2]},
        {"field": "tariff", "values": ["china/jiangxi/old-study"]},
    ]
    case = made(axes=axes).case({"energy_price": 2, "tariff": "china/jiangxi/old-study"})
    old = Case.load("jiangxi-old").tariff

    path = "tariff.charges.energy.price.components.energy_purchase"
    assert read(case, path) == 2 * old.charges[0].price.components["energy_purchase"]  # type: ignore[attr-defined]


def test_a_point_keeps_what_it_does_not_move() -> None:
    found = made(axes=[{"lever": "capex"}], fields={"economics.loan.rate": 0.05})

    assert found.case({}) == found.base == changed(Case.load(NEW), {"economics.loan.rate": 0.05})


def test_prices_over_the_years_are_an_axis() -> None:
    found = made(axes=[{"field": "economics.price_escalation", "values": [-0.02, 0.0]}])
    narrow, even = (found.numbers(found.case(point))["npv_after_tax"] for point in found.points())

    assert (narrow or 0) < (even or 0)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"axes": [{"field": "economics.laon.rate", "values": [1]}]}, ("no 'laon'", "loan")),
        ({"axes": [{"field": "economics.loan.rate", "values": []}]}, ("at least 1 item",)),
        ({"axes": [{"field": "name", "factors": [1]}]}, ("no factor moves",)),
        ({"axes": [{"field": "economics.loan.rate", "factors": [0]}]}, ("above 0, not 0",)),
        ({"axes": [{"lever": "capx"}]}, ("no lever 'capx'", "nearest: capex")),
        ({"axes": [{"lever": "capex", "values": [1]}]}, ("takes factors, not values",)),
        ({"axes": [{"lever": "capex"}, {"lever": "capex"}]}, ("two axes", "'capex'")),
        ({"axes": [{}]}, ("a `lever` or a `field`",)),
        ({"axes": []}, ("axes",)),
        ({"design": "gird"}, ("unknown kind 'gird'", "nearest: grid")),
        ({"design": {"kind": "sobol", "base_points": 100}}, ("power of 2", "128")),
        ({"design": "latin_hypercube"}, ("points_in_all: is missing",)),
        ({"metrics": ["npv"]}, ("no measure 'npv'", "npv_after_tax")),
        ({"hurdles": {"irr_after_tax": 0.08}}, ("a grid tells no chances",)),
        ({"case": "jiangxi-2052"}, ("no 'jiangxi-2052'", "jiangxi-2025")),
        ({"fields": {"economics.x": 1}}, ("no 'x'",)),
        ({"seed": -1}, ("seed",)),
    ],
)
def test_what_a_study_cannot_ask_is_refused(fields: Any, says: tuple[str, ...]) -> None:
    usual: dict[str, Any] = {"axes": [{"field": "connection.capacity_kva", "values": [1]}]}
    refused(lambda: made(**(usual | fields)), says=says)


def test_a_measure_that_the_case_does_not_have_is_refused(tmp_path: Path) -> None:
    says = ("site has no irr_after_tax", "lacks ageing or economics")
    refused(lambda: plan(tmp_path, metrics=["irr_after_tax"]), says=says)


def test_a_key_is_of_content_alone(tmp_path: Path) -> None:
    found = plan(tmp_path)
    case = found.case({})

    renamed = case.changed(name="other", title="A title.", title_zh="题目。")
    assert key(renamed, "measures") == key(case, "measures")
    assert key(case, "sizes") != key(case, "measures")
    bigger = changed(case, {"assets.battery.energy_kwh": 1001})
    assert key(bigger, "measures") != key(case, "measures")


def test_a_key_is_of_the_bytes_of_a_meter_file(tmp_path: Path) -> None:
    rows = [f"2026-02-02T{hour:02d}:00,{100 + hour}" for hour in range(24)]
    meter = tmp_path / "meter.csv"
    study(tmp_path)
    profile = {"file": str(meter), "unit": "kW"}
    found = []
    for last in ("123", "124"):
        meter.write_text("\n".join(["time,kW", *rows[:-1], f"2026-02-02T23:00,{last}"]))
        fields = {"assets.load.profile": profile}
        asked = plan(tmp_path, fields=fields)
        found.append((asked.base, asked.key))
    (base, before), (same, after) = found

    assert base == same
    assert before != after


def test_a_key_is_of_the_bytes_of_a_file_of_sessions(tmp_path: Path) -> None:
    """So is what is remembered of a dispatch; every file that an asset reads is found alike."""
    sessions = tmp_path / "sessions.csv"
    head = "id,vehicle,charger,arrival,departure,energy_kwh,charge_kw,efficiency_charge"
    study(tmp_path)
    fleet = {"kind": "fleet", "name": "cars", "sessions": {"csv": str(sessions)}}
    found = []
    for energy in ("10", "11"):
        row = f"1,car,a,2026-02-02T08:00,2026-02-02T12:00,{energy},11,0.92"
        sessions.write_text(f"{head}\n{row}\n")
        there = plan(tmp_path).base.assets
        case = changed(plan(tmp_path).base, {"assets": (*there, fleet)})
        found.append((case, key(case, "measures"), depends_on(case)))
    (one, *before), (same, *after) = found

    assert one == same
    assert all(a != b for a, b in zip(before, after, strict=True))


def test_words_and_metrics_do_not_make_another_study(tmp_path: Path) -> None:
    one = plan(tmp_path)
    words = plan(tmp_path, name="b", title="T.", metrics=["saving_year_1"])
    axes = plan(tmp_path, axes=AXES[:1])

    assert one.key == words.key != axes.key


@pytest.mark.parametrize("name", catalog.names("models/studies"))
def test_shipped_studies_are_what_editors_are_told(name: str) -> None:
    content = catalog.read("models/studies", name)
    Draft202012Validator(schema("study")).validate(content)
    refused(Study.of, content | {"design": {"kind": "gird"}}, name, says=("nearest: grid",))
    with pytest.raises(ValidationError):
        Draft202012Validator(schema("study")).validate(content | {"design": 3})
