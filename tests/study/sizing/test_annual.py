"""Sizes that cost least in the first year, against all others and against the whole life."""

from collections.abc import Callable

import numpy as np
import pytest

from optdispatch import Case
from optdispatch.finance import Economics
from optdispatch.program import Choice, Planner
from optdispatch.schedule import Schedule
from optdispatch.study.sizing import Annual, Guide
from optdispatch.study.sizing.annual import with_battery
from optdispatch.study.valuation import Valuer
from tests.study.sizing.conftest import AGEING, TERMS, demand_site, factory

MOST = 400.0, 1000.0


def annual(case: Case) -> Annual:
    assert case.economics is not None
    return Annual.of(case.economics)


def cost(case: Case, run: Planner, power_kw: float, energy_kwh: float) -> float:
    """A year with sizes that are given, their share of the cost included."""
    there = with_battery(case, power_kw=power_kw, energy_kwh=energy_kwh)
    schedule: Schedule = run(there)
    return annual(there).cost(there, schedule)


@pytest.mark.parametrize(("d", "years"), [(0.07, 15), (0.0, 10), (0.03, 18)])
def test_a_share_is_the_capital_recovery_factor(d: float, years: int) -> None:
    """W. Short, D. Packey and T. Holt, NREL/TP-462-5173: d·(1+d)^n/((1+d)^n - 1)."""
    crf = d * (1 + d) ** years / ((1 + d) ** years - 1) if d else 1 / years
    plain = {
        "life_years": years,
        "discount_rate": d,
        "capex": {"per_kw": 300, "per_kwh": 250, "fixed": 5000},
        "om": {"per_kw_year": 6, "share_of_capex": 0.01},
    }
    found = Annual.of(Economics.of(plain, "a test"))
    assert found.per_kw == pytest.approx(300 * crf + 6 + 3)
    assert found.per_kwh == pytest.approx(250 * crf + 2.5)
    assert found.fixed == pytest.approx(5000 * crf + 50)
    assert found.worth == pytest.approx(1 / crf)


def test_a_year_of_hours_with_flat_demand_charges() -> None:
    """As DER-VET is checked: free sizes and a dense search of sizes agree."""
    case = demand_site(time={"mode": "year", "year": 2026, "step_minutes": 60})
    assert len(case.horizon) == 8760
    run = Planner("exact")
    best = Guide.of(case, annual(case), MOST, run)
    assert 0 < best.power_kw < MOST[0]
    assert 0 < best.energy_kwh < MOST[1]
    assert cost(case, run, best.power_kw, best.energy_kwh) == pytest.approx(best.cost, rel=1e-6)
    shares = (0.6, 0.85, 0.97, 1.0, 1.03, 1.15, 1.5)
    there = [
        cost(case, run, p * best.power_kw, e * best.energy_kwh) for p in shares for e in shares
    ]
    assert best.cost <= min(there) + 1e-9 * best.cost
    assert max(there) > best.cost * (1 + 1e-4)


@pytest.mark.parametrize("site", [demand_site, factory])
def test_both_solvers_find_the_same_sizes_at_the_same_cost(site: Callable[[], Case]) -> None:
    case = site()
    share = annual(case)
    choices: tuple[Choice, ...] = ("exact", "highs")
    exact, highs = (Guide.of(case, share, MOST, Planner(choice)) for choice in choices)
    assert exact.method != highs.method
    assert exact.cost == pytest.approx(highs.cost, rel=1e-6)
    for choice in choices:
        at = cost(case, Planner(choice), exact.power_kw, exact.energy_kwh)
        assert at == pytest.approx(highs.cost, rel=1e-6)


@pytest.mark.parametrize("sizes", [(60.0, 200.0), (30.0, 150.0)])
def test_where_cells_do_not_age_it_is_the_npv(sizes: tuple[float, float], value: Valuer) -> None:
    """(S1) to (S4) against `finance`, which knows nothing of them."""
    law = {"model": "linear-6000-cycles", "cycles": 1e12}
    case = demand_site(ageing=AGEING | {"law": law})
    there = with_battery(case, power_kw=sizes[0], energy_kwh=sizes[1])
    found, share = value(there), annual(case)
    npv = found.measured()["npv_after_tax"]
    assert npv == pytest.approx(share.worth * (found.saving - share.of_sizes(*sizes)), rel=1e-6)


def test_nothing_is_paid_for_what_is_kept_by_the_host() -> None:
    with pytest.raises(Exception, match="host_share 1 leaves nothing"):
        Annual.of(Economics.of(TERMS | {"host_share": 1}, "a test"))


def test_named_wear_is_no_money() -> None:
    case = with_battery(demand_site(), wear_per_kwh="average")
    best = Guide.of(case, annual(case), MOST, Planner())
    plain = Guide.of(demand_site(), annual(case), MOST, Planner())
    assert np.isclose(best.cost, plain.cost, rtol=1e-12)
