"""`sensitivity`, at the door."""

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.doors import call, refused, site

DAY = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}


def test_it_prints_and_writes(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "figures").mkdir(parents=True)
    (folder / "outcome.json").write_text('{"files": ["outcome.json"]}', encoding="utf-8")
    case, field = site(tmp_path, time=DAY), "assets.battery.energy_kwh=500,1000,2000"
    args = ("--lever", "energy_price", "--field", field, "--steps", "0.5,2")
    result = call("sensitivity", case, *args, "-o", folder)
    assert result.exit_code == 0, result.output
    for words in ("energy_price × 0.5", "battery.energy_kwh = 2000", "sensitivity.csv"):
        assert words in result.stdout
    table = pd.read_csv(folder / "sensitivity.csv")
    assert table["axis"].tolist() == [
        "as it is",
        *["energy_price"] * 2,
        *["assets.battery.energy_kwh"] * 3,
    ]
    assert table["factor"].tolist() == [1, 0.5, 2, 0.5, 1, 2]
    assert table["saving_year_1"][4] == pytest.approx(table["saving_year_1"][0])
    assert table["saving_year_1"].diff()[4:].min() > 0
    # What another command wrote there stays.
    assert {p.name for p in folder.iterdir()} == {
        "figures",
        "lines-saving-year-1.png",
        "outcome.json",
        "sensitivity.csv",
        "tornado-saving-year-1.png",
    }


def test_without_levers_all_of_them_move(tmp_path: Path) -> None:
    result = call("sensitivity", site(tmp_path, time=DAY), "--steps", "0.9,1.2")
    assert result.exit_code == 0, result.output
    assert "efficiency × 0.9" in result.stdout
    assert "left out: efficiency × 1.2" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--lever", "energy_prise"), ("no lever 'energy_prise'", "nearest: energy_price")),
        (("--lever", "?"), ("known: capex, cycle_life, efficiency, energy_price",)),
        (("--lever", "loan_rate"), ("needs economics.loan",)),
        (("--field", "assets.batery.power_kw=1"), ("no 'batery'", "nearest: battery")),
        (("--field", "assets.battery.power_kw=big"), ("power_kw = big", "power_kw")),
        (("--field", "assets.battery.power_kw=nan"), ("power_kw = nan",)),
        (("--field", "assets.battery.power_kw=1,,2"), ("lacks a value", "PATH=VALUE,VALUE")),
        (("--field", "name"), ("which no factor moves", "give it values")),
        (("--field", "connection=[1"), ("connection",)),
        (("--steps", "half"), ("'half' is not numbers such as 0.85,1.15",)),
        (("--steps", "0"), ("factors.0", "greater than 0")),
        (("--steps", "inf"), ("factors.0",)),
        (("--lever", "efficiency", "--steps", "1.2"), ("efficiency × 1.2", "1.14")),
    ],
)
def test_what_cannot_be_moved_is_refused(
    tmp_path: Path, args: tuple[str, ...], says: tuple[str, ...]
) -> None:
    refused(call("sensitivity", site(tmp_path, time=DAY), *args, "-o", tmp_path / "out"), *says)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    case = site(tmp_path, time=DAY)
    refused(call("sensitivity", case, "-o", case), "site.yaml", "file")
