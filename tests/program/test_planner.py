"""Many cases: no digit depends on what was planned before, or on how many threads there are."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from optdispatch import Case
from optdispatch.assets.battery import Battery
from optdispatch.case.times import Month
from optdispatch.program import Planner, dispatch, dispatch_many
from optdispatch.program.exact import planning, settling
from optdispatch.program.exact.cover import Question
from optdispatch.program.exact.dispatching import answered
from optdispatch.program.solvers import APART
from optdispatch.schedule import Schedule
from optdispatch.tariff import Tariff

SHARES = (1.0, 0.98, 0.96, 0.94, 0.6, 0.58, 0.3, 1.02, 1.0, 0.5)


@cache
def months() -> tuple[Case, ...]:
    """A month under spot prices and a demand charge, with batteries of several sizes."""
    spot = Tariff.load("demo/spot-two-part").elect("demand")
    january = Month(year=2026, month=1, step_minutes=60)
    plant = Case.load("jiangxi-plant").changed(time=january, tariff=spot, billing=None)
    return tuple(
        plant.changed(
            assets=tuple(
                a.model_copy(update={"power_kw": 500.0, "energy_kwh": 4000.0 * share})
                if isinstance(a, Battery)
                else a
                for a in plant.assets
            )
        )
        for share in SHARES
    )


def cost(schedule: Schedule) -> float:
    assert schedule.proof is not None
    return schedule.proof.cost


def is_same(one: Schedule, other: Schedule) -> bool:
    return cost(one) == cost(other) and np.array_equal(one.imported_kw, other.imported_kw)


def test_a_plan_does_not_depend_on_what_was_planned_before() -> None:
    plan = Planner()
    assert all(is_same(plan(case), dispatch(case)) for case in months())


def test_many_are_as_one_by_one_whatever_the_threads() -> None:
    many = 2 * APART // len(months()) + 1
    cases = many * months()
    one, two = (dispatch_many(cases, threads=n) for n in (1, 2))
    assert all(map(is_same, one, two))
    assert not all(map(is_same, one, many * [*map(dispatch, months())])), "none helped another"
    for case, schedule in zip(months(), one, strict=False):
        assert np.isclose(cost(schedule), cost(dispatch(case)), rtol=1e-9)
        assert schedule.proof is not None
        assert schedule.proof.method == "exact dynamic programme"


def test_the_demands_of_one_help_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its best demand lies above the least, so that it has to be looked for."""
    looks, settle = [0], settling.settle

    def counted(*args: Any) -> Any:
        found = settle(*args)
        looks[0] += found[0]
        return found

    monkeypatch.setattr(planning, "settle", counted)
    first, second = months()[:2]
    _, known = answered(Question.of(first))
    looks[0] = 0
    answered(Question.of(second))
    alone, looks[0] = looks[0], 0
    answered(Question.of(second, known))
    assert looks[0] < alone
