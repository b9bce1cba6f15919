"""The two tables that are written: the schedule of every way, and the bill of every way.

Columns of `schedule.csv`, one row a way and period; powers are means over the period:

=======================  =========================================================  ==========
column                   meaning                                                    unit
=======================  =========================================================  ==========
way                      without storage, a rule's name, or optimum                 -
start                    local start of the period, with its offset from UTC        -
day_type                 the typical day that it lies in, or its date               -
days                     real days that the period stands for                       d
period                   the tariff's period in most of the step                    -
price_import_per_kwh     price of a kWh imported                                    1/kWh
price_export_per_kwh     price paid for a kWh exported                              1/kWh
load_kw                  what the site's loads draw                                 kW
generation_kw            what the site generates, less what is curtailed            kW
import_kw, export_kw     what the meter sees                                        kW
NAME.power_kw            power of each asset; to the bus is positive                kW
NAME.charge_kw           of each storage, from the bus                              kW
NAME.discharge_kw        of each storage, to the bus                                kW
NAME.energy_kwh          of each storage, stored at the end of the period           kWh
NAME.promised_kw         of each programme, power that storage keeps free           kW
=======================  =========================================================  ==========

`export_kw + load_kw + Σ charge = import_kw + generation_kw + Σ discharge` in each row. Columns
of `bill.csv`: line, and for each way what it costs; the last lines are the total and the
saving against no storage.
"""

import numpy as np
import pandas as pd

from optdispatch.report.site import demand_kw, generation_kw, is_typical, prices
from optdispatch.study import WITHOUT, Outcome, Way

DIGITS = 6
"""Decimals of a power, an energy or an amount: a milliwatt is below what a solver holds."""


def schedule_table(outcome: Outcome) -> pd.DataFrame:
    """Every way's power in every period, as the table above says."""
    table = pd.concat([_way(outcome, way) for way in outcome.ways], ignore_index=True)
    numbers = table.select_dtypes("number").columns
    return table.fillna(dict.fromkeys(numbers, 0.0))


def bill_table(outcome: Outcome) -> pd.DataFrame:
    """The ledger, with its lines in a column. [currency]"""
    table = outcome.ledger.round(DIGITS) + 0.0
    return table.rename_axis(index="line").reset_index()


def day_labels(outcome: Outcome) -> list[str]:
    """The typical day, or the date, that each period lies in, shape (T,)."""
    horizon = outcome.case.horizon
    if not is_typical(horizon):
        return [f"{day:%Y-%m-%d}" for day in horizon.index.date]
    both = zip(horizon.rings, horizon.slices, strict=True)
    return [ring.label for ring, s in both for _ in range(s.start, s.stop)]


def _way(outcome: Outcome, way: Way) -> pd.DataFrame:
    schedule = way.schedule
    horizon, paid = schedule.horizon, prices(outcome.case, schedule)
    flows = {
        "load_kw": demand_kw(schedule),
        "generation_kw": generation_kw(schedule),
        "import_kw": schedule.imported_kw,
        "export_kw": schedule.exported_kw,
    }
    flows |= {f"{name}.power_kw": power for name, power in schedule.power_kw.items()}
    stores = {} if way.name == WITHOUT else schedule.stores
    for name, store in stores.items():
        flows |= {
            f"{name}.charge_kw": store.charge_kw,
            f"{name}.discharge_kw": store.discharge_kw,
            f"{name}.energy_kwh": store.energy_kwh,
        }
    flows |= {f"{name}.promised_kw": power for name, power in schedule.promised_kw.items()}
    columns = {
        "way": way.name,
        "start": _stamps(horizon.index),
        "day_type": day_labels(outcome),
        "days": horizon.weight.round(9),
        "period": paid.period,
        "price_import_per_kwh": paid.bought.round(9),
        "price_export_per_kwh": paid.sold.round(9),
    }
    return pd.DataFrame(columns | {name: np.round(f, DIGITS) + 0.0 for name, f in flows.items()})


def _stamps(index: pd.DatetimeIndex) -> list[str]:
    """Local times such as `2026-01-05 00:15+08:00`."""
    return [stamp.isoformat(sep=" ", timespec="minutes") for stamp in index]
