"""From a case to its calm schedule by the program: Pyomo, HiGHS, certificates of the optimum."""

from benchmarks.cases import case_of as ready
from optdispatch.case import Case
from optdispatch.program import dispatch

__all__ = ["PACKAGE", "TITLE", "ready", "solve"]

PACKAGE, TITLE = "optdispatch", '`dispatch(case, "highs")`'


def solve(case: Case) -> float:
    """The least cost."""
    proof = dispatch(case, "highs").proof
    assert proof is not None
    return proof.cost
