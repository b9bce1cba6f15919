"""The program of `dispatch`, written and compiled once for all problems of one length.

The compiled program knows which column is an import and which row a balance; there go the numbers
of the next problem. A basis is kept as by the warm HiGHS.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.cases import case_of
from benchmarks.problems import Problem
from optdispatch.assets.pv import Pv
from optdispatch.case import Case
from optdispatch.meter.profiles.flat import Flat
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import Loaded
from optdispatch.program.matrices import Matrices
from optdispatch.program.model import build

PACKAGE, TITLE = "optdispatch", "`dispatch`'s program, new numbers"
DARK = 1e-9
"""What the roof gives at night: a column that stays free is not taken out anew. [kW]"""


class Program:
    """What is written, and where its numbers are."""

    def __init__(self, problem: Problem) -> None:
        model = build(_sunny(case_of(problem)))
        form = compiled(model.pyomo)
        self.matrices, self.loaded = form.matrices, Loaded()
        flows = model.flows.values()
        (storing,) = (flow.storing for flow in flows if flow.storing)
        self.imported = form.columns(model.imported)
        self.roof = form.columns(model.flows["roof"].power_kw)
        self.power, self.energy = form.columns(storing.sizes.values())
        self.balance = form.rows(model.pyomo.balance)
        self.last, self.first = problem, None

    def cost(self, problem: Problem) -> float:
        """The least cost of a problem of the same length."""
        p = self._numbers(problem)
        if self.first and problem.load is not self.last.load:
            self.loaded.start(self.first)
        found = self.loaded.solved(p)
        assert found
        self.last, self.first = problem, self.first or self.loaded.basis
        return p.cost(found.x) + p.offset

    def _numbers(self, problem: Problem) -> Matrices:
        of = self.matrices
        c, lower, upper = of.c.copy(), of.lower.copy(), of.upper.copy()
        c[self.imported] = problem.price * problem.hours
        upper[self.roof] = np.maximum(problem.pv, DARK)
        for column, size in ((self.power, problem.power_kw), (self.energy, problem.energy_kwh)):
            lower[column] = upper[column] = size
        least, most = of.row_lower.copy(), of.row_upper.copy()
        least[self.balance] = most[self.balance] = problem.load
        return replace(of, c=c, lower=lower, upper=upper, row_lower=least, row_upper=most)


def _sunny(case: Case) -> Case:
    """The case with a roof that gives something in every period."""
    lit = {"profile": Flat(flat_kw=1.0)}
    assets = tuple(a.model_copy(update=lit) if isinstance(a, Pv) else a for a in case.assets)
    return case.model_copy(update={"assets": assets})


def solve(problem: Problem) -> float:
    """The least cost of one alone."""
    return Program(problem).cost(problem)


def solve_all(problems: Sequence[Problem]) -> list[float]:
    """The least cost of each."""
    costs: list[float] = []
    program: Program | None = None
    for problem in problems:
        if program is None or len(program.last.load) != len(problem.load):
            program = Program(problem)
        costs.append(program.cost(problem))
    return costs
