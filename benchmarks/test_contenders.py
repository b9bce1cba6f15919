"""A quick look at the contenders that are always there: do they agree, and what does a day take?

The table of all sizes and of other tools is `make bench`.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import table
from benchmarks.cases import case_of, year
from benchmarks.contenders import case_exact, case_highs, exact, highs, highs_warm
from benchmarks.measure import OWN, Measured, Row
from benchmarks.problems import SIZES, Problem

Solve = Callable[[Problem], float]
SOLVE: dict[str, Solve] = {
    "exact": exact.solve,
    "highs": highs.solve,
    "highs warm": highs_warm.solve,
    "case, exact": lambda problem: case_exact.solve(case_of(problem)),
    "case, highs": lambda problem: case_highs.solve(case_of(problem)),
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


def test_lives_are_months_of_every_size(patterns: dict[str, Problem]) -> None:
    lives = SIZES["lives"].problems(patterns["jiangxi"])
    assert len(lives) == SIZES["lives"].number == 12 * 18 * 20
    sizes = {(p.month[0], p.power_kw, p.energy_kwh) for p in lives}
    assert len(sizes) == len(lives)


@pytest.mark.parametrize("name", ["exact", "highs"])
def test_a_day(benchmark: Any, patterns: dict[str, Problem], name: str) -> None:
    (day,) = SIZES["day"].problems(patterns["jiangxi"])
    benchmark.pedantic(SOLVE[name], args=(day,), rounds=5, warmup_rounds=1)


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
