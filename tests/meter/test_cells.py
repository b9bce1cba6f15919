"""Cells mean one thing, or are refused."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from optdispatch.errors import MeterError
from optdispatch.meter import MeterFile, examine
from optdispatch.meter.cells import is_number, is_stamp, numbers
from optdispatch.meter.slots import day_slots, minute_of
from optdispatch.meter.units import is_active, kw_per_reading, units_in
from optdispatch.meter.words import names_end, names_meter

Write = Callable[..., Path]
amounts = st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 2)), min_size=1, max_size=20)


def said(cells: list[str]) -> list[float]:
    read: list[float] = numbers(cells, [f"cell {n}" for n in range(len(cells))]).tolist()
    return read


@given(amounts)
def test_numbers_in_every_notation(values: list[float]) -> None:
    plain = [f"{v:.2f}" for v in values]
    grouped = [f"{v:,.2f}" for v in values]
    swap = str.maketrans(",.", ".,")

    assert said(plain) == values
    assert said(grouped) == values
    assert said([w.translate(swap) for w in plain]) == values
    assert said([w.translate(swap) for w in grouped]) == values
    assert said([f" +{w} " for w in plain if w[0] != "-"]) == [
        v for v in values if v >= 0 and str(v)[0] != "-"
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["1,305", "2,400"], "cell 0: '1,305' may be 1305 or 1.305; write it without a comma"),
        (["12.5", "12,5"], "cell 1: '12,5' is no number"),
        (["1,2,3"], "cell 0: '1,2,3' is no number"),
        (["5", "5 kW"], "cell 1: '5 kW' is no number"),
        (["#N/A"], "cell 0: '#N/A' is no number"),
        (["inf"], "cell 0: 'inf' is no number"),
    ],
)
def test_what_may_be_two_numbers_or_none_is_refused(cells: list[str], message: str) -> None:
    with pytest.raises(MeterError) as error:
        said(cells)
    assert message in str(error.value)


def test_a_dash_is_nothing() -> None:
    assert np.isnan(said(["--", "-", "/", "", "NULL"])).all()
    assert not is_number("--")
    assert not is_number(True)


@pytest.mark.parametrize(
    ("cell", "yes"),
    [
        ("2016-01-31", True),
        ("2016/1/31 0:15", True),
        ("2016年1月31日", True),
        (datetime(2016, 1, 31), True),  # noqa: DTZ001 - Excel's
        (datetime(1900, 1, 1), False),  # noqa: DTZ001 - Excel's 24:00
        ("20160131", True),
        ("20161331", False),
        ("2016-01-01 bis 2016-12-31", False),
        ("1.234,5", False),
        ("00:15", False),
    ],
)
def test_dates(cell: object, yes: bool) -> None:
    assert is_stamp(cell) is yes


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("0:15", 15),
        ("00:15:00", 15),
        (time(7, 30), 450),
        (timedelta(days=1), 1440),
        (datetime(1900, 1, 1), 1440),  # noqa: DTZ001 - Excel's
        ("0点15分", 15),
        ("24:15", None),
        ("12:60", None),
        ("noon", None),
    ],
)
def test_times_of_the_day(cell: object, minute: int | None) -> None:
    assert minute_of(cell) == minute


@pytest.mark.parametrize(
    ("titles", "message"),
    [
        ([f"{h:02d}:00" for h in range(25)], "has both 00:00 and 24:00; take one of the columns"),
        ([f"{h:02d}:00" for h in range(24) if h != 7], "07:00 is missing; a day has 24, 48"),
        ([f"P{k}" for k in range(1, 96)], "steps of the day are numbered 1 to 95; a day has 24"),
        ([f"P{k}" for k in range(2, 98)], "steps of the day are numbered 2 to 97"),
        (["00:00", "00:20", "00:40"], "a day has 24"),
    ],
)
def test_titles_that_are_no_whole_day_are_refused(titles: list[str], message: str) -> None:
    with pytest.raises(MeterError) as error:
        day_slots(["date", *titles], "m.csv")
    assert message in str(error.value)


def test_few_numbered_columns_are_no_day() -> None:
    assert day_slots(["date", "P1", "P2", "P3", "total"], "m.csv") is None


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("有功功率（kW）", {"kw"}),
        ("正向有功电量(千瓦时)", {"kwh"}),
        ("E [kW·h]", {"kwh"}),
        ("load_mw", {"mw"}),
        ("P (W)", {"w"}),
        ("无功(千乏)", {"kvar"}),
        ("电量(万千瓦时)", {"万kwh"}),
        ("负荷（万kW）", {"万kw"}),
        ("spot_eur_per_mwh", {"1/mwh"}),
        ("元/kWh", {"1/kwh"}),
        ("window", set()),
    ],
)
def test_units_in_titles(title: str, units: set[str]) -> None:
    assert units_in(title) == units


def test_a_price_is_no_load(write: Write) -> None:
    path = write([("t", "eur_per_mwh"), *((f"2025-01-01 {h:02d}:00", 50.5) for h in range(24))])

    with pytest.raises(MeterError, match="column 'eur_per_mwh' is in 1/mwh; say `unit:` kW, "):
        examine(MeterFile.of({"file": str(path)}, "load"))


@pytest.mark.parametrize(
    ("unit", "minutes", "kw"),
    [("kW", 15, 1), ("MW", 30, 1000), ("kWh", 15, 4), ("MWh", 60, 1000), ("Wh", 30, 0.002)],
)
def test_energy_over_a_step_is_power(unit: str, minutes: int, kw: float) -> None:
    assert kw_per_reading(unit, 1.0, timedelta(minutes=minutes)) == pytest.approx(kw)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title", ["P", "voltage", "reactive power", "功率因数", "反向有功", "kvar"]
)
def test_what_is_no_active_power(title: str) -> None:
    assert not is_active(title)


def test_words() -> None:
    assert [names_end(t) for t in ("Interval End", "开始时间", "time", "calendar", "bis")] == [
        True,
        False,
        None,
        None,
        True,
    ]
    assert all(
        map(names_meter, ("户号", "电表号", "计量点", "计量点编号", "电能表资产号", "meter_id"))
    )
    assert not any(map(names_meter, ("日期", "倍率", "表码", "time")))


@pytest.mark.parametrize("about", ["单位：kWh", "单位:千瓦时", "unit: kWh"])
def test_a_unit_above_the_table_is_read(about: str, write: Write) -> None:
    times = [f"2025-01-01 {h:02d}:00" for h in range(24)]
    path = write([(about,), ("t", "x"), *((t, 5) for t in times)], "m.xlsx")

    assert examine(MeterFile.of({"file": str(path)}, "load")).readout.unit == "kWh"


def test_a_unit_beside_the_numbers_is_read(write: Write) -> None:
    rows = [(f"2025-01-01 {h:02d}:00", 5, "MW") for h in range(24)]

    found = examine(MeterFile.of({"file": str(write([("t", "x", "单位"), *rows]))}, "load"))

    assert found.total.peak_kw == 5000


def test_sheets(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "about"  # type: ignore[union-attr]
    book["about"].append(["A mall's load"])
    for name, kw in (("January", 1), ("February", 2)):
        sheet = book.create_sheet(name)
        sheet.append(["t", "kw"])
        for h in range(24):
            sheet.append([datetime(2025, kw, 1, h), kw])  # noqa: DTZ001 - Excel's
    path = tmp_path / "m.xlsx"
    book.save(path)

    def read(**fields: object) -> float:
        return examine(MeterFile.of({"file": str(path), **fields}, "load")).total.peak_kw

    assert (read(sheet="January"), read(sheet="February")) == (1, 2)
    with pytest.raises(MeterError, match=r"m.xlsx: which sheet\? say `sheet:` January, February"):
        read()
    with pytest.raises(MeterError, match=r"m.xlsx: no sheet 'Februar'; nearest: February"):
        read(sheet="Februar")
    del book["January"]
    book.save(path)
    assert read() == 2


def test_a_csv_has_no_sheet(write: Write) -> None:
    path = write([("t", "kw"), ("2025-01-01 00:00", 1), ("2025-01-01 00:15", 1)])

    with pytest.raises(MeterError, match=r"m.csv: is no workbook, so it has no sheet 'one'"):
        examine(MeterFile.of({"file": str(path), "sheet": "one"}, "load"))
