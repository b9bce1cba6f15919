"""`replicate`: what a study prints, beside what comes out here."""

from pathlib import Path

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch replicate jiangxi-2025",
    "optdispatch replicate jiangxi-2025 -o replication.md",
    error="there is no such study, or FILE cannot be written",
)


@click.command(epilog=_ENDING, short_help="Show a study's printed numbers beside ours.")
@click.argument("name")
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the page to FILE, in Markdown.",
)
def command(name: str, file: Path | None) -> None:
    """Show every printed number of a study beside ours, and say what cannot be met and why.

    NAME is a study of the catalogue (see `optdispatch list models/replications`) or a path that
    ends in .yaml. All of its cases are planned, aged and appraised anew.
    """
    from rich.markdown import Markdown  # noqa: PLC0415 - see `optdispatch.cli`

    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.report.replication import page, ready, write_page  # noqa: PLC0415
    from optdispatch.report.terminal.parts import WIDEST  # noqa: PLC0415
    from optdispatch.study.replication import Replication, replicate  # noqa: PLC0415

    if file:
        ready(file)
    with Progress() as progress:
        text = page(replicate(Replication.load(name), progress))
        if file:
            write_page(text, file)
    out = Out()
    out.print(Markdown(text), width=min(WIDEST, out.width))
    if file:
        out.print(f"Written to {file}.", markup=False)
