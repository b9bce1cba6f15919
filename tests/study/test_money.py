"""What moves the money alone: the same numbers as a sensitivity that solves everything anew."""

import pytest

from optdispatch import Case, evaluate
from optdispatch.study.axis import Axis
from optdispatch.study.money import vary_money
from optdispatch.study.sensitivity import vary


def test_it_is_the_sensitivity_that_nothing_was_solved_for() -> None:
    case = Case.load("jiangxi-2025")
    found = vary_money(evaluate(case))
    assert found is not None
    assert {"capex", "loan_rate", "om", "replacement_cost"} <= set(found.axes)
    assert "energy_price" not in found.axes
    asked = vary(case, [Axis(lever="capex"), Axis(lever="loan_rate")])
    for axis in asked.axes:
        for one, other in zip(found.along(axis), asked.along(axis), strict=True):
            for measure in ("npv_after_tax", "irr_after_tax", "payback_after_tax_years"):
                assert one.measures[measure] == pytest.approx(other.measures[measure], rel=1e-9)
    assert found.base.measures["npv_after_tax"] == pytest.approx(
        asked.base.measures["npv_after_tax"]
    )


def test_a_case_without_money_has_none() -> None:
    case = Case.load("jiangxi-2025").changed(economics=None, ageing=None)
    assert vary_money(evaluate(case)) is None
