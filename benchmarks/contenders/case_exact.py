"""From a case to its schedule by the exact solver: reading the tariff and all."""

from benchmarks.cases import case_of as ready
from optdispatch.case import Case
from optdispatch.program import dispatch

__all__ = ["PACKAGE", "TITLE", "ready", "solve"]

PACKAGE, TITLE = "optdispatch", "`dispatch(case)`"


def solve(case: Case) -> float:
    """The least cost."""
    proof = dispatch(case, "exact").proof
    assert proof is not None
    return proof.cost
