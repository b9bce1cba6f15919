import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from optdispatch.report.document import SCHEMA_VERSION, Document, document
from optdispatch.report.schemas import schema
from optdispatch.study import OPTIMUM, WITHOUT, Outcome, evaluate
from tests.report.outcomes import PLANT, case, compared, eight_hours, july, plant

OUTCOMES = [plant, july, eight_hours, compared]


@pytest.fixture(params=OUTCOMES, ids=lambda make: make.__name__)
def outcome(request: pytest.FixtureRequest) -> Outcome:
    made: Outcome = request.param()
    return made


def test_it_reads_itself(outcome: Outcome) -> None:
    written = document(outcome)
    assert Document.model_validate_json(written.model_dump_json()) == written
    assert written.schema_version == SCHEMA_VERSION


def test_it_holds_no_other_numbers_than_the_outcome(outcome: Outcome) -> None:
    result = document(outcome).result
    for line in result.ledger:
        assert line.amounts == outcome.ledger.loc[line.line].to_dict()
    assert [w.way for w in result.ways] == [w.name for w in outcome.ways]
    for way in result.ways:
        assert way.total == pytest.approx(outcome.way(way.way).cost, rel=1e-12)
        assert way.saving == pytest.approx(outcome.saving(way.way), abs=1e-6)
        lines = sum(line.amounts[way.way] for line in result.ledger)
        assert lines == pytest.approx(way.total, rel=1e-12, abs=1e-9)


def test_all_its_checks_hold(outcome: Outcome) -> None:
    checks = document(outcome).result.checks
    assert {c.name for c in checks if c.way == OPTIMUM} == {
        "balance",
        "exclusive",
        "invoice",
        "bound",
    }
    assert all(c.holds and c.miss <= c.limit for c in checks)


def test_gaps_are_what_rules_pay_more() -> None:
    result = document(plant()).result
    ways = {w.way: w for w in result.ways}
    assert [g.rule for g in result.gaps] == ["study's hours", "shaving"]
    for gap in result.gaps:
        assert gap.total == pytest.approx(ways[gap.rule].behind_optimum)
        assert sum(gap.lines.values()) == pytest.approx(gap.total)


def test_margins_add_up_to_the_energy_saved() -> None:
    written = document(plant())
    margin = sum(d.margin * d.days for d in written.days)
    energy = [line for line in written.result.ledger if line.line.startswith("energy")]
    saved = sum(line.amounts[WITHOUT] - line.amounts[OPTIMUM] for line in energy)
    assert margin == pytest.approx(saved)


def test_the_demand_is_the_one_that_is_paid() -> None:
    result = document(plant()).result
    paid = next(line for line in result.ledger if line.line == "demand")
    assert len(result.demand) == 12
    for way, amount in paid.amounts.items():
        assert 42 * sum(row.kw[way] for row in result.demand) == pytest.approx(amount)


def test_the_horizon_is_told() -> None:
    horizon = document(plant()).horizon
    assert (horizon.mode, horizon.first, horizon.last) == (
        "typical_days",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert horizon.days == pytest.approx(365)
    assert document(july()).horizon.days == pytest.approx(31)


def test_the_case_in_it_is_planned_to_the_same_end() -> None:
    written = Document.model_validate_json(document(eight_hours()).model_dump_json())
    again = evaluate(written.replan())
    assert again.optimum.cost == pytest.approx(eight_hours().optimum.cost)
    assert again.optimum.cost == pytest.approx(-1037.7777778)


def _assets() -> list[dict[str, Any]]:
    return [dict(asset) for asset in PLANT["assets"]]


def test_a_free_size_is_asked_for_as_it_was() -> None:
    free = {"maximum": 2000, "price": 150}
    assets = [a | {"energy_kwh": free} if a["name"] == "battery" else a for a in _assets()]
    month = {"mode": "month", "year": 2026, "month": 7, "step_minutes": 60}
    asked = case(assets=assets, time=month, rules=[])
    written = document(evaluate(asked), asked)
    assert written.case["assets"][2]["energy_kwh"] == free
    chosen = written.result.proof.sizes["battery.energy_kwh"]
    assert 0 <= chosen <= 2000
    assert written.replan().model_dump(mode="json") == asked.model_dump(mode="json")


def test_the_year_beside_typical_days() -> None:
    year = document(compared()).year
    assert year is not None
    total = next(s for s in year.savings if s.line == "total")
    assert total.typical_days == pytest.approx(compared().saving())
    ways = {w.way: w for w in year.result.ways}
    assert total.year == pytest.approx(ways[OPTIMUM].saving)
    lines = [s for s in year.savings if s.line != "total"]
    assert sum(s.difference for s in lines) == pytest.approx(total.difference)
    assert document(plant()).year is None


@pytest.mark.parametrize(
    "change",
    [{"currency": 1}, {"schema_version": "2.0"}, {"unknown": 1}, {"days": [{"label": "x"}]}],
    ids=str,
)
def test_another_shape_is_refused(change: dict[str, Any]) -> None:
    content = json.loads(document(eight_hours()).model_dump_json()) | change
    with pytest.raises(ValidationError):
        Document.model_validate(content)


def test_every_field_is_described() -> None:
    made = schema("outcome")
    for name, part in {"Document": made, **made["$defs"]}.items():
        assert part["additionalProperties"] is False, name
        for field, said in part["properties"].items():
            meant = made["$defs"].get(said.get("$ref", "").rpartition("/")[2], said)
            assert meant.get("description"), f"{name}.{field}"
