"""A study whose process is killed goes on where it stopped, and nobody can tell."""

import signal
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.study.campaign.studies import study

POINTS = 120
MANY = 2000
"""More than are solved before anybody can stop it, however busy the machine is."""
PROGRAM = (sys.executable, "-m", "optdispatch", "study")


def answers(store: Path) -> dict[str, float]:
    """How long each point took: nobody solves a point twice in the same time."""
    if not store.exists():
        return {}
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
            return dict(db.execute("SELECT key, seconds FROM answers"))
    except sqlite3.OperationalError:
        return {}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not there")
@pytest.mark.parametrize("how", [("--workers", "2"), ("--executor", "serial")])
def test_killed_half_way_and_run_on(how: tuple[str, str], tmp_path: Path) -> None:
    file = study(tmp_path, design={"kind": "latin_hypercube", "points_in_all": POINTS})
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    command = [*PROGRAM, str(file), *how]
    with subprocess.Popen([*command, "-o", str(cut)], stderr=subprocess.PIPE) as process:
        while len(answers(cut / "study.sqlite")) < POINTS // 3:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    before = answers(cut / "study.sqlite")
    assert POINTS // 3 <= len(before) < POINTS
    for folder in (cut, whole):
        subprocess.run([*command, "-o", str(folder)], check=True, capture_output=True)
    after = answers(cut / "study.sqlite")

    assert len(after) == POINTS
    assert {key: after[key] for key in before} == before
    for name in ("table.csv", "table.parquet", "summary.json", "histogram-saving-year-1.png"):
        assert (cut / name).read_bytes() == (whole / name).read_bytes(), name


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is another there")
def test_ctrl_c_says_what_is_safe_and_how_to_go_on(tmp_path: Path) -> None:
    file = study(tmp_path, design={"kind": "latin_hypercube", "points_in_all": MANY})
    out = tmp_path / "out"
    command = [*PROGRAM, str(file), "--workers", "1", "-o", str(out)]
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a job behind the shell may not
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears,  # noqa: PLW1509 - there are no threads here
    ) as process:
        while len(answers(out / "study.sqlite")) < 5:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert said.count("\n") == 1
    assert f"of {MANY:,} points are kept in {out / 'study.sqlite'}" in said
    assert "goes on from there" in said
    assert 5 <= len(answers(out / "study.sqlite")) < MANY
