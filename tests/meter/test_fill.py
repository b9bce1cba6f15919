"""Nothing is filled that nobody named, and what is filled is said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from optdispatch.meter.profiles.meter_file import MeterFile

Write = Callable[..., Path]
START = datetime(2025, 3, 1)  # noqa: DTZ001 - a meter's clock
ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 31
TRUE = np.random.default_rng(7).uniform(100, 900, DAYS * 96).round(1)
SHORT = slice(10 * 96 + 8, 10 * 96 + 16)  # 2025-03-11 02:00 to 04:00
LONG = slice(19 * 96 + 40, 21 * 96 + 12)  # 2025-03-20 10:00 to 2025-03-22 03:00


@pytest.fixture
def holed(write: Write) -> str:
    def kept(i: int) -> bool:
        return not any(gap.start <= i < gap.stop for gap in (SHORT, LONG))

    times = [START + timedelta(minutes=15 * i) for i in range(len(TRUE))]
    content = [(f"{t:%Y-%m-%d %H:%M}", v) for i, (t, v) in enumerate(zip(times, TRUE, strict=True))]
    return str(write([("time", "kw"), *(row for i, row in enumerate(content) if kept(i))]))


def read(file: str, fill: dict[str, object]) -> tuple[np.ndarray, tuple[str, ...]]:
    meter = MeterFile.of({"file": file, "fill": fill}, "load")
    return meter.readings(ZONE).power_kw, meter.notes


def test_short_gaps_lie_on_a_line_and_long_ones_on_like_days(holed: str) -> None:
    power, notes = read(holed, {"short_gaps_h": 2, "long_gaps": "like_days"})

    before, after = TRUE[SHORT.start - 1], TRUE[SHORT.stop]
    line = before + (after - before) * np.arange(1, 9) / 9
    assert power[SHORT] == pytest.approx(line)
    thursdays = [TRUE[d * 96 + 40] for d in (5, 12, 26)]  # 6th, 13th and 27th
    assert power[LONG.start] == pytest.approx(np.mean(thursdays))
    assert notes == (
        "m.csv: 2025-03-11 02:00 to 2025-03-11 04:00 (8 readings) filled: interpolated",
        "m.csv: 2025-03-20 10:00 to 2025-03-22 03:00 (164 readings) filled: mean of the same "
        "weekdays of the month",
    )


def test_what_was_read_stays_as_it_was(holed: str) -> None:
    power, _ = read(holed, {"short_gaps_h": 48})
    known = np.ones(len(TRUE), dtype=bool)
    known[SHORT], known[LONG] = False, False

    assert power[known].tolist() == TRUE[known].tolist()


def test_like_days_alone_fill_every_gap(holed: str) -> None:
    power, notes = read(holed, {"long_gaps": "like_days"})

    tuesdays = [TRUE[d * 96 + 8] for d in (3, 17, 24)]
    assert power[SHORT.start] == pytest.approx(np.mean(tuesdays))
    assert all(note.endswith("weekdays of the month") for note in notes)


def test_empty_cells_at_the_edge_have_no_neighbour_to_go_to(write: Write) -> None:
    times = [START + timedelta(minutes=15 * i) for i in range(96 * 15)]
    content: list[tuple[object, ...]] = [
        (f"{t:%Y-%m-%d %H:%M}", None if i < 2 else float(i)) for i, t in enumerate(times)
    ]
    path = str(write([("time", "kw"), *content]))

    power, notes = read(path, {"short_gaps_h": 2, "long_gaps": "like_days"})

    assert power[0] == pytest.approx((7 * 96 + 14 * 96) / 2)
    assert notes == (
        "m.csv: 2025-03-01 00:00 to 2025-03-01 00:30 (2 readings) filled: mean of the same "
        "weekdays of the month",
    )


def test_filled_energy_counts_as_kwh_too(holed: str) -> None:
    kw = MeterFile.of({"file": holed, "fill": {"short_gaps_h": 48}}, "load")
    kwh = MeterFile.of({"file": holed, "unit": "kWh", "fill": {"short_gaps_h": 48}}, "load")

    assert kwh.readings(ZONE).power_kw == pytest.approx(4 * kw.readings(ZONE).power_kw)
