"""From cases of the catalogue to problems in numbers, and back to cases."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from benchmarks.problems import EFFICIENCY, LEAST, MOST, Problem
from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.case.times import AnyTime, Chain, Month, Year
from optdispatch.program.exact.cover import Meter
from optdispatch.tariff import Tariff

YEAR = 2026
DEMAND = 42.0
"""Of Jiangxi's tariff. [CNY/kW]"""
PATTERNS = {
    "jiangxi": "Jiangxi's tariff, 500 kW / 1 MWh",
    "dynamic": "dynamic prices, 500 kW / 4 MWh",
}
HOURS = {"jiangxi": 2, "dynamic": 8}


def year(pattern: str) -> Problem:
    """The measured plant's year of quarter-hours, under a pattern of prices."""
    plant = _plant().changed(time=Year(year=YEAR, step_minutes=15))
    meter = Meter(plant)
    prices = meter.reading.buy / meter.horizon.hours
    return Problem(
        pattern=pattern,
        price=prices if pattern == "jiangxi" else _dynamic(plant),
        load=meter.load_kw,
        pv=meter.spare_kw,
        month=meter.cap,
        hours=meter.horizon.hours,
        demand_price=DEMAND,
        power_kw=500.0,
        energy_kwh=500.0 * HOURS[pattern],
        varied=pattern != "jiangxi",
    )


def _dynamic(plant: Case) -> Any:
    """A spot price that moves with the hour, the season, and by chance; a walk that returns."""
    spot = Tariff.load("demo/spot-two-part").elect("demand")
    prices, _ = spot.marginal(plant.horizon)
    rng = np.random.default_rng(20240731)
    drift, T = 0.0, len(prices)
    walk = np.empty(T)
    for t, step in enumerate(0.016 * rng.standard_normal(T)):
        walk[t] = drift = 0.98 * drift + step
    return np.maximum(prices + walk + 0.012 * rng.standard_normal(T), 0.02)


def case_of(problem: Problem) -> Case:
    """The case that a problem is, its horizon made."""
    *rest, _ = _plant().assets
    battery = Battery(
        name="battery",
        power_kw=problem.power_kw,
        energy_kwh=problem.energy_kwh,
        efficiency_charge=EFFICIENCY,
        efficiency_discharge=EFFICIENCY,
        depth_of_discharge=MOST - LEAST,
    )
    case = _plant().changed(
        time=_time(problem), assets=(*rest, battery), tariff=_tariff(problem), billing=None
    )
    assert len(case.horizon) == len(problem.price)
    return case


def _time(problem: Problem) -> AnyTime:
    start = datetime(YEAR, 1, 1) + problem.first * timedelta(minutes=15)  # noqa: DTZ001 - local
    step: Any = round(60 * problem.hours)
    if not problem.closed:
        return Chain(start=start, periods=len(problem.price), step_minutes=step)
    if len(problem.price) * problem.hours > 24 * 31:
        return Year(year=YEAR, step_minutes=step)
    return Month(year=YEAR, month=start.month, step_minutes=step)


def _tariff(problem: Problem) -> Tariff:
    """The catalogue's, where the problem has its prices; else one of a price for each period."""
    if not problem.varied:
        tariff = Tariff.load("china/jiangxi/2025-07")
        free = tariff.model_copy(update={"billing": {}})
        return tariff.elect("demand") if problem.demand_price else free
    charges: list[dict[str, Any]] = [
        {"kind": "energy", "name": "energy", "price": {"series": problem.price.tolist()}}
    ]
    if problem.demand_price:
        price = problem.demand_price
        charges.append({"kind": "demand", "name": "demand", "price_per_kw_month": price})
    return Tariff.of(
        {
            "name": problem.pattern, "currency": "CNY", "time_zone": "Asia/Shanghai",
            "calendar": "china", "source": "made up", "confidence": "low", "charges": charges,
        },
        problem.pattern,
    )  # fmt: skip


@cache
def _plant() -> Case:
    return Case.load("jiangxi-plant")
