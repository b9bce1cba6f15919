"""The store: what is known of points, in an SQLite file, each kept as it is found.

============  ======================================================================
table         a row is
============  ======================================================================
answers       what one key comes to: numbers, or the error why not
studies       a study that was run: its content, seed, versions and number of points
places        a point of a study: its number, its key, and where it lies on the axes
============  ======================================================================

Answers belong to no study. Two studies that share points share their answers.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from optdispatch.errors import InputError, OutputError
from optdispatch.study.campaign.design import Point
from optdispatch.study.campaign.keys import versions
from optdispatch.study.campaign.plan import Numbers, Plan
from optdispatch.study.campaign.worker import Found

VERSION = 1
"""Of the tables below."""
APPLICATION = 0x6F707464
"""Marks the file as one of ours: `optd`."""
TABLES = """
CREATE TABLE answers (
    key TEXT PRIMARY KEY, numbers TEXT, error TEXT, seconds REAL NOT NULL, study INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE studies (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, content TEXT NOT NULL,
    points INTEGER NOT NULL, versions TEXT NOT NULL, executor TEXT NOT NULL, begun TEXT NOT NULL
);
CREATE TABLE places (
    study INTEGER NOT NULL, number INTEGER NOT NULL, key TEXT NOT NULL, point TEXT NOT NULL,
    PRIMARY KEY (study, number)
) WITHOUT ROWID;
"""


class Row(NamedTuple):
    """A point of a study, and what it comes to."""

    number: int
    point: Point
    numbers: Numbers | None
    """None: it failed."""
    error: str | None


@dataclass(frozen=True)
class Status:
    """How far a study has come."""

    name: str
    points: int
    done: int
    failed: int
    seconds: float
    """That its points took, added up. [s]"""
    errors: tuple[tuple[str, int], ...]
    """The most frequent errors, and how often each."""


class Store:
    """An open store; use it in a `with`."""

    def __init__(self, path: Path, create: bool = True) -> None:
        """Open a store, or make one.

        Raises `InputError` for a file that is no store, or that a newer version has written, and
        where there is none; `OutputError` where one cannot be made.
        """
        self.path = path
        if not create and not path.is_file():
            raise InputError(f"{path}: there is no store; run the study first")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30.0, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{path}: cannot be written: {error}") from None
        try:
            with _told(path):
                self._check()
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def begin(self, plan: Plan, executor: str) -> int:
        """Take note of a study that is run, or run on; its number here."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        about = (plan.name, json.dumps(plan.content), len(plan), json.dumps(dict(versions())))
        with _told(self.path):
            self._db.execute(
                "INSERT INTO studies (key, name, content, points, versions, executor, begun)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                " name = excluded.name, content = excluded.content,"
                " executor = excluded.executor, begun = excluded.begun",
                (plan.key, *about, executor, now),
            )
            return int(self._one("SELECT id FROM studies WHERE key = ?", plan.key))

    def place(self, study: int, number: int, key: str, point: Point) -> None:
        """Take note of where a point lies."""
        with _told(self.path):
            self._db.execute(
                "INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?)",
                (study, number, key, json.dumps(dict(point))),
            )

    def knows(self, key: str) -> bool:
        """Whether there is an answer."""
        with _told(self.path):
            return bool(self._one("SELECT EXISTS (SELECT 1 FROM answers WHERE key = ?)", key))

    def keep(self, key: str, found: Found, study: int) -> None:
        """Keep an answer; it is on the disk when this returns."""
        numbers = None if found.numbers is None else json.dumps(found.numbers)
        with _told(self.path):
            self._db.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
                (key, numbers, found.error, found.seconds, study),
            )

    def forgive(self, study: int) -> None:
        """Forget the errors of a study's points."""
        with _told(self.path):
            self._db.execute(
                "DELETE FROM answers WHERE error IS NOT NULL AND key IN"
                " (SELECT key FROM places WHERE study = ?)",
                (study,),
            )

    def find(self, key: str | None = None) -> int:
        """Number of a study, by the hash of its content; of that which was run last, without.

        Raises `InputError` where it was never run.
        """
        with _told(self.path):
            where = "key = ?" if key else "? IS NULL ORDER BY begun DESC, id DESC"
            found = self._db.execute(f"SELECT id FROM studies WHERE {where}", (key,)).fetchone()  # noqa: S608
        if found is None:
            raise InputError(f"{self.path}: the study was not run as it is now; run it first")
        return int(found[0])

    def content(self, study: int) -> Any:
        """What a study is made of, as JSON."""
        with _told(self.path):
            return json.loads(self._one("SELECT content FROM studies WHERE id = ?", study))

    def status(self, study: int) -> Status:
        """How far a study has come."""
        with _told(self.path):
            name, points = self._db.execute(
                "SELECT name, points FROM studies WHERE id = ?", (study,)
            ).fetchone()
            of = "FROM places JOIN answers USING (key) WHERE places.study = ?"
            done, failed, seconds = self._db.execute(
                f"SELECT COUNT(*), COUNT(error), TOTAL(seconds) {of}",
                (study,),
            ).fetchone()
            errors = self._db.execute(
                f"SELECT error, COUNT(*) AS n {of} AND error IS NOT NULL"
                " GROUP BY error ORDER BY n DESC, error LIMIT 5",
                (study,),
            ).fetchall()
        return Status(name, points, done, failed, seconds, tuple(errors))

    def rows(self, study: int) -> Iterator[Row]:
        """The points of a study that have an answer, by their numbers, one at a time."""
        with _told(self.path):
            for number, point, numbers, error in self._db.execute(
                "SELECT number, point, numbers, error FROM places JOIN answers USING (key)"
                " WHERE places.study = ? ORDER BY number",
                (study,),
            ):
                found = None if numbers is None else json.loads(numbers)
                yield Row(number, json.loads(point), found, error)

    def _check(self) -> None:
        """A new file gets its tables; one that is there must be ours, and not too new."""
        there = self._one("SELECT COUNT(*) FROM sqlite_schema")
        if not there:
            self._db.executescript(
                f"PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; {TABLES}"
                f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
            )
        elif self._one("PRAGMA application_id") != APPLICATION:
            raise InputError(f"{self.path}: is a database, but no store of studies")
        elif (version := self._one("PRAGMA user_version")) > VERSION:
            raise InputError(
                f"{self.path}: was written by a newer optdispatch (store version {version}, here "
                f"{VERSION}); update optdispatch, or write to another folder"
            )
        self._db.execute("PRAGMA synchronous = NORMAL")

    def _one(self, statement: str, *values: Any) -> Any:
        return self._db.execute(statement, values).fetchone()[0]


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in one line what SQLite refuses."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path}: cannot be used as a store: {error}") from None
