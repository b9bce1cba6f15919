"""Write a study: its table as Parquet and CSV, its summary, and its figures."""

import csv
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from optdispatch.errors import InputError
from optdispatch.report.placing import placed
from optdispatch.study.campaign.designs.grid import Grid
from optdispatch.study.campaign.plan import StudyPlan
from optdispatch.study.campaign.store import Store
from optdispatch.study.campaign.summary import Summary
from optdispatch.study.campaign.table import Record, Table
from optdispatch.study.sensitivity import Sensitivity

TABLES = ("table.csv", "table.parquet")
SUMMARY = "summary.json"
ROWS = 8192
"""Rows that are in memory at once."""
FEW = 2
"""Points with a number below which nothing is drawn."""


def write_table(plan: StudyPlan, store: Store, study: int, path: Path) -> None:
    """Write the table of a study, as the suffix of the path says: `.csv` or `.parquet`.

    It is complete before it replaces a file of its name. Raises `InputError` for another suffix,
    `OutputError` where it cannot be written.
    """
    write = {".csv": _csv, ".parquet": _parquet}.get(path.suffix.lower())
    if write is None:
        raise InputError(f"{path}: a table ends in .csv or .parquet")
    table = Table(plan)
    with placed(path.parent) as there:
        write(table, table.records(store.rows(study)), there / path.name)


def write_study(
    plan: StudyPlan,
    store: Store,
    study: int,
    found: Summary | Sensitivity | None,
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write tables, summary and figures to a folder, beside what else is in it.

    Returns the paths that were written; raises `OutputError` where the folder cannot be written.
    """
    progress("writing the table")
    for name in TABLES:
        write_table(plan, store, study, folder / name)
    with placed(folder) as there:
        if isinstance(found, Summary):
            text = json.dumps(_summed(found), indent=2, ensure_ascii=False)
            (there / SUMMARY).write_text(f"{text}\n", encoding="utf-8")
        progress("drawing")
        _figures(plan, store, study, found, there)
        names = sorted(path.name for path in there.iterdir())
    return tuple(folder / name for name in (*TABLES, *names))


def _csv(table: Table, records: Iterator[Record], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(records)


def _parquet(table: Table, records: Iterator[Record], path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 - only who writes a Parquet file waits for it
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    types = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    schema = pa.schema([(name, types[kind]) for name, kind in table.columns.items()])
    with ParquetWriter(path, schema) as writer:
        while some := list(islice(records, ROWS)):
            both = zip(zip(*some, strict=True), schema, strict=True)
            columns = [pa.array(values, field.type) for values, field in both]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _summed(found: Summary) -> dict[str, Any]:
    """The summary as JSON."""
    study = found.plan.study
    measures = {
        name: {
            **outturn.quantiles,
            "no_number": outturn.none,
            "hurdle": outturn.hurdle,
            "chance_below": outturn.chance_below,
            "sobol": [index._asdict() for index in outturn.indices],
        }
        for name, outturn in found.outturns.items()
    }
    about = {"study": study.name, "design": study.design.kind, "seed": study.seed}
    counts = {"points": len(found.plan), "solved": found.solved, "failed": found.failed}
    return {**about, **counts, "measures": measures}


def _figures(
    plan: StudyPlan, store: Store, study: int, found: Summary | Sensitivity | None, folder: Path
) -> None:
    # matplotlib takes a third of a second to load, so it waits until something is drawn.
    from optdispatch.report.figures.canvas import look, save  # noqa: PLC0415
    from optdispatch.report.figures.sensitivity import lines, tornado  # noqa: PLC0415
    from optdispatch.report.figures.study import heat, histogram  # noqa: PLC0415

    def named(kind: str, measure: str) -> Path:
        return folder / f"{kind}-{measure.replace('_', '-')}.png"

    grid = plan.study.design
    with look():
        for measure in plan.metrics:
            if isinstance(found, Sensitivity):
                if found.points:
                    save(tornado(found, measure), named("tornado", measure))
                    save(lines(found, measure), named("lines", measure))
            elif isinstance(grid, Grid):
                if len(plan.study.axes) == 2:
                    save(heat(plan, grid, store.rows(study), measure), named("map", measure))
            elif found and len(found.outturns[measure].told) >= FEW:
                save(histogram(plan, found.outturns[measure]), named("histogram", measure))
