"""Time of the linear program's path: to write it, to plan by it, and to solve it again.

Read `plan` against `highs`, the same matrices handed to HiGHS as it comes; and `again`, with
another size of the battery, against `highs_again`.
"""

from itertools import cycle
from typing import Any

import pytest

from optdispatch import Case
from optdispatch.case.times import Month
from optdispatch.program import build
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import Loaded
from optdispatch.program.matrices import Matrices
from optdispatch.program.solve import dispatch

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


def sizes(case: Case) -> list[Matrices]:
    """The program, and the program of a battery that has lost a tenth."""
    whole = compiled(build(case).pyomo).matrices
    fixed = whole.lower == whole.upper
    lower, upper = whole.lower.copy(), whole.upper.copy()
    lower[fixed] = upper[fixed] = 0.9 * whole.lower[fixed]
    return [whole, whole.with_bounds(lower, upper)]


def test_highs(benchmark: Any, case: Case) -> None:
    matrices = compiled(build(case).pyomo).matrices
    benchmark.pedantic(lambda: Loaded({}).untouched(matrices), rounds=3, warmup_rounds=1)


def test_build(benchmark: Any, case: Case) -> None:
    benchmark.pedantic(build, args=(case,), rounds=3, warmup_rounds=1)


def test_plan(benchmark: Any, case: Case) -> None:
    benchmark.pedantic(dispatch, args=(case,), rounds=3, warmup_rounds=1)


def test_highs_again(benchmark: Any, case: Case) -> None:
    loaded, turns = Loaded({}), cycle(sizes(case))
    benchmark.pedantic(lambda: loaded.untouched(next(turns)), rounds=8, warmup_rounds=2)


def test_again(benchmark: Any, case: Case) -> None:
    loaded, turns = Loaded(), cycle(sizes(case))
    benchmark.pedantic(lambda: loaded.solved(next(turns)), rounds=8, warmup_rounds=2)
