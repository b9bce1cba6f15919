"""`tariff import`: a rate of the database becomes a file that everything else can use."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from optdispatch import urdb
from optdispatch.case import Case
from optdispatch.tariff import Tariff
from tests.cli.doors import call, refused, site
from tests.urdb.rates import DEMAND, ENERGY, FIXED, Sam, load, year

RATE: dict[str, Any] = ENERGY | DEMAND | FIXED
OTHER: dict[str, Any] = RATE | {"label": "other", "name": "Large service"}


def saved(folder: Path, content: Any, name: str = "rate.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_file_bills_as_the_rate_does(tmp_path: Path) -> None:
    rate, made = saved(tmp_path, {"items": [RATE]}), tmp_path / "rate.yaml"
    result = call("tariff", "import", rate, "-o", made, "--time-zone", "Etc/GMT+6")

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"wrote {made}: Test Light & Power, General service")
    loaded, horizon = Tariff.load(str(made)), year(60)
    direct = Tariff.of(urdb.read(RATE, time_zone="Etc/GMT+6")[0], "rate")
    drawn = load(horizon)
    assert loaded == direct
    assert loaded.bill(drawn, horizon).total == direct.bill(drawn, horizon).total > 0
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["rate.json", "rate.yaml"]


def test_a_case_and_a_bill_use_it(tmp_path: Path) -> None:
    made = tmp_path / "rate.yaml"
    call("tariff", "import", saved(tmp_path, RATE), "-o", made, "--time-zone", "UTC")
    path = site(tmp_path, tariff="rate.yaml", billing=None, connection={}, rules=[])
    case = Case.load(str(path))
    rows = [f"2026-02-01 {h:02d}:00,{100 + h}" for h in range(24)]
    meter = tmp_path / "m.csv"
    meter.write_text("\n".join(["time,kw", *rows]), encoding="utf-8")
    billed = call("bill", "--tariff", made, "--meter", meter)

    assert case.tariff.currency == "USD"
    assert case.tariff.bill(np.full(len(case.horizon), 10.0), case.horizon).total > 0
    assert billed.exit_code == 0, billed.output
    assert "Line by line, USD" in billed.stdout
    assert "103.50" in billed.stdout


def test_what_is_not_carried_is_said_and_noted(tmp_path: Path) -> None:
    odd = RATE | {"coincidentratestructure": [[{"rate": 5}]], "strange": 3}
    made = tmp_path / "rate.yaml"
    result = call("tariff", "import", saved(tmp_path, odd), "-o", made)
    note = Tariff.load(str(made)).note

    for says in (
        "the database has no time zone; America/New_York is taken",
        "coincidentratestructure: demand when the system peaks is charged in hours",
        "strange is not known and not carried",
    ):
        assert f"· {says}" in result.stdout
        assert says[1:] in note


def test_without_an_output_the_tariff_goes_to_stdout_and_words_to_stderr(tmp_path: Path) -> None:
    result = call("tariff", "import", saved(tmp_path, RATE))

    content = yaml.safe_load(result.stdout)
    assert Tariff.of(content, "stdout").name == "Test Light & Power, General service"
    assert result.stderr == "· the database has no time zone; America/New_York is taken\n"


def test_of_several_rates_a_label_says_which(tmp_path: Path) -> None:
    several = saved(tmp_path, {"items": [RATE, OTHER]})
    refused(
        call("tariff", "import", several), f"holds 2 rates; say which label: {RATE['label']}, other"
    )
    refused(call("tariff", "import", several, "--label", "othr"), "no rate 'othr'; nearest: other")
    result = call("tariff", "import", several, "--label", "other")

    assert "Large service" in yaml.safe_load(result.stdout)["name"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "rate.json: not JSON: "),
        ("[]", "holds no rate; save one as its JSON"),
        ('"text"', "holds no rate"),
        ('{"energyratestructure": [[{"rate": "much"}]]}', "'much' is no number"),
        ('{"energyratestructure": [[{"rate": 1}], [{"rate": 2}]]}', "schedule is missing"),
        ('{"energyratestructure": 3}', "should be a list of tiers for each period"),
        ('{"flatdemandstructure": [[{"rate": 1}]], "flatdemandmonths": [1]}', "12 numbers"),
    ],
)
def test_what_is_no_rate_is_one_line(content: str, says: str, tmp_path: Path) -> None:
    path, made = tmp_path / "rate.json", tmp_path / "rate.yaml"
    path.write_text(content, encoding="utf-8")

    refused(call("tariff", "import", path, "-o", made), says)
    assert not made.exists()


def test_paths_and_zones_that_cannot_be_used(tmp_path: Path) -> None:
    rate, made = saved(tmp_path, RATE), tmp_path / "rate.yaml"
    made.write_text("mine", encoding="utf-8")

    refused(call("tariff", "import", tmp_path / "no.json"), "no.json: No such file")
    refused(call("tariff", "import", rate, "-o", made), "is there already; give another path")
    refused(call("tariff", "import", rate, "-o", tmp_path / "x.yml" / "y.yaml"), "no such file")
    refused(call("tariff", "import", rate, "-o", tmp_path / "x.json"), "ends in .yaml; write")
    refused(call("tariff", "import", rate, "--time-zone", "Mars"), "no time zone 'Mars'")
    refused(call("tariff", "imprt"), "Did you mean 'import'?")
    assert made.read_text(encoding="utf-8") == "mine"


def test_the_group_shows_its_help() -> None:
    result = call("tariff")

    assert result.exit_code == 0
    assert "import  Turn an OpenEI rate into a tariff file." in result.stdout


@pytest.mark.parametrize("minutes", [60, 15])
def test_import_and_bill_say_what_sam_says(minutes: int, tmp_path: Path) -> None:
    """From files to files: each month of a year in hours and in quarter-hours, to 1e-6."""
    horizon, made, meter = year(minutes), tmp_path / "rate.yaml", tmp_path / "m.csv"
    drawn = load(horizon)
    rows = zip(horizon.index.tz_localize(None), drawn.tolist(), strict=True)
    text = "\n".join(["time,kw", *(f"{at:%Y-%m-%d %H:%M},{kw!r}" for at, kw in rows)])
    meter.write_text(text, encoding="utf-8")
    call("tariff", "import", saved(tmp_path, RATE), "-o", made, "--time-zone", "Etc/GMT+6")
    result = call("bill", "--tariff", made, "--meter", meter, "-o", tmp_path / "out")

    assert result.exit_code == 0, result.output
    months = pd.read_csv(tmp_path / "out" / "bill-months.csv")
    expected = Sam(RATE, drawn).months("utility_bill_wo_sys_ym")
    assert months["total"].tolist() == pytest.approx(expected.tolist(), rel=1e-6)
