"""From a case to its calm schedule by the program: Pyomo, HiGHS, certificates of the optimum."""

from functools import partial

from benchmarks.contenders import case_exact

PACKAGE, TITLE = "optdispatch", '`dispatch(case, "highs")`'
ready = case_exact.ready
solve = partial(case_exact.solve, solver="highs")
solve_all = partial(case_exact.solve_all, solver="highs")
