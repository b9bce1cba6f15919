"""Years of hours, flat but for some peaks."""

from datetime import date
from typing import Any

import numpy as np

from optdispatch.horizon import FloatArray, Horizon
from tests.sites import days, tariff

YEAR = days(date(2018, 1, 1), date(2018, 12, 31), "UTC", minutes=60)
"""A year whose 1 January is a Monday."""


def flat(kw: float, horizon: Horizon = YEAR, **peaks: float) -> FloatArray:
    """A flat load with a peak at noon of the tenth day of some months: jan=100."""
    power = np.full(len(horizon), kw)
    for name, peak in peaks.items():
        of_month = horizon.index.strftime("%b").str.lower() == name
        at = of_month & (horizon.index.day == 10) & (horizon.index.hour == 12)
        power[np.flatnonzero(at)[0]] = peak
    return power


def billed(charge: dict[str, Any], power: FloatArray, horizon: Horizon = YEAR) -> list[float]:
    """What a charge comes to in each month."""
    months: list[float] = tariff(charge).bill(power, horizon).to_months()["total"].tolist()
    return months


def demand(**fields: Any) -> dict[str, Any]:
    """A demand charge of 1 a kW and month."""
    return {"kind": "demand", "name": "demand", "price_per_kw_month": 1} | fields
