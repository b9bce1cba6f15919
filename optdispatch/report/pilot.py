"""Write what a pilot has to show: tables of counts, vehicles and sessions, and a figure."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from optdispatch.errors import OutputError
from optdispatch.study.pilot import Pilot

COUNTS, VEHICLES, SESSIONS, FIGURE = "pilot.csv", "vehicles.csv", "sessions.csv", "pilot-day.png"


def write_pilot(
    found: Pilot, folder: Path, progress: Callable[[str], None] = lambda _: None
) -> tuple[Path, ...]:
    """Write the tables and the figure to a folder, beside what else is in it.

    Each file is complete before it replaces one of its name. Returns the paths that were
    written; raises `OutputError` where the folder cannot be written.
    """
    tables = {COUNTS: counts_frame(found), SESSIONS: found.sessions}
    worn = [table.assign(way=way) for way, table in found.vehicles.items() if not table.empty]
    if worn:
        tables[VEHICLES] = pd.concat(worn, ignore_index=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".optdispatch-", dir=folder) as temporary:
            there = Path(temporary)
            progress("writing tables")
            for name, table in tables.items():
                table.to_csv(there / name, index=False, encoding="utf-8", float_format="%.10g")
            _figure(found, there / FIGURE, progress)
            for name in (*tables, FIGURE):
                (there / name).replace(folder / name)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}") from None
    return tuple(folder / name for name in (*tables, FIGURE))


def counts_frame(found: Pilot) -> pd.DataFrame:
    """A row a number and a way, then what changes do about those that are missed."""
    rows = [
        {
            "way": way,
            "number": count.name,
            "value": count.value,
            "threshold": count.threshold,
            "margin": count.margin,
            "unit": count.unit or "share",
            "holds": count.holds,
            "how": count.how,
        }
        for way, counts in found.counts.items()
        for count in counts
    ]
    asked = {c.name: c for c in found.counts[found.outcome.optimum.name]}
    rows += [
        {
            "way": f"{found.outcome.optimum.name}, changed",
            "number": r.count,
            "value": r.value,
            "threshold": asked[r.count].threshold,
            "margin": r.value - asked[r.count].threshold,
            "unit": asked[r.count].unit or "share",
            "holds": r.reaches,
            "how": f"if {r.change}",
        }
        for r in found.changes
    ]
    return pd.DataFrame(rows)


def _figure(found: Pilot, path: Path, progress: Callable[[str], None]) -> None:
    # matplotlib takes a third of a second to load, so it waits until something is drawn.
    from optdispatch.report.figures.canvas import look, save  # noqa: PLC0415
    from optdispatch.report.figures.pilot import mean_day  # noqa: PLC0415

    progress("drawing the mean day")
    with look():
        save(mean_day(found), path)
