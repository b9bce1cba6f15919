"""`tariff`: tariffs of other formats as files of ours."""

from pathlib import Path

import click

from optdispatch.cli.exits import ending
from optdispatch.errors import OutputError

_ENDING = ending(
    "optdispatch tariff import rate.json -o rate.yaml --time-zone America/Los_Angeles",
    "optdispatch bill --tariff rate.yaml --meter readings.csv",
    error="FILE holds no rate that a tariff can carry, or FILE.yaml is there already",
)


@click.group(
    epilog=_ENDING,
    invoke_without_command=True,
    short_help="Turn a rate of OpenEI into a tariff file.",
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Turn tariffs of other formats into files of ours."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("import", epilog=_ENDING, short_help="Turn an OpenEI rate into a tariff file.")
@click.argument("file")
@click.option("--label", metavar="LABEL", help="Of several rates, which.")
@click.option("--time-zone", metavar="NAME", help="Of the utility: America/Los_Angeles.")
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE.yaml",
    type=click.Path(path_type=Path),
    help="Where to write it; to the terminal, if left out.",
)
def import_(file: str, label: str | None, time_zone: str | None, path: Path | None) -> None:
    """Turn FILE, a rate of the OpenEI utility rate database as JSON, into a tariff file.

    What could not be carried is said in words, and stands in the tariff's `note` too. Without
    an output the tariff goes to stdout, and the words to stderr.
    """
    from optdispatch import urdb  # noqa: PLC0415 - see `optdispatch.cli`

    if path is not None:
        _is_free(path)
    content, notes = urdb.read(file, label, time_zone)
    text = urdb.to_yaml(content)
    if path is None:
        click.echo(text, nl=False)
    else:
        _write(path, text)
        click.echo(f"wrote {path}: {content['name']}")
    for note in notes:
        click.echo(f"· {note}", err=path is None)
    if path is not None:
        click.echo(f"look at it with: optdispatch show {path}")


def _is_free(path: Path) -> None:
    """See that a tariff file can stand there."""
    if path.suffix not in {".yaml", ".yml"}:
        raise OutputError(f"{path}: a tariff file ends in .yaml; write {path}.yaml")
    if path.exists():
        raise OutputError(f"{path}: is there already; give another path")


def _write(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{path}: is there already; give another path") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: cannot be written: {reason}") from None
