"""`plan`: the main job."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optdispatch.cli.exits import ending

if TYPE_CHECKING:
    from optdispatch.program import Choice

_ENDING = ending(
    "optdispatch plan jiangxi-2025",
    "optdispatch plan my-site.yaml -o my-site",
    "optdispatch plan my-site.yaml --xlsx",
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
    help="Write outcome.json, schedule.csv, bill.csv and figures to DIR.",
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
def command(
    case: str, folder: Path | None, workbook: str | None, solver: "Choice", verify: bool
) -> None:
    """Find the schedule that makes the bill of CASE smallest.

    CASE is a name of the catalogue (see `optdispatch list models/cases`) or a path that ends
    in .yaml. The strategy, the ledger and the certificates are printed. Files of an earlier
    run in DIR are replaced, and no others.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.terminal.parts import section, sentence  # noqa: PLC0415
    from optdispatch.report.terminal.plan import plan, wrote  # noqa: PLC0415
    from optdispatch.report.write import write  # noqa: PLC0415
    from optdispatch.study import evaluate  # noqa: PLC0415

    with Progress() as progress:
        asked = Case.load(case)
        if folder:
            writable(folder)
        book = None
        if workbook is not None:
            from optdispatch.report.workbook import door, write_workbook  # noqa: PLC0415

            book = door(workbook, asked.name, folder)
        outcome = evaluate(asked, progress, solver, verify)
        written = write(outcome, folder, asked, progress) if folder else ()
        if book:
            write_workbook(outcome, book, progress)
    out = Out()
    out.print(plan(outcome))
    if folder:
        out.print(wrote(folder, written))
    if book:
        out.print(section("Workbook", sentence(str(book))))
