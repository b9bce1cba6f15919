"""`plan`: the main job."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.language import language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from optdispatch.program import Choice
    from optdispatch.report.figures.press import Press

_ENDING = ending(
    "optdispatch plan jiangxi-2025",
    "optdispatch plan my-site.yaml -o my-site",
    "optdispatch plan my-site.yaml --xlsx",
    "optdispatch plan my-site.yaml --report my-site.html --lang zh",
    "optdispatch plan my-site.yaml --verify",
    error="the case, its files or DIR cannot be used, nothing serves the site,\n"
    "       or a certificate does not hold; then nothing is written",
)


@click.command(epilog=_ENDING, short_help="Find the schedule that makes a bill smallest.")
@click.argument("case")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write outcome.json, schedule.csv, bill.csv and figures to DIR: PNG, and with "
    "--report SVG too.",
)
@click.option(
    "--xlsx",
    "workbook",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    help="Write an Excel workbook with live formulas to FILE; without a name, to one that is "
    "named after the case, in DIR where there is one.",
)
@click.option(
    "--solver",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "exact", "highs"]),
    help="Who finds the optimum; see `optdispatch solvers`.",
)
@click.option("--verify", is_flag=True, help="Have a second solver confirm the optimum.")
@click.option(
    "--report",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    help="Write one HTML file to read, print and send on to FILE; without a name, as --xlsx.",
)
@language("the report and of the figures")
def command(
    case: str,
    folder: Path | None,
    workbook: str | None,
    solver: "Choice",
    verify: bool,
    report: str | None,
    language: str,
) -> None:
    """Find the schedule that makes the bill of CASE smallest.

    CASE is a name of the catalogue (see `optdispatch list models/cases`) or a path that ends
    in .yaml. The strategy, the ledger and the certificates are printed. Files of an earlier
    run in DIR are replaced, and no others.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.terminal.plan import plan  # noqa: PLC0415
    from optdispatch.report.words import Words  # noqa: PLC0415
    from optdispatch.report.write import write  # noqa: PLC0415
    from optdispatch.study import evaluate  # noqa: PLC0415

    with Progress() as progress:
        asked = Case.load(case)
        if folder:
            writable(folder)
        book, page = _doors(asked.name, folder, workbook, report)
        outcome, words = evaluate(asked, progress, solver, verify), Words(language)
        press = _press() if page else None
        written = write(outcome, folder, asked, progress, words, press) if folder else ()
        if book:
            from optdispatch.report.workbook import write_workbook  # noqa: PLC0415

            write_workbook(outcome, book, progress)
        if page and press:
            from optdispatch.report.page import Made, write_report  # noqa: PLC0415

            write_report(outcome, asked, page, Made(_again(), words, press), progress)
    out = Out()
    for part in (plan(outcome), *_wrote(folder, written, language, book, page)):
        out.print(part)


def _press() -> "Press":
    """What draws for the report, and for the files beside it."""
    from optdispatch.report.figures.press import Press  # noqa: PLC0415 - it loads matplotlib

    return Press()


def _wrote(
    folder: Path | None,
    written: "Sequence[Path]",
    language: str,
    book: Path | None,
    page: Path | None,
) -> "Iterator[RenderableType]":
    """What was written, and why its figures are in another language than was asked."""
    from optdispatch.report.terminal.parts import section, sentence  # noqa: PLC0415
    from optdispatch.report.terminal.plan import no_font, wrote  # noqa: PLC0415

    if folder:
        yield wrote(folder, written)
        if language != "en" and not _has_font():
            yield no_font()
    for title, path in (("Workbook", book), ("Report", page)):
        if path:
            yield section(title, sentence(str(path)))


def _doors(
    name: str, folder: Path | None, workbook: str | None, report: str | None
) -> tuple[Path | None, Path | None]:
    """The files that workbook and report go to, where they are asked for."""
    from optdispatch.report.one_file import door  # noqa: PLC0415

    book = None if workbook is None else door(workbook, name, ".xlsx", folder)
    return book, None if report is None else door(report, name, ".html", folder)


def _again() -> str:
    """What was typed, to be typed again."""
    return shlex.join(["optdispatch", *sys.argv[1:]])


def _has_font() -> bool:
    """Whether figures can be labelled in Chinese here."""
    from optdispatch.report.figures.canvas import han_font  # noqa: PLC0415

    return han_font() is not None
