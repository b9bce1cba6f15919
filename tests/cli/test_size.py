"""`size`, at the door."""

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests.cli.doors import call, refused
from tests.study.sizing.conftest import AGEING, BATTERY, FLAT_DEMAND, TERMS

CASE = {
    "name": "mall",
    "tariff": FLAT_DEMAND,
    "time": {"mode": "typical_days", "year": 2026, "step_minutes": 60},
    "assets": [
        {"kind": "load", "name": "load", "profile": {"archetype": "mall", "peak_kw": 1000}},
        BATTERY | {"cabinet": {"power_kw": 15, "energy_kwh": 45}},
    ],
    "ageing": AGEING,
    "economics": TERMS,
    "sizing": {"best": "bill", "max_power_kw": 90},
}


def mall(folder: Path) -> Path:
    path = folder / "mall.yaml"
    path.write_text(yaml.safe_dump(CASE), encoding="utf-8")
    return path


def test_it_prints_and_writes(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    result = call("size", mall(tmp_path), "--for", "npv", "--map", "3", "-o", folder)
    assert result.exit_code == 0, result.output
    for words in ("the highest NPV", "cabinets", "one more kWh", "free sizes", "sizes.csv"):
        assert words in result.stdout
    assert {p.name for p in folder.iterdir()} == {
        "sizes.csv",
        "sizing.json",
        "map.png",
        "frontier.png",
        "worth.png",
    }
    answer = json.loads((folder / "sizing.json").read_text(encoding="utf-8"))
    table = pd.read_csv(folder / "sizes.csv")
    best = answer["best"]
    assert answer["asked"] == {"best": "npv", "max_power_kw": 90}
    assert best["power_kw"] == 15 * answer["cabinets"]
    assert all(n["is_worse"] for n in answer["neighbours"])
    assert table[table["fits"]]["npv_after_tax"].max() == pytest.approx(best["npv_after_tax"])
    assert answer["free_sizes"]["bound"] <= table["yearly_cost"].min() * (1 + 1e-6)


def test_options_stand_in_for_what_the_case_says(tmp_path: Path) -> None:
    args = ("--cabinet", "30x50x2", "--max-area", "3", "--map", "0", "-o", tmp_path / "out")
    result = call("size", mall(tmp_path), *args)
    assert result.exit_code == 0, result.output
    answer = json.loads((tmp_path / "out" / "sizing.json").read_text(encoding="utf-8"))
    assert answer["asked"]["best"] == "bill"
    assert answer["best"]["power_kw"] == 30
    assert not (tmp_path / "out" / "map.png").exists()


def test_a_size_that_earns_too_little_is_told_to_do_so(tmp_path: Path) -> None:
    args = ("--for", "npv", "--min-irr", "0.15", "--map", "0", "-o", tmp_path / "out")
    result = call("size", mall(tmp_path), *args)
    assert result.exit_code == 0, result.output
    beyond = [line for line in result.stdout.splitlines() if ", beyond a limit" in line]
    assert [line.partition(",")[0] for line in beyond][:2] == ["1 cabinet", "3 cabinets"]
    answer = json.loads((tmp_path / "out" / "sizing.json").read_text(encoding="utf-8"))
    assert answer["cabinets"] == 2


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--for", "profit"), ("'profit'", "npv")),
        (("--cabinet", "125"), ("'125' is not kW x kWh, such as 125x261.2",)),
        (("--cabinet", "0x10"), ("cabinet.power_kw", "greater than 0")),
        (("--cabinet", "nanx10"), ("cabinet.power_kw",)),
        (("--budget", "-5"), ("sizing: budget", "greater than 0")),
        (("--budget", "inf"), ("sizing: budget",)),
        (("--min-irr", "8"), ("sizing: min_irr", "a fraction such as 0.08?")),
        (("--most-cabinets", "0"), ("most_cabinets",)),
        (("--max-power", "5"), ("not even 15 kW and 45 kWh are within the limits",)),
        (("--steps", "any", "--most-cabinets", "2"), ("drop one of them",)),
        (("--map", "65"), ("--map", "65")),
        (("--max-area", "5"), ("area_m2",)),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, args: tuple[str, ...], says: tuple[str, ...]
) -> None:
    refused(call("size", mall(tmp_path), *args, "-o", tmp_path / "out"), *says)
    assert not (tmp_path / "out").exists()


def test_a_case_without_money_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "poor.yaml"
    path.write_text(yaml.safe_dump(CASE | {"economics": None}), encoding="utf-8")
    refused(call("size", path), "mall: sizes need `economics`")


def test_an_irr_that_no_size_earns_is_one_line(tmp_path: Path) -> None:
    refused(call("size", mall(tmp_path), "--min-irr", "0.9", "--map", "0"), "no size earns")


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("optdispatch.study.sizing.sized.best_of", stop)
    result = call("size", mall(tmp_path), "--map", "0", "-o", tmp_path / "out")
    assert result.exit_code == 130
    assert result.stderr == "optdispatch: interrupted\n"
    assert not (tmp_path / "out").exists()
