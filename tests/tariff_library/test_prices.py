"""Prices of the shipped tariffs: they close, and they are what was published."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch import catalog
from optdispatch.connection import Connection
from optdispatch.tariff.monthly_prices import MonthlyPrices
from optdispatch.tariff.prices.floating import Floating
from tests.sites import days
from tests.tariff_library.shelf import EVERY, NAMES, floating, load, prices, variants

PRICED = [(n, v) for n, v in EVERY if floating(v).float_base and floating(v).ratios]
"""Variants whose energy has a price, once the components of a month are known."""
DEMAND = ("demand", "contract")
YEAR = [f"2027-{month:02d}" for month in range(1, 13)]
PUBLISHED = 1e-4
"""Half of the last digit of prices to four digits, on both sides of a difference."""


def ratios(price: Floating, month: str) -> dict[str, float]:
    """Period to its ratio in a month."""
    found = price.ratios
    if isinstance(found, tuple):
        return next(some.ratios for some in found if int(month[-2:]) in some.months)
    assert found is not None
    return found


def monthly(price: Floating, values: list[float]) -> MonthlyPrices:
    """Each component that differs by month, in each month of a year."""
    each = iter(values)
    content = {m: {c: next(each) for c in price.monthly} or {"none": 0.0} for m in YEAR}
    return MonthlyPrices.of(
        {"name": "p", "source": "s", "confidence": "low", "months": content}, "p"
    )


@pytest.mark.parametrize("name", sorted({name for name, _ in PRICED}))
@given(data=st.data())
def test_prices_close(name: str, data: st.DataObject) -> None:
    """(price_p - flat)/(ratio_p - 1) is the same for all periods of a month: the float base."""
    price = floating(data.draw(st.sampled_from([v for n, v in PRICED if n == name])))
    cost = st.floats(0.001, 1.0)
    there = monthly(price, data.draw(st.lists(cost, min_size=84, max_size=84)))
    for month in YEAR:
        flat = price.at("flat", month, there)
        implied = [
            (price.at(period, month, there) - flat) / (ratio - 1)
            for period, ratio in ratios(price, month).items()
            if ratio != 1
        ]
        components = price.components | there.by_month[month]
        base = sum(components[component] for component in price.float_base or ())
        assert implied == pytest.approx([base] * len(implied), abs=1e-9)


@pytest.mark.parametrize("name", sorted({name for name, _ in PRICED}))
def test_every_period_of_a_month_has_a_ratio_then(name: str) -> None:
    horizon = days(date(2026, 1, 1), date(2026, 12, 31), "Asia/Shanghai", 30, "china")
    seen: list[object] = []
    for _, variant in (pair for pair in PRICED if pair[0] == name):
        price = floating(variant)
        key = (variant.time_of_use, price.ratios)
        if key in seen:
            continue
        seen.append(key)
        there = monthly(price, [0.1] * 84)
        months = {month.replace("2027", "2026"): values for month, values in there.months.items()}
        in_2026 = there.model_copy(update={"months": months})
        laid = variant.model_copy(update={"monthly_prices": in_2026})
        each = price.per_kwh(laid.use(np.zeros(len(horizon)), horizon))
        total = np.sum([*each.values()], axis=0)
        covered = np.sum([np.asarray(line) > 0 for line in each.values()], axis=0)

        assert total.min() > 0
        assert (covered == 1).all()


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("/2026-08")])
def test_demand_costs_sixteen_tenths_of_capacity(name: str) -> None:
    """发改价格〔2026〕1077号: so in every table, to a decimal; in Sichuan, 1.58 to 1.60."""
    found = 0
    for variant in variants(name):
        if not (ways := variant.billing):
            continue
        found += 1
        demand, contract = (ways[way][0].model_dump()["price_per_kw_month"] for way in DEMAND)
        capacity = ways["capacity"][0].model_dump()["price_per_kva_month"]
        rounding = 0.5 if "sichuan" in name else 0.05 + 1.6 * 0.05

        assert demand == contract
        assert demand == pytest.approx(1.6 * capacity, abs=rounding)
    assert found == 0 if "beijing" in name else found >= 3


def test_a_single_part_supply_has_no_ways_of_billing() -> None:
    for _, variant in EVERY:
        if variant.chosen and variant.chosen[0].startswith("single"):
            assert not variant.billing


JIANGXI = {
    "sharp": 1.0221645,
    "peak": 0.9322965,
    "flat": 0.6626925,
    "valley": 0.3930885,
    "deep valley": 0.3481545,
}


def test_jiangxi_of_july_2025_with_its_monthly_prices() -> None:
    """江西电力 2025(06):35-38, table 1."""
    price = floating(load("china/jiangxi/2025-07"))
    published = MonthlyPrices.of(
        catalog.read("models/monthly_prices", "china/jiangxi-2025-07"), "jiangxi"
    )

    assert {p: price.at(p, "2025-07", published) for p in JIANGXI} == pytest.approx(
        JIANGXI, abs=1e-12
    )
    assert {p: price.at(p) for p in JIANGXI} == pytest.approx(JIANGXI, abs=1e-12)


def test_jiangsu_of_october_2026() -> None:
    """Two-part, as the grid company's table has it to four digits: base 0.3957."""
    tariff = load("china/jiangsu/2026-08").pick("two-part", "1-10 kV")
    rest = 0.6400 - 0.3957 - 0.1298 - 0.0294
    there = prices(m2026_10={"energy_purchase": 0.3957, "line_loss": 0.0, "system_operation": rest})
    price = floating(tariff)
    funds = tariff.charges[1].model_dump()["price"]["uniform"]
    all_in = {p: price.at(p, "2026-10", there) + funds for p in ("peak", "flat", "valley")}

    assert all_in == pytest.approx(
        {"peak": 0.9566, "flat": 0.6400, "valley": 0.3828}, abs=PUBLISHED
    )


