"""The step that gets a browser says in one line how it went, and never fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
ROOT = Path(__file__).parents[1]
NOWHERE = "http://127.0.0.1:9"


def said(**env: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser"],
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_where_none_can_be_had_one_line_says_so(tmp_path: Path) -> None:
    nothing = str(tmp_path)
    env = {"PLAYWRIGHT_BROWSERS_PATH": nothing, "PLAYWRIGHT_DOWNLOAD_HOST": NOWHERE}
    (line,) = said(PATH=nothing, **env)
    assert line.startswith("no Chromium can be had here")


def test_the_one_that_starts_is_named(browser: object) -> None:
    (line,) = said()
    assert line.startswith("Chromium ")
