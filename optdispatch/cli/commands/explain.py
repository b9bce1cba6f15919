"""`explain`: why the battery does what it does."""

from datetime import datetime
from pathlib import Path

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.language import language

_ENDING = ending(
    'optdispatch explain jiangxi-2025 --at "2025-07-15 12:15"',
    "optdispatch explain my-site.yaml -o why.csv",
    error="the case or FILE cannot be used, the time is not planned, or there is no\n"
    "       battery",
)


@click.command(epilog=_ENDING, short_help="Say why the battery does what it does in an hour.")
@click.argument("case")
@click.option(
    "--at",
    "moments",
    multiple=True,
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    help="A local time, such as 2025-07-15 12:15; may be given several times.",
)
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a table of all periods to FILE, as CSV.",
)
@language("the sentences")
def command(case: str, moments: tuple[datetime, ...], file: Path | None, language: str) -> None:
    """Say what the stored energy is worth, the price that it waits for, and which limit binds.

    CASE is a name of the catalogue (see `optdispatch list models/cases`) or a path that ends
    in .yaml. On typical days, a TIME is on the day type of its date.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.errors import InputError  # noqa: PLC0415
    from optdispatch.program import Planner  # noqa: PLC0415
    from optdispatch.report.explaining import sentence, table  # noqa: PLC0415
    from optdispatch.report.one_file import beside  # noqa: PLC0415
    from optdispatch.report.terminal.parts import WIDEST  # noqa: PLC0415
    from optdispatch.report.words import Words  # noqa: PLC0415
    from optdispatch.study.explanation import explained  # noqa: PLC0415

    if not moments and file is None:
        raise click.UsageError("nothing is asked; give --at TIME, or -o FILE for all periods")
    with Progress() as progress:
        asked = Case.load(case)
        progress(Planner().doing(asked))
        found = explained(asked)
        if not found:
            raise InputError(f"{asked.name}: there is no battery to explain")
        said = [
            sentence(one, one.at(at), f"{at:%Y-%m-%d %H:%M}", Words(language))
            for at in moments
            for one in found
        ]
        if file:
            with beside(file, ".csv") as folder:
                table(found).to_csv(folder / "table.csv", index=False, encoding="utf-8")
                (folder / "table.csv").replace(file)
    out = Out()
    for text in said:
        out.print(text, width=min(WIDEST, out.width), markup=False)
    if file:
        out.print(f"Written to {file}.", markup=False)
