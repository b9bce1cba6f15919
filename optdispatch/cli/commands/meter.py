"""`meter`: what is in a meter file."""

from pathlib import Path
from typing import Any

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.reading import profile, reading
from optdispatch.errors import OutputError

_ENDING = ending(
    "optdispatch meter readings.xlsx",
    "optdispatch meter readings.csv --figures figures",
    "optdispatch meter readings.csv --short-gaps-h 2 --time-zone Asia/Shanghai --out clean.csv",
    error="FILE cannot be read, or what was asked for cannot be written",
)


@click.command(epilog=_ENDING, short_help="Say what is in a meter file, clean it, draw it.")
@click.argument("file")
@click.option("--meter", "meters", metavar="NUMBER", multiple=True, help="A meter, or sum.")
@reading
@click.option("--out", type=click.Path(path_type=Path), help="Write clean readings to a .csv.")
@click.option("--figures", type=click.Path(path_type=Path), help="Draw the year to a folder.")
def command(
    file: str, meters: tuple[str, ...], out: Path | None, figures: Path | None, **said: Any
) -> None:
    """Say what is in a meter FILE, a .csv or .xlsx, and how a case refers to it.

    Everything is found: layout, times, clock, step, unit, meters. Options say it where the
    file leaves it open. Nothing is cleaned but what is told, and each changed reading is
    listed.
    """
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.meter import each_meter, examine  # noqa: PLC0415
    from optdispatch.meter.clean_file import profile as refers  # noqa: PLC0415
    from optdispatch.report.meter_files import write_meter  # noqa: PLC0415
    from optdispatch.report.terminal import meter as show  # noqa: PLC0415

    asked = profile(file, meters, said)
    _free(file, out)
    with Progress() as progress:
        progress(f"reading {file}")
        several = {} if meters else each_meter(asked)
        if len(several) > 1 and not (out or figures):
            Out().print(show.meters(several))
            return
        found = next(iter(several.values())) if len(several) == 1 else examine(asked)
        written = write_meter(found, out, figures)
    terminal = Out()
    terminal.print(show.survey(found))
    clean = None if out is None else str(out)
    lines = show.snippet(refers(asked, found, file, clean), show.zone_note(found))
    terminal.print(lines, crop=False)
    if written:
        terminal.print(show.wrote(written))


def _free(file: str, out: Path | None) -> None:
    """See that the clean file is a .csv, and is not the file itself."""
    if out is None:
        return
    if out.suffix.lower() != ".csv":
        raise OutputError(f"{out}: clean readings go to a .csv; write {out}.csv")
    if out.resolve() == Path(file).resolve():
        raise OutputError(f"{out}: is the file that is read; give another")
