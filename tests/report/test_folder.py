import json
from pathlib import Path

import pytest

from optdispatch.errors import OutputError
from optdispatch.report.folder import FILES, filled, writable


def fill(folder: Path, *figures: str, text: str = "new") -> None:
    names = [*FILES, *(f"figures/{name}" for name in figures)]
    with filled(folder) as content:
        (content / "figures").mkdir()
        for name in names:
            (content / name).write_text(text)
        (content / "outcome.json").write_text(json.dumps({"files": names}))


def there(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    fill(tmp_path / "a" / "b", "x.png")
    assert there(tmp_path) == {f"a/b/{name}" for name in (*FILES, "figures/x.png")}


def test_a_second_run_replaces_ours_and_leaves_others(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fill(out, "old.png", "same.png", text="old")
    (out / "mine.txt").write_text("mine")
    (out / "figures" / "mine.png").write_text("mine")
    fill(out, "same.png")
    assert there(out) == {*FILES, "figures/same.png", "mine.txt", "figures/mine.png"}
    assert (out / "figures" / "same.png").read_text() == "new"
    assert there(tmp_path) == {f"out/{name}" for name in there(out)}


@pytest.mark.parametrize("names", [["../../keep.txt", "keep.txt", "figures/../keep.png"], 3, None])
def test_an_outcome_that_is_not_ours_deletes_nothing(tmp_path: Path, names: object) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for path in (tmp_path / "keep.txt", out / "keep.txt", out / "keep.png"):
        path.write_text("keep")
    (out / "outcome.json").write_text(json.dumps({"files": names}))
    fill(out)
    assert (tmp_path / "keep.txt").exists()
    assert {"keep.txt", "keep.png"} <= there(out)


class Stop(Exception):
    """What goes wrong half-way."""


def stop_half_way(out: Path) -> None:
    with filled(out) as content:
        (content / "bill.csv").write_text("half")
        raise Stop


@pytest.mark.parametrize("before", [False, True])
def test_what_goes_wrong_leaves_nothing_behind(tmp_path: Path, before: bool) -> None:
    out = tmp_path / "out"
    if before:
        fill(out, text="old")
    kept = there(tmp_path)
    with pytest.raises(Stop):
        stop_half_way(out)
    assert there(tmp_path) == kept
    assert [p.name for p in tmp_path.iterdir()] == (["out"] if before else [])


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="out: cannot be written: no space left"):  # noqa: SIM117
        with filled(tmp_path / "out"):
            raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_checking_leaves_no_trace(tmp_path: Path) -> None:
    writable(tmp_path / "out")
    writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def under_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "out"


def is_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("")
    return tmp_path / "file"


def folder_for_a_file(tmp_path: Path) -> Path:
    (tmp_path / "out" / "bill.csv").mkdir(parents=True)
    return tmp_path / "out"


def file_for_figures(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "figures").write_text("")
    return tmp_path / "out"


@pytest.mark.parametrize(
    "make", [under_a_file, is_a_file, folder_for_a_file, file_for_figures], ids=lambda f: f.__name__
)
def test_what_stands_in_the_way_is_named_before_any_work(tmp_path: Path, make: object) -> None:
    assert callable(make)
    out = make(tmp_path)
    kept = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutputError) as caught:
        writable(out)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == kept
