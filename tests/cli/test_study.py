"""`study`, at the door."""

import csv
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest

from optdispatch.cli.commands.study import run
from optdispatch.nouns import kinds
from optdispatch.study.campaign import executors
from tests.cli.doors import call, refused
from tests.study.campaign.studies import study

SERIAL = ("--executor", "serial")
UNEVEN = [
    {"field": "billing", "values": ["capacity"]},
    {"field": "assets.battery.power_kw", "values": [500, 900, 700, 100]},
]
"""One word, and numbers in no order."""


def test_it_runs_says_and_writes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    file = study(tmp_path, hurdles={"saving_year_1": 400})
    result = call("study", file, "-o", out, *SERIAL)
    assert result.exit_code == 0, result.output
    for words in ("points    12", "P10", "chance", "table.parquet"):
        assert words in result.stdout
    assert {path.name for path in out.iterdir()} == {
        "histogram-saving-year-1.png",
        "study.sqlite",
        "summary.json",
        "table.csv",
        "table.parquet",
    }
    same = pd.read_parquet(out / "table.parquet")
    head, *rows = csv.reader((out / "table.csv").read_text(encoding="utf-8").splitlines())
    assert head == list(same.columns)
    for row, record in zip(rows, same.itertuples(index=False), strict=True):
        assert [*map(float, row[:-1])] == [*record[:-1]]
        assert row[-1] == ""
    assert same["point"].tolist() == list(range(12))

    again = call("study", "run", file, "-o", out, *SERIAL)
    assert "every point was known" in again.stdout


@pytest.mark.parametrize(
    ("fields", "figures"),
    [
        ({"design": "one_at_a_time"}, {"tornado-saving-year-1.png", "lines-saving-year-1.png"}),
        ({"design": "grid"}, {"map-saving-year-1.png"}),
        ({"design": {"kind": "sobol", "base_points": 4}}, {"histogram-saving-year-1.png"}),
        ({"design": "grid", "axes": UNEVEN}, {"map-saving-year-1.png"}),
    ],
)
def test_each_design_has_its_figures(
    fields: dict[str, Any], figures: set[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = call("study", study(tmp_path, **fields), "-o", out, *SERIAL)
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.glob("*.png")} == figures


def test_status_and_export_of_a_folder_and_of_a_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study(tmp_path)
    assert call("study", "study.yaml", *SERIAL).exit_code == 0
    for where in ("study.yaml", "a-day-study"):
        shown = call("study", "status", where)
        assert shown.exit_code == 0, shown.output
        assert "done    12" in shown.stdout
        wrote = call("study", "export", where, "points.csv")
        assert wrote.stdout == "12 of 12 points written to points.csv\n"
        same = (tmp_path / "a-day-study" / "table.csv").read_bytes()
        assert (tmp_path / "points.csv").read_bytes() == same
        (tmp_path / "points.csv").unlink()


def test_failed_points_are_said_and_counted(tmp_path: Path) -> None:
    axes = [{"field": "assets.battery.efficiency_charge", "values": [0.9, 1.2]}]
    file = study(tmp_path, axes=axes, design="grid")
    result = call("study", file, "-o", tmp_path / "out", *SERIAL)
    assert result.exit_code == 0, result.output
    assert "failed    1" in result.stdout
    assert "1 point: site: assets.1.battery.efficiency_charge" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("no-such-study",), ("no 'no-such-study' in models/studies", "known: jiangxi-chances")),
        (("jiangxi-pric",), ("nearest: jiangxi-price",)),
        (("no.yaml",), ("no.yaml", "No such file")),
        (("jiangxi-price", "--executor", "gpu"), ("'gpu'",)),
        (("jiangxi-price", "--workers", "0"), ("workers: should be greater than 0",)),
        (("jiangxi-price", "--workers", "2", *SERIAL), ("executor serial", "unknown 'workers'")),
        (("jiangxi-price", "--scheduler", "x", *SERIAL), ("--scheduler and --executor",)),
        (("jiangxi-price", "--scheduler", "x", "--workers", "2"), ("unknown 'workers'",)),
        (("jiangxi-price", "--executer", "serial"), ("nearest: --executor",)),
        (("status", "jiangxi-price"), ("there is no store", "run the study first")),
        (("export", "jiangxi-price", "a.csv"), ("there is no store",)),
    ],
)
def test_what_cannot_be_run_is_refused(
    args: tuple[str, ...], says: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(call("study", *args), *says)
    assert not list(tmp_path.iterdir())


def test_no_point_at_all_is_an_error_and_is_kept(tmp_path: Path) -> None:
    axes = [{"field": "assets.battery.efficiency_charge", "values": [1.1, 1.2]}]
    file = study(tmp_path, axes=axes, design="grid")
    refused(call("study", file, "-o", tmp_path / "out", *SERIAL), "no point could be solved: site")
    assert "failed  2" in call("study", "status", tmp_path / "out").stdout


def test_a_table_of_another_kind_is_refused(tmp_path: Path) -> None:
    call("study", study(tmp_path), "-o", tmp_path / "out", *SERIAL)
    refused(
        call("study", "export", tmp_path / "out", tmp_path / "a.xlsx"), "ends in .csv or .parquet"
    )


def test_every_executor_has_its_option() -> None:
    (option,) = (p for p in run.params if p.name == "executor")
    assert isinstance(option.type, click.Choice)
    assert {*option.type.choices} == {*kinds(executors)} - {"dask"}


def test_without_a_study_it_shows_its_help() -> None:
    result = call("study")
    assert result.exit_code == 0
    assert "status" in result.stdout
