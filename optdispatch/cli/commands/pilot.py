"""`pilot`: what a site of vehicles has to show."""

from pathlib import Path

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch pilot office-park",
    "optdispatch pilot my-site.yaml -o my-site",
    error="the case has no vehicles, no valley or no whole year, its files or\n"
    "       DIR cannot be used, or a vehicle cannot have its energy; then\n"
    "       nothing is written",
)


@click.command(epilog=_ENDING, short_help="Count what a pilot of vehicle-grid interaction shows.")
@click.argument("case")
@click.option(
    "--thresholds",
    default="china-2024",
    show_default=True,
    metavar="NAME",
    help="Whose thresholds: a name of the shelf models/pilots, or a path that ends in .yaml.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write pilot.csv, vehicles.csv, sessions.csv and a figure to DIR.",
)
def command(case: str, thresholds: str, folder: Path | None) -> None:
    """Count what CASE has to show to be a pilot of vehicle-grid interaction.

    The vehicles charge as they plug in, by each rule of the case, and at the optimum. Of each
    way, the shares of the year's energy that are charged in the valley, the power and the energy
    that are given back are held against a notice's thresholds. Where the optimum misses one,
    what would reach it is looked for. The batteries are aged against their warranty.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.pilot import write_pilot  # noqa: PLC0415
    from optdispatch.report.terminal.pilot import pilots  # noqa: PLC0415
    from optdispatch.report.terminal.plan import wrote  # noqa: PLC0415
    from optdispatch.study.pilot import Thresholds, pilot  # noqa: PLC0415

    with Progress() as progress:
        asked = Thresholds.load(thresholds)
        site = Case.load(case)
        if folder:
            writable(folder)
        found = pilot(site, asked, progress)
        written = write_pilot(found, folder, progress) if folder else ()
    out = Out()
    out.print(pilots(found))
    if folder:
        out.print(wrote(folder, written))
