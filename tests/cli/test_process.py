"""The program as a shell sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.doors import battery, site

PROGRAM = (sys.executable, "-m", "optdispatch")


def run(*args: str | Path, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*PROGRAM, *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **env},
    )


def test_a_refusal_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    done = run("plan", site(tmp_path, assets=battery(efficiency_charge=88)), "-o", tmp_path / "o")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("optdispatch: ")
    assert not (tmp_path / "o").exists()


def test_a_pipe_carries_plain_text(tmp_path: Path) -> None:
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    done = run("plan", site(tmp_path, time=time), COLUMNS="80", FORCE_COLOR="")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "✓" in done.stdout


def test_a_terminal_without_unicode_is_no_reason_to_fail() -> None:
    done = run("show", "china/jiangxi/2025-07", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "Jan vvvvvvvvvvvv" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
@pytest.mark.parametrize("args", [("list",), ("show", "mall")])
def test_a_reader_that_leaves_is_no_error(args: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    with subprocess.Popen([*PROGRAM, *args], stdout=write, stderr=subprocess.PIPE) as process:
        os.close(write)
        _, said = process.communicate(timeout=60)
    assert said == b""
    assert process.returncode == 141


def test_no_command_loads_what_it_does_not_need() -> None:
    """Help and refusals of words on the command line wait for nothing."""
    asked = (
        "import sys; from optdispatch.cli import root; import click; "
        "[root.get_command(click.Context(root), c) for c in root.list_commands(None)]; "
        "late = {'rich', 'matplotlib', 'openpyxl', 'yaml'} & set(sys.modules); "
        "own = {m for m in sys.modules if m.startswith('optdispatch.report')}; "
        "print(sorted(late - before), sorted(own))"
    )
    before = "import sys, optdispatch; before = set(sys.modules); "
    done = subprocess.run(
        [sys.executable, "-c", before + asked], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[] []\n"
