"""`serve`: a page to turn a case by hand."""

import click

from optdispatch.cli.exits import ending
from optdispatch.errors import InputError

_ENDING = ending(
    "optdispatch serve",
    "optdispatch serve --port 8081 --no-browser",
    error="the extra `serve` is not installed, or the port cannot be had",
)


@click.command(epilog=_ENDING, short_help="Turn a case by hand on a page of this machine.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Of the page."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Who can open it: this machine alone, or with 0.0.0.0 everybody who can reach it.",
)
@click.option("--browser/--no-browser", "show", default=True, help="Open it in a browser.")
def command(port: int, host: str, show: bool) -> None:
    """Turn a case by hand on a page of this machine, and see day, ledger and IRR follow.

    Choose or send a case, a tariff, a meter file; move power, energy, capital cost, spread and
    loan rate; take the report, the workbook and the case file home. Ctrl-C ends it.
    """
    from optdispatch.cli.terminal import Out  # noqa: PLC0415 - see `optdispatch.cli`

    try:
        import nicegui  # noqa: F401, PLC0415 - an extra
    except ImportError:
        raise InputError(
            "the page needs the extra `serve`: pip install 'optdispatch[serve]'"
        ) from None
    from optdispatch.serve.server import serve  # noqa: PLC0415

    out = Out()
    serve(host, port, show, lambda: out.print(f"http://{host}:{port} (Ctrl-C ends it)"))
