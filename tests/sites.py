"""Small sites made on the spot: any horizon, any numbers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from optdispatch.asset import Asset
from optdispatch.assets.battery import Battery
from optdispatch.assets.load import Load
from optdispatch.assets.pv import Pv
from optdispatch.calendar import Calendar, calendar
from optdispatch.case import Case
from optdispatch.case.times import Called, Chain, Net
from optdispatch.case.typical import NEVER
from optdispatch.horizon import FloatArray, Horizon, Ring
from optdispatch.meter.profile import Profile
from optdispatch.meter.profiles.flat import Flat
from optdispatch.tariff import Tariff


class Values(Profile):
    """One number for each period of the horizon that a test is about."""

    values: tuple[float, ...]

    def power_kw(self, horizon: Horizon) -> FloatArray:
        """The numbers. [kW]"""
        assert len(self.values) == len(horizon)
        return np.array(self.values)


class Fixed(Chain):
    """A time whose horizon is already there."""

    there: Any

    def horizon(self, tariff: Tariff, net: Net, called: Called = NEVER) -> Horizon:
        """The horizon."""
        assert isinstance(self.there, Horizon)
        return self.there


def load(values: Sequence[float], name: str = "load") -> Load:
    """A load of these kW."""
    whole = Load(name=name, profile=Flat(flat_kw=0.0))
    return whole.model_copy(update={"profile": Values(values=tuple(values))})


def pv(values: Sequence[float], name: str = "pv") -> Pv:
    """An array that has these kW."""
    whole = Pv(name=name, profile=Flat(flat_kw=0.0))
    return whole.model_copy(update={"profile": Values(values=tuple(values))})


def battery(**fields: Any) -> Battery:
    """A lossless battery of 10 kW and 20 kWh, but for `fields`."""
    usual = {"name": "battery", "power_kw": 10, "energy_kwh": 20}
    return Battery.of(usual | {"efficiency_charge": 1, "efficiency_discharge": 1} | fields, "b")


def ring(periods: int, start: str = "2025-01-01T00:00", **fields: Any) -> Ring:
    """A ring in UTC."""
    return Ring(datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("UTC")), periods, **fields)


def horizon(*rings: Ring, minutes: int = 60, peak_so_far_kw: float = 0.0) -> Horizon:
    """Rings of equal steps, every day a workday."""
    return Horizon(timedelta(minutes=minutes), rings, peak_so_far_kw=peak_so_far_kw)


def days(first: date, last: date, zone: str, minutes: int = 15, name: str = "alike") -> Horizon:
    """Whole days, `last` included, in one ring."""
    start, end = (
        datetime(d.year, d.month, d.day, tzinfo=ZoneInfo(zone))
        for d in (first, last + timedelta(days=1))
    )
    periods = round((end.timestamp() - start.timestamp()) / 60 / minutes)
    of: Calendar = calendar(name)
    return Horizon(timedelta(minutes=minutes), (Ring(start, periods),), of)


def tariff(*charges: Mapping[str, Any], **fields: Any) -> Tariff:
    """A tariff of these charges."""
    usual = {"name": "test", "currency": "EUR", "time_zone": "UTC", "calendar": "alike"}
    usual |= {"source": "a test", "confidence": "low"}
    return Tariff.of(usual | {"charges": charges} | fields, "test")


def energy(*prices: float) -> dict[str, Any]:
    """A charge on import with a price for each period."""
    return {"kind": "energy", "name": "energy", "price": {"series": prices}}


def export(*prices: float) -> dict[str, Any]:
    """Pay for export with a price for each period."""
    return {"kind": "export", "name": "export", "price": {"series": prices}}


def site(when: Horizon, what: Tariff, *assets: Asset, **fields: Any) -> Case:
    """A case of these assets at this time."""
    stand_in = {"mode": "chain", "start": "2025-01-01T00:00", "periods": 1, "step_minutes": 60}
    content = {"name": "site", "tariff": what, "assets": assets, "time": stand_in}
    case = Case.of(content | fields, "site")
    fixed = Fixed(start=datetime(2025, 1, 1), periods=1, step_minutes=60, there=when)  # noqa: DTZ001
    return case.model_copy(update={"time": fixed})
