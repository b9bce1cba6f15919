"""What a way of charging does to the vehicles' batteries in a year, vehicle by vehicle.

    throughput = Σ w·discharge/η_d·Δt + Σ w·driven                             (J4)
    cycles     = throughput / B                                               (J5)
    dwell      = share of the year with a state of charge in [a, b)           (J6)

Between two sessions a vehicle drives from what it left with to what it comes back with, evenly;
where no day of it is known, it rests. So its day closes, and the law of ageing can be asked what
is left of its capacity when the warranty ends, if every year is like this one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.horizon import FloatArray
from optdispatch.lifetime.daytype import DayType
from optdispatch.lifetime.law import advance
from optdispatch.schedule import Schedule
from optdispatch.study.pilot.counts import fleets
from optdispatch.study.pilot.thresholds import Thresholds
from optdispatch.vehicles import Stays

BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MOST = 400
"""Vehicles of a fleet whose batteries are followed; of a larger one, the first."""


def batteries(case: Case, schedule: Schedule, asked: Thresholds) -> pd.DataFrame:
    """A row for each vehicle whose battery is known."""
    rows = [
        row
        for fleet in fleets(case)
        for row in _fleet(fleet, fleet.stays(case.horizon), schedule, asked)
    ]
    return pd.DataFrame(rows)


def _fleet(
    fleet: Fleet, stays: Stays, schedule: Schedule, asked: Thresholds
) -> Iterator[dict[str, float | str]]:
    parts = schedule.parts[fleet.name]
    levels = stays.levels(parts.charge_kw, parts.discharge_kw)
    of: dict[str, list[int]] = defaultdict(list)
    for s, session in enumerate(stays.sessions):
        if session.battery_kwh is not None and session.soc_arrival is not None:
            of[session.vehicle].append(s)
    for vehicle, own in [*of.items()][:MOST]:
        battery = float(stays.sessions[own[0]].battery_kwh or 0.0)
        days = tuple(_days(stays, own, levels, battery, asked.temperature_c))
        yield {
            "fleet": fleet.name,
            "vehicle": vehicle,
            "battery_kwh": battery,
            **_year(days, battery, asked),
            "given_back_kwh": _given(stays, own, parts.discharge_kw),
        }


def _year(days: Sequence[DayType], battery: float, asked: Thresholds) -> dict[str, float]:
    """(J4) to (J6), and the capacity at the end of the warranty."""
    cycles = sum(day.days_per_year * day.discharged for day in days)
    soc = np.concatenate([(day.soc[1:] + day.soc[:-1]) / 2 for day in days])
    weight = np.concatenate([np.full(len(d.soc) - 1, d.days_per_year) for d in days])
    held, _ = np.histogram(soc, bins=np.array([*BANDS[:-1], BANDS[-1] + 1e-9]), weights=weight)
    law, years = asked.ageing, asked.warranty.years
    left = law.capacity(advance(law, law.rate(days), law.new(), years))
    promised = asked.warranty.retention_by_year.get(years)
    dwell = {
        f"soc_{a:.0%}_to_{b:.0%}".replace("%", ""): float(share)
        for a, b, share in zip(BANDS, BANDS[1:], held / held.sum(), strict=False)
    }
    kept = {"capacity_above_warranty": left - promised} if promised is not None else {}
    spent = {"throughput_kwh": cycles * battery, "cycles": cycles}
    return spent | dwell | {"capacity_after_warranty": left} | kept


def _given(stays: Stays, own: Sequence[int], discharge_kw: FloatArray) -> float:
    """What one vehicle gives back in a year, at the charger. [kWh]"""
    real = (stays.horizon.weight * stays.horizon.hours)[stays.period]
    return float(
        sum(
            real[a:b] @ discharge_kw[a:b] for a, b in (stays.first[s : s + 2].tolist() for s in own)
        )
    )


def _days(
    stays: Stays, own: Sequence[int], levels: FloatArray, battery: float, temperature_c: float
) -> Iterator[DayType]:
    """The state of charge of one vehicle on each ring."""
    horizon, rest = stays.horizon, stays.sessions[own[0]].need_kwh
    for number, (ring, where) in enumerate(zip(horizon.rings, horizon.slices, strict=True)):
        n = ring.periods
        known: dict[int, float] = {}
        for s in (s for s in own if stays.stays[s].ring == number):
            k = np.arange(*stays.first[s : s + 2])
            at = stays.period[k] - where.start
            known[int(at[0])] = stays.sessions[s].start_kwh
            known |= {int(t + 1) % n: float(e) for t, e in zip(at, levels[k], strict=True)}
        ends = sorted(known) or [0]
        held = [known.get(t, rest) for t in ends]
        energy = np.interp(np.arange(n + 1), ends, held, period=n)
        yield DayType(energy / battery, horizon.hours, ring.weight, temperature_c)
