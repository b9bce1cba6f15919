"""What a report reads off an outcome, in the terms of the site.

Assets deliver power to the bus (positive) or draw it (negative). A reader thinks of loads
and of generation, both positive.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optdispatch.asset import Storage
from optdispatch.case import Case
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.report.numbers import counted
from optdispatch.schedule import Schedule
from optdispatch.study import Outcome


@dataclass(frozen=True)
class Prices:
    """What a kWh costs and earns, and the period of each step; arrays of shape (T,)."""

    bought: FloatArray
    sold: FloatArray
    period: tuple[str, ...]
    """Name of the period that most of each step lies in; empty where there are none."""

    @property
    def by_period(self) -> dict[str, float]:
        """Mean price of each period that occurs, in the order of their prices, dearest first."""
        names = np.array(self.period)
        mean = {n: float(self.bought[names == n].mean()) for n in dict.fromkeys(self.period) if n}
        return dict(sorted(mean.items(), key=lambda item: -item[1]))


def prices(case: Case, schedule: Schedule) -> Prices:
    """Prices of the case's tariff; where they depend on use, of the next kWh on a schedule."""
    horizon = schedule.horizon
    bought, sold = case.tariff.marginal(horizon, schedule.imported_kw, schedule.exported_kw)
    shares = case.use(schedule).shares
    if not shares:
        return Prices(bought, sold, ("",) * len(horizon))
    names = list(shares)
    most = np.argmax([*shares.values()], axis=0)
    return Prices(bought, sold, tuple(names[i] for i in most))


def billed_demand(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Demand that each month bills under each way, for each charge on demand. [kW]

    A row a month in which the charge applies, a column a way.
    """
    by_way = {way.name: _billed(outcome.case, way.schedule) for way in outcome.ways}
    charges = dict.fromkeys(charge for found in by_way.values() for charge in found)
    tables = {
        charge: pd.DataFrame({way: found[charge] for way, found in by_way.items()})
        for charge in charges
    }
    return {charge: table for charge, table in tables.items() if len(table)}


def _billed(case: Case, schedule: Schedule) -> dict[str, dict[str, float]]:
    """Charge to month to the demand that it bills. [kW]

    A charge that reckons its own demand, over longer means or with past months, says it; of
    others it is the highest power where they look.
    """
    use, horizon = case.use(schedule), schedule.horizon
    found = {}
    for charge in case.tariff.charges:
        mask = charge.peaks(use)
        if mask is None:
            continue
        reckoned = getattr(charge, "billed_kw", None)
        if reckoned is not None:
            values = reckoned(use)
        else:
            tops = (schedule.imported_kw[m.mask & mask] for m in horizon.months)
            values = [float(top.max()) if len(top) else None for top in tops]
        months = zip(horizon.months, values, strict=True)
        found[charge.name] = {m.name: float(kw) for m, kw in months if kw is not None}
    return found


def costs(outcome: Outcome) -> dict[str, dict[str, float]]:
    """The ledger: line to way to what it costs; `total` and `saving` are its last lines."""
    table = outcome.ledger.to_dict(orient="index")
    return {
        str(line): {str(way): float(v) for way, v in row.items()} for line, row in table.items()
    }


def demand_kw(schedule: Schedule) -> FloatArray:
    """Power that the site's loads draw, shape (T,). [kW]"""
    return _sum(schedule, lambda power: np.maximum(-power, 0.0))


def generation_kw(schedule: Schedule) -> FloatArray:
    """Power that the site generates and uses or exports, shape (T,). [kW]"""
    return _sum(schedule, lambda power: np.maximum(power, 0.0))


def soc(case: Case, schedule: Schedule) -> FloatArray:
    """State of charge of all storage together, at the end of each period, shape (T,).

    Where the site's storage is at rest it is not known, and NaN.
    """
    held = sum((s.energy_kwh for s in schedule.stores.values()), np.zeros(len(schedule.horizon)))
    full = sum(full_kwh(s) for s in case.storages if s.name in schedule.stores)
    level = held / full if full else np.full(len(held), np.nan)
    return np.where(schedule.horizon.operating, level, np.nan)


def soc_start(case: Case, schedule: Schedule) -> float:
    """State of charge of all storage together where a chain begins; NaN where it is not said."""
    held = [s.start_kwh or 0.0 for s in case.storages if s.name in schedule.stores]
    full = sum(full_kwh(s) for s in case.storages if s.name in schedule.stores)
    return sum(held) / full if full else float("nan")


def full_kwh(storage: Storage) -> float:
    """Nameplate energy, where a storage has one; else the most that it may hold. [kWh]"""
    named = getattr(storage, "energy_kwh", None)
    if isinstance(named, (int, float)):
        return float(named)
    return storage.least_kwh + storage.usable_kwh


def is_typical(horizon: Horizon) -> bool:
    """Whether the periods are typical days, and not the real ones."""
    return all(ring.days for ring in horizon.rings)


def span(horizon: Horizon) -> float:
    """Real days that the horizon stands for; the hours of a chain as parts of a day.

    A day on which clocks change is a day, though it has 23 or 25 hours.
    """
    if is_typical(horizon):
        return sum(ring.weight for ring in horizon.rings)
    if all(ring.closed for ring in horizon.rings):
        return float(len(horizon.dates))
    return len(horizon) * horizon.hours / 24


def when(outcome: Outcome) -> str:
    """What the money in an outcome is for: `a year`, `over 31 days`."""
    days = span(outcome.case.horizon)
    if 364.9 < days < 366.1:
        return "a year"
    return f"over {counted(days, 'day')}" if days >= 1 else f"over {counted(24 * days, 'hour')}"


def _sum(schedule: Schedule, part: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """A part of the power of everything that is no storage."""
    others = (p for name, p in schedule.power_kw.items() if name not in schedule.stores)
    return sum((part(p) for p in others), np.zeros(len(schedule.horizon)))
