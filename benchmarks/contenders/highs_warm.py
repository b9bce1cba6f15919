"""HiGHS alone at its fastest on a batch: one object, changed numbers, a basis to start from.

Where only bounds change, the last basis stays dual feasible; else the first one is restored.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.contenders.highs import Program, handed_over, least, program
from benchmarks.problems import Problem

PACKAGE, TITLE = "highspy", "HiGHS alone, warm"
DEVEX = {"presolve": "off", "simplex_dual_edge_weight_strategy": 1}


def solve(problem: Problem) -> float:
    """The least cost of one alone."""
    return solve_all([problem])[0]


def solve_all(problems: Sequence[Problem]) -> list[float]:
    """The least cost of each."""
    costs: list[float] = []
    highs, basis, last = None, None, problems[0]
    for problem in problems:
        p = program(problem)
        if highs is None or len(problem.load) != len(last.load):
            highs, basis = handed_over(p, **DEVEX), None
        else:
            _change(highs, p)
            if problem.load is not last.load and basis is not None:
                highs.setBasis(basis)
        costs.append(least(highs))
        basis = basis or highs.getBasis()
        last = problem
    return costs


def _change(highs: Any, p: Program) -> None:
    columns, rows = np.arange(len(p.c), dtype=np.int32), np.arange(len(p.row_lower), dtype=np.int32)
    highs.changeColsCost(len(columns), columns, p.c)
    highs.changeColsBounds(len(columns), columns, p.lower, p.upper)
    highs.changeRowsBounds(len(rows), rows, p.row_lower, p.row_upper)
