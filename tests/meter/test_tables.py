"""The same readings in every dress give the same numbers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zipfile import Path as ZipPath
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from optdispatch import catalog
from optdispatch.errors import MeterError
from optdispatch.horizon import Horizon
from optdispatch.meter.profiles.meter_file import MeterFile
from optdispatch.meter.stamps import time_zone

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
Write = Callable[..., Path]


def quarters(n: int = 96, first: str = "2025-03-01T00:00") -> list[datetime]:
    start = datetime.fromisoformat(first)
    return [start + timedelta(minutes=15 * i) for i in range(n)]


KW = [round(100 + 3.7 * i % 91, 1) for i in range(96)]
CIVIL = "%Y-%m-%d %H:%M"


def rows(fmt: str = CIVIL, values: list[float] = KW) -> list[tuple[object, ...]]:
    return [("time", "kw"), *((f"{t:{fmt}}", v) for t, v in zip(quarters(), values, strict=True))]


def power(path: Path, **fields: object) -> list[float]:
    meter = MeterFile.of({"file": str(path), **fields}, "load")
    return list(meter.readings(SHANGHAI).power_kw)


def test_the_plant_has_its_year_and_its_peak(chronological: Callable[..., Horizon]) -> None:
    meter = MeterFile.of(
        {
            "file": "meters/plant-2016-15min.csv",
            "column": "active_kw",
            "time_zone": "Europe/Berlin",
        },
        "load",
    )
    readings = meter.readings(SHANGHAI)

    assert len(readings.series) == 35_136
    assert readings.power_kw.max() == 1500
    assert readings.power_kw.sum() / 4 == pytest.approx(5_264_735.2)
    year = chronological("2016-01-01", 366, zone="Europe/Berlin")
    assert meter.power_kw(year).tolist() == readings.power_kw.tolist()
    assert meter.notes == ()


@pytest.mark.parametrize(
    ("name", "encoding", "sep"),
    [
        ("m.csv", "utf-8", ","),
        ("m.csv", "utf-8-sig", ","),
        ("m.CSV", "gb18030", ";"),
        ("m.txt", "utf-8", "\t"),
        ("m.xlsx", "", ""),
    ],
)
def test_encodings_and_separators(write: Write, name: str, encoding: str, sep: str) -> None:
    content = [("时间", "有功功率(kW)"), *rows()[1:]]

    assert power(write(content, name, encoding, sep)) == KW


@pytest.mark.parametrize(
    "fmt",
    [
        "%Y/%m/%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S.000",
        "%d.%m.%Y %H:%M",
        "%Y年%m月%d日 %H:%M",
        "%Y-%m-%d %I:%M %p",
        "%Y-%m-%dT%H:%M:00+08:00",
        "%Y-%m-%d %H:%M+0800",
    ],
)
def test_times(write: Write, fmt: str) -> None:
    assert power(write(rows(fmt))) == KW


def test_times_in_utc(write: Write, chronological: Callable[..., Horizon]) -> None:
    utc = [f"{t - timedelta(hours=8):%Y-%m-%dT%H:%MZ}" for t in quarters()]
    content = [("t", "kw"), *zip(utc, KW, strict=True)]
    meter = MeterFile.of({"file": str(write(content))}, "load")

    assert meter.power_kw(chronological("2025-03-01")).tolist() == KW


def test_single_digits_as_excel_saves_them(write: Write) -> None:
    content = [("t", "kw")]
    content += [
        (f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02d}", v)  # type: ignore[misc]
        for t, v in zip(quarters(), KW, strict=True)
    ]
    assert power(write(content)) == KW


def test_months_or_days_first_are_read_where_only_one_can_be(write: Write) -> None:
    days = quarters(96 * 14)
    values = list(range(96 * 14))
    for fmt in ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%m-%d-%Y %H:%M"):
        content = [("t", "kw"), *((f"{t:{fmt}}", v) for t, v in zip(days, values, strict=True))]
        assert power(write(content)) == values


def test_cells_that_excel_knows_as_dates_and_rounds(write: Write) -> None:
    off = [timedelta(microseconds=(-5, 0, 5)[i % 3]) for i in range(96)]
    content = [
        ("t", "kw"),
        *((t + d, v) for t, d, v in zip(quarters(), off, KW, strict=True)),
        (None, None),
    ]

    assert power(write(content, "m.xlsx")) == KW


@pytest.mark.parametrize(
    ("title", "factor", "fields"),
    [
        ("x", 1, {}),
        ("x", 1, {"unit": "kW"}),
        ("energy_kwh", 0.25, {}),
        ("电量(kWh)", 0.25, {}),
        ("x", 0.25, {"unit": "kWh"}),
        ("P [MW]", 0.001, {}),
        ("x", 0.001, {"unit": "MW"}),
        ("power_w", 1000, {}),
        ("x", 1000, {"unit": "W"}),
        ("x", 1 / 60, {"scale": 60}),
        ("kvar", 1, {"unit": "kW"}),
        ("generation_kw", -1, {"scale": -1}),
    ],
)
def test_units(write: Write, title: str, factor: float, fields: dict[str, object]) -> None:
    content = [("t", title), *((t, v * factor) for t, v in rows()[1:])]  # type: ignore[operator]

    assert power(write(content), **fields) == pytest.approx(KW, rel=1e-12)


def test_ends_of_intervals_and_the_midnight_that_ends_a_day(write: Write) -> None:
    ends = [f"{t + timedelta(minutes=15):%Y-%m-%d %H:%M}" for t in quarters()]
    ends[-1] = "2025-03-01 24:00"
    path = write([("t", "kw"), *zip(ends, KW, strict=True)])
    meter = MeterFile.of({"file": str(path), "stamp": "end"}, "load")

    assert meter.readings(SHANGHAI).power_kw.tolist() == KW
    assert meter.readings(SHANGHAI).series.index[0].isoformat() == "2025-03-01T00:00:00+08:00"


def test_order_does_not_matter_and_blank_lines_do_not(write: Write) -> None:
    shuffled = rows()[1:]
    Random(1).shuffle(shuffled)

    assert power(write([("time", "kw"), (), *shuffled, ()])) == KW


def test_an_excel_sheet_may_begin_with_blank_rows_and_end_in_blank_columns(write: Write) -> None:
    content = [(None, None, " "), *((*row, None) for row in rows())]

    assert power(write(content, "m.xlsx")) == KW


def test_columns_are_chosen(write: Write) -> None:
    content = [
        (*row, 7, "meter A", f"{t:{CIVIL}}") for row, t in zip(rows()[1:], quarters(), strict=True)
    ]
    path = write([("from", "kw", "ratio", "name", "to"), *content])

    assert power(path, column="kw", time_column="from") == KW
    assert power(path, column="ratio", time_column="to") == [7.0] * 96


def test_a_column_without_a_title_can_be_the_time(write: Write) -> None:
    assert power(write([("", "kw"), *rows()[1:]])) == KW


@pytest.mark.parametrize("step_min", [15, 30, 60])
def test_steps_are_found(write: Write, step_min: int) -> None:
    times = quarters()[:: step_min // 15]
    path = write([("t", "kwh"), *((f"{t:{CIVIL}}", 10) for t in times)])
    readings = MeterFile.of({"file": str(path)}, "load").readings(SHANGHAI)

    assert readings.step == timedelta(minutes=step_min)
    assert readings.power_kw.tolist() == [10 * 60 / step_min] * len(times)


def civil_rows(first: datetime, n: int, zone: ZoneInfo) -> list[tuple[object, ...]]:
    start = first.replace(tzinfo=zone).timestamp()
    clock = [datetime.fromtimestamp(start + 900 * i, zone) for i in range(n)]
    return [("t", "kw"), *((f"{t:{CIVIL}}", float(i)) for i, t in enumerate(clock))]


@pytest.mark.parametrize(("day", "n"), [("2025-03-30", 92), ("2025-10-26", 100)])
def test_days_on_which_the_clock_changes(
    write: Write, chronological: Callable[..., Horizon], day: str, n: int
) -> None:
    path = write(civil_rows(datetime.fromisoformat(day), n, BERLIN))
    horizon = chronological(day, zone="Europe/Berlin")

    said = MeterFile.of({"file": str(path), "time_zone": "Europe/Berlin"}, "load")
    unsaid = MeterFile.of({"file": str(path)}, "load")

    assert len(horizon) == n
    assert said.power_kw(horizon).tolist() == list(range(n))
    assert unsaid.power_kw(horizon).tolist() == list(range(n))


def test_a_meter_that_keeps_standard_time_says_so(
    write: Write, chronological: Callable[..., Horizon]
) -> None:
    times = quarters(96 * 2, "2025-03-29T23:00")
    path = write([("t", "kw"), *((f"{t:{CIVIL}}", i) for i, t in enumerate(times))])
    horizon = chronological("2025-03-30", zone="Europe/Berlin")

    fixed = MeterFile.of({"file": str(path), "time_zone": "UTC+01:00"}, "load")
    assert fixed.power_kw(horizon).tolist() == list(range(4, 96))

    with pytest.raises(MeterError, match="2025-03-30 02:00 is skipped by the clock of Europe"):
        MeterFile.of({"file": str(path)}, "load").power_kw(horizon)


def test_files_are_found_beside_the_case_first_and_kept_whole(write: Write, tmp_path: Path) -> None:
    write(rows(), "mine.csv")
    (tmp_path / "meters").mkdir()
    write(rows(), "meters/pv-2016-15min.csv")

    mine = MeterFile.of({"file": "mine.csv"}, "load", {"folder": tmp_path})
    shadow = MeterFile.of({"file": "meters/pv-2016-15min.csv"}, "load", {"folder": tmp_path})
    shipped = MeterFile.of({"file": "meters/pv-2016-15min.csv"}, "load")

    assert Path(mine.file) == (tmp_path / "mine.csv").resolve()
    assert shadow.readings(SHANGHAI).power_kw.tolist() == KW
    assert shipped.file == "meters/pv-2016-15min.csv"


def test_the_catalogue_is_read_out_of_a_zipped_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "models/meters/pv-2016-15min.csv"
    with ZipFile(tmp_path / "wheel.zip", "w") as wheel:
        wheel.writestr(f"optdispatch/_catalog/{name}", (catalog.root() / name).read_bytes())
    zipped = ZipPath(tmp_path / "wheel.zip", "optdispatch/_catalog/")
    monkeypatch.setattr(catalog, "root", lambda: zipped)

    pv = MeterFile.of(
        {"file": "meters/pv-2016-15min.csv", "time_zone": "Europe/Berlin"}, "pv"
    ).readings(SHANGHAI)

    assert pv.power_kw.sum() / 4 == pytest.approx(340_369.1)


def test_a_file_is_read_once(write: Write, chronological: Callable[..., Horizon]) -> None:
    path = write(rows())
    meter = MeterFile.of({"file": str(path)}, "load")
    horizon = chronological("2025-03-01")
    before = meter.power_kw(horizon)
    path.unlink()

    assert np.array_equal(meter.power_kw(horizon), before)


def test_zones_by_name_and_by_offset() -> None:
    noon = datetime(2025, 7, 1, 12, tzinfo=time_zone("UTC-03:30"))

    assert noon.utcoffset() == -timedelta(hours=3, minutes=30)
    assert time_zone("Asia/Shanghai") == SHANGHAI
