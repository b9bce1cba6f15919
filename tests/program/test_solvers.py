"""One door: which solver plans what, and that they agree."""

import pytest

from optdispatch import Case, Infeasible, InputError, evaluate
from optdispatch.assets.battery import Battery
from optdispatch.certificate import certify, refuse
from optdispatch.program import SOLVERS, Uncovered, confirm, dispatch
from tests.sites import battery, energy, horizon, load, ring, site, tariff

CASES = ["jiangxi-2025", "jiangxi-old", "factory-jiangxi", "mall-guangdong", "cold-store-jiangsu"]


def found_by(case: Case, **asked: str) -> str:
    proof = dispatch(case, **asked).proof  # type: ignore[arg-type]
    assert proof is not None
    return proof.method


def limited(case: Case) -> Case:
    assets = (
        a.model_copy(update={"cycles_per_day": 1.0}) if isinstance(a, Battery) else a
        for a in case.assets
    )
    return case.changed(assets=tuple(assets))


def test_the_first_that_covers_a_case_plans_it() -> None:
    case = Case.load("jiangxi-2025")
    assert found_by(case) == found_by(case, solver="exact") == "exact dynamic programme"
    assert found_by(case, solver="highs") == "linear program"
    assert found_by(limited(case)) == "linear program"


def test_one_that_does_not_cover_a_case_says_so() -> None:
    with pytest.raises(Uncovered, match="cycles a day are limited"):
        dispatch(limited(Case.load("jiangxi-2025")), "exact")
    with pytest.raises(InputError, match="no solver 'hihgs'; nearest: highs"):
        dispatch(Case.load("jiangxi-2025"), "hihgs")  # type: ignore[arg-type]


def test_what_is_missing_is_said_by_the_general_one() -> None:
    case = Case.load("jiangxi-2025")
    tight = case.connection.model_copy(update={"import_limit_kw": 100.0})
    with pytest.raises(Infeasible, match="kW"):
        dispatch(case.changed(connection=tight))


@pytest.mark.parametrize("name", CASES)
def test_the_linear_program_confirms_the_catalogue(name: str) -> None:
    case = Case.load(name)
    case = case.changed(ageing=None, economics=None)
    if SOLVERS[0].covers(case):
        pytest.skip(str(SOLVERS[0].covers(case)))
    best = dispatch(case)
    refuse(name, certify(case, best))
    other = confirm(case, best)
    assert best.proof is not None
    assert other is not None
    assert other[0] == "linear program"
    assert other[1] == pytest.approx(best.proof.cost, rel=1e-9)


def test_an_outcome_is_verified_by_another() -> None:
    case = Case.load("jiangxi-2025").changed(ageing=None, economics=None)
    names = [check.name for check in evaluate(case, verify=True).optimum.checks]
    assert names == ["balance", "exclusive", "invoice", "bound", "verified"]
    with pytest.raises(InputError, match="no second solver covers it"):
        evaluate(limited(case), verify=True)


def test_names_are_of_any_script() -> None:
    """A name is a key of powers, of sizes and of blocks of the program."""
    day, prices = horizon(ring(3)), tariff(energy(0.2, 0.9, 0.5))
    assets = load([4, 8, 4], name="厂房"), battery(name="储能柜")
    case = site(day, prices, *assets)
    plans = [dispatch(case, "exact"), dispatch(case, "highs")]
    assert [set(plan.power_kw) for plan in plans] == [{"厂房", "储能柜"}] * 2
    proofs = [plan.proof for plan in plans]
    assert all(proof and proof.cost == pytest.approx(3.8) for proof in proofs)
    assert all(proof and "储能柜.power_kw" in proof.worth for proof in proofs)
    for name in ("1号", "_柜", "柜.1", " 柜", "柜\n", "柜/1"):
        with pytest.raises(InputError, match="name"):
            battery(name=name)
