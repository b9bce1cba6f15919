"""The exact solver against bare HiGHS on the same matrices, in one run.

The ratio to read is `highs` by `exact` of one problem; both exclude what reads the case.
"""

from typing import Any

import numpy as np
import pytest

from optdispatch import Case
from optdispatch.case.times import Month, Year
from optdispatch.program import build
from optdispatch.program.compiling import compiled
from optdispatch.program.exact.cover import Question
from optdispatch.program.exact.demand import planned
from optdispatch.program.exact.dispatching import per_step, runs_of
from optdispatch.program.highs import Loaded

PLANT = Case.load("jiangxi-plant")
CASES = {
    "typical days": Case.load("jiangxi-2025"),
    "month with demand": PLANT.changed(time=Month(year=2026, month=7, step_minutes=15)),
    "year of hours, 12 demands": PLANT.changed(time=Year(year=2026, step_minutes=60)),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    chosen = CASES[request.param]
    assert len(chosen.horizon)  # read once, outside the clock
    return chosen


def test_highs(benchmark: Any, case: Case) -> None:
    matrices = compiled(build(case).pyomo).matrices
    benchmark.pedantic(lambda: Loaded({}).untouched(matrices), rounds=3, warmup_rounds=1)


def test_exact(benchmark: Any, case: Case) -> None:
    question = Question(case)
    runs, demands = runs_of(question), per_step(question)
    found = benchmark.pedantic(planned, args=(runs, demands), rounds=7, warmup_rounds=1)
    assert np.isfinite(found.bound)
