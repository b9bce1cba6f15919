"""`plan`: what it prints and what it writes are one and the same."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from optdispatch.report.document import Document
from optdispatch.report.figures import canvas
from tests.cli.doors import call, refused, site

FIGURES = ("2026-02", "saving-by-line", "price", "storage-power", "storage-soc")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What `plan -o` prints, and the folder that it fills."""
    folder = tmp_path_factory.mktemp("plan")
    result = call("plan", site(folder), "-o", folder / "out")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout, folder / "out"


def test_files_are_written_and_named(planned: tuple[str, Path]) -> None:
    printed, out = planned
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert there == {
        "outcome.json",
        "schedule.csv",
        "bill.csv",
        *(f"figures/{name}.png" for name in FIGURES),
    }
    assert "outcome.json, schedule.csv, bill.csv, figures/ (5 figures)" in " ".join(printed.split())
    assert set(json.loads((out / "outcome.json").read_text(encoding="utf-8"))["files"]) == there
    assert [p.name for p in out.parent.iterdir() if p.name.startswith(".")] == []


def test_the_outcome_is_of_its_schema(planned: tuple[str, Path]) -> None:
    _, out = planned
    document = Document.model_validate_json((out / "outcome.json").read_bytes())
    assert document.horizon.mode == "month"
    assert document.currency == "CNY"
    assert len(document.days) == 28


def test_the_outcome_is_of_its_json_schema(planned: tuple[str, Path]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    _, out = planned
    schema = json.loads(call("schema", "outcome").stdout)
    content = json.loads((out / "outcome.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(content | {"currency": 1})


def test_terminal_outcome_and_bill_agree(planned: tuple[str, Path]) -> None:
    printed, out = planned
    document = Document.model_validate_json((out / "outcome.json").read_bytes())
    bill = pd.read_csv(out / "bill.csv", index_col="line")
    lines = {line.line: line.amounts for line in document.result.ledger}
    lines["total"] = {w.way: w.total for w in document.result.ways}
    lines["saving"] = {w.way: w.saving for w in document.result.ways}
    assert set(lines) == set(bill.index)
    ledger = printed.split("What it costs")[1].split("Where the gap")[0].splitlines()
    for line, amounts in lines.items():
        for way, amount in amounts.items():
            assert bill.loc[line, way] == pytest.approx(amount, abs=1e-6)
        row = next(r for r in ledger if re.match(rf"{re.escape(line)}  ", r))
        said = [float(n.replace(",", "").replace("−", "-")) for n in row[len(line) :].split()]
        meant = [a for w, a in amounts.items() if line != "saving" or w != "without storage"]
        assert said == [pytest.approx(round(a), abs=0.5) for a in meant], line


def test_the_schedule_can_be_read_back(planned: tuple[str, Path]) -> None:
    _, out = planned
    table = pd.read_csv(out / "schedule.csv")
    assert list(table["way"].unique()) == ["without storage", "study's hours", "optimum"]
    assert len(table) == 3 * 28 * 24
    starts = pd.to_datetime(table.loc[table["way"] == "optimum", "start"], utc=True)
    assert (starts.diff().dropna() == pd.Timedelta(hours=1)).all()


def test_without_a_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert call("plan", path).exit_code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["site.yaml"]


def test_a_second_run_leaves_no_figure_of_the_first(
    tmp_path: Path, planned: tuple[str, Path]
) -> None:
    out = tmp_path / "out"
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    assert call("plan", site(tmp_path, time=time), "-o", out).exit_code == 0
    (out / "mine.txt").write_text("mine")
    time["start"] = "2026-02-03T00:00"
    assert call("plan", site(tmp_path, time=time), "-o", out).exit_code == 0
    figures = {p.name for p in (out / "figures").iterdir()}
    names = ("2026-02-03", "saving-by-line")
    assert figures == {f"{name}.png" for name in names}
    assert (out / "mine.txt").read_text() == "mine"


def test_a_case_that_fails_keeps_the_results_of_the_one_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    assert call("plan", site(tmp_path, time=time), "-o", out).exit_code == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    limit = {"capacity_kva": 4000, "import_limit_kw": 100}
    refused(call("plan", site(tmp_path, time=time, connection=limit), "-o", out))
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_without_a_chinese_font_figures_are_in_english_and_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas, "han_font", lambda: None)
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    out = tmp_path / "out"
    page = tmp_path / "page.html"
    result = call("plan", site(tmp_path, time=time), "-o", out, "--lang", "zh", "--report", page)
    assert result.exit_code == 0, result.output
    assert "No font with Chinese letters was found" in " ".join(result.stdout.split())
    assert "state of" in (out / "figures" / "2026-02-02.svg").read_text("utf-8")
