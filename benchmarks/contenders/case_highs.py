"""From a case to its calm schedule by the program: Pyomo, HiGHS, certificates of the optimum."""

from collections.abc import Sequence

from benchmarks.cases import case_of as ready
from optdispatch.case import Case
from optdispatch.program import dispatch_many

__all__ = ["PACKAGE", "TITLE", "ready", "solve", "solve_all"]

PACKAGE, TITLE = "optdispatch", '`dispatch(case, "highs")`'


def solve(case: Case) -> float:
    """The least cost."""
    return solve_all([case])[0]


def solve_all(cases: Sequence[Case]) -> list[float]:
    """The least cost of each."""
    proofs = [schedule.proof for schedule in dispatch_many(cases, "highs", threads=1)]
    return [proof.cost for proof in proofs if proof]
