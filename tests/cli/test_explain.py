"""`explain`: a sentence about an hour, a table of all."""

from pathlib import Path

import pandas as pd

from tests.cli.doors import SITE, call, refused, site


def test_a_sentence_about_an_hour() -> None:
    result = call("explain", "jiangxi-2025", "--at", "2025-07-15 12:15")
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert said.startswith("2025-07-15 12:15, deep valley at 0.3482 CNY/kWh: battery charges")
    assert "A kWh in its cells is worth" in said
    assert "The energy waits for 20:30, sharp at 1.0222 CNY/kWh." in said
    assert "when its cells are full." in said


def test_a_table_of_all_periods(tmp_path: Path) -> None:
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    out = tmp_path / "why.csv"
    result = call("explain", site(tmp_path, time=time), "-o", out)
    assert result.exit_code == 0, result.output
    table = pd.read_csv(out)
    assert len(table) == 24
    assert {"stored_value", "bus_value", "waits_for", "binds"} <= set(table.columns)
    assert table["stored_value"].notna().all()


def test_what_cannot_be_explained_is_one_line(tmp_path: Path) -> None:
    path = site(tmp_path)
    refused(call("explain", path), "nothing is asked; give --at TIME, or -o FILE")
    refused(call("explain", path, "--at", "noon"), "'noon'")
    refused(call("explain", path, "--at", "2031-01-01 00:00"), "2031-01-01 00:00 is not planned")
    refused(call("explain", path, "-o", tmp_path / "x.txt"), "should end in .csv")
    bare = site(tmp_path, assets=SITE["assets"][:1], rules=[])
    refused(call("explain", bare, "--at", "2026-02-02 00:00"), "there is no battery to explain")
