"""`aggregate`: several sites as one virtual power plant."""

from pathlib import Path

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch aggregate park-and-factory",
    "optdispatch aggregate my-pool.yaml -o my-pool",
    error="a site cannot be read or planned, the sites have not the same periods\n"
    "       and currency, nobody can take part in a programme, or DIR cannot\n"
    "       be used; then nothing is written",
)


@click.command(epilog=_ENDING, short_help="Plan several sites as one virtual power plant.")
@click.argument("file", metavar="POOL")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write envelope.csv, bids.csv, settlement.csv and sites.csv to DIR.",
)
def command(file: str, folder: Path | None) -> None:
    """Plan the sites of POOL as one virtual power plant, and settle what it earns.

    POOL is a name of the shelf models/pools or a .yaml file: sites with their batteries and
    vehicles, and the programmes that pay them together. Told are how far the pool can move up and
    down in each period, what it bids, and what each site, battery and session is paid of it, in
    proportion to what it gave; the amounts add up to the whole.
    """
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.pool import write_pool  # noqa: PLC0415
    from optdispatch.report.terminal.plan import wrote  # noqa: PLC0415
    from optdispatch.report.terminal.pool import pools  # noqa: PLC0415
    from optdispatch.study.pool import Pool, aggregate  # noqa: PLC0415

    with Progress() as progress:
        pool = Pool.load(file)
        if folder:
            writable(folder)
        found = aggregate(pool, progress)
        written = write_pool(found, folder) if folder else ()
    out = Out()
    out.print(pools(found))
    if folder:
        out.print(wrote(folder, written))
