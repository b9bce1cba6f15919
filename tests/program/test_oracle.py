"""The optimum against a program written apart from it, and solved by scipy."""

import pytest
from hypothesis import event, given, settings

from optdispatch.program import dispatch
from tests.draws import case, numbers
from tests.oracle import Numbers, least_cost


@settings(max_examples=settings().max_examples * 4)
@given(numbers())
def test_the_optimum_is_the_least_cost(n: Numbers) -> None:
    schedule = dispatch(case(n))
    assert schedule.proof
    event(schedule.proof.method)

    assert schedule.proof.cost == pytest.approx(least_cost(n, apart=True), rel=1e-6, abs=1e-5)


@given(numbers())
def test_binaries_come_only_where_the_linear_program_cheats(n: Numbers) -> None:
    schedule = dispatch(case(n))
    assert schedule.proof
    relaxed = least_cost(n)
    assert relaxed is not None

    assert relaxed <= schedule.proof.cost + 1e-5
    if schedule.proof.binaries == 0:
        assert schedule.proof.cost == pytest.approx(relaxed, rel=1e-6, abs=1e-5)
