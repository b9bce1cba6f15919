"""A measured year in many dresses: the same readings as other meters write them."""

import csv
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from optdispatch import catalog
from optdispatch.meter import MeterFile, Survey, examine

Row = tuple[object, ...]
Rows = list[Row]
BERLIN = ZoneInfo("Europe/Berlin")
QUARTER = timedelta(minutes=15)
CIVIL = "%Y-%m-%d %H:%M"
GERMAN = {"Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome"}
"""Zones that share their clock changes."""


@cache
def plant() -> tuple[tuple[datetime, float], ...]:
    """Instants and kilowatts of the plant, by Python's own csv and zoneinfo."""
    text = (catalog.root() / "models/meters/plant-2016-15min.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    first = datetime(2016, 1, 1, tzinfo=BERLIN).timestamp()
    instants = [datetime.fromtimestamp(first + 900 * n, BERLIN) for n in range(len(rows))]
    assert [f"{t:{CIVIL}}" for t in instants] == [row[0] for row in rows]
    return tuple((t, float(row[1])) for t, row in zip(instants, rows, strict=True))


@cache
def process() -> tuple[tuple[datetime, float], ...]:
    """Starts on the meter's own clock, which never changes, and kilowatts."""
    text = (catalog.root() / "models/meters/process-2016-96point.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    return tuple(
        (datetime.fromisoformat(row[0]) + n * QUARTER, float(value))
        for row in rows
        for n, value in enumerate(row[1:])
    )


def later(t: datetime, step: timedelta = QUARTER) -> datetime:
    """A moment later, by instants."""
    return datetime.fromtimestamp(t.timestamp() + step.total_seconds(), BERLIN)


def long(write: Callable[[datetime], object], factor: float = 1.0, title: str = "kw") -> Rows:
    """The plant, one row a reading."""
    return [("time", title), *((write(t), round(v * factor, 6)) for t, v in plant())]


def days(rows: tuple[tuple[datetime, float], ...], titles: list[str]) -> Rows:
    """One row a day."""
    n = len(titles)
    dates = [rows[i][0] for i in range(0, len(rows), n)]
    return [
        ("日期", *titles),
        *((f"{d:%Y-%m-%d}", *(v for _, v in rows[i * n : i * n + n])) for i, d in enumerate(dates)),
    ]


def ends(n: int = 96) -> list[str]:
    """00:15 … 24:00."""
    return [_clock((k + 1) * 1440 // n) for k in range(n)]


def starts(n: int = 96) -> list[str]:
    """00:00 … 23:45."""
    return [_clock(k * 1440 // n) for k in range(n)]


def shuffled(rows: Rows) -> Rows:
    """The header, and the rows in no order."""
    body = rows[1:]
    Random(5).shuffle(body)
    return [rows[0], *body]


def excel_times() -> list[object]:
    """Titles as Excel keeps times of the day; midnight at the end is a date of 1900."""
    clock = [time((k * 15) // 60, (k * 15) % 60) for k in range(1, 96)]
    return [*clock, datetime(1900, 1, 1)]  # noqa: DTZ001 - Excel's


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def civil(t: object) -> str:
    """Local time, as meters write it."""
    return f"{t:{CIVIL}}"


def read(path: Path | str, **fields: object) -> Survey:
    """What is found in a file."""
    return examine(MeterFile.of({"file": str(path), **fields}, "load"))
