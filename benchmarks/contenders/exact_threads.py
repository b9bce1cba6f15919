"""The exact solver with two threads: its kernels release the interpreter's lock."""

from functools import partial

from benchmarks.contenders import exact

PACKAGE, TITLE = "optdispatch", "exact solver, 2 threads"
solve = exact.solve
solve_all = partial(exact.solve_all, threads=2)
