"""What is remembered: a dispatch, by all that it depends on, and by nothing else."""

from typing import Any

import numpy as np
import pytest

from optdispatch import Case, Schedule, dispatch
from optdispatch.case.paths import changed
from optdispatch.study.remembered import Kept, Remembered, depends_on

NEW = Case.load("jiangxi-2025")


@pytest.mark.parametrize(
    ("path", "value", "same"),
    [
        ("economics.loan.rate", 0.05, True),
        ("economics.price_escalation", 0.02, True),
        ("ageing.law.cycles", 5000, True),
        ("rules", (), True),
        ("assets.battery.energy_kwh", 1999, False),
        ("assets.battery.wear_per_kwh", 0.01, False),
        ("assets.factory.profile.flat_kw", 2999, False),
        ("connection.import_limit_kw", 5000, False),
        ("time.operating_days", 329, False),
        ("tariff.charges.energy.price.components.energy_purchase", 0.45, False),
        ("tariff.charges.energy.price.ratios.valley", 0.41, False),
        ("tariff.charges.capacity.price_per_kva_month", 27, False),
    ],
)
def test_what_a_dispatch_depends_on(path: str, value: Any, same: bool) -> None:
    other = changed(NEW, {path: value})
    assert (depends_on(other) == depends_on(NEW)) is same
    if same:
        schedules = [dispatch(case) for case in (NEW, other)]
        assert np.array_equal(schedules[0].imported_kw, schedules[1].imported_kw)


def test_as_many_dispatches_are_kept_as_was_said() -> None:
    solved = []

    def run(case: Case) -> Schedule:
        solved.append(case.name)
        return Schedule(case.horizon, np.zeros(1), np.zeros(1), {})

    kept = Remembered(run, Kept(most=2))
    cases = [changed(NEW, {"name": f"n{n}", "assets.battery.power_kw": 100 + n}) for n in range(3)]
    for n in (0, 1, 0, 2, 0, 1):
        kept(cases[n])
    assert solved == ["n0", "n1", "n2", "n1"]
