"""Each broken file gives one clear line: what, where, what instead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from optdispatch.errors import InputError, MeterError
from optdispatch.horizon import Horizon
from optdispatch.meter.profiles.meter_file import MeterFile

Write = Callable[..., Path]
Rows = list[tuple[object, ...]]
START = datetime(2025, 3, 1)  # noqa: DTZ001 - a meter's clock


def rows(n: int = 960, step: float = 15, header: tuple[str, ...] = ("time", "kw")) -> Rows:
    times = [START + timedelta(minutes=step * i) for i in range(n)]
    return [header, *((f"{t:%Y-%m-%d %H:%M:%S}", float(i % 96)) for i, t in enumerate(times))]


def cut(rows: Rows, *lines: int) -> Rows:
    return [row for line, row in enumerate(rows, 1) if line not in lines]


def put(rows: Rows, line: int, *row: object) -> Rows:
    return [*rows[: line - 1], row, *rows[line:]]


def shift(rows: Rows, line: int) -> Rows:
    time, value = rows[line - 1]
    return put(rows, line, str(time).replace(":00", ":07", 1), value)


GOOD = rows()
BAD: dict[str, tuple[Rows, dict[str, object], str]] = {
    "gap": (
        cut(GOOD, 100, 101, 102, 500),
        {},
        "4 readings missing in 2 gaps, the first 2025-03-02 00:30 to 2025-03-02 01:15 "
        "(3 readings); `fill:`",
    ),
    "empty cell": (
        put(GOOD, 100, GOOD[99][0], None),
        {},
        "1 reading missing in 1 gap, the first 2025-03-02 00:30",
    ),
    "duplicate": (
        [*GOOD, GOOD[50], GOOD[40]],
        {},
        "line 963: 2025-03-01 09:45 stands there again, 2 rows in all; take them out",
    ),
    "irregular": (
        put(GOOD, 100, "2025-03-02 00:37:00", 1.0),
        {},
        "line 100: 2025-03-02 00:37:00, 22 min after the last, is off the 15 min grid",
    ),
    "off the grid": (
        [("t", "kw"), *((f"2025-03-01 {h:02d}:07", 1.0) for h in range(24))],
        {},
        "line 2: 2025-03-01 00:07:00 is off the 60 min grid",
    ),
    "wrong step": (
        rows(200, 20),
        {},
        "line 3: the step is 20 min; it may be 1, 5, 10, 15, 30 or 60 min",
    ),
    "daily step": (rows(31, 1440), {}, "line 3: the step is 1440 min"),
    "text in a number": (
        put(GOOD, 77, GOOD[76][0], "12,5 kW"),
        {},
        "line 77, column 'kw': '12,5 kW' is no number; write it as 1305.5, or leave",
    ),
    "infinite": (
        put(GOOD, 77, GOOD[76][0], "1e999"),
        {},
        "line 77, column 'kw': '1e999' is no number",
    ),
    "not a number": (
        put(GOOD, 77, GOOD[76][0], "NaN"),
        {},
        "line 77, column 'kw': 'NaN' is no number",
    ),
    "unreadable time": (
        put(GOOD, 9, "2025-02-30 01:45:00", 1.0),
        {},
        "line 9: cannot read the time '2025-02-30 01:45:00'; write it as 2016-01-31 13:45",
    ),
    "no time": (put(GOOD, 9, None, 1.0), {}, "line 9: cannot read the time ''"),
    "mixed offsets": (
        put(GOOD, 9, "2025-03-01 01:45:00+08:00", 1.0),
        {},
        "line 2: '2025-03-01 00:00:00' has no offset from UTC, others do",
    ),
    "day or month first": (
        [("t", "kw"), *((f"01/02/2025 {h:02d}:00", 1.0) for h in range(24))],
        {},
        "'01/02/2025 00:00' may be day or month first; write dates as 2016-01-31",
    ),
    "no time column": (
        [("hour", "kw"), *((h, 1.5) for h in range(24))],
        {},
        "has no time column such as 2016-01-31 13:45; columns: hour, kw",
    ),
    "two time columns": (
        [("read", "stored", "kw"), *((t, t, v) for t, v in GOOD[1:])],
        {},
        "which is the time? say `time_column:` read, stored",
    ),
    "unknown time column": (GOOD, {"time_column": "tiem"}, "no column 'tiem'; nearest: time"),
    "no numbers": (
        [("time", "kw"), *((t, "x") for t, _ in GOOD[1:])],
        {},
        "has no column of numbers; columns: kw",
    ),
    "two columns": (
        [("time", "kw", "kwh", "kvar"), *((t, v, v, v) for t, v in GOOD[1:])],
        {},
        "which column? say `column:` kw, kwh",
    ),
    "unknown column": (GOOD, {"column": "kW"}, "no column 'kW'; nearest: kw"),
    "same title twice": (
        [("time", "kw", "kw"), *((t, v, v) for t, v in GOOD[1:])],
        {},
        "line 1: two columns are called 'kw'; rename one",
    ),
    "no header": (GOOD[1:], {}, "line 1: should name the columns, such as time,kw"),
    "no readings": (GOOD[:1], {}, "has no readings; line 1 names the columns"),
    "one reading": (GOOD[:2], {}, "has one reading; a step needs two"),
    "reactive power": (
        [("time", "reactive_kvar"), *GOOD[1:]],
        {},
        "column 'reactive_kvar' is in kvar; say `unit:`",
    ),
    "two units": (
        [("time", "kW (from kWh)"), *GOOD[1:]],
        {},
        "column 'kW (from kWh)' is in kw or kwh; say `unit:`",
    ),
    "too large": (
        put(GOOD, 77, GOOD[76][0], 1e300),
        {"unit": "MW", "scale": 1e10},
        "a reading is inf kW; check it, `unit:` and `scale:`",
    ),
    "one row a day": (
        [("date", "00:15", "00:30"), *((f"2025-03-{d:02d}", 1.0, 2.0) for d in range(1, 32))],
        {},
        "has 2 columns of times of the day, 00:15 … 00:30; 00:45 is missing; a day has 24, 48, 96",
    ),
    "too long a gap": (
        cut(GOOD, *range(100, 112)),
        {"fill": {"short_gaps_h": 2}},
        "2025-03-02 00:30 to 2025-03-02 03:30 (12 readings) is missing, 3 h; a longer "
        "`short_gaps_h` or `long_gaps: like_days` can fill it",
    ),
    "no like day": (
        [GOOD[0], *[row for row in GOOD[1:] if not "00:15" < str(row[0])[11:16] < "01:00"]],
        {"fill": {"long_gaps": "like_days"}},
        "has no like day in its month; fill it in the file",
    ),
}


def message(path: Path, fields: dict[str, object], horizon: Horizon) -> str:
    meter = MeterFile.of({"file": str(path), **fields}, "load")
    with pytest.raises(MeterError) as error:
        meter.power_kw(horizon)
    assert "\n" not in str(error.value)
    assert str(path.parent) not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize(
    ("name", "encoding"), [("m.csv", "utf-8"), ("电表.csv", "gb18030"), ("m.xlsx", "")]
)
def test_one_line(
    case: str, name: str, encoding: str, write: Write, chronological: Callable[..., Horizon]
) -> None:
    content, fields, expected = BAD[case]
    path = write(content, name, encoding, ";")

    said = message(path, fields, chronological("2025-03-01"))

    assert expected in said
    assert said.startswith(name)


def test_a_row_of_another_length(write: Write, chronological: Callable[..., Horizon]) -> None:
    path = write(put(GOOD, 7, "2025-03-01 01:15:00", 1.0, 2.0))

    assert (
        message(path, {}, chronological("2025-03-01")) == "m.csv, line 7: has 3 cells, the header 2"
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("m.csv", b"t,kw\n2025-01-01 00:00,\xff\xff\n", "m.csv: is neither UTF-8 nor GB18030 text"),
        ("m.csv", b"", "m.csv: has no readings"),
        ("m.csv", b't,kw\n2025-01-01 00:00,"' + b"9" * 200_000, "m.csv, line 2: not CSV: field"),
        ("m.xlsx", b"not a workbook", "m.xlsx: is no readable Excel workbook; save it as CSV"),
        ("m.xls", b"", "m.xls: is no meter file; save it as .csv or .xlsx"),
        ("m", b"", "m: is no meter file; save it as .csv or .xlsx"),
    ],
)
def test_what_is_no_table(
    name: str,
    content: bytes,
    expected: str,
    tmp_path: Path,
    chronological: Callable[..., Horizon],
) -> None:
    (tmp_path / name).write_bytes(content)

    assert expected in message(tmp_path / name, {}, chronological("2025-03-01"))


def test_a_file_that_went_away(write: Write, chronological: Callable[..., Horizon]) -> None:
    path = write(GOOD)
    meter = MeterFile.of({"file": str(path)}, "load")
    path.unlink()

    with pytest.raises(MeterError, match=r"^m\.csv: No such file or directory$"):
        meter.power_kw(chronological("2025-03-01"))


def test_a_misspelt_file_is_told_its_neighbours(write: Write, tmp_path: Path) -> None:
    write(GOOD, "plant.csv")

    with pytest.raises(InputError) as error:
        MeterFile.of({"file": "plnat.csv"}, "load", {"folder": tmp_path})

    assert str(error.value).startswith("load: file: no file 'plnat.csv'; nearest: plant.csv")


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (
            "2026-03-01",
            "the horizon needs 2026-03-01; say `stands_for: {year: 2026}` if they stand",
        ),
        ("2025-02-28", "the horizon needs 2025-02-28; say `stands_for"),
        ("2025-03-11", "the horizon needs 2025-03-11; say `stands_for"),
    ],
)
def test_a_horizon_outside_the_readings(
    first: str, expected: str, write: Write, chronological: Callable[..., Horizon]
) -> None:
    said = message(write(GOOD), {}, chronological(first))

    assert said.startswith("m.csv: readings go from 2025-03-01")
    assert expected in said


def test_a_2016_file_for_2025_says_the_year_before_anything_else(
    chronological: Callable[..., Horizon],
) -> None:
    plant = {"file": "meters/plant-2016-15min.csv", "column": "active_kw"}

    with pytest.raises(MeterError) as error:
        MeterFile.of(plant, "load").power_kw(chronological("2025-01-01", 365))

    assert str(error.value) == (
        "meters/plant-2016-15min.csv: readings go from 2016-01-01 to 2016-12-31; the horizon needs "
        "2025-01-01; say `stands_for: {year: 2025}` if they stand for it"
    )


def test_a_clock_that_changes_is_not_guessed(chronological: Callable[..., Horizon]) -> None:
    plant = {"file": "meters/plant-2016-15min.csv", "column": "active_kw"}

    with pytest.raises(
        MeterError, match=r"02:00 stands there again, 4 rows in all; .*`time_zone:`"
    ):
        MeterFile.of(plant, "load").power_kw(chronological("2016-05-01"))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai"])
@pytest.mark.parametrize("fields", [{"fill": {"short_gaps_h": 1}}, {"stands_for": {"year": 2026}}])
def test_the_meters_clock_is_said_where_the_result_hangs_on_it(
    zone: str,
    fields: dict[str, object],
    write: Write,
    chronological: Callable[..., Horizon],
) -> None:
    offset = [GOOD[0], *((f"{t}+08:00", v) for t, v in GOOD[1:])]
    path = write(offset if zone == "Asia/Shanghai" else GOOD)

    said = message(path, fields, chronological("2025-03-02", zone=zone))

    assert said.startswith(
        "m.csv: `fill`, `repeated` and `stands_for` need the meter's clock; say its `"
    )
