"""`policy`, at the door."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.cli.doors import call, refused
from tests.study.portfolio.portfolios import BROKEN, day, written

SERIAL = ("--executor", "serial")


def asked(folder: Path, **fields: Any) -> Path:
    sites = [{"name": "site", "case": day(folder)}, BROKEN]
    policies = [
        {"spread": 1.1},
        {"every_tariff": "china/jiangxi/", "choose": ["two-part", "1-10 kV"]},
    ]
    return written(folder, {"name": "asked", "sites": sites, "policies": policies, **fields})


def test_it_says_who_gains_and_from_which_line(tmp_path: Path) -> None:
    file, out = asked(tmp_path), tmp_path / "out"
    result = call("policy", file, "-o", out, *SERIAL)

    assert result.exit_code == 0, result.output
    for words in (
        "site, CNY in year 1",
        "from which bill line",
        "spread 1.1: storage +",
        "by energy",
    ):
        assert words in result.stdout
    assert "broken: no 'no-such-case'" in result.stdout
    assert "china/jiangxi/2026-08: energy_purchase" in result.stdout
    head, *rows = csv.reader((out / "ledger.csv").read_text(encoding="utf-8").splitlines())
    saved, gained = head.index("saved"), head.index("gained")
    of = [row for row in rows if row[:2] == ["site", "spread 1.1"]]
    head, *rows = csv.reader((out / "policies.csv").read_text(encoding="utf-8").splitlines())
    assert {len(row) for row in rows} == {len(head)}
    (whole,) = [dict(zip(head, r, strict=True)) for r in rows if r[:2] == ["site", "spread 1.1"]]
    assert sum(float(r[saved]) for r in of) == pytest.approx(float(whole["saving"]), abs=1e-6)
    assert sum(float(r[gained]) for r in of) == pytest.approx(float(whole["gain"]), abs=1e-6)
    assert call("policy", file, "-o", out, *SERIAL).stdout == result.stdout


def test_it_shows_what_breaks_even(tmp_path: Path) -> None:
    """A capital cost of 1,100 CNY/kWh times 0.8746: see `test_policy` of the study."""
    sites = [{"name": "study", "case": "jiangxi-2025"}]
    ratio = {"period": "peak", "low": 1, "high": 1.01}
    hurdle = {"hurdle_irr": 0.06, "ratio": ratio}
    file = asked(tmp_path, sites=sites, policies=[{"spread": 1.1}], break_even=hurdle)
    said = call("policy", file, *SERIAL).stdout

    for words in ("1,924,", "below in all", "earns just 6.00 %", "the ratio of peak"):
        assert words in said


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"sites": [BROKEN]}, ("no point could be solved", "no-such-case")),
        ({"policies": [{"spread": -1}]}, ("spread",)),
        ({"break_even": {}}, ("break_even.hurdle_irr: is missing",)),
    ],
)
def test_it_refuses_in_a_line(
    fields: dict[str, Any], says: tuple[str, ...], tmp_path: Path
) -> None:
    refused(call("policy", asked(tmp_path, **fields), *SERIAL), *says)
