"""A case's life: what is saved each year, by which stream, and what wear steers."""

from typing import Any

import numpy as np
import pytest

from optdispatch import Case, InputError, dispatch, evaluate
from optdispatch.assets.battery import Battery
from optdispatch.study.project import Life, without_storage
from optdispatch.study.streams import ARBITRAGE, OWN_PV, by_stream, streams

REFERENCE = Case.load("jiangxi-2025")


def changed(case: Case, **battery: Any) -> Case:
    """The case with another battery."""
    others = [a for a in case.assets if not isinstance(a, Battery)]
    own = next(a for a in case.assets if isinstance(a, Battery))
    other = Battery.of(own.model_dump() | battery, "battery")
    return case.changed(assets=(*others, other))


def test_streams_add_up_to_what_the_bill_saves() -> None:
    case = Case.load("jiangxi-plant").changed(
        time={"mode": "typical_days", "year": 2026, "step_minutes": 30}
    )
    schedule, bare = dispatch(case), without_storage(case)
    split = streams(case, schedule, by_stream(case, bare))
    owed = [
        case.tariff.bill(s.imported_kw, s.horizon, s.exported_kw, case.connection).total
        for s in (bare, schedule)
    ]
    assert sum(split.savings.values()) == pytest.approx(owed[0] - owed[1], rel=1e-9)
    assert split.savings["demand management"] > 0
    energy = split.savings[ARBITRAGE] + split.savings.get(OWN_PV, 0.0)
    assert energy == pytest.approx(split.discharged_value - split.charging_cost, rel=1e-6)


def test_a_grid_of_capacities_says_what_every_year_says() -> None:
    every = REFERENCE.changed(ageing=REFERENCE.ageing.model_copy(update={"every_year": True}))  # type: ignore[union-attr]
    grid, outright = (Life(c, dispatch).project() for c in (REFERENCE, every))
    assert grid.yearly.revenue[ARBITRAGE] == pytest.approx(outright.yearly.revenue[ARBITRAGE])
    assert outright.errors == ()
    assert abs(grid.errors[0].relative) < 1e-9  # arbitrage alone is linear in capacity


def test_a_loss_of_efficiency_costs_money() -> None:
    fading = REFERENCE.changed(
        ageing=REFERENCE.ageing.model_copy(update={"efficiency_fade_per_year": 0.005})  # type: ignore[union-attr]
    )
    lives = (Life(c, dispatch).project() for c in (REFERENCE, fading))
    fresh, faded = (life.yearly.revenue[ARBITRAGE] for life in lives)
    assert faded[0] == pytest.approx(fresh[0])
    assert (faded[1:9] < fresh[1:9]).all()


def test_average_wear_is_the_price_of_cells_over_what_they_discharge() -> None:
    outcome = evaluate(changed(REFERENCE, wear_per_kwh="average"))
    wear, project = outcome.wear, outcome.projects["optimum"]
    assert wear is not None
    assert wear.how == "average"
    first_life = project.lifetime.throughput_cell_kwh[:9].sum()
    assert wear.per_kwh == pytest.approx(350 * 2000 / first_life)
    assert wear.npv == pytest.approx(project.npv)


def test_the_best_wear_is_never_worse_than_none() -> None:
    outcome = evaluate(changed(REFERENCE, wear_per_kwh="optimize", power_kw=500))
    assert outcome.wear is not None
    assert outcome.wear.gain >= 0
    assert outcome.wear.npv == pytest.approx(outcome.projects["optimum"].npv)


def test_wear_by_name_needs_money() -> None:
    poor = changed(REFERENCE, wear_per_kwh="average").changed(economics=None)
    with pytest.raises(InputError, match=r"needs economics\.replacement"):
        evaluate(poor)
    with pytest.raises(InputError, match="evaluate the case, or give a number"):
        dispatch(poor)


def test_a_project_is_of_a_whole_year() -> None:
    month = REFERENCE.changed(time={"mode": "month", "year": 2025, "month": 7, "step_minutes": 60})
    with pytest.raises(InputError, match="needs a whole year; the case plans 31 days"):
        evaluate(month)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ageing": None}, "economics needs `ageing`"),
        ({"time": REFERENCE.time, "ageing": {"years": 10}}, "ageing.years 10 is not"),
    ],
)
def test_life_and_money_fit(change: dict[str, Any], says: str) -> None:
    if isinstance(change.get("ageing"), dict):
        assert REFERENCE.ageing is not None
        change = change | {"ageing": REFERENCE.ageing.model_dump() | change["ageing"]}
    with pytest.raises(InputError, match=says) as error:
        REFERENCE.changed(**change)
    assert "\n" not in str(error.value)


def test_a_year_in_one_ring_ages_like_its_days() -> None:
    year = REFERENCE.changed(
        time={"mode": "year", "year": 2025, "step_minutes": 60, "calendar": "alike"}
    )
    days = REFERENCE.changed(
        time={"mode": "typical_days", "year": 2025, "step_minutes": 60, "calendar": "alike"}
    )
    whole, typical = (Life(c, dispatch).project() for c in (year, days))
    assert whole.lifetime.cycles[0] == pytest.approx(typical.lifetime.cycles[0], rel=2e-3)
    revenue = [sum(v[0] for v in p.yearly.revenue.values()) for p in (whole, typical)]
    assert np.ptp(revenue) < 2e-3 * revenue[0]
