"""Typical days are billed as the year that they were made from."""

from typing import Any

import numpy as np
import pytest

from optdispatch.case.typical import typical_rings
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.tariff import Tariff
from tests.sites import tariff
from tests.tariff.charges.years import YEAR, demand

POWER = np.random.default_rng(3).uniform(50, 90, len(YEAR))
HOURS = ["2018-02-10 12:00", "2018-02-21 18:00", "2018-12-24 17:00"]


def typical(one: Tariff) -> tuple[Horizon, FloatArray]:
    """Typical days of the year, and the mean load of each."""
    rings = typical_rings(YEAR, one, POWER, None)
    where = dict(YEAR.dates)
    means = [np.mean([POWER[where[d]] for d in ring.days], axis=0) for ring in rings]
    return Horizon(YEAR.step, rings), np.concatenate(means)


@pytest.mark.parametrize(
    "charge",
    [
        demand(),
        demand(averaging_minutes=180),
        demand(windows=["08:00-12:00"], averaging_minutes=120),
        demand(months=[1], ratchet={"shares": [{"share": 0.9}]}),
        {"kind": "chosen_contract", "name": "c", "price_per_kw_month": 40, "allowance": 1.05}
        | {"overshoot_multiple": 2, "floor_share_of_capacity": 0},
        {"kind": "coincident", "name": "c", "price_per_kw": 9, "hours": HOURS, "measure": "mean"},
        {"kind": "coincident", "name": "c", "price_per_kw": 9, "hours": HOURS}
        | {"measure": "highest_of_month"},
        {"kind": "energy_blocks", "name": "e", "limits": "kwh_per_day"}
        | {"blocks": [{"up_to": 1600, "price_per_kwh": 0.1}, {"price_per_kwh": 0.3}]},
        {"kind": "energy_blocks", "name": "e", "limits": "kwh_per_kw"}
        | {"blocks": [{"up_to": 300, "price_per_kwh": 0.3}, {"price_per_kwh": 0.1}]},
    ],
)
def test_typical_days_cost_what_the_year_costs(charge: dict[str, Any]) -> None:
    one = tariff(charge)
    days, means = typical(one)
    bill = one.bill(means, days).to_months()

    assert len(days) < len(YEAR) / 5
    assert bill.to_numpy() == pytest.approx(one.bill(POWER, YEAR).to_months().to_numpy())


def test_days_with_a_coincident_hour_stand_for_themselves() -> None:
    hours = {"kind": "coincident", "name": "c", "price_per_kw": 9, "hours": HOURS}
    days, _ = typical(tariff(hours | {"measure": "mean"}))
    alone = {ring.days[0].isoformat() for ring in days.rings if ring.weight == 1}

    assert {hour[:10] for hour in HOURS} <= alone


def test_hours_that_are_not_planned_are_told() -> None:
    hours = {"kind": "coincident", "name": "c", "price_per_kw": 9, "measure": "mean"}
    one, two = ["2019-02-10 12:00"], ["2019-02-10 12:00", "2017-01-01 00:00", HOURS[0]]

    says = "c: 2019-02-10 12:00 is outside the time that is planned"
    assert tariff(hours | {"hours": one}).notes(YEAR) == (says,)
    says = "c: 2019-02-10 12:00 and 1 more are outside the time that is planned"
    assert tariff(hours | {"hours": two}).notes(YEAR) == (says,)
    assert tariff(hours | {"hours": HOURS}).notes(YEAR) == ()
