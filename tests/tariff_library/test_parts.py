"""What energy is made of: components add up to the lines, and each is what the file says."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.horizon import Horizon
from optdispatch.tariff import NUMBERS, Tariff
from optdispatch.tariff.charges.demand_discount import DemandDiscount
from optdispatch.tariff.charges.energy import Energy
from optdispatch.tariff.charges.power_factor import PowerFactor
from optdispatch.tariff.prices.uniform import Uniform
from tests.sites import days
from tests.tariff_library.shelf import EVERY, floating
from tests.tariff_library.shelf import prices as published

PRICED = [(n, v) for n, v in EVERY if floating(v).float_base and floating(v).ratios]
MONTHS = {"m2026_02": 0.0, "m2026_08": 0.1}


def two_months() -> list[Horizon]:
    """Spring Festival of 2026, and a week of August."""
    spans = ((date(2026, 2, 14), date(2026, 2, 20)), (date(2026, 8, 3), date(2026, 8, 9)))
    return [days(first, last, "Asia/Shanghai", 30, "china") for first, last in spans]


@pytest.mark.parametrize("name", sorted({name for name, _ in PRICED}))
@given(data=st.data())
@settings(max_examples=8)
def test_components_add_up(name: str, data: st.DataObject) -> None:
    variant = data.draw(st.sampled_from([v for n, v in PRICED if n == name]))
    price, energy = floating(variant), variant.charges[0]
    values = st.fixed_dictionaries({c: st.floats(0.001, 0.6) for c in price.monthly})
    there = published(**{m: data.draw(values) or {"none": 0.0} for m in MONTHS})
    laid = variant.model_copy(update={"monthly_prices": there, "billing": {}})
    for horizon in two_months():
        drawn = np.random.default_rng(data.draw(st.integers(0, 99))).uniform(0, 900, len(horizon))
        use = laid.use(drawn, horizon)
        parts = {c: sum(months) for c, months in energy.parts(use).items()}
        lines = energy.lines(use, NUMBERS)
        kwh = float(use.energy @ drawn)
        components = price.components | there.by_month[horizon.months[0].name]

        assert sum(parts.values()) == pytest.approx(sum(lines.values()), rel=1e-9)
        for component in set(parts) - set(price.float_base or ()):
            assert parts[component] == pytest.approx(components[component] * kwh, rel=1e-9)
        read = sum(sum(quantity.monthly) for quantity in energy.quantities(use).values())
        assert read == pytest.approx(kwh, rel=1e-9)


@pytest.mark.parametrize(("name", "variant"), EVERY, ids=lambda v: "" if hasattr(v, "name") else v)
def test_power_factor_and_long_use_are_where_the_rules_have_them(
    name: str, variant: Tariff
) -> None:
    """(83)水电财字第215号, from 100 kVA; 发改价格〔2023〕526号, where demand is billed."""
    factors = [c for c in variant.charges if isinstance(c, PowerFactor)]
    if name in {"china/jiangxi/old-study", "china/zhejiang/2024-03"}:
        assert factors == []
        return
    chosen = variant.chosen
    assert [c.standard for c in factors] == (
        [] if "single below 100 kVA" in chosen else [0.85 if "single" in str(chosen) else 0.9]
    )
    prices = [c.price for c in variant.charges if isinstance(c, Energy)]
    funds = [price.uniform for price in prices if isinstance(price, Uniform)]
    for factor in factors:
        assert factor.if_known
        assert factor.excluded_per_kwh == (funds[0] if funds else 0.0267525)
    for way, charges in variant.billing.items():
        long_use = [c for c in charges if isinstance(c, DemandDiscount)]
        assert [(c.kwh_per_kva, c.factor, c.if_known) for c in long_use] == (
            [(260, 0.9, True)] if way in {"demand", "contract"} else []
        )
        assert all(c.of_charges == (charges[0].name,) for c in long_use)
