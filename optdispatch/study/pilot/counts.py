"""Count what a pilot has to show, and say how.

    valley share = Σ_{s,t} w[t]·valley[t]·charge[s,t] / Σ_{s,t} w[t]·charge[s,t]   (J1)
    discharge    = Σ_{s,t} w[t]·discharge[s,t]·Δt                             (J2)
    power        = Σ_chargers discharge_kw, of each fleet no more than its limit    (J3)

All is metered at the chargers; valley[t] is the share of t in valley periods of the tariff, and
w[t] how many real periods t stands for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray
from optdispatch.schedule import Parts, Schedule
from optdispatch.study.pilot.thresholds import Thresholds
from optdispatch.vehicles import Stays

Counting: TypeAlias = Callable[[Case, Schedule, Thresholds], "Count"]
WHOLE_YEAR = 364.5, 366.5
VALLEY, PRIVATE = "valley share", "valley share, private chargers"
POWER, DISCHARGE = "discharge power", "discharge"


@dataclass(frozen=True)
class Count:
    """A number that a pilot has to show."""

    name: str
    value: float | None
    """None: there is nothing to count."""
    threshold: float
    unit: str
    how: str
    """How it was counted."""

    @property
    def margin(self) -> float | None:
        """How far it is above its threshold."""
        return None if self.value is None else self.value - self.threshold

    @property
    def holds(self) -> bool | None:
        """Whether it reaches its threshold; None where there is nothing to count."""
        return None if self.value is None else bool(self.value >= self.threshold)


def counts(case: Case, schedule: Schedule, asked: Thresholds) -> tuple[Count, ...]:
    """Every number that is asked for, under one schedule.

    Raises `InputError` for a site without vehicles, valley periods or a whole year.
    """
    return tuple(count(case, schedule, asked) for count in COUNTS.values())


def fleets(case: Case) -> tuple[Fleet, ...]:
    """The fleets of a case.

    Raises `InputError` where there is none, or where the case does not plan a year.
    """
    found = tuple(a for a in case.assets if isinstance(a, Fleet))
    if not found:
        raise InputError(f"{case.name}: a pilot needs vehicles; give an asset of kind `fleet`")
    days = float((case.horizon.weight * case.horizon.hours).sum()) / 24
    low, high = WHOLE_YEAR
    if not low < days < high:
        raise InputError(f"{case.name}: a pilot counts a year; the case plans {days:g} days")
    return found


def valley(case: Case, asked: Thresholds) -> FloatArray:
    """Share of each period that lies in the tariff's valley, shape (T,).

    Raises `InputError` for a tariff that has none.
    """
    shares = case.tariff.use(np.zeros(len(case.horizon)), case.horizon).shares
    found = [shares[name] for name in asked.valley if name in shares]
    if not found:
        there = ", ".join(shares) or "none"
        raise InputError(f"{case.name}: the tariff has no valley; its periods: {there}")
    return sum(found, np.zeros(len(case.horizon)))


def real_hours(stays: Stays) -> FloatArray:
    """Hours of a year that each entry stands for, (K,)."""
    return (stays.horizon.weight * stays.horizon.hours)[stays.period]


def _each(case: Case, schedule: Schedule) -> Iterable[tuple[Fleet, Stays, Parts]]:
    for fleet in fleets(case):
        yield fleet, fleet.stays(case.horizon), schedule.parts[fleet.name]


def _share(case: Case, schedule: Schedule, asked: Thresholds, *, private: bool) -> Count:
    """(J1)."""
    in_valley, total, low = valley(case, asked), 0.0, 0.0
    for _, stays, parts in _each(case, schedule):
        own = np.array([not private or x.access == "private" for x in stays.sessions], dtype=float)
        energy = real_hours(stays) * parts.charge_kw * own[stays.owner]
        total += float(energy.sum())
        low += float(energy @ in_valley[stays.period])
    what = "at private chargers" if private else "at all chargers"
    found = low / total if total > 0 else None
    how = f"{low:,.0f} of {total:,.0f} kWh a year {what}, in {' or '.join(asked.valley)} hours"
    return Count(
        PRIVATE if private else VALLEY,
        found,
        asked.private_valley_share if private else asked.valley_share,
        "",
        how if found is not None else f"nothing is charged {what}",
    )


def _power(case: Case, schedule: Schedule, asked: Thresholds) -> Count:
    """(J3)."""
    total, chargers, most = 0.0, 0, 0.0
    for fleet, stays, parts in _each(case, schedule):
        rated = {x.charger: x.discharge_kw for x in stays.sessions if x.is_two_way}
        chargers += len(rated)
        total += min(sum(rated.values()), fleet.limit_kw or np.inf)
        most += float(stays.total(parts.discharge_kw).max(initial=0.0))
    how = f"rated power of {chargers} two-way chargers; at most {most:,.0f} kW are used"
    return Count(POWER, total, asked.discharge_power_kw, "kW", how)


def _discharge(case: Case, schedule: Schedule, asked: Thresholds) -> Count:
    """(J2)."""
    total = 0.0
    for _, stays, parts in _each(case, schedule):
        total += float(real_hours(stays) @ parts.discharge_kw)
    real = case.horizon.weight * case.horizon.hours
    fed = float(real @ schedule.exported_kw)
    how = f"metered at the chargers; the site feeds {fed:,.0f} kWh into the grid"
    return Count(DISCHARGE, total, asked.discharge_kwh, "kWh/a", how)


COUNTS: Mapping[str, Counting] = {
    VALLEY: partial(_share, private=False),
    PRIVATE: partial(_share, private=True),
    POWER: _power,
    DISCHARGE: _discharge,
}
"""In the order of the notice."""
