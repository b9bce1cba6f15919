"""The clock of a file is found where it shows, and named as no more than it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from optdispatch.errors import MeterError
from optdispatch.meter import MeterFile, Survey, examine

Write = Callable[..., Path]
CIVIL = "%Y-%m-%d %H:%M"


def rows(
    zone: str, first: str, days: int, step_min: int = 15, end: str = "", fmt: str = CIVIL
) -> list[tuple[object, ...]]:
    """Readings numbered on a zone's clock; stamped at their ends by the moment, or the clock."""
    z = ZoneInfo(zone)
    start = datetime.fromisoformat(first).replace(tzinfo=z).timestamp()
    last = (datetime.fromisoformat(first) + timedelta(days=days)).replace(tzinfo=z).timestamp()
    instants = [start + 60 * step_min * k for k in range(int(last - start) // (60 * step_min))]

    def stamp(instant: float) -> datetime:
        if end == "moment":
            return datetime.fromtimestamp(instant + 60 * step_min, z)
        t = datetime.fromtimestamp(instant, z)
        return t.replace(tzinfo=None) + timedelta(minutes=step_min) if end else t

    kw = [float(k % 97) for k in range(len(instants))]
    return [("t", "kw"), *((f"{stamp(i):{fmt}}", v) for i, v in zip(instants, kw, strict=True))]


def read(path: Path, **fields: object) -> Survey:
    return examine(MeterFile.of({"file": str(path), **fields}, "load"))


@pytest.mark.parametrize("end", ["", "moment", "clock"])
@pytest.mark.parametrize("step_min", [15, 30, 60])
@pytest.mark.parametrize(
    ("zone", "first", "like", "unlike"),
    [
        ("Europe/Berlin", "2025-03-20", "Europe/Paris", "Europe/London"),
        ("Europe/Berlin", "2025-10-20", "Europe/Madrid", "Europe/Athens"),
        ("Europe/London", "2025-10-20", "Europe/London", "Europe/Berlin"),
        ("America/Chicago", "2025-11-01", "America/New_York", "Europe/Berlin"),
        ("Australia/Sydney", "2025-10-01", "Australia/Sydney", "Europe/Berlin"),
    ],
)
def test_one_change_of_the_clock_is_enough(
    zone: str, first: str, like: str, unlike: str, step_min: int, end: str, write: Write
) -> None:
    content = rows(zone, first, 16, step_min, end)

    found = read(write(content))

    assert found.clock.how == "changes"
    assert {zone, like} <= set(found.clock.zones)
    if step_min < 60 or not end:  # hours by the clock are another zone's hours by the moment
        assert unlike not in found.clock.zones
    assert found.power_kw.tolist() == [v for _, v in content[1:]]
    assert (found.gaps, found.repeats, len(found.changed_days)) == ([], (), 1)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Phoenix", "UTC"])
def test_a_clock_that_is_never_changed_is_of_no_known_zone(zone: str, write: Write) -> None:
    clock = read(write(rows(zone, "2025-03-01", 60))).clock

    assert (clock.how, clock.zones, clock.is_known) == ("unchanged", (), False)


def test_gaps_elsewhere_do_not_hide_the_clock_and_are_no_clock(write: Write) -> None:
    content = rows("Europe/Berlin", "2025-03-01", 60)
    holed = [*content[:200], *content[204:300], *content[310:]]
    asia = rows("Asia/Shanghai", "2025-03-01", 60)

    found, fixed = read(write(holed)), read(write([*asia[:200], *asia[204:]], "f.csv"))

    assert "Europe/Berlin" in found.clock.zones
    assert found.gaps == [slice(199, 203), slice(299, 309)]
    assert (fixed.clock.how, fixed.gaps) == ("unchanged", [slice(199, 203)])


def test_zones_far_apart_cannot_be_told_by_the_wall_clock(write: Write) -> None:
    america = read(write(rows("America/Chicago", "2025-03-01", 300))).clock
    london = read(write(rows("Europe/London", "2025-01-01", 365), "l.csv")).clock

    assert {"America/New_York", "America/Los_Angeles"} <= set(america.zones)
    assert not america.is_known
    assert london.is_known


@pytest.mark.parametrize(
    ("zone", "fmt", "known"),
    [
        ("Asia/Shanghai", "%Y-%m-%dT%H:%M:%S%z", "UTC+08:00"),
        ("Asia/Kolkata", "%Y-%m-%dT%H:%M:%S%z", "UTC+05:30"),
        ("UTC", "%Y-%m-%dT%H:%MZ", "UTC"),
    ],
)
def test_a_written_offset_is_the_clock(zone: str, fmt: str, known: str, write: Write) -> None:
    clock = read(write(rows(zone, "2025-03-01", 60, 30, "", fmt))).clock

    assert (clock.how, str(clock.zone), clock.is_known) == ("written", known, True)


def test_written_offsets_that_change_name_the_zones_that_have_them(write: Write) -> None:
    found = read(write(rows("Europe/Berlin", "2025-03-01", 60, 30, "", "%Y-%m-%dT%H:%M:%S%z")))

    assert {"Europe/Paris", "Europe/Berlin"} <= set(found.clock.zones)
    assert "Europe/Chisinau" not in found.clock.zones
    assert found.clock.is_known
    assert found.changed_days[0][1] == 23


def test_a_zone_that_is_said_must_have_the_times(write: Write) -> None:
    path = write(rows("Asia/Shanghai", "2025-03-01", 60))

    with pytest.raises(MeterError, match="2025-03-30 02:00 is skipped by the clock of Europe/Par"):
        read(path, time_zone="Europe/Paris")
    assert read(path, time_zone="UTC+08:00").laid.index[0].utcoffset() == timedelta(hours=8)
