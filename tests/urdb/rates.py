"""Rates of the database, written out, and their bills by SAM's `Utilityrate5`."""

import copy
from datetime import date
from typing import Any

import numpy as np
import PySAM.Utilityrate5
from PySAM.UtilityRateTools import URDBv8_to_ElectricityRates

from optdispatch import urdb
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.tariff import Tariff
from tests.sites import days

Rate = dict[str, Any]
ZONE = "Etc/GMT+6"


def year(minutes: int) -> Horizon:
    """SAM's year: 1 January is a Monday, there is no holiday, no leap day, no summer time."""
    return days(date(2018, 1, 1), date(2018, 12, 31), ZONE, minutes=minutes, name="weekends")


def rows(winter: list[int], summer: list[int] | None = None) -> list[list[int]]:
    """Twelve rows; from June to September the summer's."""
    return [list(summer if summer and m in {5, 6, 7, 8} else winter) for m in range(12)]


def hours(*runs: tuple[int, int]) -> list[int]:
    """A row of (period, how many hours)."""
    return [period for period, count in runs for _ in range(count)]


ENERGY: Rate = {
    "label": "539fba68ec4f024bc1dc2db3",
    "utility": "Test Light & Power",
    "name": "General service",
    "energyratestructure": [
        [{"rate": rate, "adj": 0.01, "unit": "kWh"}] for rate in (0.05, 0.08, 0.1, 0.06, 0.12, 0.2)
    ],
    "energyweekdayschedule": rows(
        hours((0, 8), (1, 4), (2, 6), (1, 4), (0, 2)), hours((3, 8), (4, 4), (5, 6), (4, 4), (3, 2))
    ),
    "energyweekendschedule": rows(hours((0, 24)), hours((3, 24))),
    "dgrules": "Net Billing Instantaneous",
}
DEMAND: Rate = {
    "demandratestructure": [[{"rate": 0}], [{"rate": 3}], [{"rate": 9, "adj": 0.5}]],
    "demandweekdayschedule": rows(
        hours((0, 9), (1, 5), (0, 10)), hours((0, 9), (1, 3), (2, 7), (0, 5))
    ),
    "demandweekendschedule": rows(hours((0, 24)), hours((0, 12), (1, 3), (0, 9))),
    "flatdemandstructure": [[{"rate": 5}], [{"rate": 7, "adj": 0.5}]],
    "flatdemandmonths": [0] * 5 + [1] * 4 + [0] * 3,
}
FIXED: Rate = {"fixedchargefirstmeter": 103.5, "fixedchargeunits": "$/month"}


def tiered(*ends: float | None, prices: list[list[float]], unit: str = "kWh") -> Rate:
    """Energy with tiers that end at the same limits in every period."""
    structure = [
        [
            {"rate": price, "unit": unit} | ({} if end is None else {"max": end})
            for end, price in zip(ends, of_period, strict=True)
        ]
        for of_period in prices
    ]
    return ENERGY | {"energyratestructure": structure}


def load(horizon: Horizon, seed: int = 1) -> FloatArray:
    """A load of 200 to 300 kW, and more by day."""
    day = np.sin((np.asarray(horizon.minute) / 60 - 6) / 24 * 2 * np.pi)
    power: FloatArray = np.random.default_rng(seed).uniform(200, 300, len(horizon)) + 40 * day
    return power


def sun(horizon: Horizon, peak_kw: float) -> FloatArray:
    """A cloudy array."""
    height = np.sin((np.asarray(horizon.minute) / 60 - 6) / 12 * np.pi)
    clouds = np.random.default_rng(2).uniform(0.3, 1, len(horizon))
    return peak_kw * np.clip(height, 0, None) * clouds


class Sam:
    """SAM's bill of a load under a rate, and of what a generator leaves of it."""

    def __init__(self, rate: Rate, power: FloatArray, gen: FloatArray | None = None, **rates: Any):
        model = PySAM.Utilityrate5.new()
        model.ElectricityRates.assign(URDBv8_to_ElectricityRates(copy.deepcopy(rate)))
        for name, value in (rates | {"rate_escalation": [0]}).items():
            setattr(model.ElectricityRates, name, value)
        model.Lifetime.analysis_period = 1
        model.Lifetime.inflation_rate = 0
        model.Lifetime.system_use_lifetime_output = 0
        model.Load.load = power.tolist()
        model.SystemOutput.gen = (np.zeros(len(power)) if gen is None else gen).tolist()
        model.SystemOutput.degradation = [0]
        model.execute(0)
        self.model = model
        """Its outputs die with it."""

    def months(self, component: str) -> FloatArray:
        """A component of the first year's bills, shape (12,)."""
        return np.array(getattr(self.model.Outputs, component)[1])


def read(rate: Rate) -> Tariff:
    """The rate as a tariff of ours."""
    content, _ = urdb.read(rate, time_zone=ZONE)
    return Tariff.of(content, "rate")
