"""Options of commands that run many points: who works, and how far the work has come."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from optdispatch.study.campaign.executor import Executor
    from optdispatch.study.campaign.plan import Plan
    from optdispatch.study.campaign.run import Ran
    from optdispatch.study.campaign.store import Store

F = TypeVar("F", bound=Callable[..., Any])


def workers(function: F) -> F:
    """Options that say who works, as `executor` takes them, and whether to try again."""
    for option in reversed(
        (
            click.option(
                "--executor",
                type=click.Choice(["serial", "processes", "threads"]),
                help="Who works: processes if left out.",
            ),
            click.option(
                "--workers", type=int, metavar="N", help="How many; as many as there are cores."
            ),
            click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster: tcp://HOST:PORT."),
            click.option(
                "--again", is_flag=True, help="Solve points anew that have failed before."
            ),
        )
    ):
        function = option(function)
    return function


def executor(executor: str | None, workers: int | None, scheduler: str | None) -> "Executor":
    """Who works."""
    from optdispatch.nouns import kinds  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.study.campaign import executors  # noqa: PLC0415

    if scheduler is not None and executor is not None:
        raise click.UsageError("--scheduler and --executor both say who works; give one")
    kind = executor or ("processes" if scheduler is None else "dask")
    given = {"workers": workers, "scheduler": scheduler}
    terms = {name: value for name, value in given.items() if value is not None}
    found: Executor = kinds(executors)[kind].of(terms, f"executor {kind}")  # type: ignore[assignment]
    return found


def work(plan: "Plan", store: "Store", who: "Executor", again: bool) -> "tuple[Ran, int]":
    """Run a plan with a bar; how it went, and its number in the store.

    Raises `InputError` where no point could be solved, `KeyboardInterrupt` with what is safe.
    """
    from optdispatch.cli.terminal import Bar  # noqa: PLC0415
    from optdispatch.errors import InputError  # noqa: PLC0415
    from optdispatch.study.campaign.run import run  # noqa: PLC0415

    with Bar(plan.name) as bar:
        try:
            ran = run(plan, store, who, lambda r: bar(r.done, r.total, _rate(r)), again)
        except KeyboardInterrupt:
            done = store.status(store.find(plan.key)).done
            kept = _kept(store.path)
            said = f"interrupted; {done:,} of {len(plan):,} points are {kept}"
            raise KeyboardInterrupt(said) from None
    number = store.find(plan.key)
    status = store.status(number)
    if status.failed == status.points:
        raise InputError(f"{plan.name}: no point could be solved: {status.errors[0][0]}")
    return ran, number


def kept_in(folder: Path | None, name: str) -> Path:
    """Path of the store in a folder; without one, a store that is kept nowhere."""
    return folder / name if folder else Path(NOWHERE)


NOWHERE = ":memory:"


def _kept(path: Path) -> str:
    if str(path) == NOWHERE:
        return "lost; give -o DIR to keep them"
    return f"kept in {path}, and the same command goes on from there"


def _rate(ran: "Ran") -> str:
    """`12.3 a second, 4 min 10 s left`."""
    from optdispatch.report.numbers import lasting, shown  # noqa: PLC0415

    if not ran.solved or ran.left_seconds is None:
        return ""
    failed = f", {ran.failed:,} failed" if ran.failed else ""
    return f"{shown(ran.per_second, 1)} a second, {lasting(ran.left_seconds)} left{failed}"
