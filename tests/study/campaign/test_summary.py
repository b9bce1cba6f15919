"""What points come to together, against arithmetic by hand."""

from pathlib import Path

import numpy as np
import pytest

from optdispatch.study.axis import Axis
from optdispatch.study.campaign import StudyPlan, summary
from optdispatch.study.campaign.one_by_one import sensitivity
from optdispatch.study.campaign.store import Row
from optdispatch.study.campaign.study import Study
from optdispatch.study.campaign.table import Table
from optdispatch.study.replication import Replication, replicate
from optdispatch.study.sensitivity import vary
from optdispatch.study.valuation import Valuer
from tests.study.campaign.studies import plan, ran


def rows(values: list[float | None]) -> list[Row]:
    return [Row(n, {}, {"saving_year_1": v}, None) for n, v in enumerate(values)]


def test_quantiles_and_chances(tmp_path: Path) -> None:
    design = {"kind": "latin_hypercube", "points_in_all": 12}
    asked = plan(tmp_path, design=design, hurdles={"saving_year_1": 3})
    failed = Row(11, {}, None, "no such case")
    found = summary(asked, [*rows([*map(float, range(10)), None]), failed])
    outturn = found.outturns["saving_year_1"]

    assert (found.solved, found.failed, found.missing, outturn.none) == (11, 1, 0, 1)
    assert outturn.quantiles == pytest.approx({"P10": 0.9, "P50": 4.5, "P90": 8.1})
    # 0, 1 and 2 are below, and so is the point that has no such number.
    assert outturn.chance_below == pytest.approx(4 / 11)


def test_indices_are_told_where_every_point_has_a_number(tmp_path: Path) -> None:
    asked = plan(tmp_path, design={"kind": "sobol", "base_points": 64})
    points = list(asked.points())
    values: list[float | None] = [
        p["energy_price"] * 100 + p["assets.battery.energy_kwh"] * 1e-3 for p in points
    ]
    found = summary(asked, rows(values)).outturns["saving_year_1"].indices

    assert found[0].total == pytest.approx(1.0, abs=0.05)
    assert found[1].total == pytest.approx(0.0, abs=0.05)
    same: list[float | None] = [1.0] * len(values)
    for broken in ([*values[:-1], None], same):
        assert summary(asked, rows(broken)).outturns["saving_year_1"].indices == ()


def test_the_table_says_where_a_point_is_that_was_not_moved(tmp_path: Path) -> None:
    axes = [
        {"lever": "energy_price", "factors": [2]},
        {"field": "assets.battery.energy_kwh", "values": [900]},
        {"field": "connection", "values": [{"capacity_kva": 5000}]},
    ]
    asked = plan(tmp_path, axes=axes, design="one_at_a_time")
    _, found = ran(asked, tmp_path / "a.sqlite")
    table = Table(asked)
    records = list(table.records(found))

    assert list(table.columns) == [
        "point", "energy_price", "assets.battery.energy_kwh", "connection", "saving_year_1", "error"
    ]  # fmt: skip
    assert [r[:4] for r in records] == [
        (0, 1.0, 1000.0, None),
        (1, 2.0, 1000.0, None),
        (2, 1.0, 900.0, None),
        (3, 1.0, 1000.0, '{"capacity_kva": 5000}'),
    ]
    assert all(r[4] is not None and np.isfinite(r[4]) for r in records)


@pytest.mark.parametrize("name", ["jiangxi-price", "jiangxi-cost"])
def test_the_sensitivities_of_the_study_are_those_of_replicate(
    name: str, tmp_path: Path, value: Valuer
) -> None:
    asked = StudyPlan.of(Study.load(name))
    _, found = ran(asked, tmp_path / "a.sqlite")
    told = sensitivity(asked, found)
    assert told is not None
    ours = {(p.axis, p.factor): p.measures for p in (told.base, *told.points)}

    replicated = replicate(Replication.load("jiangxi-2025"), value=value)
    scenarios, compared = replicated.replication.scenarios, 0
    for section, results in zip(replicated.replication.sections, replicated.results, strict=True):
        for row, result in ((r.row, r) for r in results):
            scenario = scenarios[row.scenario]
            if "reading B" not in section.readings or scenario.case != "jiangxi-2025":
                continue
            ((axis, factor),) = scenario.levers.items() or [("as it is", 1.0)]
            if (axis, factor) in ours and row.measure in told.base.measures:
                at = section.readings.index("reading B")
                assert ours[axis, factor][row.measure] == result.ours[at], row.what
                compared += 1
    assert compared >= 8


def test_one_at_a_time_is_a_sensitivity(tmp_path: Path) -> None:
    axes = [
        {"lever": "energy_price", "factors": [0.5, 2]},
        {"field": "assets.battery.energy_kwh", "values": [500, 2000]},
    ]
    asked = plan(tmp_path, axes=axes, design="one_at_a_time")
    _, found = ran(asked, tmp_path / "a.sqlite")
    told = sensitivity(asked, found)
    moved = [
        Axis(lever="energy_price", factors=(0.5, 2)),
        Axis(field="assets.battery.energy_kwh", values=(500, 2000)),
    ]
    assert told is not None
    assert told.to_frame().equals(vary(asked.base, moved).to_frame())
