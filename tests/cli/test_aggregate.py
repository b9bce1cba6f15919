"""`aggregate`, at the door."""

import re
from pathlib import Path

import pandas as pd

from tests.cli.doors import call, refused


def test_the_shipped_pool_is_planned_settled_and_written(tmp_path: Path) -> None:
    result = call("aggregate", "park-and-factory", "-o", tmp_path / "pool")

    assert result.exit_code == 0, result.output
    assert "What programmes pay" in result.stdout
    tables = {p.stem: pd.read_csv(p) for p in (tmp_path / "pool").iterdir()}
    assert set(tables) == {"envelope", "bids", "settlement", "sites"}
    assert len(tables["envelope"]) == len(tables["bids"]) == 168
    paid = tables["settlement"].groupby("site")["paid"].sum()
    sites = tables["sites"].set_index("site")
    assert (paid - sites["paid"]).abs().max() < 0.005
    assert (sites["gain"] > 0).all()
    # Both bids are met within their bands, so that all that was given is paid at its price.
    calls = re.findall(r"2026-07-1[46]: ([\d,.]+); given, at its price: ([\d,.]+)", result.stdout)
    assert [paid for paid, _ in calls] == [given for _, given in calls]
    assert len(calls) == 2
    assert (tables["settlement"].query("programme == 'demand response'")["paid"] > 0).all()


def test_a_pool_that_cannot_be_read_is_refused_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "pool.yaml"
    file.write_text("name: pool\nsites: []\n")

    refused(call("aggregate", file, "-o", tmp_path / "out"), "is missing")
    refused(call("aggregate", "park-and-factry"), "park-and-factory")
    assert not (tmp_path / "out").exists()
