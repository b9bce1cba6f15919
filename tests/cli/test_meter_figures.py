"""The year as a map and as a duration curve, of every kind of readings."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import QuadMesh

from optdispatch.meter import MeterFile, Survey, examine
from optdispatch.report.figures.canvas import look
from optdispatch.report.figures.meter import duration, year_map
from optdispatch.report.meter_files import FIGURES, write_meter

START = datetime(2024, 3, 1)  # noqa: DTZ001 - a meter's clock


def survey(
    folder: Path, power: Callable[[int], float | None], n: int, name: str = "m.csv"
) -> Survey:
    times = [START + timedelta(minutes=15 * k) for k in range(n)]
    lines = [
        f"{t:%Y-%m-%d %H:%M},{'' if (v := power(k)) is None else v}" for k, t in enumerate(times)
    ]
    path = folder / name
    path.write_text("\n".join(["time,kw", *lines]), encoding="utf-8")
    return examine(MeterFile.of({"file": str(path)}, "load"))


KINDS: dict[str, tuple[Callable[[int], float | None], int]] = {
    "a day": (float, 96),
    "two readings": (float, 2),
    "flat": (lambda k: 5.0, 96 * 40),
    "nothing": (lambda k: 0.0, 96 * 40),
    "export": (lambda k: -float(k % 96), 96 * 40),
    "both ways": (lambda k: 50.0 - k % 96, 96 * 40),
    "holes": (lambda k: None if k % 500 < 90 else float(k % 96), 96 * 40),
    "more than a year": (lambda k: float(k % 96), 96 * 420),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_readings_is_drawn(kind: str, tmp_path: Path) -> None:
    found = survey(tmp_path, *KINDS[kind])

    written = write_meter(found, None, tmp_path / "figures")

    assert [path.name for path in written] == list(FIGURES)
    for path in written:
        assert path.read_bytes().startswith(b"\x89PNG")


def test_a_chinese_name_does_not_need_a_chinese_font(tmp_path: Path) -> None:
    found = survey(tmp_path, *KINDS["a day"], "电表.csv")

    with look():
        title = year_map(found).texts[0].get_text()

    assert title == "the meter: power by date and time of day"
    assert write_meter(found, None, tmp_path)


def test_the_map_shows_every_reading_at_its_time(tmp_path: Path) -> None:
    found = survey(tmp_path, lambda k: None if k == 7 else float(k), 96 * 3)

    with look():
        mesh = next(c for c in year_map(found).axes[0].collections if isinstance(c, QuadMesh))

    drawn: Any = np.ma.asarray(mesh.get_array()).reshape(96, 3).filled(np.nan)
    assert np.isnan(drawn).sum() == 1
    assert drawn[8].tolist() == [8.0, 104.0, 200.0]
    assert np.isnan(drawn[7, 0])


def test_the_curve_falls_and_keeps_the_energy(tmp_path: Path) -> None:
    found = survey(tmp_path, lambda k: float(k * 37 % 1000), 96 * 40)

    with look():
        hours, power = (np.asarray(v) for v in duration(found).axes[0].lines[0].get_data())

    assert (np.diff(power) <= 0).all()
    assert hours[-1] == 960
    assert (power[:-1] * np.diff(hours)).sum() == pytest.approx(found.total.energy_kwh)
