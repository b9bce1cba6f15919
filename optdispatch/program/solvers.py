"""One door to the solvers: whichever covers a case, and is fastest, plans it."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from optdispatch.case import Case
from optdispatch.errors import Infeasible, InputError
from optdispatch.nouns import nearest
from optdispatch.program.exact.cover import LIMITS, UNREAD, covers
from optdispatch.program.uncovered import Uncovered
from optdispatch.schedule import Schedule

AUTO: Literal["auto"] = "auto"
Choice = Literal["auto", "exact", "highs"]


class Solver(NamedTuple):
    """A way to find the schedule that costs least."""

    name: str
    says: str
    limits: tuple[str, ...]
    """What it does not cover."""
    covers: Callable[[Case], str | None]
    """Why it does not cover a case; None: it does."""
    dispatch: Callable[[Case], Schedule]
    """Raises `Uncovered` where it finds that it does not, `Infeasible` where nothing serves."""


def _exact(case: Case) -> Schedule:
    from optdispatch.program.exact.dispatching import dispatch  # noqa: PLC0415 - numba is slow

    return dispatch(case)


def _highs(case: Case) -> Schedule:
    from optdispatch.program.solve import dispatch  # noqa: PLC0415

    return dispatch(case)


SOLVERS = (
    Solver(
        "exact",
        "dynamic programme of one battery",
        (*(limit.says for limit in LIMITS), UNREAD),
        covers,
        _exact,
    ),
    Solver("highs", "linear or mixed-integer program, by HiGHS", (), lambda _: None, _highs),
)
"""From the fastest to the most general, which covers every case."""


def dispatch(case: Case, solver: Choice = AUTO) -> Schedule:
    """Find the schedule that costs least, by the first solver that covers the case.

    Raises `Infeasible`, with the hour and the missing power, when there is none; `Uncovered`
    where the one that is asked for does not cover the case; `InputError` for one unknown.
    """
    if solver != AUTO:
        return _named(solver).dispatch(case)
    *special, general = SOLVERS
    for one in special:
        try:
            return one.dispatch(case)
        except (Uncovered, Infeasible):  # the general one also says what is missing
            continue
    return general.dispatch(case)


def confirm(case: Case, schedule: Schedule) -> tuple[str, float] | None:
    """Another solver that covers a case, and its least cost; None: there is no other.

    `schedule` is the optimum to confirm.
    """
    method = schedule.proof.method if schedule.proof else ""
    for one in reversed(SOLVERS):
        if one.covers(case) is not None:
            continue
        try:
            other = one.dispatch(case).proof
        except Uncovered:
            continue
        if other and other.method != method:
            return other.method, other.cost
    return None


def _named(name: str) -> Solver:
    found = next((s for s in SOLVERS if s.name == name), None)
    if found is None:
        raise InputError(f"no solver {name!r}; {nearest(name, [AUTO, *(s.name for s in SOLVERS)])}")
    return found
