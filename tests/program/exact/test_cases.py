"""Cases of the catalogue, both ways: the same cost, and a proof that holds."""

import numpy as np
import pytest

from optdispatch import Case, catalog
from optdispatch.case.times import Chain, Month
from optdispatch.certificate import certify, refuse
from optdispatch.errors import Infeasible
from optdispatch.program import Uncovered, solve
from optdispatch.program.exact.cover import covers
from optdispatch.program.exact.dispatching import dispatch

SAME = 1e-9


def both(case: Case) -> None:
    """Plan a case by the exact solver, check it, and hold it against the linear program."""
    schedule, other = dispatch(case), solve.dispatch(case)
    refuse(case.name, certify(case, schedule))
    assert schedule.proof is not None
    assert other.proof is not None
    assert schedule.proof.cost == pytest.approx(other.proof.cost, rel=SAME)
    for size, worth in other.proof.worth.items():
        assert schedule.proof.worth[size] == pytest.approx(worth, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", ["jiangxi-2025", "jiangxi-2026", "jiangxi-old", "jiangxi-plant"])
def test_catalogue(name: str) -> None:
    case = Case.load(name)
    assert covers(case) is None
    both(case)


def test_month_with_a_demand_charge() -> None:
    both(Case.load("jiangxi-plant").changed(time=Month(year=2026, month=7, step_minutes=15)))


def test_chain() -> None:
    start = np.datetime64("2025-07-01T00:00").item()
    both(Case.load("jiangxi-2025").changed(time=Chain(start=start, periods=40, step_minutes=30)))


def test_what_is_not_covered_says_why() -> None:
    case = Case.load("jiangxi-2025")
    limited = case.assets[1].model_copy(update={"cycles_per_day": 2.0})
    told = covers(case.changed(assets=(case.assets[0], limited)))
    assert told == "cycles a day are limited"
    assert covers(case.changed(assets=case.assets[:1])) == "it does not have one storage"
    with pytest.raises(Uncovered, match="cycles a day are limited"):
        dispatch(case.changed(assets=(case.assets[0], limited)))


def test_nothing_can_serve_it() -> None:
    case = Case.load("jiangxi-2025")
    tight = case.connection.model_copy(update={"import_limit_kw": 100.0})
    with pytest.raises(Infeasible, match="limits"):
        dispatch(case.changed(connection=tight))


def test_catalogue_is_there() -> None:
    assert "jiangxi-2025" in catalog.names("models/cases")
