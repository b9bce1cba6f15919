"""`schema`: JSON schemas, for editors and for programs."""

import json

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch schema case > case.schema.json",
    "optdispatch schema outcome",
    "optdispatch schema battery",
    error="there is no such schema",
)


@click.command(epilog=_ENDING, short_help="Print a JSON schema.")
@click.argument("name", default="case")
def command(name: str) -> None:
    """Print the JSON schema of a file that users write, or of outcome.json.

    NAME is case (if left out), tariff, monthly-prices, study, sizing, outcome, rule, time, profile,
    calendar, or a kind of asset, programme, rule or charge, such as battery.
    """
    from optdispatch.report.schemas import schema  # noqa: PLC0415 - see `optdispatch.cli`

    click.echo(json.dumps(schema(name), indent=2, ensure_ascii=False))
