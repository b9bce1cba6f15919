"""Every block of the README runs, as it stands, from top to bottom in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SET_UP = ("make ", "pip ", "git ")
"""Commands that make an environment: the checkout's and the wheel's tests run them."""


def blocks(name: str) -> list[tuple[str, str]]:
    return BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))


def commands(code: str) -> list[list[str]]:
    """The words of each command of a block, but for those that make an environment."""
    lines = (line for line in code.splitlines() if not line.startswith(SET_UP))
    return [words for line in lines if (words := line.partition("#")[0].split())]


TOLD = [c for lang, code in blocks("README.md") if lang == "bash" for c in commands(code)]
"""In Chinese these need not run again, but where they read or print what stands there."""


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_blocks_run(name: str, tmp_path: Path) -> None:
    ran, said, all_blocks = 0, "", blocks(name)
    for (language, code), (follows, _) in zip(all_blocks, [*all_blocks[1:], ("", "")], strict=True):
        if language == "yaml":
            title = code.partition("\n")[0].removeprefix("#").strip()
            (tmp_path / title).write_text(code, encoding="utf-8")
        elif language == "csv":
            title, _, rows = code.partition("\n")
            (tmp_path / title.removeprefix("#").strip()).write_text(rows, encoding="utf-8")
        elif language in {"python", "bash"}:
            known = TOLD if name == "README.zh.md" and follows != "text" else []
            said = run(language, code, tmp_path, known)
            ran += 1
        elif language == "text":
            printed = [plain(line) for line in said.splitlines()]
            assert [line for line in map(plain, code.splitlines()) if line not in printed] == []
    assert ran >= 2


def plain(line: str) -> str:
    """A line without the spaces that make columns."""
    return " ".join(line.split())


def run(language: str, code: str, folder: Path, known: list[list[str]]) -> str:
    """Run a block, but for known commands that read no file of the folder.

    Returns what its last command printed.
    """
    said = ""
    if language == "python":
        done = _called([sys.executable, "-c", code], folder)
        assert done.returncode == 0, done.stderr
        return done.stdout
    for command in commands(code):
        if command in known and not any((folder / word).exists() for word in command):
            continue
        assert command[0] == "optdispatch", command
        done = _called([sys.executable, "-m", "optdispatch", *command[1:]], folder)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        said = done.stdout
    return said


def _called(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    wide = os.environ | {"COLUMNS": "80"}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, env=wide
    )


def test_the_table_of_times_is_the_one_that_was_measured() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.partition("<!-- bench -->\n")[2].partition("<!-- /bench -->")[0]
    assert block == (ROOT / "docs" / "benchmark.md").read_text(encoding="utf-8")
    assert "HiGHS alone" in block


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_pictures_and_links_are_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text):
        assert (ROOT / target.partition("#")[0]).exists(), target
