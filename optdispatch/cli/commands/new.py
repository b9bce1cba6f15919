"""`new`: a case file to start from."""

from importlib.resources import files
from pathlib import Path

import click

from optdispatch.cli.exits import ending
from optdispatch.errors import OutputError

_ENDING = ending(
    "optdispatch new",
    "optdispatch new my-site.yaml",
    error="PATH is there already, does not end in .yaml, or cannot be written",
)


@click.command(epilog=_ENDING, short_help="Write a commented case file to start from.")
@click.argument("path", type=click.Path(path_type=Path), default="case.yaml")
def command(path: Path) -> None:
    """Write a commented case file to PATH (case.yaml, if left out) to start from.

    It can be planned as it stands. Nothing that is there is overwritten.
    """
    if path.suffix not in {".yaml", ".yml"}:
        raise OutputError(f"{path}: a case file ends in .yaml; write {path}.yaml")
    text = files("optdispatch.cli").joinpath("case.yaml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{path}: is there already; give another path") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: cannot be written: {reason}") from None
    click.echo(f"wrote {path}; plan it with: optdispatch plan {path}")
