"""`sites`, at the door."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.cli.doors import call, refused
from tests.study.portfolio.portfolios import BROKEN, SMALL, day, sites, written

SERIAL = ("--executor", "serial")


def test_it_ranks_writes_and_goes_on(tmp_path: Path) -> None:
    file, out = written(tmp_path, sites(tmp_path)), tmp_path / "out"
    result = call("sites", file, "-o", out, *SERIAL)

    assert result.exit_code == 0, result.output
    for words in ("by saving of year 1", "3 × large", "broken: no 'no-such-case' in models/cases"):
        assert words in result.stdout
    assert {p.name for p in out.iterdir()} == {"sites.sqlite", "sites.csv", "pages"}
    assert {p.name for p in (out / "pages").iterdir()} == {"big.md", "broken.md", "little.md"}
    page = (out / "pages" / "big.md").read_text(encoding="utf-8")
    assert page.count("| ") > 3
    assert "Place 1 of 3" in page
    assert "Nothing could be solved" in (out / "pages" / "broken.md").read_text(encoding="utf-8")
    head, *rows = csv.reader((out / "sites.csv").read_text(encoding="utf-8").splitlines())
    assert {len(row) for row in rows} == {len(head)}
    assert [row[1] for row in rows] == ["big"] * 3 + ["little"] * 3 + ["broken"]
    assert [row[head.index("is_best")] for row in rows[:3]] == ["True", "False", "False"]

    before = {p: p.read_bytes() for p in out.rglob("*.*") if p.suffix in {".csv", ".md"}}
    assert call("sites", file, "-o", out, *SERIAL).stdout == result.stdout
    assert {p: p.read_bytes() for p in before} == before


def test_nothing_is_written_that_nobody_asks_for(tmp_path: Path) -> None:
    file = written(tmp_path, sites(tmp_path))
    there = {*tmp_path.iterdir()}

    assert call("sites", file, *SERIAL).exit_code == 0
    assert {*tmp_path.iterdir()} == there


def test_a_table_takes_products_from_a_file(tmp_path: Path) -> None:
    """What the table names is found beside it, wherever the other file is."""
    offer, here = written(tmp_path, sites(tmp_path)), tmp_path / "here"
    here.mkdir()
    table = here / "table.csv"
    table.write_text(f"name,case\nmine,{day(here, 'mine')}\n", encoding="utf-8")
    out = tmp_path / "out"
    result = call("sites", table, "--offer", offer, "-o", out, "--reports", *SERIAL)

    assert result.exit_code == 0, result.output
    assert "mine" in result.stdout
    assert "sites.csv, 1 page, 1 report" in " ".join(result.stdout.split())
    assert "large" in (out / "pages" / "mine.md").read_text(encoding="utf-8")
    assert (out / "pages" / "mine.html").read_text(encoding="utf-8").startswith("<!")
    refused(call("sites", table), "is a table of sites", "--offer FILE")
    refused(call("sites", offer, "--offer", offer), "has products of its own")


@pytest.mark.parametrize(
    ("fields", "args", "says"),
    [
        ({"sites": [BROKEN]}, (), ("no point could be solved", "no-such-case")),
        ({"rank_by": "npv"}, (), ("rank_by",)),
        ({}, ("--rank-by", "beauty"), ("rank_by",)),
        ({}, ("--reports",), ("give -o DIR",)),
        ({}, ("--scheduler", "tcp://x:1"), ("give one",)),
        ({"products": [SMALL | {"battery": "x.yaml"}]}, (), ("x.yaml: No such file",)),
    ],
)
def test_it_refuses_in_a_line(
    fields: dict[str, Any], args: tuple[str, ...], says: tuple[str, ...], tmp_path: Path
) -> None:
    file = written(tmp_path, sites(tmp_path, **fields))
    refused(call("sites", file, *SERIAL, *args), *says)
