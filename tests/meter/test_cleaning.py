"""Only what is told is changed, and each change is listed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.errors import InputError, MeterError
from optdispatch.meter import MeterFile, examine
from optdispatch.meter.clean_file import changes_table, clean_table, profile
from optdispatch.meter.laying import Laid
from optdispatch.meter.outliers import outliers

Write = Callable[..., Path]
SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2025, 2, 1)  # noqa: DTZ001 - a meter's clock
TRUE = [round(500 + 300 * np.sin(k / 15) + k % 7, 1) for k in range(28 * 96)]


def rows(values: list[float]) -> list[tuple[object, ...]]:
    times = [START + timedelta(minutes=15 * k) for k in range(len(values))]
    return [("t", "kw"), *((f"{t:%Y-%m-%d %H:%M}", v) for t, v in zip(times, values, strict=True))]


def meter(path: Path, **fields: object) -> MeterFile:
    return MeterFile.of({"file": str(path), **fields}, "load")


@pytest.mark.parametrize(("keep", "value"), [("first", TRUE[9]), ("last", 77.0), ("mean", None)])
def test_of_several_readings_the_one_that_is_told_is_kept(
    keep: str, value: float | None, write: Write
) -> None:
    path = write([*rows(TRUE), ("2025-02-01 02:15", 77.0)])

    found = examine(meter(path, repeated=keep))

    expected = (TRUE[9] + 77) / 2 if value is None else value
    assert found.power_kw[9] == pytest.approx(expected)
    assert [(c.start.hour, c.before_kw, c.how) for c in found.changes] == [
        (2, TRUE[9], f"stood there 2 times: {keep} kept")
    ]
    assert found.repeats == ()
    assert meter(path, repeated=keep).readings(SHANGHAI).power_kw[9] == pytest.approx(expected)
    with pytest.raises(MeterError, match="line 2690: 2025-02-01 02:15 stands there again, 1 row"):
        meter(path).readings(SHANGHAI)


def test_a_repeat_of_one_of_two_meters_is_settled_before_they_are_added(write: Write) -> None:
    both = [("a", *row) for row in rows(TRUE)[1:]] + [("b", *row) for row in rows(TRUE)[1:]]
    path = write([("meter", "t", "kw"), *both, ("b", "2025-02-01 02:15", 77.0)])

    found = examine(meter(path, meter="sum", repeated="last"))

    assert found.power_kw[9] == TRUE[9] + 77
    assert found.power_kw[10] == 2 * TRUE[10]


def test_outliers_become_gaps_when_told(write: Write) -> None:
    wrong = list(TRUE)
    wrong[1000], wrong[2000] = 9999.0, -500.0
    path = write(rows(wrong))

    told = examine(meter(path, fill={"short_gaps_h": 1, "outliers": True}))
    left = examine(meter(path, fill={"short_gaps_h": 1}))

    for n in (1000, 2000):
        assert told.power_kw[n] == pytest.approx((TRUE[n - 1] + TRUE[n + 1]) / 2)
    assert [c.before_kw for c in told.changes] == [9999.0, -500.0]
    assert {c.how for c in told.changes} == {"outlier taken out and filled: interpolated"}
    assert (left.outliers, left.changes) == ((1000, 2000), ())
    kept = [n for n in range(len(TRUE)) if n not in (1000, 2000)]
    assert told.power_kw[kept].tolist() == [TRUE[n] for n in kept]


def test_like_days_of_a_calendar_are_its_kinds_of_day(write: Write) -> None:
    day = [float(k // 96) for k in range(28 * 96)]
    festival = slice(3 * 96, 4 * 96)  # 2025-02-04, the last day of Spring Festival
    path = write([row for n, row in enumerate(rows(day), -1) if not 3 * 96 <= n < 4 * 96])

    by_kind = examine(meter(path, fill={"long_gaps": "like_days", "calendar": "china"}))
    by_weekday = examine(meter(path, fill={"long_gaps": "like_days"}))

    assert by_kind.power_kw[festival].tolist() == [1.0] * 96  # 1st to 3rd: 0, 1, 2
    assert by_weekday.power_kw[festival].tolist() == [(10 + 17 + 24) / 3] * 96
    assert {c.how for c in by_kind.changes} == {"filled: mean of the same kind of day of the month"}
    assert len(by_kind.changes) == 96
    assert all(np.isnan(c.before_kw) for c in by_kind.changes)


@pytest.mark.parametrize(
    ("fill", "message"),
    [
        ({"outliers": True}, "fill: needs `short_gaps_h`, `long_gaps` or both"),
        ({"short_gaps_h": 1, "calendar": "china"}, "add `long_gaps: like_days`"),
        ({"long_gaps": "like_days", "calendar": "chin"}, "no calendar 'chin'; nearest: china"),
    ],
)
def test_fields_that_would_do_nothing_are_refused(
    fill: dict[str, object], message: str, write: Write
) -> None:
    with pytest.raises(InputError, match=message):
        meter(write(rows(TRUE)), fill=fill)


def laid(power: list[float]) -> Laid:
    index = pd.date_range("2025-01-01", periods=len(power), freq="15min", tz="UTC")
    return Laid("m.csv", index, np.array(power), timedelta(minutes=15))


@given(st.integers(0, 9), st.floats(3, 100), st.booleans())
def test_one_wrong_reading_is_found_whatever_else_the_load_does(
    at: int, times: float, up: bool
) -> None:
    power = np.array([500 + 300 * np.sin(k / 20) + 20 * np.sin(k * 7.3) for k in range(960)])
    n = 90 * at + 40
    power[n] += (1 if up else -1) * times * 600

    assert np.flatnonzero(outliers(laid(power.tolist()))).tolist() == [n]


def test_loads_that_switch_and_loads_that_rest_have_no_outliers() -> None:
    switched = [0.0 if k // 6 % 3 else 800.0 for k in range(960)]
    pulses = [800.0 if k % 9 < 2 else 10.0 for k in range(960)]

    assert not outliers(laid(switched)).any()
    assert not outliers(laid(pulses)).any()
    assert not outliers(laid([5.0] * 960)).any()
    assert np.flatnonzero(outliers(laid([5.0] * 100 + [50.0] + [5.0] * 100))).tolist() == [100]
    assert not outliers(laid([1.0, 900.0, 1.0])).any()


def test_a_clean_file_reads_as_what_was_cleaned(write: Write, tmp_path: Path) -> None:
    path = write([*rows(TRUE)[:500], *rows(TRUE)[504:]])
    asked = meter(path, fill={"short_gaps_h": 2}, time_zone="Europe/Berlin")
    found = examine(asked)

    clean_table(found).to_csv(tmp_path / "clean.csv", index=False)
    fields = profile(asked, found, "m.csv", "clean.csv")
    again = MeterFile.of(fields, "load", {"folder": tmp_path})

    assert fields == {"file": "clean.csv", "time_zone": "Europe/Berlin"}
    assert again.readings(SHANGHAI).power_kw == pytest.approx(found.power_kw, abs=1e-6)
    assert again.readings(SHANGHAI).series.index.equals(found.laid.index)
    assert examine(again).clock.how == "said"
    changed = changes_table(found)
    assert changed["start"].tolist()[0] == "2025-02-06 04:45+01:00"
    assert changed["before_kw"].isna().all()
    assert len(changed) == 4


def test_the_profile_of_the_file_itself_says_what_was_found(write: Write) -> None:
    header = ("t", "P kW", "Q kvar")
    path = write([header, *((t, v, 1.5) for t, v in rows(TRUE)[1:])])
    asked = meter(path, fill={"short_gaps_h": 2}, meter_column="Q kvar", meter="1.5")
    found = examine(asked)

    fields = profile(asked, found, "m.csv", None)

    assert fields == {
        "file": "m.csv",
        "column": "P kW",
        "meter": "1.5",
        "meter_column": "Q kvar",
        "fill": {"short_gaps_h": 2.0},
    }
    assert MeterFile.of(fields | {"file": str(path)}, "load").readings(SHANGHAI)


@pytest.mark.parametrize(
    ("drop", "fields", "message"),
    [
        ((), {}, "does not say its time zone; say it, such as Asia/Shanghai or UTC"),
        ((600, 700), {"time_zone": "UTC"}, "2025-02-07 05:45 to 2025-02-07 06:00 .1 reading. is "
         "missing, the first of 2 gaps; fill short gaps"),
    ],
)  # fmt: skip
def test_what_is_not_clean_is_not_called_clean(
    drop: tuple[int, ...], fields: dict[str, object], message: str, write: Write
) -> None:
    path = write([row for n, row in enumerate(rows(TRUE)) if n not in drop])

    with pytest.raises(MeterError, match=message):
        clean_table(examine(meter(path, **fields)))