def test_shanghai_of_june_2026_floats_purchase_and_distribution() -> None:
    """0.43508 + 0.1456 = 0.58068; below 1 kV, with the third cycle's price of distribution."""
    price = floating(load("china/shanghai/2026-08").pick("two-part", "below 1 kV"))
    june = {"energy_purchase": 0.43508, "td_energy": 0.1456, "line_loss": 0.01}
    there = prices(m2026_06=june | {"system_operation": 0.05})
    flat, peak, valley = (price.at(p, "2026-06", there) for p in ("flat", "peak", "valley"))

    assert (peak - flat) / 0.6 == pytest.approx(0.58068, abs=1e-9)
    assert (valley - flat) / -0.5 == pytest.approx(0.58068, abs=1e-9)


BEIJING = {
    ("single", "1-10 kV"): {"peak": 1.14862175, "flat": 0.83644275, "valley": 0.56328575},
    ("two-part", "1-10 kV"): {"peak": 0.88707675, "flat": 0.65294275, "valley": 0.41880875},
}


@pytest.mark.parametrize("options", BEIJING)
def test_beijing_of_february_2025_has_one_base_in_both_classes(options: tuple[str, str]) -> None:
    """国网北京市电力公司 代理购电工商业用户电价表 2025年2月: base 0.39022 from either."""
    published = BEIJING[options]
    price = floating(load("china/beijing/2026-08").pick(*options))
    february = {"energy_purchase": 0.390224, "td_energy": published["flat"] - 0.390224}
    there = prices(m2025_02=february | {"line_loss": 0.0, "system_operation": 0.0})

    assert {p: price.at(p, "2025-02", there) for p in published} == pytest.approx(
        published, abs=1e-6
    )


def test_beijing_of_july_2024_with_its_sharp_hours() -> None:
    """The same table of July 2024, two-part, 1-10 kV."""
    published = {"sharp": 1.057777, "peak": 0.926841, "flat": 0.681335, "valley": 0.435829}
    price = floating(load("china/beijing/2026-08").pick("two-part", "1-10 kV"))
    july = {"energy_purchase": 0.409177, "td_energy": 0.681335 - 0.409177}
    there = prices(m2024_07=july | {"line_loss": 0.0, "system_operation": 0.0})

    assert {p: price.at(p, "2024-07", there) for p in published} == pytest.approx(
        published, abs=1e-6
    )


def test_fujian_of_july_2026_closes_with_one_base() -> None:
    """国网福建省电力有限公司 2026年7月, single-part, below 1 kV."""
    published = {"sharp": 0.93817215, "peak": 0.85626769, "flat": 0.64033775, "valley": 0.40579316}
    price = floating(load("china/fujian/2026-08").pick("single", "below 1 kV"))
    july = {"energy_purchase": 0.372293, "td_energy": 0.64033775 - 0.372293}
    there = prices(m2026_07=july | {"line_loss": 0.0, "system_operation": 0.0})

    assert {p: price.at(p, "2026-07", there) for p in published} == pytest.approx(
        published, abs=1e-6
    )


