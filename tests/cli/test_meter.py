"""`meter`: a file is told, cleaned as told, drawn; what is broken is one line."""

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from optdispatch.case import Case
from tests.cli.doors import SITE, call, refused, site

START = datetime(2025, 3, 1)  # noqa: DTZ001 - a meter's clock
Rows = list[tuple[object, ...]]


def rows(n: int = 31 * 96, title: str = "kw") -> Rows:
    times = [START + timedelta(minutes=15 * k) for k in range(n)]
    return [
        ("time", title),
        *((f"{t:%Y-%m-%d %H:%M}", 100.0 + k % 96) for k, t in enumerate(times)),
    ]


def write(path: Path, content: Rows, encoding: str = "utf-8") -> Path:
    text = "\n".join(",".join("" if c is None else str(c) for c in row) for row in content)
    path.write_bytes(text.encode(encoding))
    return path


def told(text: str) -> dict[str, str]:
    """The facts of a report by name, wrapped lines joined."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if match := re.match(r"(\w[\w ]*?) {2,}(\S.*)", line):
            name = match[1]
            found[name] = match[2].strip()
        elif line.startswith("    ") and name:
            found[name] += f" {line.strip()}"
    return found


def snippet(text: str) -> dict[str, object]:
    """The profile that a report tells a case to write."""
    lines = text.partition("In a case\n")[2].splitlines()
    block = [line for line in lines if line.startswith("  ")]
    fields: dict[str, object] = yaml.safe_load("\n".join(block))["profile"]
    return fields


@pytest.mark.parametrize(
    ("name", "peak", "kwh", "step"),
    [
        ("plant-2016-15min", "1,500 kW, 2016-07-20 15:00 to 15:15", "5,264,735 kWh", "15 min"),
        ("pv-2016-15min", "308.2 kW, 2016-05-17 13:00 to 13:15", "340,369 kWh", "15 min"),
        ("process-2016-96point", "2,500 kW, 2016-06-06 15:15 to 15:30", "16,090,468 kWh", "15 min"),
    ],
)
def test_measured_years_are_told_without_options(name: str, peak: str, kwh: str, step: str) -> None:
    result = call("meter", f"meters/{name}.csv")

    assert result.exit_code == 0
    facts = told(result.stdout)
    assert (facts["peak"], facts["energy"], facts["step"]) == (peak, kwh, step)
    assert facts["coverage"].startswith("100.0 %: 35,136 of 35,136 readings, no gaps")
    german = "forward on 2016-03-27, back on 2016-10-30, like that of Europe/Paris"
    assert (german in facts["clock"]) == (name != "process-2016-96point")
    assert snippet(result.stdout)["file"] == f"meters/{name}.csv"


def test_a_clean_file_is_one_that_a_case_refers_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = rows()
    holed = [*content[:500], *content[504:1000], *content[1200:], content[40]]
    write(tmp_path / "电表.csv", holed, "gb18030")
    monkeypatch.chdir(tmp_path)

    result = call(
        "meter", "电表.csv", "--repeated", "first", "--short-gaps-h", "2", "--long-gaps",
        "--time-zone", "Asia/Shanghai", "--out", "out/clean.csv", "--figures", "out/figures",
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "clean.changes.csv",
        "clean.csv",
        "figures",
    ]
    figures = [p.name for p in (tmp_path / "out/figures").iterdir()]
    assert sorted(figures) == ["load-duration.png", "power-by-time.png"]
    clean = list(csv.reader((tmp_path / "out/clean.csv").read_text().splitlines()))
    assert clean[0] == ["start", "power_kw"]
    assert clean[1] == ["2025-03-01 00:00+08:00", "100.0"]
    assert [float(row[1]) for row in clean[1:]] == pytest.approx(
        [float(str(v)) for _, v in content[1:]]
    )
    changes = list(csv.DictReader((tmp_path / "out/clean.changes.csv").read_text().splitlines()))
    assert len(changes) == 1 + 4 + 200
    assert "205 readings changed, as it was told" in result.stdout
    assert "nothing → 119 kW, filled: interpolated" in result.stdout
    fields = snippet(result.stdout)
    assert fields == {"file": "out/clean.csv", "time_zone": "Asia/Shanghai"}
    load = {"kind": "load", "name": "load", "profile": fields}
    time = SITE["time"] | {"year": 2025, "month": 3, "step_minutes": 15}
    case = Case.load(str(site(tmp_path, assets=[load], time=time)))
    assert case.assets[0].given_kw(case.horizon).sum() == -sum(
        float(str(v)) for _, v in content[1:]
    )


def test_meters_are_listed_where_none_is_chosen(tmp_path: Path) -> None:
    days = [
        (m, f"2025-01-{d:02d}", *[k * d] * 24) for m, k in (("01", 1), ("02", 9)) for d in (1, 2)
    ]
    path = write(tmp_path / "m.csv", [("户号", "日期", *(f"{h:02d}:00" for h in range(24))), *days])

    listed = call("meter", path)
    assert listed.exit_code == 0
    assert "It holds 2 meters" in listed.stdout
    assert re.search(r"^02 +48 +100.0 % +648 +18 +2025-01-02 00:00$", listed.stdout, re.MULTILINE)
    assert told(call("meter", path, "--meter", "02").stdout)["energy"] == "648 kWh"
    for both in (["--meter", "sum"], ["--meter", "01", "--meter", "02"]):
        result = call("meter", path, *both)
        assert told(result.stdout)["energy"] == "720 kWh"
        assert told(result.stdout)["meter"] == "the sum of 01, 02"
    assert snippet(result.stdout)["meter"] == ["01", "02"]
    out = tmp_path / "c.csv"
    refused(call("meter", path, "--out", out), "holds 2 meters; say `meter:` 01, 02, or sum")
    assert not out.exists()


def test_what_is_wrong_is_told_and_left(tmp_path: Path) -> None:
    content = rows()
    content[300] = (content[300][0], 9000)
    path = write(tmp_path / "m.csv", [*content[:500], *content[504:], content[40]])
    before = path.read_bytes()

    text = call("meter", path).stdout

    assert "2025-03-04 02:45: 9,000 kW, beside 110 kW and 112 kW" in text
    assert "2025-03-06 04:45 to 2025-03-06 05:45 (4 readings)" in text
    assert "2025-03-01 09:45: 139 kW, 139 kW (lines 41, 2974)" in text
    assert "Changes" not in text
    assert path.read_bytes() == before


GOOD = rows()
BROKEN: dict[str, tuple[Rows, str]] = {
    "no header": (GOOD[1:], "line 1: should name the columns, such as time,kw"),
    "no readings": (GOOD[:1], "has no readings; line 1 names the columns"),
    "text in a number": (
        [*GOOD[:76], (GOOD[76][0], "12 kW"), *GOOD[77:]],
        "line 77, column 'kw': '12 kW' is no number; write it as 1305.5",
    ),
    "no such date": (
        [*GOOD[:8], ("2025-02-30 01:45", 1.0), *GOOD[9:]],
        "line 9: cannot read the time '2025-02-30 01:45'",
    ),
    "off the grid": (
        [*GOOD[:99], ("2025-03-02 00:37", 1.0), *GOOD[100:]],
        "line 100: 2025-03-02 00:37:00, 22 min after the last, is off the 15 min grid",
    ),
    "no time": ([("hour", "kw"), *((h, 1.5) for h in range(24))], "has no time column such as"),
    "no numbers": ([("time", "kw"), *((t, "x") for t, _ in GOOD[1:])], "has no column of numbers"),
    "which column": (
        [("time", "kw a", "kw b"), *((t, v, v) for t, v in GOOD[1:])],
        "which column? say `column:` kw a, kw b",
    ),
    "reactive": ([("time", "kvar"), *GOOD[1:]], "column 'kvar' is in kvar; say `unit:`"),
    "day or month first": (
        [("t", "kw"), *((f"01/02/2025 {h:02d}:00", 1.0) for h in range(24))],
        "may be day or month first; write dates as 2016-01-31",
    ),
    "ragged": ([*GOOD[:6], ("2025-03-01 01:15", 1.0, 2.0), *GOOD[7:]], "line 7: has 3 cells, the"),
    "half a day's columns": (
        [("date", *(f"{h:02d}:00" for h in range(1, 24))), ("2025-01-01", *[1.0] * 23)],
        "23 columns of times of the day, 01:00 … 23:00; 24:00 is missing",
    ),
    "a wrong century": (
        [*GOOD[:2000], ("2105-03-01 00:00", 1.0), *GOOD[2001:]],
        "is one of these dates wrong?",
    ),
    "daily": (
        [("t", "kwh"), *((f"2025-03-{d:02d}", 1.0) for d in range(1, 32))],
        "the step is 1440 min; it may be 1, 5, 10, 15, 30 or 60 min",
    ),
    "empty": ([("time", "kw"), *((t, None) for t, _ in GOOD[1:])], "has no column of numbers"),
    "decimals or thousands": (
        [("time;kw",), *((f"{t};1,305",) for t, _ in GOOD[1:])],
        "'1,305' may be 1305 or 1.305; write it without a comma",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("options", [(), ("--out", "clean.csv", "--figures", "figures")])
def test_a_broken_file_is_one_line(
    name: str, options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content, says = BROKEN[name]
    path = write(tmp_path / "m.csv", content)

    line = refused(call("meter", path, *options), says)

    assert line.startswith("optdispatch: m.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["m.csv"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("m.csv", b"t,kw\n2025-01-01 00:00,\xff\xff\n", "is neither UTF-8 nor GB18030 text"),
        ("m.csv", b"", "has no readings"),
        ("m.csv", b"\x00\x01\x02" * 1000, "has no readings"),
        ("m.xlsx", b"not a workbook", "is no readable Excel workbook"),
        ("m.pdf", b"%PDF", "is no meter file; save it as .csv or .xlsx"),
    ],
)
def test_what_is_no_table_is_one_line(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    refused(call("meter", tmp_path / name), says)


def test_an_empty_workbook_is_one_line(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "m.xlsx")

    refused(call("meter", tmp_path / "m.xlsx"), "m.xlsx: has no readings")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("gone.csv",), "no file 'gone.csv'"),
        (("m.csv", "--time-zone", "Asia/Shanghay"), "nearest: Asia/Shanghai"),
        (("m.csv", "--column", "kW"), "no column 'kW'; nearest: kw"),
        (("m.csv", "--meter", "1"), "no column such as 户号 tells meters apart"),
        (("m.csv", "--quantity", "x"), "no column such as 数据类型 for `quantity: x`"),
        (("m.csv", "--sheet", "x"), "is no workbook"),
        (("m.csv", "--calendar", "china"), "needs `short_gaps_h`, `long_gaps` or both"),
        (("m.csv", "--outliers"), "needs `short_gaps_h`, `long_gaps` or both"),
        (("m.csv", "--short-gaps-h", "0"), "fill.short_gaps_h: should be greater than 0"),
        (("m.csv", "--scale", "nan"), "scale: should be a finite number"),
        (("m.csv", "--scale", "0"), "scale: should not be 0"),
        (("m.csv", "--unit", "GW"), "'GW' is not one of 'kW', 'kWh'"),
        (("m.csv", "--out", "c.csv"), "does not say its time zone; say it"),
        (("m.csv", "--out", "c.xlsx"), "clean readings go to a .csv; write c.xlsx.csv"),
        (("m.csv", "--out", "m.csv"), "is the file that is read; give another"),
        (("m.csv", "--figures", "m.csv"), "m.csv: cannot be written"),
        (("m.csv", "--time-zone", "UTC", "--out", "m.csv/c.csv"), "cannot be written"),
        (("holed.csv", "--time-zone", "UTC", "--out", "c.csv"), "is missing; fill short gaps"),
    ],
)
def test_options_that_do_not_fit_are_one_line(
    args: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "m.csv", GOOD)
    write(tmp_path / "holed.csv", [*GOOD[:500], *GOOD[501:]])

    refused(call("meter", *args), says)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["holed.csv", "m.csv"]
