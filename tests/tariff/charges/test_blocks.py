"""Blocks of energy, drawn and fed in; net metering; least bills."""

from typing import Any

import numpy as np
import pytest

from optdispatch.certificate import certify
from optdispatch.errors import InputError
from optdispatch.horizon import Horizon
from optdispatch.program import dispatch
from tests.sites import battery, energy, horizon, load, pv, ring, site, tariff
from tests.tariff.charges.years import YEAR, billed, flat

MONTHS = horizon(*(ring(2, f"2025-{m:02d}-01T00:00", weight=10) for m in (1, 2, 3, 4)))
PERIODS = {
    "rest": "off",
    "seasons": [{"months": list(range(1, 13)), "windows": {"peak": ["00:00-01:00"]}}],
}


def blocks(*prices: Any, up_to: float = 100, **fields: Any) -> dict[str, Any]:
    """Two blocks of energy."""
    first, last = prices
    both = [{"up_to": up_to, "price_per_kwh": first}, {"price_per_kwh": last}]
    return {"kind": "energy_blocks", "name": "energy", "blocks": both} | fields


def net(settled: str, **fields: Any) -> dict[str, Any]:
    """Net metering at 0.5."""
    usual = {"kind": "net_energy", "name": "net", "price_per_kwh": 0.5, "settled": settled}
    return usual | {"surplus_price_per_kwh": 0.1} | fields


