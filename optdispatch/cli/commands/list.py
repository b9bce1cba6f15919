"""`list`: what the catalogue has."""

import sys
from collections.abc import Iterator
from itertools import groupby

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch list",
    "optdispatch list tariffs",
    "optdispatch list models/batteries",
    error="there is no such shelf",
)


@click.command(epilog=_ENDING, short_help="List what the catalogue has.")
@click.argument("shelf", required=False)
def command(shelf: str | None) -> None:
    """List what is on a SHELF of the catalogue, or on all of them, a line each."""
    from optdispatch.report.shelves import entries  # noqa: PLC0415 - see `optdispatch.cli`

    found = [(e.shelf, e.name, e.about) for e in entries(shelf)]
    for line in _lines(found):
        click.echo(line)


def _lines(found: list[tuple[str, str, str]]) -> Iterator[str]:
    """A heading for each shelf; descriptions are cut to the terminal, and whole in a pipe."""
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    width = max(len(name) for _, name, _ in found)
    left = Console().width - width - 4
    for n, (shelf, entries) in enumerate(groupby(found, key=lambda entry: entry[0])):
        yield from ([""] if n else [])
        yield click.style(shelf, bold=True)
        for _, name, about in entries:
            cut = sys.stdout.isatty() and cell_len(about) > left > 8
            said = set_cell_size(about, left - 1) + "…" if cut else about
            yield f"  {name:<{width}}  {said}"
