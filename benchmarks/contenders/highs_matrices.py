"""HiGHS alone, with its defaults, on the matrices that the program of `dispatch` comes to."""

from benchmarks.cases import case_of
from benchmarks.problems import Problem
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import Loaded
from optdispatch.program.matrices import Matrices
from optdispatch.program.model import build

PACKAGE, TITLE = "highspy", "HiGHS alone, `dispatch`'s matrices"


def ready(problem: Problem) -> Matrices:
    """The matrices."""
    return compiled(build(case_of(problem)).pyomo).matrices


def solve(program: Matrices) -> float:
    """The least cost."""
    found = Loaded({"threads": 1}).untouched(program)
    assert found is not None
    return program.cost(found[0]) + program.offset
