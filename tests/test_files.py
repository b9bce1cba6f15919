"""Names and files that a user may get wrong: one line, and no traceback."""

from pathlib import Path
from typing import Any

import pytest

import optdispatch as od
from tests.doors import refused
from tests.test_doors import CASE, TARIFF


@pytest.mark.parametrize(
    ("load_shelf", "name", "near"),
    [
        (od.Case.load, "jiangxi-2052", "jiangxi-2025"),
        (od.Tariff.load, "china/jianxi/2025-07", "china/jiangxi/2025-07"),
        (od.Tariff.load, "jiangxi", "china/jiangxi/2025-07"),
    ],
)
def test_a_name_that_the_catalogue_does_not_have(load_shelf: Any, name: str, near: str) -> None:
    refused(load_shelf, name, says=(repr(name), f"nearest: {near}"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: a\nname: b\n", ("'name' stands twice", "line 2")),
        ("name: [a\n", ("not YAML", "line")),
        ("- a\n- b\n", ("should hold fields",)),
        ("", ("should hold fields",)),
        ("name: \t'\n", ("not YAML",)),
        ("name: a\ntime: {mode: year}\n", ("is missing",)),
        ("? [1, 2]\n: a\n", ("site.yaml",)),
    ],
)
def test_files_that_are_no_case(text: str, says: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(text, encoding="utf-8")

    refused(od.Case.load, str(path), says=("site.yaml", *says))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused(od.Case.load, str(tmp_path / "no.yaml"), says=("no.yaml: No such file",))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")

    refused(od.Case.load, str(tmp_path / "x.yaml"), says=("x.yaml", "UTF-8"))


def test_paths_in_a_case_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(f"{TARIFF}", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(f"{CASE | {'tariff': 't.yaml'}}", encoding="utf-8")

    assert od.Case.load(str(tmp_path / "c.yaml")).tariff.name == "made up"
    (tmp_path / "d.yaml").write_text(f"{CASE | {'tariff': 'u.yaml'}}", encoding="utf-8")
    refused(od.Case.load, str(tmp_path / "d.yaml"), says=("tariff", "u.yaml: No such file"))
