"""A program is written once for all sizes of its storage, and for nothing else."""

from typing import Any

import numpy as np
import pytest

from optdispatch import Case
from optdispatch.asset import Free, Storage
from optdispatch.case.times import Month
from optdispatch.catalog import names
from optdispatch.errors import Infeasible
from optdispatch.program import Planner, build, dispatch
from optdispatch.program.solve import answered
from optdispatch.program.written import Written
from optdispatch.schedule import Schedule


def other(case: Case, **changes: Any) -> Case:
    """The case with other storage; a callable takes what was there."""
    assets = tuple(
        a.model_copy(update={f: v(getattr(a, f)) if callable(v) else v for f, v in changes.items()})
        if isinstance(a, Storage)
        else a
        for a in case.assets
    )
    return case.model_copy(update={"assets": assets})


def smaller(case: Case) -> Case:
    return other(case, power_kw=lambda kw: 0.8 * kw, energy_kwh=lambda kwh: 0.9 * kwh)


def is_same(one: Schedule, other: Schedule) -> bool:
    assert one.proof
    assert other.proof
    return (
        one.proof.cost == other.proof.cost
        and one.proof.worth == other.proof.worth
        and one.proof.sizes == other.proof.sizes
        and np.array_equal(one.imported_kw, other.imported_kw)
    )


def limited(case: Case) -> Case:
    return other(case, cycles_per_day=1.0)


def with_another(name: str) -> Case:
    """A site with one more battery."""
    case, own = Case.load(name), Case.load("factory-jiangxi").storages[0]
    second = own.model_copy(update={"name": "another"})
    return case.model_copy(update={"assets": (*case.assets, second)})


CASES = [
    *(limited(Case.load(n)) for n in names("models/cases") if Case.load(n).storages),
    with_another("jiangxi-2025"),
    with_another("office-park"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_other_sizes_make_the_program_that_would_be_written(case: Case) -> None:
    first, anew = Written.of(case), Written.of(smaller(case))
    again = Written.of(smaller(case), first)
    assert (again.model is first.model) is (not case.programmes)
    one, two = again.form.matrices, anew.form.matrices
    assert (one.A != two.A).nnz == 0
    for part in ("c", "row_lower", "row_upper", "lower", "upper", "integer"):
        assert np.array_equal(getattr(one, part), getattr(two, part)), part
    assert one.offset == two.offset
    assert not np.array_equal(one.lower, first.form.matrices.lower)


@pytest.mark.parametrize("name", ["jiangxi-2025", "office-sacramento"])
def test_no_digit_depends_on_what_was_written_before(name: str) -> None:
    case = limited(Case.load(name))
    _, first = answered(case)
    again, _ = answered(smaller(case), first)
    assert is_same(again, dispatch(smaller(case), "highs"))


@pytest.mark.parametrize(
    "changes",
    [
        {"efficiency_charge": 0.9},
        {"wear_per_kwh": 0.2},
        {"energy_kwh": Free(maximum=2000.0, price=10.0)},
    ],
)
def test_a_program_that_differs_in_more_is_written_anew(changes: dict[str, Any]) -> None:
    case = Case.load("jiangxi-2025")
    for before, after in ((case, other(case, **changes)), (other(case, **changes), case)):
        known = Written.of(before)
        assert Written.of(after, known).model is not known.model


def test_another_site_is_written_anew() -> None:
    case = Case.load("jiangxi-2025")
    first = Written.of(case)
    limit = case.connection.model_copy(update={"import_limit_kw": 9000.0})
    load, *rest = case.assets
    for changed in (
        case.model_copy(update={"connection": limit}),
        case.model_copy(update={"assets": tuple(rest)}),
        case.model_copy(update={"assets": (*rest, load)}),
        Case.load("jiangxi-old"),
    ):
        assert Written.of(changed, first).model is not first.model
    assert Written.of(case.model_copy(update={"name": "else"}), first).model is first.model


def test_a_planner_writes_once_for_all_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    count = [0]

    def counted(case: Case) -> Any:
        count[0] += 1
        return build(case)

    monkeypatch.setattr("optdispatch.program.written.build", counted)
    case, plan = limited(Case.load("jiangxi-2025")), Planner()
    one, two, three = (plan(c) for c in (case, smaller(case), case))
    assert count == [1]
    assert is_same(one, three)
    assert not is_same(one, two)
    plan(other(case, cycles_per_day=2.0))
    assert count == [2]


def test_what_cannot_be_served_is_told_of_the_sizes_that_are_asked() -> None:
    """A battery that is too small leaves the top of the load unserved."""
    month = Month(year=2026, month=1, step_minutes=60)
    case = limited(Case.load("jiangxi-plant").changed(time=month))
    top = float(-np.sum([a.given_kw(case.horizon) for a in case.assets], axis=0).min())
    tight = case.connection.model_copy(update={"import_limit_kw": top - 100.0})
    case = case.model_copy(update={"connection": tight})
    _, first = answered(case)
    with pytest.raises(Infeasible, match="kW of the load cannot be served"):
        answered(other(case, power_kw=50.0), first)
