"""One door to the solvers: whichever covers a case, and is fastest, plans it."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Literal, NamedTuple, Protocol, Self

from optdispatch.case import Case
from optdispatch.errors import Infeasible, InputError
from optdispatch.nouns import nearest
from optdispatch.program.exact.cover import LIMITS, UNREAD, Question, covers
from optdispatch.program.threads import side_by_side
from optdispatch.program.uncovered import Uncovered
from optdispatch.schedule import Schedule

AUTO: Literal["auto"] = "auto"
TOGETHER, APART = 8, 32
"""At most so many cases are planned one after the other, and never so that fewer than so many
threads would find work."""
Choice = Literal["auto", "exact", "highs"]


class Known(Protocol):
    """What is known of a case that was planned, for others like it."""

    @property
    def read(self) -> Self:
        """That part of it which was not found."""


class Solver(NamedTuple):
    """A way to find the schedule that costs least."""

    name: str
    says: str
    limits: tuple[str, ...]
    """What it does not cover."""
    covers: Callable[[Case], str | None]
    """Why it does not cover a case; None: it does."""
    dispatch: Callable[[Case, Any], tuple[Schedule, Known]]
    """Takes what it knew of another case, or None, and returns what it knows of this one. Raises
    `Uncovered` where it finds that it does not cover it, `Infeasible` where nothing serves."""


def _exact(case: Case, known: Any) -> tuple[Schedule, Known]:
    from optdispatch.program.exact.dispatching import answered  # noqa: PLC0415 - numba is slow

    return answered(Question.of(case, known))


def _highs(case: Case, known: Any) -> tuple[Schedule, Known]:
    from optdispatch.program.solve import answered  # noqa: PLC0415

    return answered(case, known)


FIRST = "; first compiling the exact solver, once on this machine"
_LIMITS = (*(limit.says for limit in LIMITS), UNREAD)
SOLVERS = (
    Solver("exact", "dynamic programme of one battery", _LIMITS, covers, _exact),
    Solver("highs", "linear or mixed-integer program, by HiGHS", (), lambda _: None, _highs),
)
"""From the fastest to the most general, which covers every case."""


class Planner:
    """The door: whichever solver covers a case first plans it.

    It remembers what a solver read or wrote of the last case, for others that differ in their
    storage alone; but nothing that it found, so that no digit of a schedule depends on what was
    planned before.
    """

    def __init__(self, solver: Choice = AUTO) -> None:
        self.solvers = SOLVERS if solver == AUTO else (_named(solver),)
        self._known: dict[str, Known] = {}

    def __call__(self, case: Case) -> Schedule:
        """Find the schedule that costs least.

        Raises `Infeasible`, with the hour and the missing power, when there is none; `Uncovered`
        where the solver that is asked for does not cover the case.
        """
        return self._in_turn([case])[0]

    def _planned(self, case: Case, known: dict[str, Known]) -> Schedule:
        """Find the schedule that costs least; `known` is renewed, solver by solver."""
        *special, general = self.solvers
        for one in special:
            try:
                schedule, known[one.name] = one.dispatch(case, known.get(one.name))
            except (Uncovered, Infeasible):  # the general one also says what is missing
                continue
            return schedule
        schedule, known[general.name] = general.dispatch(case, known.get(general.name))
        return schedule

    def doing(self, case: Case) -> str:
        """What planning a case is, in words, for those who wait for it."""
        return f"planning {len(case.horizon):,} periods{FIRST if self._compiles(case) else ''}"

    def _compiles(self, case: Case) -> bool:
        if all(one.dispatch is not _exact for one in self.solvers):
            return False
        from optdispatch.program.exact.kernel import is_compiled  # noqa: PLC0415 - numba is slow
        from optdispatch.program.exact.planning import KERNELS, kernel_for  # noqa: PLC0415

        if all(map(is_compiled, KERNELS)) or covers(case) is not None:
            return False
        meter = Question.of(case).meter
        return not is_compiled(kernel_for(meter.cap, meter.horizon.slices))

    def many(self, cases: Iterable[Case], threads: int | None = None) -> list[Schedule]:
        """Plan cases side by side: kernels and HiGHS hold no lock of Python's.

        Of many, neighbours stay together, however many threads there are: one helps with the next.
        """
        asked = list(cases)
        n = min(TOGETHER, max(1, len(asked) // APART))
        together = [asked[i : i + n] for i in range(0, len(asked), n)]
        return list(chain.from_iterable(side_by_side(self._in_turn, together, threads)))

    def _in_turn(self, cases: Iterable[Case]) -> list[Schedule]:
        """Plan cases one after the other; only what was read of them outlasts the last."""
        found, known = [], dict(self._known)
        for case in cases:
            found.append(self._planned(case, known))
            self._known = {name: of.read for name, of in known.items()}
        return found


def dispatch(case: Case, solver: Choice = AUTO) -> Schedule:
    """Find the schedule that costs least; see `Planner`."""
    return Planner(solver)(case)


def dispatch_many(
    cases: Iterable[Case], solver: Choice = AUTO, threads: int | None = None
) -> list[Schedule]:
    """Find the schedules that cost least, in the order of the cases; see `Planner.many`."""
    return Planner(solver).many(cases, threads)


def confirm(case: Case, schedule: Schedule) -> tuple[str, float] | None:
    """Another solver that covers a case, and its least cost; None: there is no other.

    `schedule` is the optimum to confirm.
    """
    method = schedule.proof.method if schedule.proof else ""
    for one in reversed(SOLVERS):
        if one.covers(case) is not None:
            continue
        try:
            other = one.dispatch(case, None)[0].proof
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