GUANGDONG = {
    ("Pearl River Delta", "2026-10"): (0.32136875, 0.80066875, 1.34176875, 1.67036875),
    ("northern mountains", "2026-07"): (0.26826875, 0.66096875, 1.10426875, 1.37346875),
}


@pytest.mark.parametrize("where", GUANGDONG)
def test_guangdong_floats_all_but_the_funds(where: tuple[str, str]) -> None:
    """广东电网 代理购电工商业用户电价表, single-part, below 1 kV; rounded to 0.0001."""
    area, month = where
    valley, flat, peak, sharp = GUANGDONG[where]
    tariff = load("china/guangdong/2026-08").pick("single", "below 1 kV", area)
    price, funds = floating(tariff), tariff.charges[1].model_dump()["price"]["uniform"]
    grid = price.components["td_energy"] + price.components["td_area"]
    bought = {"energy_purchase": flat - funds - grid, "line_loss": 0.0, "system_operation": 0.0}
    there = prices(**{f"m{month.replace('-', '_')}": bought})
    all_in = [price.at(p, month, there) + funds for p in ("valley", "flat", "peak", "sharp")]

    assert funds == pytest.approx(0.02767, abs=1e-5)
    assert all_in == pytest.approx([valley, flat, peak, sharp], abs=PUBLISHED)


def test_transmission_and_distribution_of_jiangxi() -> None:
    """发改价格〔2026〕1077号, annex 1: the study's 0.1505 of the third cycle is 0.1485 now."""
    grid = {
        v.chosen: floating(v).components["td_energy"] for v in variants("china/jiangxi/2026-08")
    }

    assert grid["two-part", "1-10 kV"] == 0.1485
    assert grid["single", "1-10 kV"] == 0.1716
    assert ("two-part", "below 1 kV") not in grid


def test_a_month_in_jiangsu_by_hand() -> None:
    """100 kW at all hours of October 2026: seven peak, nine flat and eight valley hours a day."""
    there = prices(m2026_10={"energy_purchase": 0.4, "line_loss": 0.01, "system_operation": 0.06})
    tariff = load("china/jiangsu/2026-08").pick("two-part", "1-10 kV")
    horizon = days(date(2026, 10, 1), date(2026, 10, 31), "Asia/Shanghai", 15, "china")
    elected = tariff.model_copy(update={"monthly_prices": there}).elect("demand")
    bill = elected.bill(np.full(len(horizon), 100.0), horizon, connection=Connection())
    flat = 0.4 + 0.01 + 0.06 + 0.1298

    assert bill.lines == pytest.approx(
        {
            "energy peak": 100 * 31 * 7 * (flat + 0.4 * 0.8),
            "energy flat": 100 * 31 * 9 * flat,
            "energy valley": 100 * 31 * 8 * (flat - 0.4 * 0.65),
            "government funds": 100 * 31 * 24 * 0.0294,
            "demand": 100 * 51.2,
        }
    )


def test_prices_change_with_the_month() -> None:
    there = prices(
        m2026_10={"energy_purchase": 0.4, "line_loss": 0.01, "system_operation": 0.06},
        m2026_11={"energy_purchase": 0.5, "line_loss": 0.01, "system_operation": 0.06},
    )
    tariff = load("china/jiangsu/2026-08").pick("single from 100 kVA", "1-10 kV")
    horizon = days(date(2026, 10, 31), date(2026, 11, 1), "Asia/Shanghai", 60, "china")
    bought, _ = tariff.model_copy(update={"monthly_prices": there}).marginal(horizon)
    flat = 0.01 + 0.06 + 0.2131 + 0.0294

    assert bought[0] == pytest.approx(flat + 0.4)
    assert bought[24] == pytest.approx(flat + 0.5)
    assert bought[15] - bought[0] == pytest.approx(0.4 * 0.7)
    assert bought[39] - bought[24] == pytest.approx(0.5 * 0.7)


def test_every_file_says_where_it_is_from() -> None:
    for name in NAMES:
        tariff = load(name)
        assert tariff.name_local
        assert tariff.purchase_mode == "agency"
        assert tariff.valid_from or tariff.valid_to
        assert "号" in tariff.source or "江西电力" in tariff.source
        assert tariff.note
