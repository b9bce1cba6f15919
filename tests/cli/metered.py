"""Meter files for `bill`, and the tariffs that they are billed under."""

from datetime import datetime, timedelta
from pathlib import Path

JIANGXI = ("--tariff", "china/jiangxi/2025-07")
TWO_PART = ("--choose", "two-part", "--choose", "1-10 kV")


def readings(
    folder: Path, first: str, days: int, kw: float = 1000.0, peak_kw: float | None = None
) -> Path:
    """Quarter-hours of a flat load, one of them perhaps higher, and a column of reactive power."""
    start = datetime.fromisoformat(first)
    rows = [["time", "kw", "kvar"]]
    for n in range(96 * days):
        at = start + timedelta(minutes=15 * n)
        power = peak_kw if peak_kw is not None and n == 40 else kw
        rows.append([f"{at:%Y-%m-%d %H:%M}", str(power), str(0.75 * kw)])
    path = folder / "readings.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return path


def february(folder: Path, **fields: float) -> tuple[str, ...]:
    """The options for 1,000 kW in February 2026."""
    return ("--meter", str(readings(folder, "2026-02-01", 28, **fields)), "--column", "kw")
