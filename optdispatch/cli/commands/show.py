"""`show`: one thing of the catalogue, or one file, as people look it up."""

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch show china/jiangxi/2025-07",
    "optdispatch show china/jiangsu/2026-08 two-part '35 kV'",
    "optdispatch show rules/jiangxi-2025",
    "optdispatch show my-tariff.yaml",
    error="there is nothing of that name, or the file cannot be used",
)


@click.command(epilog=_ENDING, short_help="Show a tariff, battery, rule, load or case.")
@click.argument("name")
@click.argument("options", nargs=-1, metavar="[OPTION]...")
def command(name: str, options: tuple[str, ...]) -> None:
    """Show a tariff, battery, rule, load or case.

    NAME is looked up on every shelf (`optdispatch list`), and may carry its shelf; or it is a
    path that ends in .yaml. A tariff is drawn as month by half-hour; of one that has choices,
    such as the voltage, OPTIONs pick a variant.
    """
    from optdispatch.cli.terminal import Out  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.report.shelves import find  # noqa: PLC0415
    from optdispatch.report.terminal.show import show  # noqa: PLC0415

    Out().print(show(find(name, options)))
