"""The store: what it refuses, and what it says of a study."""

import sqlite3
from pathlib import Path

import pytest

from optdispatch.errors import OutputError
from optdispatch.study.campaign import Store
from optdispatch.study.campaign.store import VERSION
from tests.doors import refused
from tests.study.campaign.studies import plan, ran


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    ran(plan(tmp_path), path)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    refused(Store, path, says=("a.sqlite", "newer optdispatch", f"version {VERSION + 1}"))
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT COUNT(*) FROM answers").fetchone() == (12,)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello\n" * 100, encoding="utf-8")
    refused(Store, tmp_path / "text", says=("cannot be used as a store",))
    with sqlite3.connect(tmp_path / "other") as db:
        db.execute("CREATE TABLE a (b)")
    refused(Store, tmp_path / "other", says=("is a database, but no store",))


def test_a_store_that_is_not_there_is_not_made_to_be_read(tmp_path: Path) -> None:
    refused(Store, tmp_path / "a" / "b", False, says=("there is no store", "run the study first"))
    assert not (tmp_path / "a").exists()


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        Store(tmp_path / "file" / "a.sqlite")


def test_a_study_that_was_not_run_is_not_found(tmp_path: Path) -> None:
    ran(plan(tmp_path), tmp_path / "a.sqlite")
    other = plan(tmp_path, seed=8)
    with Store(tmp_path / "a.sqlite") as store:
        refused(store.find, other.key, says=("was not run as it is now",))


def test_status_counts_and_groups_errors(tmp_path: Path) -> None:
    values = {"field": "assets.battery.efficiency_charge", "values": [0.9, 1.2, 1.3]}
    asked = plan(tmp_path, axes=[values], design="grid")
    ran(asked, tmp_path / "a.sqlite")
    with Store(tmp_path / "a.sqlite", create=False) as store:
        status = store.status(store.find())

    assert (status.name, status.points, status.done, status.failed) == ("a-day", 3, 3, 2)
    assert [count for _, count in status.errors] == [1, 1]
    assert status.seconds > 0


def test_a_store_knows_what_a_study_is_made_of(tmp_path: Path) -> None:
    asked = plan(tmp_path)
    ran(asked, tmp_path / "a.sqlite")
    with Store(tmp_path / "a.sqlite") as store:
        back = type(asked).back(store.content(store.find()))

    assert back.study.seed == asked.study.seed == 7
    assert back.key == asked.key
    assert list(back.points()) == list(asked.points())
