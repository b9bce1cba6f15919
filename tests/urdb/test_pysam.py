"""Bills against `nrel-pysam`, month by month, component by component."""

from typing import Any

import numpy as np
import pytest
import yaml

from optdispatch import urdb
from optdispatch.horizon import FloatArray
from optdispatch.tariff import Tariff
from tests.sites import tariff
from tests.urdb.rates import (
    DEMAND,
    ENERGY,
    FIXED,
    ZONE,
    Rate,
    Sam,
    hours,
    load,
    read,
    rows,
    sun,
    tiered,
    year,
)


def close(expected: FloatArray) -> Any:
    """Equal to 1e-6 of each month."""
    return pytest.approx(expected, rel=1e-6, abs=1e-9)


LEVELS = [0.05, 0.08, 0.1, 0.06, 0.12, 0.2]
RISING = [[p, p + 0.02, p + 0.05] for p in LEVELS]
UNEVEN = [[p, 1.5 * p + 0.01 * n, 2 * p] for n, p in enumerate(LEVELS)]
FALLING = [[p, 0.7 * p, 0.5 * p] for p in LEVELS]
NET = {"dgrules": "Net Metering"}
ALIKE: Rate = ENERGY | {
    "energyweekdayschedule": rows(hours((0, 24))),
    "energyweekendschedule": rows(hours((0, 24))),
}
WINDOW: Rate = {
    "demandweekdayschedule": rows(hours((0, 9), (1, 5), (0, 10))),
    "demandweekendschedule": rows(hours((0, 24))),
}


@pytest.mark.parametrize("minutes", [60, 15])
def test_every_component_of_every_month(minutes: int) -> None:
    horizon, rate = year(minutes), ENERGY | DEMAND | FIXED
    power = load(horizon)
    bill, sam = read(rate).bill(power, horizon).to_months(), Sam(rate, power)

    assert len(horizon) == 8760 * 60 // minutes
    energy = bill.filter(regex="^energy ").sum(axis=1)
    by_time = bill.filter(regex="^time-of-use demand ").sum(axis=1)
    assert energy.to_numpy() == close(sam.months("charge_wo_sys_ec_ym"))
    assert by_time.to_numpy() == close(sam.months("charge_wo_sys_dc_tou_ym"))
    assert bill["demand"].to_numpy() == close(sam.months("charge_wo_sys_dc_fixed_ym"))
    assert bill["fixed charge"].to_numpy() == close(sam.months("charge_wo_sys_fixed_ym"))
    assert bill["total"].to_numpy() == close(sam.months("utility_bill_wo_sys_ym"))


@pytest.mark.parametrize(
    "rate",
    [
        tiered(50_000, 120_000, None, prices=RISING) | NET,
        tiered(50_000, 120_000, None, prices=RISING),
        tiered(50_000, 120_000, None, prices=UNEVEN) | NET,
        tiered(50_000, 120_000, None, prices=FALLING) | NET,
        tiered(1500, 4000, None, prices=RISING, unit="kWh daily") | NET,
        tiered(200, 400, None, prices=RISING, unit="kWh/kW") | NET,
        tiered(200, 400, None, prices=FALLING, unit="kWh/kW") | NET,
        ENERGY
        | WINDOW
        | {"demandratestructure": [[{"rate": 0, "max": 100}, {"rate": 0}]] * 2}
        | {"flatdemandmonths": [0] * 12}
        | {"flatdemandstructure": [[{"rate": 5, "max": 90}, {"rate": 8, "max": 200}, {"rate": 3}]]},
        ENERGY
        | WINDOW
        | {
            "demandratestructure": [
                [{"rate": 0, "max": 100}, {"rate": 0}],
                [{"rate": 3, "max": 100}, {"rate": 9}],
            ]
        },
        ENERGY | FIXED | {"mincharge": 16_500, "minchargeunits": "$/month"},
        ENERGY | FIXED | {"mincharge": 250_000, "minchargeunits": "$/year"},
        ENERGY | {"fixedchargefirstmeter": 1200, "fixedchargeunits": "$/year"},
    ],
)
def test_the_bill_of_every_month(rate: Rate) -> None:
    horizon = year(60)
    power = load(horizon)
    total = read(rate).bill(power, horizon).to_months()["total"].to_numpy()

    assert total == close(Sam(rate, power).months("utility_bill_wo_sys_ym"))


