"""From a case to its schedule by the exact solver: reading the tariff and all."""

from collections.abc import Sequence

from benchmarks.cases import case_of as ready
from optdispatch.case import Case
from optdispatch.program import Choice, dispatch, dispatch_many
from optdispatch.schedule import Schedule

__all__ = ["PACKAGE", "TITLE", "ready", "solve", "solve_all"]

PACKAGE, TITLE = "optdispatch", "`dispatch(case)`"


def solve(case: Case, solver: Choice = "exact") -> float:
    """The least cost."""
    return _cost(dispatch(case, solver))


def solve_all(cases: Sequence[Case], solver: Choice = "exact") -> list[float]:
    """The least cost of each."""
    if len(cases) == 1:
        return [solve(cases[0], solver)]
    return [*map(_cost, dispatch_many(cases, solver, threads=1))]


def _cost(schedule: Schedule) -> float:
    proof = schedule.proof
    assert proof is not None
    return proof.cost
