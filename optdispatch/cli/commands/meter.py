"""`meter`: what is in a meter file."""

from pathlib import Path
from typing import Any

import click

from optdispatch.cli.exits import ending
from optdispatch.errors import OutputError

_ENDING = ending(
    "optdispatch meter readings.xlsx",
    "optdispatch meter readings.csv --figures figures",
    "optdispatch meter readings.csv --short-gaps-h 2 --time-zone Asia/Shanghai --out clean.csv",
    error="FILE cannot be read, or what was asked for cannot be written",
)
_TEXT = {
    "--sheet": "The sheet of a workbook.",
    "--column": "The column of readings.",
    "--time-column": "The column of times or dates.",
    "--meter-column": "The column that tells meters apart.",
    "--quantity": "The kind of reading, where a column says several.",
    "--time-zone": "The meter's clock: Asia/Shanghai, or UTC+08:00.",
}
_UNITS = click.Choice(["kW", "kWh", "MW", "MWh", "W", "Wh"])


def _texts(function: Any) -> Any:
    """Options that are words."""
    for name, says in reversed(_TEXT.items()):
        function = click.option(name, metavar="NAME", help=says)(function)
    return function


@click.command(epilog=_ENDING, short_help="Say what is in a meter file, clean it, draw it.")
@click.argument("file")
@_texts
@click.option("--meter", "meters", metavar="NUMBER", multiple=True, help="A meter, or sum.")
@click.option("--unit", type=_UNITS, help="Of the readings.")
@click.option("--scale", type=float, help="Factor on the readings, such as 倍率.")
@click.option(
    "--stamp", type=click.Choice(["start", "end"]), help="What a time is of its interval."
)
@click.option(
    "--repeated",
    type=click.Choice(["first", "last", "mean"]),
    help="Which of several readings at one time to keep.",
)
@click.option("--short-gaps-h", type=float, help="Interpolate gaps up to this length.")
@click.option("--long-gaps", is_flag=True, help="Fill other gaps with the mean of like days.")
@click.option("--calendar", metavar="NAME", help="Whose kinds of day are like; else weekdays.")
@click.option("--outliers", is_flag=True, help="Make outliers gaps.")
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
    from optdispatch.meter.clean_file import profile  # noqa: PLC0415
    from optdispatch.report.meter_files import write_meter  # noqa: PLC0415
    from optdispatch.report.terminal import meter as show  # noqa: PLC0415

    asked = _asked(file, meters, said)
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
    lines = show.snippet(profile(asked, found, file, clean), show.zone_note(found))
    terminal.print(lines, crop=False)
    if written:
        terminal.print(show.wrote(written))


def _asked(file: str, meters: tuple[str, ...], said: dict[str, Any]) -> Any:
    """The file with what is said of it."""
    from optdispatch.meter import MeterFile  # noqa: PLC0415

    fill = {name: said.pop(name) for name in ("short_gaps_h", "calendar")}
    fill |= {"long_gaps": "like_days" if said.pop("long_gaps") else None}
    fill |= {"outliers": said.pop("outliers") or None}
    fields = {"file": file, "fill": _given(fill) or None, **said}
    if meters:
        fields["meter"] = meters[0] if len(meters) == 1 else meters
    return MeterFile.of(_given(fields), file)


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _free(file: str, out: Path | None) -> None:
    """See that the clean file is a .csv, and is not the file itself."""
    if out is None:
        return
    if out.suffix.lower() != ".csv":
        raise OutputError(f"{out}: clean readings go to a .csv; write {out}.csv")
    if out.resolve() == Path(file).resolve():
        raise OutputError(f"{out}: is the file that is read; give another")
