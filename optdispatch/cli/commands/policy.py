"""`policy`: what a regulator's choices do to sites."""

from pathlib import Path
from typing import Any

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.working import workers

STORE = "policy.sqlite"
_ENDING = ending(
    "optdispatch policy jiangxi-redrawn",
    "optdispatch policy my-policies.yaml -o my-policies --workers 2",
    error="the file or DIR cannot be used, or nothing could be solved",
)


@click.command(epilog=_ENDING, short_help="Show what other tariffs, hours and ratios do to sites.")
@click.argument("policy")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write policies.csv and ledger.csv to DIR, and keep there what was found.",
)
@workers
def command(policy: str, folder: Path | None, again: bool, **how: Any) -> None:
    """Put the same sites under other tariffs, other hours and other float ratios.

    Shows who gains, and from which line of the bill; and what just earns a hurdle: the capital
    cost, and the float ratio. POLICY is a path that ends in .yaml, or a name in the catalogue.
    A tariff that has no price is left out, and said so.
    """
    from optdispatch.cli.terminal import Out  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.working import executor, kept_in, work  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.terminal.plan import wrote  # noqa: PLC0415
    from optdispatch.report.terminal.policy import came_to  # noqa: PLC0415
    from optdispatch.report.write_policy import write_policy  # noqa: PLC0415
    from optdispatch.study.campaign.store import Store  # noqa: PLC0415
    from optdispatch.study.portfolio.effects import effects  # noqa: PLC0415
    from optdispatch.study.portfolio.policy import Policy  # noqa: PLC0415
    from optdispatch.study.portfolio.policy_plan import PolicyPlan  # noqa: PLC0415

    who = executor(**how)
    plan = PolicyPlan(Policy.load(policy))
    if folder:
        writable(folder)
    with Store(kept_in(folder, STORE)) as store:
        _, number = work(plan, store, who, again)
        found = effects(plan, store.rows(number))
    written = write_policy(found, folder) if folder else ()
    out = Out()
    out.print(came_to(found))
    if folder:
        out.print(wrote(folder, written))
