"""Fleets made on the spot."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.vehicles import Session
from optdispatch.vehicles.sources.listed import Listed
from tests.sites import energy, horizon, load, ring, site, tariff

BATTERY = 60.0
NEW_YEAR = datetime(2025, 1, 1)  # noqa: DTZ001 - of the site


def fleet(*listed: Mapping[str, Any], **fields: Any) -> Fleet:
    """A fleet of these sessions."""
    usual = {"kind": "fleet", "name": "cars", "sessions": {"listed": listed}}
    return Fleet.of(usual | fields, "fleet")


def session(name: str, arrival: str, departure: str, **fields: Any) -> dict[str, Any]:
    """A one-way session of 10 kW without losses, on New Year's Day of 2025 or the day after."""
    usual = {"id": name, "vehicle": f"car {name}", "charger": f"pile {name}"}
    days = {"arrival": f"2025-01-01T{arrival}", "departure": f"2025-01-01T{departure}"}
    if departure <= arrival:
        days["departure"] = f"2025-01-02T{departure}"
    return usual | days | {"charge_kw": 10, "efficiency_charge": 1} | fields


def drawn(seed: int, count: int = 8, **fields: Any) -> Fleet:
    """A small random fleet in which half of the vehicles can give back."""
    rng = np.random.default_rng(seed)
    sessions = []
    for n in range(count):
        minutes, eta = int(rng.integers(60, 20 * 60)), float(rng.choice([0.9, 0.95]))
        power, soc = float(rng.choice([7, 11, 20])), float(rng.uniform(0.2, 0.7))
        arrival = NEW_YEAR + timedelta(minutes=int(rng.integers(0, 24 * 60)))
        could = 0.9 * eta * power * minutes / 60 / BATTERY
        sessions.append(
            {
                "id": f"s{n}", "vehicle": f"v{n}", "charger": f"c{n}", "arrival": arrival,
                "departure": arrival + timedelta(minutes=minutes), "battery_kwh": BATTERY,
                "soc_arrival": soc, "soc_departure": min(0.95, soc + could, soc + 0.4),
                "soc_min": 0.1, "charge_kw": power, "efficiency_charge": eta,
                "discharge_kw": power if rng.random() < 0.5 else 0, "efficiency_discharge": eta,
            }
        )  # fmt: skip
    return fleet(*sessions, wear_per_kwh=0.02, **fields)


def cars_of(case: Case) -> Fleet:
    """The fleet of a case."""
    (cars,) = case.flexible
    assert isinstance(cars, Fleet)
    return cars


def sessions_of(case: Case) -> tuple[Session, ...]:
    """The sessions of a case, as they are written."""
    source = cars_of(case).sessions
    assert isinstance(source, Listed)
    return source.listed


def day(cars: Fleet, prices: Sequence[float], net: Sequence[float], **connection: Any) -> Case:
    """A day of 24 hours with a price each, a demand charge and a load."""
    demand = {"kind": "demand", "name": "demand", "price_per_kw_month": 0.5}
    what = tariff(energy(*prices), demand)
    return site(horizon(ring(24)), what, load(net), cars, connection=connection)
