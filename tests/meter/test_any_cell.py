"""Whatever stands in a file, it is read, or refused in one line."""

from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optdispatch.errors import MeterError
from optdispatch.meter import MeterFile, examine

WORDS = [
    "", "-", "x", "合计", "24:00", "00:00", "2016-01-01", "2016-02-30 00:00", "01/02/2016 00:00",
    "1,5", "1,305", "1e400", "nan", "99999999999999999999", "2016-01-01T00:00Z", "P1", "96",
    "单位：kWh", "倍率", "户号", "数据类型", "9999-12-31 23:45", "0001-01-01 00:00", "20160101",
    '"',
]  # fmt: skip
HOURS = [f"2016-03-{20 + n // 24} {n % 24:02d}:00" for n in range(240)]
LAYOUTS: dict[str, list[list[str]]] = {
    "readings": [["time", "kw"], *([t, f"{n % 7}"] for n, t in enumerate(HOURS))],
    "meters": [
        ["时间", "电表号", "电量", "倍率"],
        *([t, f"{n % 2}", "1.5", "40"] for n, t in enumerate(HOURS)),
    ],
    "days": [
        ["日期", "数据类型", *(f"{h + 1:02d}:00" for h in range(24))],
        *([f"2016-03-{d}", "有功", *(f"{d}",) * 24] for d in range(10, 31)),
    ],
    "steps": [["日期", "时段", "kWh"], *([t[:10], f"{int(t[11:13]) + 1}", "3"] for t in HOURS)],
}  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    layout=st.sampled_from(list(LAYOUTS)),
    cells=st.lists(
        st.tuples(st.integers(0, 240), st.integers(0, 25), st.sampled_from(WORDS)), max_size=4
    ),
    again=st.lists(st.integers(0, 240), max_size=3),
    fields=st.sampled_from([{}, {"meter": "sum"}, {"stamp": "end"}, {"time_zone": "Asia/Tehran"}]),
)
def test_it_is_read_or_refused_in_one_line(
    layout: str,
    cells: list[tuple[int, int, str]],
    again: list[int],
    fields: dict[str, object],
    tmp_path: Path,
) -> None:
    rows = [list(row) for row in LAYOUTS[layout]]
    for row, column, word in cells:
        line = rows[row % len(rows)]
        line[column % len(line)] = word
    rows += [rows[row % len(rows)] for row in again]
    path = tmp_path / "m.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")

    said, found = "m.csv", None
    try:
        found = examine(MeterFile.of({"file": str(path), **fields}, "load"))
    except MeterError as error:
        said = str(error)

    assert "\n" not in said
    assert "m.csv" in said
    if found is not None:
        assert all(np.isfinite([t.energy_kwh, t.peak_kw]).all() for t in found.months)
        assert found.total.readings <= found.total.room
