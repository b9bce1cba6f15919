"""`compare`: cases side by side."""

import shlex
import sys

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.language import language

_ENDING = ending(
    "optdispatch compare jiangxi-old jiangxi-2025",
    "optdispatch compare small.yaml large.yaml --report sizes.html",
    error="a case or FILE cannot be used, nothing serves a site, or the cases are in\n"
    "       unlike money",
)


@click.command(epilog=_ENDING, short_help="Plan several cases and show them side by side.")
@click.argument("cases", nargs=-1, required=True, metavar="CASE CASE...")
@click.option(
    "--report",
    metavar="FILE",
    help="Write one HTML file to read, print and send on to FILE.",
)
@language("the report")
def command(cases: tuple[str, ...], report: str | None, language: str) -> None:
    """Plan several cases, and show what they come to side by side.

    A CASE is a name of the catalogue (see `optdispatch list models/cases`) or a path that ends
    in .yaml: an old and a new tariff, two sizes, two ways of billing.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.report.comparison import Comparison  # noqa: PLC0415
    from optdispatch.report.one_file import door  # noqa: PLC0415
    from optdispatch.report.terminal.compare import compare  # noqa: PLC0415
    from optdispatch.report.terminal.parts import section, sentence  # noqa: PLC0415
    from optdispatch.report.words import Words  # noqa: PLC0415
    from optdispatch.study import evaluate  # noqa: PLC0415

    if len(cases) < 2:
        raise click.UsageError("a comparison needs two cases or more")
    path = None if report is None else door(report, "comparison", ".html")
    with Progress() as progress:
        asked = [Case.load(name) for name in cases]
        found = Comparison.of([evaluate(case, progress) for case in asked])
        if path:
            from optdispatch.report.page import Made, write_comparison  # noqa: PLC0415

            typed = shlex.join(["optdispatch", *sys.argv[1:]])
            write_comparison(found, path, Made(typed, Words(language)))
    out = Out()
    out.print(compare(found))
    if path:
        out.print(section("Report", sentence(str(path))))
