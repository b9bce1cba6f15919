"""Time to write, and to plan, the reference case and a measured plant.

The ratio to read is `plan` against `highs`: the same matrices, handed to HiGHS and nothing else.
"""

from typing import Any

import pytest

from optdispatch import Case, dispatch
from optdispatch.case.times import Month
from optdispatch.program import build
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import solved

MONTH = Month(year=2026, month=7, step_minutes=15)
CASES = {
    "typical days": Case.load("jiangxi-2025"),
    "month": Case.load("jiangxi-plant").changed(time=MONTH),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    chosen = CASES[request.param]
    assert len(chosen.horizon)  # read once, outside the clock
    return chosen


def test_highs(benchmark: Any, case: Case) -> None:
    matrices = compiled(build(case).pyomo).matrices
    benchmark.pedantic(solved, args=(matrices,), rounds=3, warmup_rounds=1)


def test_build(benchmark: Any, case: Case) -> None:
    benchmark.pedantic(build, args=(case,), rounds=3, warmup_rounds=1)


def test_plan(benchmark: Any, case: Case) -> None:
    benchmark.pedantic(dispatch, args=(case,), rounds=3, warmup_rounds=1)
