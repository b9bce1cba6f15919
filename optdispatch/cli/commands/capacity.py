"""`capacity`: the smallest connection that serves a site's vehicles."""

from pathlib import Path

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch capacity office-park",
    "optdispatch capacity my-site.yaml --steps 8 --power-factor 0.95 -o curve.csv",
    error="the case has no vehicles, its files or FILE cannot be used, or a\n"
    "       vehicle cannot have its energy; then nothing is written",
)


@click.command(epilog=_ENDING, short_help="Find the smallest connection that serves vehicles.")
@click.argument("case")
@click.option(
    "--steps",
    type=click.IntRange(1, 50),
    default=4,
    show_default=True,
    metavar="N",
    help="How many smaller limits to serve the vehicles under.",
)
@click.option(
    "--power-factor",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    metavar="PF",
    help="Of the site as a whole, to turn kW into kVA.",
)
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the curve to a CSV file.",
)
def command(case: str, steps: int, power_factor: float, file: Path | None) -> None:
    """Find the smallest connection that serves the vehicles of CASE.

    Uncontrolled, all draw as they plug in; orderly, they draw when it suits; with V2G, they also
    give back. Below the least connection the share of the energy that is served is told, beside
    what an equal share of the power would serve.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.errors import OutputError  # noqa: PLC0415
    from optdispatch.report.terminal.capacity import capacities  # noqa: PLC0415
    from optdispatch.study.capacity import capacity  # noqa: PLC0415

    with Progress() as progress:
        site = Case.load(case)
        found = capacity(site, steps, power_factor, progress)
        if file:
            table = found.curve.to_csv(index=False, float_format="%.10g")
            try:
                file.write_text(table, encoding="utf-8")
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise OutputError(f"{file}: cannot be written: {reason}") from None
    Out().print(capacities(site, found))
