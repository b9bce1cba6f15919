"""`study`: many points of a case, run once each, on as many workers as there are."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.working import workers

if TYPE_CHECKING:
    from optdispatch.study.campaign.plan import StudyPlan
    from optdispatch.study.campaign.store import Store
    from optdispatch.study.campaign.summary import Summary
    from optdispatch.study.sensitivity import Sensitivity

STORE = "study.sqlite"
_RUN = ending(
    "optdispatch study jiangxi-price",
    "optdispatch study my-study.yaml -o my-study --workers 2",
    "optdispatch study my-study.yaml --scheduler tcp://10.0.0.5:8786",
    error="the study or DIR cannot be used, or no point could be solved",
)
_STATUS = ending(
    "optdispatch study status my-study.yaml",
    "optdispatch study status my-study",
    error="there is no such study, or it was not run",
)
_EXPORT = ending(
    "optdispatch study export my-study points.parquet",
    error="there is no such study, it was not run, or TABLE cannot be written",
)


class Group(click.Group):
    """Commands of a study; what is none of them is a study to be run."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """See `click.Group.resolve_command`."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["run", *args])


@click.group(
    cls=Group,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="[run] STUDY [OPTIONS] | status … | export …",
    short_help="Run many points of a case: what if, and how likely.",
    epilog=_RUN,
    invoke_without_command=True,
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Run a study: a case, what may be otherwise, and which points of that are solved.

    `optdispatch study STUDY` is `optdispatch study run STUDY`.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command(epilog=_RUN, short_help="Run a study, or run it on.")
@click.argument("study")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where store, tables and figures are; NAME-study if left out.",
)
@workers
def run(study: str, folder: Path | None, again: bool, **how: Any) -> None:
    """Solve the points of STUDY that are not known yet, and write tables and figures.

    STUDY is a path that ends in .yaml, or a name in the catalogue. Each point is kept as it is
    found, so what was cut off goes on where it stopped, and no point is solved twice.
    """
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.working import executor, work  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.terminal.plan import wrote  # noqa: PLC0415
    from optdispatch.report.terminal.study import came_to  # noqa: PLC0415
    from optdispatch.report.write_study import write_study  # noqa: PLC0415
    from optdispatch.study.campaign.store import Store  # noqa: PLC0415

    who = executor(**how)
    plan = _plan(study)
    folder = folder or _usual(plan)
    writable(folder)
    with Store(folder / STORE) as store:
        ran, number = work(plan, store, who, again)
        with Progress() as progress:
            progress("adding up")
            found = _found(plan, store, number)
            written = write_study(plan, store, number, found, folder, progress)
        status = store.status(number)
    out = Out()
    out.print(came_to(plan, status, found, ran))
    out.print(wrote(folder, written))


@command.command(epilog=_STATUS, short_help="Show how far a study has come.")
@click.argument("where", metavar="STUDY|DIR")
def status(where: str) -> None:
    """Show how many points of a study are done, while it runs or afterwards.

    Of a folder, the study in it that was run last.
    """
    from optdispatch.cli.terminal import Out  # noqa: PLC0415
    from optdispatch.report.terminal.study import came_to  # noqa: PLC0415

    store, number, plan = _open(where)
    with store:
        told = came_to(plan, store.status(number), _found(plan, store, number))
    Out().print(told)


@command.command(epilog=_EXPORT, short_help="Write the table of a study.")
@click.argument("where", metavar="STUDY|DIR")
@click.argument("table", type=click.Path(path_type=Path))
def export(where: str, table: Path) -> None:
    """Write the points of a study that are done to TABLE, which ends in .csv or .parquet."""
    from optdispatch.report.write_study import write_table  # noqa: PLC0415

    store, number, plan = _open(where)
    with store:
        write_table(plan, store, number, table)
        done = store.status(number).done
    click.echo(f"{done:,} of {len(plan):,} points written to {table}")


def _plan(study: str) -> "StudyPlan":
    from optdispatch.study.campaign.plan import StudyPlan  # noqa: PLC0415
    from optdispatch.study.campaign.study import Study  # noqa: PLC0415

    return StudyPlan.of(Study.load(study))


def _usual(plan: "StudyPlan") -> Path:
    return Path(f"{plan.name}-study")


def _open(where: str) -> "tuple[Store, int, StudyPlan]":
    """The store of a study, its number there, and its plan."""
    from optdispatch.study.campaign.plan import StudyPlan  # noqa: PLC0415
    from optdispatch.study.campaign.store import Store  # noqa: PLC0415

    if Path(where).is_dir():
        store = Store(Path(where) / STORE, create=False)
        number = store.find()
        return store, number, StudyPlan.back(store.content(number))
    plan = _plan(where)
    store = Store(_usual(plan) / STORE, create=False)
    return store, store.find(plan.key), plan


def _found(plan: "StudyPlan", store: "Store", number: int) -> "Summary | Sensitivity | None":
    """What the points come to together."""
    from optdispatch.study.campaign.designs.one_at_a_time import OneAtATime  # noqa: PLC0415
    from optdispatch.study.campaign.one_by_one import sensitivity  # noqa: PLC0415
    from optdispatch.study.campaign.summary import summary  # noqa: PLC0415

    rows = store.rows(number)
    one_by_one = isinstance(plan.study.design, OneAtATime)
    return sensitivity(plan, rows) if one_by_one else summary(plan, rows)
