"""The ledger of sessions: what each drew and gave back, when, and what it left with.

A session of a typical day stands for as many as `times` says. Money is what the energy is worth
at the meter, and what its owner is paid; demand and capacity belong to no session.
"""

import numpy as np
import pandas as pd

from optdispatch.case import Case
from optdispatch.schedule import Schedule
from optdispatch.study.pilot.counts import fleets, valley
from optdispatch.study.pilot.thresholds import Thresholds


def ledger(case: Case, schedule: Schedule, asked: Thresholds) -> pd.DataFrame:
    """A row for each session that was planned; energies at the charger, but in batteries."""
    in_valley, hours = valley(case, asked), case.horizon.hours
    bought, _ = case.tariff.marginal(case.horizon, schedule.imported_kw, schedule.exported_kw)
    tables = []
    for fleet in fleets(case):
        stays, parts = fleet.stays(case.horizon), schedule.parts[fleet.name]
        if not stays.stays:
            continue
        levels = stays.levels(parts.charge_kw, parts.discharge_kw)
        drawn, given = stays.sums(parts.charge_kw) * hours, stays.sums(parts.discharge_kw) * hours
        price = bought[stays.period] * hours
        x = stays.sessions
        table = {
            "fleet": fleet.name,
            "session": [s.id for s in x],
            "vehicle": [s.vehicle for s in x],
            "charger": [s.charger for s in x],
            "access": [s.access for s in x],
            "arrival": [s.arrival for s in x],
            "departure": [s.departure for s in x],
            "times": stays.weight,
            "charged_kwh": drawn,
            "charged_in_valley_kwh": stays.sums(parts.charge_kw * in_valley[stays.period]) * hours,
            "given_back_kwh": given,
            "battery_on_arrival_kwh": stays.of("start_kwh"),
            "battery_on_departure_kwh": levels[stays.first[1:] - 1],
            "needed_kwh": stays.need_kwh,
            "missing_kwh": np.where(stays.unmet_kwh(levels) > 1e-6, stays.unmet_kwh(levels), 0.0),
            "cost_of_charging": stays.sums(parts.charge_kw * price),
            "worth_of_giving_back": stays.sums(parts.discharge_kw * price),
            "paid_to_owner": fleet.compensation_per_kwh * given,
        }
        tables.append(pd.DataFrame(table))
    return pd.concat(tables, ignore_index=True)
