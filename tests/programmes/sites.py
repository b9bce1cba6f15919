"""Small sites that take part in programmes."""

from typing import Any

import numpy as np

from optdispatch.case import Case
from optdispatch.horizon import FloatArray, Horizon, Ring
from optdispatch.meter.profile import Profile
from tests.sites import battery, energy, horizon, load, ring, site, tariff

DAY = "2025-07-15"
"""A Tuesday."""


def event(window: str = "17:00-19:00", **fields: Any) -> dict[str, Any]:
    """Demand response at 3 a kWh against an agreed baseline of 100 kW."""
    usual: dict[str, Any] = {"kind": "demand_response", "name": "response", "source": "a test"}
    usual |= {"price_per_kwh": 3, "baseline": {"flat_kw": 100}}
    return usual | {"events": [{"dates": [DAY], "window": window}]} | fields


def lease(**fields: Any) -> dict[str, Any]:
    """A lease of up to 6 kW for an hour, at 8,760 a kW and year: 1 an hour."""
    usual: dict[str, Any] = {"kind": "capacity_lease", "name": "lease", "source": "a test"}
    return usual | {"price_per_kw_year": 8760, "most_kw": 6, "hours": 1} | fields


def regulation(**fields: Any) -> dict[str, Any]:
    """Regulation of up to 50 kW, for half an hour either way, at 2 a kW and hour."""
    usual: dict[str, Any] = {"kind": "frequency_regulation", "name": "signal"}
    usual |= {"source": "a test"}
    usual |= {"price_per_kw_hour": 2, "mileage_per_hour": 0, "cell_kwh_per_mileage": 0}
    return usual | {"most_kw": 50, "hours": 0.5} | fields


def day(*programmes: dict[str, Any], draws: float = 100, **cells: Any) -> Case:
    """A day of a flat load, at a price of 1, with a lossless battery of 10 kW and 20 kWh."""
    return of(ring(24, f"{DAY}T00:00"), *programmes, draws=draws, **cells)


def of(
    there: Ring, *programmes: dict[str, Any], draws: float = 100, minutes: int = 60, **cells: Any
) -> Case:
    """The same over another ring."""
    flat = tariff(energy(*[1.0] * there.periods))
    what = load([draws] * there.periods), battery(**cells)
    return site(horizon(there, minutes=minutes), flat, *what, programmes=programmes)


class Dates(Profile):
    """A load of as many kW as the day of its month, and as much again at 17:00 and later."""

    dates: int = 1

    def power_kw(self, horizon: Horizon) -> FloatArray:
        """The power. [kW]"""
        index = horizon.index
        return np.asarray(index.day * (1 + (index.hour >= 17)), dtype=np.float64)
