"""`plan --xlsx`: where the workbook goes, and what is there if it cannot be written."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from optdispatch.errors import OutputError
from optdispatch.report.workbook import door, write_workbook
from tests.cli.doors import call, refused, site
from tests.report.workbooks import reference


def test_it_is_named_after_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = site(tmp_path)
    before = {p.name for p in tmp_path.iterdir()}
    result = call("plan", path, "--xlsx")
    assert result.exit_code == 0
    (name,) = {p.name for p in tmp_path.iterdir()} - before
    assert name in result.stdout
    assert "Bill" in load_workbook(tmp_path / name).sheetnames


def test_it_goes_where_it_is_said_and_to_the_folder(tmp_path: Path) -> None:
    path, out = site(tmp_path), tmp_path / "out"
    assert call("plan", path, "--xlsx", tmp_path / "for the bank.xlsx").exit_code == 0
    assert call("plan", path, "-o", out, "--xlsx").exit_code == 0
    books = [*tmp_path.glob("*.xlsx"), *out.glob("*.xlsx")]
    assert len(books) == 2
    assert books[0].name == "for the bank.xlsx"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("book.xls", "should end in .xlsx"),
        ("folder.xlsx", "is a folder; give the name of a file"),
        ("nowhere/book.xlsx", "cannot be written: no such file or directory"),
    ],
)
def test_where_it_cannot_be_written(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    path = site(tmp_path)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    refused(call("plan", path, "--xlsx", tmp_path / name), f"{tmp_path / name}: {says}")
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_name_of_signs_alone() -> None:
    assert door("", "***").name == "workbook.xlsx"


def test_what_was_there_stays_until_all_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("earlier")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optdispatch.report.workbook.write.store", full)
    with pytest.raises(OutputError, match="cannot be written: no space left on device"):
        write_workbook(reference(), path)
    assert [p.name for p in tmp_path.iterdir()] == ["book.xlsx"]
    assert path.read_text() == "earlier"