def sold(price: float) -> Rate:
    """Energy with a price for what is fed in."""
    structure = [
        [tier | {"sell": price} for tier in rows] for rows in ENERGY["energyratestructure"]
    ]
    return ENERGY | {"energyratestructure": structure}


@pytest.mark.parametrize("rate", [ENERGY | NET, sold(0.03)])
@pytest.mark.parametrize("minutes", [60, 15])
def test_what_the_sun_leaves(rate: Rate, minutes: int) -> None:
    horizon = year(minutes)
    power, gen = load(horizon), sun(horizon, 900)
    net = power - gen
    bill = read(rate).bill(np.maximum(net, 0), horizon, np.maximum(-net, 0)).to_months()

    sam = Sam(rate, power, gen)
    assert (net < 0).any()
    assert bill["total"].to_numpy() == close(sam.months("utility_bill_w_sys_ym"))


def test_surplus_of_summer_is_used_in_autumn() -> None:
    rate = ALIKE | NET | {"energyratestructure": [[{"rate": 0.1}]]}
    horizon = year(60)
    month = np.asarray(horizon.index.month)
    power, gen = load(horizon), np.where(np.isin(month, [6, 7]), 500.0, 0.0)
    net = power - gen
    bill = read(rate).bill(np.maximum(net, 0), horizon, np.maximum(-net, 0)).to_months()["total"]

    assert bill.iloc[5:8].tolist() == [0, 0, 0]
    sam = Sam(rate, power, gen)
    assert bill.to_numpy() == close(sam.months("utility_bill_w_sys_ym"))


def test_a_ratchet_of_winter_and_summer_months() -> None:
    """SAM's own billing demand: 60 % of winter, 95 % of summer, at least 500 kW."""
    summer, last_year = [6, 7, 8, 9], [600, 200, 900, 350, 500, 800, 700, 450, 300, 250, 1300, 1500]
    rate = ALIKE | {"energyratestructure": [[{"rate": 0}]]}
    rate |= {"flatdemandstructure": [[{"rate": 10}]], "flatdemandmonths": [0] * 12}
    horizon = year(60)
    tops = np.array([300, 400, 900, 350, 500, 1000, 700, 450, 300, 250, 800, 200])
    power = load(horizon) / 340 * tops[np.asarray(horizon.index.month) - 1]
    sam = Sam(
        rate,
        power,
        ur_enable_billing_demand=1,
        ur_billing_demand_minimum=500,
        ur_billing_demand_lookback_period=11,
        ur_billing_demand_lookback_percentages=[
            [95, 1] if m in summer else [60, 0] for m in range(1, 13)
        ],
        ur_dc_billing_demand_periods=[[1, 1]],
        ur_yearzero_usage_peaks=last_year,
    )
    shares: list[dict[str, Any]] = [
        {"share": 0.95, "of_months": summer},
        {"share": 0.6, "of_months": [m for m in range(1, 13) if m not in summer]},
    ]
    keeps: dict[str, Any] = {"shares": shares, "actual_in_months": summer}
    keeps["history_kw"] = {f"2017-{m:02d}": kw for m, kw in enumerate(last_year, start=1)}
    charge = {"kind": "demand", "name": "demand", "price_per_kw_month": 10, "least_kw": 500}
    months = tariff(charge | {"ratchet": keeps}).bill(power, horizon).to_months()["total"]

    assert months.to_numpy() == close(sam.months("charge_wo_sys_dc_fixed_ym"))


def test_the_written_file_bills_as_what_was_read() -> None:
    rate = tiered(50_000, 120_000, None, prices=RISING) | DEMAND | FIXED
    content, _ = urdb.read(rate, time_zone=ZONE)
    again = Tariff.of(yaml.safe_load(urdb.to_yaml(content)), "file")
    horizon = year(60)
    power = load(horizon)

    assert again == Tariff.of(content, "rate")
    total = again.bill(power, horizon).to_months()["total"].to_numpy()
    assert total == pytest.approx(read(rate).bill(power, horizon).to_months()["total"].to_numpy())
