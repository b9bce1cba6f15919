"""A quick look at the contenders that are always there: do they agree, and what does a day take?

The table of all sizes and of other tools is `make bench`.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import measure, table
from benchmarks.cases import case_of, year
from benchmarks.contenders import (
    case_exact,
    case_highs,
    exact,
    highs,
    highs_again,
    highs_matrices,
    highs_warm,
)
from benchmarks.measure import OWN, Measured, Row, Worker
from benchmarks.problems import SIZES, Problem

Solve = Callable[[Problem], float]
SOLVE: dict[str, Solve] = {
    "exact": exact.solve,
    "highs": highs.solve,
    "highs warm": highs_warm.solve,
    "program again": highs_again.solve,
    "case, exact": lambda problem: case_exact.solve(case_of(problem)),
    "case, highs": lambda problem: case_highs.solve(case_of(problem)),
    "highs, matrices": lambda problem: highs_matrices.solve(highs_matrices.ready(problem)),
}


@pytest.fixture(scope="module")
def patterns() -> dict[str, Problem]:
    return {pattern: year(pattern) for pattern in ("jiangxi", "dynamic")}


@pytest.mark.parametrize("size", ["day", "month"])
@pytest.mark.parametrize("pattern", ["jiangxi", "dynamic"])
def test_they_agree(patterns: dict[str, Problem], pattern: str, size: str) -> None:
    (problem,) = SIZES[size].problems(patterns[pattern])
    costs = {name: solve(problem) for name, solve in SOLVE.items()}
    assert costs == {name: pytest.approx(costs["highs"], rel=1e-8) for name in SOLVE}


def test_batches_are_problems_one_by_one(patterns: dict[str, Problem]) -> None:
    days = SIZES["days"].problems(patterns["dynamic"])
    assert len(days) == SIZES["days"].number
    some = days[::200]
    one_by_one = pytest.approx([highs.solve(day) for day in some], rel=1e-8)
    assert exact.solve_all(some) == one_by_one
    assert exact.solve_all(some, threads=2) == one_by_one
    assert highs_warm.solve_all(some) == one_by_one
    assert highs_again.solve_all(some) == one_by_one


def test_lives_are_months_of_every_size(patterns: dict[str, Problem]) -> None:
    lives = SIZES["lives"].problems(patterns["jiangxi"])
    assert len(lives) == SIZES["lives"].number == 12 * 18 * 20
    sizes = {(p.month[0], p.power_kw, p.energy_kwh) for p in lives}
    assert len(sizes) == len(lives)


@pytest.mark.parametrize("name", ["exact", "highs"])
def test_a_day(benchmark: Any, patterns: dict[str, Problem], name: str) -> None:
    (day,) = SIZES["day"].problems(patterns["jiangxi"])
    benchmark.pedantic(SOLVE[name], args=(day,), rounds=5, warmup_rounds=1)


def test_a_contender_answers_from_its_own_process(
    patterns: dict[str, Problem], tmp_path: Path
) -> None:
    patterns["jiangxi"].save(tmp_path)
    (day,) = SIZES["day"].problems(patterns["jiangxi"])
    with Worker("highs", tmp_path) as worker:
        told = worker.solve("jiangxi", "day", [0])
        assert "IndexError" in worker.solve("jiangxi", "day", [1])["failed"]
    assert told["costs"] == [pytest.approx(highs.solve(day), rel=1e-12)]
    assert told["cpu"] > 0


def test_what_is_slow_solves_a_sample_or_is_not_run() -> None:
    lives, month, day = (SIZES[size] for size in ("lives", "month", "day"))
    known = {("highs", "day"): 1.0, ("highs", "month"): 0.1, ("linopy", "month"): 1e3}
    likely = measure._likely("highs", lives, known)
    assert likely == 0.1
    some = measure._which("highs", lives, likely)
    assert len(some) == len(set(some)) == measure.ENOUGH / likely
    assert set(some) <= set(range(lives.number))
    assert {i // 360 for i in some} == set(range(12))
    assert measure._which("exact", lives, likely) == list(range(lives.number))
    assert measure._which("highs", month, measure._likely("highs", month, known)) == [0]
    assert measure._which("linopy", lives, measure._likely("linopy", lives, known)) == []
    assert measure._likely("highs", month, {("highs", "day"): 1.0}) == 0.0
    assert measure._likely("highs", day, known) == 1.0
    assert len(set(measure.WARM)) == len(measure.WARM)
    assert max(measure.WARM) < lives.number


def test_the_table_tells_times_and_where_it_is_slow() -> None:
    def row(pattern: str, size: str, **cpu: float) -> Row:
        found = {n: Measured(s, s, False, {0: 1.0}) for n, s in cpu.items()}
        return Row(pattern, size, found | {"case_highs": None})

    rows = [
        row("jiangxi", "year-free", exact=0.002, highs=2.0),
        row("jiangxi", "year", exact=0.1, highs=3.0),
    ]
    told = {n: {"title": n, "package": n, "version": "1"} for n in OWN}
    text = table.written(rows, told)
    assert "| exact | 2.0 ms **(÷ 1,000)** | 100 ms **(÷ 30)** |" in text
    assert "| highs | 2.0 s | 3.0 s |" in text
    assert "| case_highs |" not in text
    assert re.search(r"least lead over HiGHS alone, 30 times,\s+is at .*12 demand charges", text)
    assert "50 times as long as none" in text
