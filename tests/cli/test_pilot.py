"""`pilot`, at the door."""

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.doors import call, refused

CASE = """
name: park
tariff: china/jiangxi/2025-07
billing: capacity
connection: {capacity_kva: 400}
time: {mode: typical_days, year: 2026, step_minutes: 60, calendar: weekends}
assets:
  - {kind: load, name: office, profile: {flat_kw: 200}}
  - {kind: fleet, name: cars, sessions: {drawn: workplace, vehicles: 3, two_way: 3, charge_kw: 20}}
"""
LESS = """
name: less
source: made up
valley_share: 0.1
private_valley_share: 0.1
discharge_power_kw: 10
discharge_kwh: 100
valley: [valley, deep valley]
warranty: {years: 8, retention_by_year: {8: 0.7}}
ageing: lfp-6000-cycles
temperature_c: 25
"""


@pytest.fixture
def park(tmp_path: Path) -> Path:
    (tmp_path / "less.yaml").write_text(LESS, encoding="utf-8")
    (tmp_path / "park.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path / "park.yaml"


def test_it_prints_and_writes(park: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    less = tmp_path / "less.yaml"
    result = call("pilot", park, "--thresholds", less, "-o", folder)

    assert result.exit_code == 0, result.output
    for words in ("the optimum reaches all of them", "discharge power, kW", "sessions.csv"):
        assert words in " ".join(result.stdout.split())
    assert {p.name for p in folder.iterdir()} == {
        "pilot.csv", "pilot-day.png", "sessions.csv", "vehicles.csv",
    }  # fmt: skip
    table = pd.read_csv(folder / "pilot.csv")
    assert set(table["way"]) == {"uncontrolled", "optimum"}
    assert table.loc[table["number"] == "discharge power", "value"].tolist() == [60, 60]


def test_capacity(park: Path, tmp_path: Path) -> None:
    file = tmp_path / "curve.csv"
    result = call("capacity", park, "--steps", "2", "--power-factor", "0.9", "-o", file)

    assert result.exit_code == 0, result.output
    for words in ("least connection", "CNY a year", "uncontrolled", "V2G"):
        assert words in " ".join(result.stdout.split())
    table = pd.read_csv(file)
    assert table.columns.tolist() == ["kw", "kva", "equal share", "orderly", "V2G"]
    assert (table["kva"] * 0.9).tolist() == pytest.approx(table["kw"].tolist())
    assert (table["equal share"] <= table["orderly"] + 1e-6).all()
    assert (table["orderly"] <= table["V2G"] + 1e-6).all()
    refused(call("capacity", "jiangxi-2025"), "has no vehicles")
    refused(call("capacity", park, "--steps", "1", "-o", tmp_path / "no" / "x.csv"), "written")


def test_what_is_refused(park: Path, tmp_path: Path) -> None:
    for args, says in (
        (("jiangxi-2025",), "needs vehicles"),
        ((park, "--thresholds", "china-2042"), "nearest: china-2024"),
        (("office-prak",), "nearest: office-park"),
    ):
        refused(call("pilot", *args, "-o", tmp_path / "out"), says)
    assert not (tmp_path / "out").exists()
