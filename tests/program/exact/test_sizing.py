"""Free sizes: the linear program's, and their worth."""

import pytest

from optdispatch import Case
from optdispatch.asset import Free
from optdispatch.assets.battery import Battery
from optdispatch.case.times import Year
from optdispatch.certificate import certify, refuse, size_cost
from optdispatch.program import dispatch


def freed(case: Case, **free: Free) -> Case:
    assets = (a.model_copy(update=free) if isinstance(a, Battery) else a for a in case.assets)
    return case.changed(assets=tuple(assets), ageing=None, economics=None, rules=())


KW, KWH = Free(maximum=2000, price=40), Free(maximum=6000, price=60)
CASES = {
    "typical days": freed(Case.load("jiangxi-2025"), power_kw=KW, energy_kwh=KWH),
    "power alone": freed(Case.load("jiangxi-2025"), power_kw=KW),
    "with demand": freed(Case.load("factory-jiangxi"), power_kw=KW, energy_kwh=KWH),
    "too dear": freed(
        Case.load("jiangxi-2025"), power_kw=KW, energy_kwh=Free(maximum=6000, price=1000)
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_free_sizes_are_those_of_the_linear_program(name: str) -> None:
    case = CASES[name]
    one, other = dispatch(case, "exact"), dispatch(case, "highs")
    assert one.proof is not None
    assert other.proof is not None
    assert one.proof.cost == pytest.approx(other.proof.cost, rel=1e-8)
    assert one.proof.bound == pytest.approx(one.proof.cost, rel=1e-8)
    sizes = one.proof.sizes
    refuse(name, certify(case.sized(sizes), one, size_cost(case, sizes)))


@pytest.mark.parametrize("of", [0.9, 1.1])
def test_no_other_size_is_cheaper(of: float) -> None:
    case = CASES["with demand"]
    best = dispatch(case, "exact").proof
    assert best is not None
    sizes = {name: of * value for name, value in best.sizes.items()}
    there = dispatch(case.sized(sizes), "exact").proof
    assert there is not None
    assert there.cost + size_cost(case, sizes) >= best.cost


def test_a_year_of_hours() -> None:
    year = Year(year=2026, step_minutes=60)
    case = CASES["with demand"].changed(time=year)
    proof = dispatch(case, "exact").proof
    assert proof is not None
    assert proof.bound == pytest.approx(proof.cost, rel=1e-8)