def net_kwh(*kwh: float) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Import and export that come to so many kWh in each month."""
    power = np.array([[k / 10, 0.0] for k in kwh]).ravel()
    return np.maximum(power, 0), np.maximum(-power, 0)


def test_a_tier_of_a_month_is_paid_by_the_block() -> None:
    power = flat(1)  # 744 kWh in January, 672 in February
    months = billed(blocks(0.1, 0.3, up_to=700), power)

    assert months[:2] == pytest.approx([70 + 0.3 * 44, 67.2])


def test_kwh_per_kw_and_day() -> None:
    power = flat(1, jan=2)  # 745 kWh at 2 kW in January
    months = billed(blocks(0.3, 0.1, up_to=5, limits="kwh_per_kw_day"), power)

    assert months[0] == pytest.approx(0.3 * 310 + 0.1 * (745 - 310))
    assert months[1] == pytest.approx(0.3 * 140 + 0.1 * (672 - 140))


@pytest.mark.parametrize(
    ("charge", "convex"),
    [
        (blocks(0.1, 0.3), True),
        (blocks(0.3, 0.1), False),
        (blocks(0.1, 0.3, limits="kwh_per_day"), True),
        (blocks(0.1, 0.3, limits="kwh_per_kw"), False),
        (blocks(0.3, 0.1, limits="kwh_per_kw"), False),
        (blocks({"peak": 0.3, "off": 0.1}, {"peak": 0.5, "off": 0.3}), True),
        (blocks({"peak": 0.3, "off": 0.1}, {"peak": 0.6, "off": 0.3}), False),
        (net("month"), True),
        (net("year", surplus_price_per_kwh=0.6), False),
    ],
)
def test_what_is_convex_says_so(charge: dict[str, Any], convex: bool) -> None:
    one = tariff(charge, time_of_use=PERIODS)

    assert one.charges[0].convex is convex
    assert (one.optimised == one) is convex
    assert one.optimised.charges[0].convex


def test_a_step_that_differs_between_periods_is_shared_as_energy_is() -> None:
    charge = blocks({"peak": 0.3, "off": 0.1}, {"peak": 0.6, "off": 0.2})
    one = tariff(charge, time_of_use=PERIODS)
    bill = one.bill(np.array([30.0, 10, 0, 0, 0, 0, 2, 2]), MONTHS)

    # January draws 300 kWh at peak and 100 off peak; a quarter of each is in the first block.
    january = 75 * 0.3 + 225 * 0.6 + 25 * 0.1 + 75 * 0.2
    april = 20 * 0.3 + 20 * 0.1
    assert bill.total == pytest.approx(january + april)
    assert bill.optimised == pytest.approx({"energy peak": 0.6 * 320, "energy off": 0.2 * 120})
    assert bill.invoiced == pytest.approx(
        {"energy up to 100 kWh": -0.3 * 75 - 0.1 * 25 - 0.3 * 20 - 0.1 * 20}
    )


def test_the_next_kwh_costs_what_the_block_of_the_month_costs() -> None:
    one = tariff(blocks(0.1, 0.3), {"kind": "export", "name": "x", "price": {"uniform": 0.02}})
    used = np.array([20.0, 0, 1, 1, 9, 0, 10, 0])
    bought, sold = one.marginal(MONTHS, used, np.zeros(8))

    assert bought.tolist() == [0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0.3, 0.3]
    assert sold.tolist() == [0.02] * 8


def test_a_period_without_a_price_is_refused_where_it_occurs() -> None:
    charge = blocks({"peak": 0.3}, {"peak": 0.6}, months=[1])
    one = tariff(charge, time_of_use=PERIODS)

    with pytest.raises(InputError, match="'energy' has no price for period 'off'"):
        one.bill(np.ones(8), MONTHS)
    with pytest.raises(InputError, match="no price for period 'off'"):
        tariff({k: v for k, v in charge.items() if k != "months"}, time_of_use=PERIODS)
    with pytest.raises(InputError, match="each block needs a price for the same periods"):
        tariff(blocks({"peak": 0.3}, 0.4), time_of_use=PERIODS)


def test_storage_keeps_a_month_out_of_its_dear_block() -> None:
    """Surplus of a sunny hour is worth the dear block, not the cheap one."""
    when = horizon(ring(3, weight=10))
    case = site(
        when,
        tariff(blocks(0.1, 0.3, up_to=200)),
        load([0, 0, 30]),
        pv([0, 12, 0]),
        battery(power_kw=20, energy_kwh=20),
    )
    schedule = dispatch(case)

    assert schedule.stores["battery"].discharge_kw.sum() == pytest.approx(12)
    assert schedule.proof
    assert schedule.proof.cost == pytest.approx(0.1 * 180)
    small = site(when, tariff(blocks(0.1, 0.3, up_to=200)), load([0, 0, 30]), pv([0, 9, 0]))
    before = dispatch(small).proof
    assert before
    assert before.cost == pytest.approx(0.1 * 200 + 0.3 * 100)


def test_surplus_is_carried_forward_and_paid_at_the_end() -> None:
    drawn, fed = net_kwh(50, -80, 40, -25)

    # 50 are billed; 80 are carried, 40 of them used, 25 come on top: 65 are left.
    months = tariff(net("year")).bill(drawn, MONTHS, fed).to_months()["total"]
    assert months.tolist() == pytest.approx([25, 0, 0, -6.5])


def test_surplus_is_paid_month_by_month() -> None:
    drawn, fed = net_kwh(50, -80, 40, -25)
    months = tariff(net("month")).bill(drawn, MONTHS, fed).to_months()["total"]

    assert months.tolist() == pytest.approx([25, -8, 20, -2.5])


def test_what_was_billed_is_not_given_back() -> None:
    drawn, fed = net_kwh(50, -20, 10, 30)
    months = tariff(net("year")).bill(drawn, MONTHS, fed).to_months()["total"]

    assert months.tolist() == pytest.approx([25, 0, 0, 10])


def test_net_metering_needs_no_storage() -> None:
    """Under net metering the grid is a lossless battery, so a lossy one stays at rest."""
    when, worse = horizon(ring(2, weight=30)), {"efficiency_charge": 0.9}
    assets = (load([1, 9]), pv([10, 0]), battery(**worse))
    case = site(when, tariff(net("month")), *assets, connection={"export_limit_kw": 50})
    schedule = dispatch(case)

    assert schedule.stores["battery"].charge_kw.sum() == pytest.approx(0, abs=1e-9)
    assert all(check.holds for check in certify(case, schedule))


def test_feed_in_by_blocks() -> None:
    prices = [{"up_to_kwh": 50, "price_per_kwh": 0.3}, {"price_per_kwh": 0.1}]
    charge = {"kind": "export_blocks", "name": "fed in", "blocks": prices}
    one, (drawn, fed) = tariff(charge), net_kwh(0, -80, -50, -20)

    bill = one.bill(drawn, MONTHS, fed).to_months()["total"]
    assert bill.tolist() == pytest.approx([0, -15 - 3, -15, -6])
    assert one.marginal(MONTHS, drawn, fed)[1].tolist() == [0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0.3, 0.3]
    rising = tariff(charge | {"blocks": [prices[0] | {"price_per_kwh": 0.05}, prices[1]]})
    assert rising.bill(drawn, MONTHS, fed).optimised == pytest.approx({"fed in": -0.05 * 150})
    assert rising.bill(drawn, MONTHS, fed).invoiced == pytest.approx(
        {"fed in above 50 kWh": -0.05 * 30}
    )


def test_a_least_bill_leaves_storage_nothing_to_save() -> None:
    prices, when = [0.1, 0.4], horizon(ring(2, weight=10))
    least = {"kind": "minimum", "name": "least", "per_month": 45}
    case = site(when, tariff(energy(*prices), least), load([2, 10]), battery())
    schedule = dispatch(case)

    assert schedule.proof
    assert schedule.proof.cost == pytest.approx(45)
    assert all(check.holds for check in certify(case, schedule))
    free = site(when, tariff(energy(*prices)), load([2, 10]), battery())
    saved = dispatch(free).proof
    assert saved
    assert saved.cost == pytest.approx(10 * (0.1 * 12))


@pytest.mark.parametrize(
    ("least", "months"),
    [
        ({"per_month": 80}, [5.6, 12.8]),
        ({"per_day": 2.5}, [3.1, 2.8]),
        ({"per_year": 900}, [0, 0]),
    ],
)
def test_the_least_of_a_month_and_of_a_year(least: dict[str, float], months: list[float]) -> None:
    use = {"kind": "energy", "name": "energy", "price": {"uniform": 0.1}}
    one = tariff(use, {"kind": "minimum", "name": "least"} | least)
    lack = one.bill(flat(1), YEAR).to_months()["least"].tolist()

    # 74.4 in January, 67.2 in February, 876 in the year
    assert lack[:2] == pytest.approx(months)
    assert lack[-1] == pytest.approx(24 if "per_year" in least else lack[0])


@pytest.mark.parametrize("fields", [{}, {"per_month": 1, "per_year": 2}])
def test_a_least_bill_is_of_one_time(fields: dict[str, float]) -> None:
    with pytest.raises(InputError, match="and only one of them"):
        tariff({"kind": "minimum", "name": "least"} | fields)


def test_an_adjustment_names_charges_that_there_are() -> None:
    use = {"kind": "energy", "name": "energy", "price": {"uniform": 0.1}}
    least = {"kind": "minimum", "name": "least", "per_month": 1}
    says = "charge 'least': no charge 'enrgy' before it; nearest: energy"
    with pytest.raises(InputError, match=says):
        tariff(use, least | {"of_charges": ["enrgy"]})


def test_a_least_bill_of_the_year_counts_those_of_its_months() -> None:
    use = {"kind": "energy", "name": "energy", "price": {"uniform": 0.1}}
    month = {"kind": "minimum", "name": "month", "per_month": 70}
    year = {"kind": "minimum", "name": "year", "per_year": 900}
    lines = tariff(year, use, month).bill(flat(1), YEAR).lines

    # Reckoned in the order of the file: 876 of energy, then 24 to the year's 900; the months
    # lack 2.8 in February, where December has been billed 24 more.
    assert lines == pytest.approx({"energy": 876, "year": 24, "month": 2.8})
    lines = tariff(month, use, year).bill(flat(1), YEAR).lines
    assert lines == pytest.approx({"energy": 876, "month": 2.8, "year": 21.2})


def test_a_least_bill_of_months_that_hand_surplus_on_is_invoiced_only() -> None:
    least = {"kind": "minimum", "name": "least", "per_month": 10}
    carried, paid = tariff(net("year"), least), tariff(net("month"), least)
    drawn, fed = net_kwh(50, -80, 40, -25)

    assert [c.name for c in carried.optimised.charges] == ["net"]
    assert carried.bill(drawn, MONTHS, fed).invoiced == pytest.approx({"least": 10 + 10 + 16.5})
    assert paid.optimised == paid
    year = tariff(net("year"), {"kind": "minimum", "name": "least", "per_year": 120})
    assert year.optimised == year


def test_least_bills_that_overlap_are_refused() -> None:
    use = {"kind": "energy", "name": "energy", "price": {"uniform": 0.1}}
    one = {"kind": "minimum", "name": "one", "per_month": 70}
    two = {"kind": "minimum", "name": "two", "per_month": 90, "of_charges": ["energy"]}

    says = "charge 'two' has part of what 'one' is reckoned on; name 'one' too"
    with pytest.raises(InputError, match=says):
        tariff(use, one, two)
    assert tariff(use, one, two | {"of_charges": ["energy", "one"]})


def test_a_month_of_nothing_has_no_blocks() -> None:
    empty: Horizon = MONTHS

    assert tariff(blocks(0.3, 0.1)).bill(np.zeros(8), empty).total == 0
