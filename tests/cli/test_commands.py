"""`list`, `show`, `schema`, `new`, help, and how the program ends."""

import io
import json
import re
import time
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from optdispatch.case import Case
from optdispatch.cli.root import COMMANDS
from optdispatch.cli.terminal import Progress
from tests.cli.doors import call, refused, site


def test_the_version() -> None:
    assert call("--version").stdout == f"optdispatch {version('optdispatch')}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_the_exit_codes(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"optdispatch {command}" in result.stdout.split("Examples:")[1]
    assert re.findall(r"^ +(\d+) {2,}\w", result.stdout, re.MULTILINE) == ["0", "2", "130"]


@pytest.mark.parametrize("args", [(), ("--help",)])
def test_help_names_every_command(args: tuple[str, ...]) -> None:
    result = call(*args)
    assert result.exit_code == 0
    assert all(re.search(rf"^  {c} +\w", result.stdout, re.MULTILINE) for c in COMMANDS)


def test_list_has_a_line_for_each_entry() -> None:
    lines = call("list").stdout.splitlines()
    assert "tariffs" in lines
    assert any(re.match(r"  jiangxi-2025 +The Jiangxi study", line) for line in lines)
    assert any(re.match(r"  china/jiangxi/2025-07 +Jiangxi, commercial", line) for line in lines)
    only = call("list", "models/batteries").stdout.splitlines()
    assert only[0] == "models/batteries"
    assert all(line.startswith("  ") for line in only[1:])


def test_show_draws() -> None:
    printed = call("show", "china/jiangxi/2025-07").stdout
    assert re.search(r"^Jan v{12}f{6}p{6}f{12}s{4}p{2}f{6}$", printed, re.MULTILINE)


def test_show_picks_a_variant() -> None:
    printed = call("show", "china/jiangsu/2026-08", "two-part", "35 kV").stdout
    assert "two-part, 35 kV" in printed
    refused(call("show", "china/jiangsu/2026-08", "two-part"), "1-10 kV", "voltage")


def test_schema_is_json() -> None:
    assert json.loads(call("schema").stdout)["title"] == "Case"
    assert json.loads(call("schema", "tariff").stdout)["title"] == "Tariff"


def test_a_new_case_can_be_planned_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert call("new", path).stdout.startswith(f"wrote {path}")
    assert path.read_text(encoding="utf-8").count("# ") > 20
    result = call("plan", path)
    assert result.exit_code == 0, result.output
    assert "✓" in result.stdout


def test_what_a_new_case_suggests_is_right_too(tmp_path: Path) -> None:
    """Fields that are commented out are fields all the same."""
    path = tmp_path / "mine.yaml"
    call("new", path)
    text = path.read_text(encoding="utf-8")
    roof = re.findall(r"^  # (- kind: pv)\n  # (.*)\n  # (.*)$", text, re.MULTILINE)
    content = yaml.safe_load(text)
    content["assets"] += yaml.safe_load("\n".join(roof[0]))
    content["time"] |= {"operating_days": 330, "compare_with_year": True}
    content["assets"][1] |= {"cycles_per_day": 2, "wear_per_kwh": 0.1}
    for name in ("operating_days: 330", "cycles_per_day: 2", "wear_per_kwh: 0.1"):
        assert f"# {name}" in text
    assert len(Case.of(content, "mine").assets) == 3


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    refused(call("new", path), "is there already")
    assert path.read_text() == "mine"


def test_new_has_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("new").exit_code == 0
    assert (tmp_path / "case.yaml").is_file()


def test_an_interruption_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    path = site(tmp_path)
    monkeypatch.setattr("optdispatch.report.write.schedule_table", interrupted)
    result = call("plan", path, "-o", tmp_path / "out")
    assert result.exit_code == 130
    assert result.stderr == "optdispatch: interrupted\n"
    assert result.stdout == ""
    assert [p.name for p in tmp_path.iterdir()] == ["site.yaml"]


def test_progress_is_told_to_a_terminal_alone() -> None:
    for is_terminal in (True, False):
        file = io.StringIO()
        console = Console(file=file, force_terminal=is_terminal, width=80)
        with Progress(console, after=0.0) as progress:
            progress("planning 96 periods")
            time.sleep(0.3)
        assert ("planning 96 periods" in file.getvalue()) is is_terminal


def test_progress_keeps_quiet_about_quick_work() -> None:
    file = io.StringIO()
    with Progress(Console(file=file, force_terminal=True), after=60.0) as progress:
        progress("planning 96 periods")
    assert file.getvalue() == ""
