"""`sites`: the best product of each of many sites."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.working import workers

if TYPE_CHECKING:
    from optdispatch.study.portfolio.sites import Sites

STORE = "sites.sqlite"
_ENDING = ending(
    "optdispatch sites jiangxi-three",
    "optdispatch sites my-sites.yaml -o my-sites --workers 2",
    "optdispatch sites my-sites.csv --offer my-offer.yaml --rank-by irr_after_tax",
    error="the file or DIR cannot be used, or nothing could be solved at any site",
)


@click.command(epilog=_ENDING, short_help="Find the best product of each of many sites.")
@click.argument("sites")
@click.option(
    "--offer",
    metavar="FILE",
    help="Of a table of sites: the file that has products and terms; its own sites are not used.",
)
@click.option("--rank-by", metavar="MEASURE", help="In place of what the file says.")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write sites.csv and a page a site to DIR, and keep there what was found.",
)
@click.option(
    "--reports", is_flag=True, help="Also plan each best product, and write its HTML report to DIR."
)
@workers
def command(
    sites: str,
    offer: str | None,
    rank_by: str | None,
    folder: Path | None,
    reports: bool,
    again: bool,
    **how: Any,
) -> None:
    """Hold every product against every site, and rank what comes of it.

    SITES is a path that ends in .yaml, a name in the catalogue, or a table that ends in .csv:
    a row a site, a column a field such as `meter.file`. A site that cannot be used is named with
    its error, and the others go on. With -o, what was cut off goes on where it stopped.
    """
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.working import executor, kept_in, work  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.terminal.sites import put, ranked  # noqa: PLC0415
    from optdispatch.report.write_sites import write_sites  # noqa: PLC0415
    from optdispatch.study.campaign.store import Store  # noqa: PLC0415
    from optdispatch.study.portfolio.ranking import ranking  # noqa: PLC0415
    from optdispatch.study.portfolio.sites_plan import SitesPlan  # noqa: PLC0415

    if reports and folder is None:
        raise click.UsageError("--reports writes to DIR; give -o DIR")
    who = executor(**how)
    plan = SitesPlan(_read(sites, offer, rank_by))
    if folder:
        writable(folder)
    with Store(kept_in(folder, STORE)) as store:
        _, number = work(plan, store, who, again)
        found = ranking(plan, store.rows(number))
    with Progress() as progress:
        written = write_sites(found, folder, reports, progress) if folder else ()
    out = Out()
    out.print(ranked(found))
    if folder:
        out.print(put(folder, written))


def _read(sites: str, offer: str | None, rank_by: str | None) -> "Sites":
    """The file of sites; of a table, with what is on offer."""
    from optdispatch.study.portfolio.sites import Sites  # noqa: PLC0415

    other = {"rank_by": rank_by} if rank_by else {}
    if not sites.lower().endswith(".csv"):
        if offer is not None:
            raise click.UsageError(f"--offer goes with a table; {sites} has products of its own")
        return Sites.load(sites, **other)
    if offer is None:
        raise click.UsageError(f"{sites} is a table of sites; give --offer FILE with the products")
    return Sites.load(offer, sites=str(Path(sites).resolve()), **other)
