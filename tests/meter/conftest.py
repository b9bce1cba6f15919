"""Meter files made on the spot, in every dress they come in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from optdispatch.calendar import calendar
from optdispatch.horizon import Horizon, Ring

Rows = list[tuple[object, ...]]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a header and rows to a file; its suffix or the encoding says how."""

    def written(rows: Rows, name: str = "m.csv", encoding: str = "utf-8", sep: str = ",") -> Path:
        path = tmp_path / name
        if path.suffix == ".xlsx":
            book = Workbook(write_only=True)
            sheet = book.create_sheet()
            for row in rows:
                sheet.append(row)
            book.save(path)
        else:
            lines = [sep.join("" if cell is None else str(cell) for cell in row) for row in rows]
            path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return written


@pytest.fixture
def chronological() -> Callable[..., Horizon]:
    """Make a horizon of real days."""

    def made(
        first: str,
        days: int = 1,
        step_min: int = 15,
        zone: str = "Asia/Shanghai",
        name: str = "alike",
    ) -> Horizon:
        start = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone))
        end = (start.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=ZoneInfo(zone))
        periods = round((end.timestamp() - start.timestamp()) / 60 / step_min)
        return Horizon(timedelta(minutes=step_min), (Ring(start, periods),), calendar(name))

    return made
