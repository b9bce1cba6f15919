"""Measured years are read without options, and read the same in every dress."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from optdispatch.errors import MeterError
from optdispatch.meter import MeterFile, each_meter
from tests.meter import dresses
from tests.meter.dresses import BERLIN, GERMAN, Rows, civil, days, long, process, read

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("file", "peak_kw", "peak", "kwh", "stamp"),
    [
        ("plant-2016-15min", 1500.0, "2016-07-20 15:00", 5_264_735.2, "start"),
        ("pv-2016-15min", 308.2, "2016-05-17 13:00", 340_369.1, "start"),
        ("process-2016-96point", 2500.0, "2016-06-06 15:15", 16_090_467.6, "end"),
    ],
)
def test_measured_years_without_options(
    file: str, peak_kw: float, peak: str, kwh: float, stamp: str
) -> None:
    found = read(f"meters/{file}.csv")

    assert found.step == timedelta(minutes=15)
    assert found.total.peak_kw == peak_kw
    assert f"{found.total.peak_start:%Y-%m-%d %H:%M}" == peak
    assert found.total.energy_kwh == pytest.approx(kwh, rel=1e-12)
    assert found.total.coverage == 1
    assert found.total.load_factor == pytest.approx(kwh / 8784 / peak_kw, rel=1e-12)
    assert (found.readout.stamp, found.readout.unit) == (stamp, "kW")
    assert (found.gaps, found.repeats, found.changes, found.stuck) == ([], (), (), ())
    assert [m.name for m in found.months] == [f"2016-{m:02d}" for m in range(1, 13)]
    assert sum(m.energy_kwh for m in found.months) == pytest.approx(kwh, rel=1e-12)
    assert max(m.peak_kw for m in found.months) == peak_kw


def test_the_german_clock_is_found_and_not_assumed() -> None:
    plant, process = (read(f"meters/{f}.csv") for f in ("plant-2016-15min", "process-2016-96point"))

    assert plant.clock.how == "changes"
    assert set(plant.clock.zones) > GERMAN
    assert not {"Europe/London", "Asia/Shanghai", "America/New_York"} & set(plant.clock.zones)
    assert plant.changed_days == ((date(2016, 3, 27), 23.0), (date(2016, 10, 30), 25.0))
    assert plant.readout.columns[0].others == ("reactive_kvar",)
    assert process.clock.how == "unchanged"
    assert (process.clock.zones, process.changed_days) == ((), ())


@pytest.mark.parametrize("n", [24, 48, 96, 144, 288])
def test_days_of_other_steps(n: int, write: Write) -> None:
    values = [[float(d * n + k) for k in range(n)] for d in range(3)]
    rows: Rows = [("date", *dresses.ends(n))]
    rows += [(f"2025-01-{d + 1:02d}", *values[d]) for d in range(3)]

    found = read(write(rows))

    assert found.step == timedelta(minutes=1440 // n)
    assert found.power_kw.tolist() == [float(k) for k in range(3 * n)]
    assert found.total.energy_kwh == pytest.approx(sum(range(3 * n)) * 24 / n)


def test_a_day_table_with_a_missing_spring_hour_is_on_a_clock_that_changes(write: Write) -> None:
    rows = days(process(), dresses.ends())
    spring = list(rows[87])
    assert spring[0] == "2016-03-27"
    spring[9:13] = [None] * 4  # 02:15 to 03:00
    rows[87] = tuple(spring)

    found = read(write(rows))

    assert found.clock.how == "changes"
    assert set(found.clock.zones) > GERMAN


def test_outliers_gaps_repeats_and_stuck_readings_are_found_and_left_alone(write: Write) -> None:
    rows = long(civil)[: 96 * 40]
    rows[500] = (rows[500][0], 9000.0)
    stuck = [(t, 321.5) for t, _ in rows[1000:1120]]
    rows = [*rows[:1000], *stuck, *rows[1120:2000], *rows[2010:], rows[30], (rows[40][0], 1.0)]

    found = read(write(rows))

    assert [f"{found.laid.index[n]:%m-%d %H:%M}" for n in found.outliers] == [str(rows[500][0])[5:]]
    assert found.power_kw[499] == 9000.0
    assert found.gaps == [slice(1999, 2009)]
    assert [repeat.lines for repeat in found.repeats] == [(31, len(rows) - 1), (41, len(rows))]
    assert found.repeats[0].values == (rows[30][1], rows[30][1])
    assert [run for run in found.stuck if run.start >= 900] == [slice(999, 1119)]
    assert found.total.readings == 96 * 40 - 1 - 10
    assert found.total.room == 96 * 40 - 1


def test_a_register_and_what_is_below_zero_are_told(write: Write) -> None:
    index = [f"2025-01-{1 + k // 96:02d} {k % 96 // 4:02d}:{k % 4 * 15:02d}" for k in range(288)]
    register = read(write([("t", "kwh"), *((t, 1000 + k // 3) for k, t in enumerate(index))]))
    export = read(write([("t", "kw"), *((t, 5 - k % 10) for k, t in enumerate(index))]))

    assert register.never_falls
    assert (export.never_falls, export.negative) == (False, 114)
    assert export.total.load_factor == pytest.approx(np.mean([5 - k % 10 for k in range(288)]) / 5)


METERS = [
    ("户号", "日期", *dresses.ends(24)),
    *((meter, f"2025-01-{d:02d}", *(float(d * k) for _ in range(24)))
      for meter, k in (("0361000001", 1), ("0361000002", 10)) for d in range(1, 8)),
]  # fmt: skip


def test_several_meters_are_listed_chosen_and_added(write: Write) -> None:
    path = write(METERS)

    each = each_meter(MeterFile.of({"file": str(path)}, "load"))
    assert {n: s.total.peak_kw for n, s in each.items()} == {"0361000001": 7, "0361000002": 70}
    with pytest.raises(MeterError) as error:
        read(path)
    assert str(error.value) == (
        "m.csv: holds 2 meters; say `meter:` 0361000001, 0361000002, or sum"
    )
    assert read(path, meter="0361000002").total.energy_kwh == 24 * 280
    for both in ("sum", ["0361000001", "0361000002"]):
        assert read(path, meter=both).total.energy_kwh == 24 * 308
    with pytest.raises(MeterError, match="no '0361000003' in '户号'; nearest: 0361000001"):
        read(path, meter="0361000003")


def test_a_sum_is_missing_where_one_of_its_meters_is(write: Write) -> None:
    path = write([row for row in METERS if row[:2] != ("0361000001", "2025-01-03")])

    found = read(path, meter="sum")

    assert found.gaps == [slice(48, 72)]
    assert found.total.energy_kwh == 24 * (308 - 33)


def test_a_number_without_quotes_is_a_meter(write: Write) -> None:
    rows = [(str(row[0])[1:] if n else row[0], *row[1:]) for n, row in enumerate(METERS)]

    assert read(write(rows), meter=361000001).total.peak_kw == 7
    assert read(write(rows, "m.xlsx"), meter=361000001).total.peak_kw == 7


def test_rows_of_active_power_are_taken_from_rows_of_everything(write: Write) -> None:
    kinds = [("有功功率(kW)", 1.0), ("无功功率(kvar)", 0.3), ("A相电流", 5.0)]
    rows: Rows = [("计量点", "数据类型", "日期", *dresses.starts(48))]
    rows += [
        ("1", kind, f"2025-01-{d:02d}", *(d * x for _ in range(48)))
        for d in range(1, 4)
        for kind, x in kinds
    ]

    assert read(write(rows)).total.peak_kw == 3
    assert read(write(rows), quantity="A相电流", unit="kW").total.peak_kw == 15
    with pytest.raises(MeterError, match="no 'B相电流' in '数据类型'; nearest: A相电流"):
        read(write(rows), quantity="B相电流")


def test_a_multiplier_is_used_told_and_overruled(write: Write) -> None:
    rows: Rows = [("日期", "综合倍率", *dresses.ends(24))]
    rows += [(f"2025-01-{d:02d}", 30 if d < 3 else 40, *(1.0,) * 24) for d in range(1, 6)]
    path = write(rows)

    assert read(path).total.energy_kwh == 24 * (2 * 30 + 3 * 40)
    assert read(path).readout.notes == (
        "m.csv: readings were multiplied by 30, 40, column '综合倍率'",
    )
    assert read(path, scale=1).total.energy_kwh == 24 * 5
    assert read(path, scale=2).readout.notes == ()


def test_the_zone_may_be_said(write: Write) -> None:
    found = read(write(long(civil)), time_zone="Europe/Berlin")

    assert (found.clock.how, found.clock.zone, found.clock.is_known) == ("said", BERLIN, True)
    assert found.laid.index[0].isoformat() == "2016-01-01T00:00:00+01:00"
