"""A measured year is read the same in every dress that meters give it."""

from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from tests.meter import dresses
from tests.meter.dresses import (
    GERMAN,
    Rows,
    civil,
    days,
    later,
    long,
    plant,
    process,
    read,
    shuffled,
)

Write = Callable[..., Path]
ENDS = dresses.ends()


def written_end(t: object) -> str:
    """The end of an interval on the clock at that moment."""
    return civil(later(t))  # type: ignore[arg-type]


def naive_end(t: object) -> str:
    """The clock's time at the start, and a quarter of an hour more."""
    return civil(t.replace(tzinfo=None) + timedelta(minutes=15))  # type: ignore[attr-defined]


PLANT: dict[str, tuple[Callable[[], Rows], dict[str, str]]] = {
    "gb18030": (lambda: long(civil, title="有功功率(kW)"), {"encoding": "gb18030"}),
    "bom, semicolons": (lambda: long(civil), {"encoding": "utf-8-sig", "sep": ";"}),
    "kwh": (lambda: long(civil, 0.25, "电量(kWh)"), {}),
    "kwh by its word": (lambda: long(civil, 0.25, "电量"), {}),
    "mw": (lambda: long(civil, 1e-3, "P [MW]"), {}),
    "end-stamped": (lambda: long(written_end), {}),
    "end-stamped by the clock": (lambda: long(naive_end), {}),
    "offsets": (lambda: long(lambda t: t.isoformat()), {}),
    "utc": (lambda: long(lambda t: f"{t.astimezone(UTC):%Y-%m-%dT%H:%MZ}"), {}),
    "shuffled": (lambda: shuffled(long(civil)), {}),
    "newest first": (lambda: [("t", "kw"), *reversed(long(civil)[1:])], {}),
    "no separators": (lambda: long(lambda t: f"{t:%Y%m%d%H%M}"), {}),
    "multiplier": (
        lambda: [("时间", "有功功率", "倍率"), *((t, v, 60) for t, v in long(civil, 1 / 60)[1:])],
        {"encoding": "gb18030"},
    ),
    "date and time": (
        lambda: [
            ("日期", "时间", "有功功率"),
            *((f"{t:%Y/%m/%d}", f"{t:%H:%M}", v) for t, v in plant()),
        ],
        {"encoding": "gb18030"},
    ),
    "preamble and units": (
        lambda: [
            ("Lastgang 2016-01-01 bis 2016-12-31", ""),
            ("erstellt", "2017-01-03 08:00"),
            (),
            ("Zeit", "Leistung"),
            ("", "kW"),
            *long(civil)[1:],
        ],
        {"sep": "\t"},
    ),
    "excel": (lambda: long(lambda t: t.replace(tzinfo=None)), {"name": "m.xlsx"}),
}  # fmt: skip


@pytest.mark.parametrize("dress", PLANT)
def test_the_plant_in_every_dress(dress: str, write: Write) -> None:
    make, how = PLANT[dress]

    found = read(write(make(), **how))

    assert found.step == timedelta(minutes=15)
    assert found.total.peak_kw == pytest.approx(1500.0, abs=1e-4)
    assert found.total.energy_kwh == pytest.approx(5_264_735.2, abs=0.1)
    assert found.total.coverage == 1
    if dress == "utc":
        assert f"{found.total.peak_start:%Y-%m-%d %H:%M}" == "2016-07-20 13:00"
        return
    assert f"{found.total.peak_start:%Y-%m-%d %H:%M}" == "2016-07-20 15:00"
    assert set(found.clock.zones) > GERMAN
    assert len(found.changed_days) == 2
    if dress != "shuffled":  # then nobody knows which of the doubled hour's rows is earlier
        assert found.power_kw == pytest.approx([v for _, v in plant()], abs=1e-3)


def numbered(prefix: str, first: int = 1) -> list[str]:
    return [f"{prefix}{k}" for k in range(first, first + 96)]


def tidied(rows: Rows, *more: str) -> Rows:
    return [(*rows[0], *more), *((*row, *(None for _ in more)) for row in rows[1:])]


PROCESS: dict[str, tuple[Callable[[], Rows], dict[str, str]]] = {
    "gb18030": (lambda: days(process(), dresses.ends()), {"encoding": "gb18030"}),
    "starts": (lambda: days(process(), dresses.starts()), {}),
    "midnight last": (lambda: days(process(), [*dresses.ends()[:-1], "00:00"]), {}),
    "P1 to P96": (lambda: days(process(), numbered("P")), {}),
    "1 to 96": (lambda: days(process(), numbered("")), {}),
    "0 to 95": (lambda: days(process(), numbered("", 0)), {}),
    "point 1": (lambda: days(process(), [f"第{k}点" for k in range(1, 97)]), {}),
    "four digits": (lambda: days(process(), [t.replace(":", "") for t in dresses.ends()]), {}),
    "runs": (
        lambda: days(
            process(),
            [f"{a}-{b}" for a, b in zip(dresses.starts(), dresses.ends(), strict=True)],
        ),
        {},
    ),
    "shuffled": (lambda: shuffled(days(process(), dresses.ends())), {}),
    "excel's times": (
        lambda: days(process(), dresses.excel_times()),  # type: ignore[arg-type]
        {"name": "m.xlsx"},
    ),
    "long, ends": (
        lambda: [
            ("数据时间", "有功功率"),
            *((civil(t + dresses.QUARTER), v) for t, v in process()),
        ],
        {},
    ),
    "steps by number": (
        lambda: [
            ("数据日期", "时段", "有功功率"),
            *((f"{t:%Y%m%d}", (t.hour * 60 + t.minute) // 15 + 1, v) for t, v in process()),
        ],
        {},
    ),
    "24:00 by itself": (
        lambda: [
            ("日期", "时刻", "kW"),
            *(
                (f"{t:%Y-%m-%d}", ENDS[(t.hour * 60 + t.minute) // 15], v)
                for t, v in process()
            ),
        ],
        {},
    ),
    "00:00 ends the day": (
        lambda: [
            ("日期", "时刻", "kW"),
            *(
                (f"{t:%Y-%m-%d}", f"{t + dresses.QUARTER:%H:%M}", v)
                for t, v in process()
            ),
        ],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("dress", PROCESS)
def test_the_process_plant_in_every_dress(dress: str, write: Write) -> None:
    make, how = PROCESS[dress]

    found = read(write(make(), **how))

    assert found.step == timedelta(minutes=15)
    assert found.total.peak_kw == 2500.0
    assert f"{found.total.peak_start:%Y-%m-%d %H:%M}" == "2016-06-06 15:15"
    assert found.power_kw.tolist() == [v for _, v in process()]
    assert found.laid.index[0].isoformat() == "2016-01-01T00:00:00+00:00"
    assert found.clock.how == "unchanged"
