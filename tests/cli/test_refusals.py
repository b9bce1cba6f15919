"""What cannot be planned is refused in one line, with exit code 2, and nothing is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from optdispatch.assets.battery import Battery
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.schedule import Store
from optdispatch.tariff import NUMBERS, Bill, Tariff
from tests.cli.doors import SITE, battery, call, refused, site

BAD: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "tariff": ({"tariff": "china/jiangxy/2025-07"}, ("no 'china/jiangxy/2025-07'", "jiangxi")),
    "key": ({"asets": []}, ("unknown 'asets'; nearest: assets",)),
    "field": ({"assets": battery(powr_kw=1)}, ("unknown 'powr_kw'; nearest: power_kw",)),
    "kind": ({"assets": [{"kind": "batery"}]}, ("unknown kind 'batery'; nearest: battery",)),
    "mode": ({"time": SITE["time"] | {"mode": "yaer"}}, ("unknown mode 'yaer'; nearest: year",)),
    "no mode": ({"time": {"year": 2026, "step_minutes": 60}}, ("time: needs a `mode`",)),
    "efficiency": ({"assets": battery(efficiency_charge=88)}, ("efficiency_charge", "0.88")),
    "soc": ({"assets": battery(soc_min=0.9, soc_max=0.1)}, ("soc_min 0.9", "soc_max 0.1")),
    "name": ({"assets": battery(name="柜.1")}, ("name: should be a letter, then", "'柜.1'")),
    "currency": (
        {"tariff": {"name": "t", "currency": "rmb", "time_zone": "UTC", "charges": []}},
        ("currency: should be three capital letters, such as CNY", "'rmb'"),
    ),
    "word": ({"assets": battery(power_kw="big")}, ("power_kw", "'big'")),
    "infinite": ({"assets": battery(power_kw=float("inf"))}, ("power_kw",)),
    "not a number": ({"assets": battery(power_kw=float("nan"))}, ("power_kw",)),
    "billing": ({"billing": "by weight"}, ("by weight", "capacity")),
    "rule": ({"rules": ["jiangxi"]}, ("no 'jiangxi' in models/rules", "jiangxi-2025")),
    "calendar": ({"time": SITE["time"] | {"year": 2031}}, ("2031", "china")),
    "meter file": (
        {"assets": [{"kind": "load", "name": "load", "profile": {"file": "not-there.csv"}}]},
        ("no file 'not-there.csv'",),
    ),
    "unit": (
        {
            "assets": [
                {
                    "kind": "load",
                    "name": "load",
                    "profile": {"file": "meters/plant-2016-15min.csv", "unit": "hp"},
                }
            ]
        },
        ("unit", "hp"),
    ),
    "meter year": (
        {
            "assets": [
                {
                    "kind": "load",
                    "name": "load",
                    "profile": {
                        "file": "meters/plant-2016-15min.csv",
                        "column": "active_kw",
                        "time_zone": "Europe/Berlin",
                    },
                }
            ]
        },
        ("2016", "stands_for"),
    ),
    "import limit": (
        {"connection": {"capacity_kva": 4000, "import_limit_kw": 2900}},
        ("2026-02-", "kW", "2,900"),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_in_a_case(name: str, tmp_path: Path) -> None:
    fields, says = BAD[name]
    line = refused(call("plan", site(tmp_path, **fields), "-o", tmp_path / "out"), *says)
    assert "Traceback" not in line
    assert [p.name for p in tmp_path.iterdir()] == ["site.yaml"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("plan", "jiangxi-2024"), ("no 'jiangxi-2024' in models/cases; nearest: jiangxi-",)),
        (("plan", "not-there.yaml"), ("not-there.yaml", "No such file")),
        (("plan",), ("plan: missing argument 'CASE'", "optdispatch plan --help")),
        (("plan", "x", "--outptu", "y"), ("plan: no option '--outptu'; nearest: --output",)),
        (("plan", "x", "y"), ("plan:", "unexpected")),
        (("plna", "x"), ("no command 'plna'; nearest: plan",)),
        (("--verbose",), ("no option '--verbose'",)),
        (("list", "batteris"), ("no shelf 'batteris'; nearest: models/batteries",)),
        (("show", "jiangxi-2024"), ("no 'jiangxi-2024' on any shelf",)),
        (("show",), ("show: missing argument 'NAME'",)),
        (("schema", "tarif"), ("no schema 'tarif'; nearest: tariff",)),
        (("new", "case.txt"), ("case.txt: a case file ends in .yaml",)),
        (("new", "not-there/case.yaml"), ("not-there/case.yaml: cannot be written",)),
    ],
    ids=lambda part: " ".join(part) if part and isinstance(part[0], str) else "",
)
def test_what_is_wrong_on_the_command_line(
    args: tuple[str, ...], says: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(call(*args), *says)
    assert list(tmp_path.iterdir()) == []


def test_a_case_file_that_is_not_yaml(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("name: [1\n", encoding="utf-8")
    refused(call("plan", path), "bad.yaml", "not YAML", "line")
    path.write_bytes(b"\xff\xfe\x00")
    refused(call("plan", path), "bad.yaml")


@pytest.mark.parametrize("below", ["file", "file/out", "file/a/b"])
def test_an_output_folder_that_cannot_be_written_is_found_first(
    below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was planned for nothing")

    monkeypatch.setattr("optdispatch.study.evaluate", never)
    (tmp_path / "file").write_text("kept")
    refused(call("plan", site(tmp_path), "-o", tmp_path / below), "file")
    assert (tmp_path / "file").read_text() == "kept"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "site.yaml"]


def break_the_replay(monkeypatch: pytest.MonkeyPatch) -> str:
    honest: Callable[[Battery, Store, Horizon], FloatArray] = Battery.replay

    def dishonest(self: Battery, store: Store, horizon: Horizon) -> FloatArray:
        return honest(self.model_copy(update={"efficiency_charge": 0.94}), store, horizon)

    monkeypatch.setattr(Battery, "replay", dishonest)
    return "'balance'"


def break_the_bill(monkeypatch: pytest.MonkeyPatch) -> str:
    honest = Tariff.invoice

    def dishonest(self: Tariff, use: Any, ops: Any = NUMBERS) -> Bill:
        bill = honest(self, use, ops)
        if ops is not NUMBERS:
            return bill
        line, *_ = bill.lines
        return Bill(bill.lines | {line: bill.lines[line] + 1}, bill.currency)

    monkeypatch.setattr(Tariff, "invoice", dishonest)
    return "'invoice'"


def hide_a_discharge(monkeypatch: pytest.MonkeyPatch) -> str:
    """The storage gives what its cells did not lose."""
    honest = Battery.replay
    monkeypatch.setattr(Battery, "replay", lambda self, s, h: 0.99 * honest(self, s, h))
    return "'balance'"


@pytest.mark.parametrize(
    "break_it",
    [break_the_replay, break_the_bill, hide_a_discharge],
    ids=lambda f: f.__name__,
)
def test_a_broken_certificate_makes_the_command_fail(
    break_it: Callable[[pytest.MonkeyPatch], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, out = site(tmp_path), tmp_path / "out"
    check = break_it(monkeypatch)
    result: Result = call("plan", path, "-o", out)
    refused(result, f"check {check} failed", "misses by")
    assert not out.exists()
