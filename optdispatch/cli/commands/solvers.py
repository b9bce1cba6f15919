"""`solvers`: who finds the optimum, and of which cases."""

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch solvers",
    "optdispatch solvers my-site.yaml",
    error="the case or its files cannot be used",
)


@click.command(epilog=_ENDING, short_help="Say which solver covers what.")
@click.argument("case", required=False)
def command(case: str | None) -> None:
    """Say which solvers there are, and what each does not cover; of CASE, which would plan it."""
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out  # noqa: PLC0415
    from optdispatch.report.terminal.solvers import of_case, table  # noqa: PLC0415

    Out().print(of_case(Case.load(case)) if case else table())
