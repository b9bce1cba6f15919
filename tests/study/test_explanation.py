"""Why a battery does what it does: ten hours made by hand, and values by finite differences."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from optdispatch import Case, InputError, dispatch
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import solved
from optdispatch.program.model import build
from optdispatch.study.explanation import Explanation, explain

STEP = 1e-3
"""Energy that is moved. [kWh]"""


def hours(
    *prices: float,
    load: float = 1000.0,
    battery: dict[str, Any] | None = None,
    site: dict[str, Any] | None = None,
    export: tuple[float, ...] = (),
    charges: tuple[dict[str, Any], ...] = (),
    seen: float = 0.0,
) -> Case:
    """A chain of hours that begins empty, and a battery without losses unless it has some."""
    energy = {"kind": "energy", "name": "energy", "price": {"series": list(prices)}}
    lines: list[dict[str, Any]] = [energy, *charges]
    if export:
        lines.append({"kind": "export", "name": "export", "price": {"series": list(export)}})
    usual = {"power_kw": 100, "energy_kwh": 1000, "soc_start": 0.0}
    usual |= {"efficiency_charge": 1.0, "efficiency_discharge": 1.0}
    profile = {"flat_kw": load}
    assets: list[dict[str, Any]] = [
        {"kind": "battery", "name": "battery", **(usual | (battery or {}))},
        {"kind": "load", "name": "load", "profile": profile},
    ]
    return Case.of(
        {
            "name": "by hand",
            "tariff": {
                "name": "by hand",
                "currency": "EUR",
                "calendar": "alike",
                "time_zone": "Europe/Berlin",
                "source": "a test",
                "confidence": "low",
                "charges": lines,
            },
            "connection": site or {},
            "time": {
                "mode": "chain",
                "start": "2026-01-05T00:00",
                "periods": len(prices),
                "step_minutes": 60,
                "peak_so_far_kw": seen,
            },
            "assets": assets,
        },
        "by hand",
    )


def explained(case: Case) -> Explanation:
    (found,) = explain(case, dispatch(case))
    return found


HALF = {"soc_start": 0.5, "end_value_per_kwh": 0.3}
HALF |= {"efficiency_charge": 0.9, "efficiency_discharge": 0.9}
"""Neither full nor empty: a kWh in it is worth what it is worth in the end."""
WAITS = hours(0.1, 0.3, 0.5, battery=HALF)
"""Charges below 0.27, discharges above 0.333, and waits between."""
CLOSED = hours(0.1, 0.5, load=30, battery=HALF)
SMALL = hours(0.1, 0.5, battery={"energy_kwh": 50})
FULL_LINE = hours(0.1, 0.5, load=100, site={"import_limit_kw": 150})
DEMAND = {"kind": "demand", "name": "demand", "price_per_kw_month": 10.0}
PEAK = hours(0.1, 0.5, load=500, charges=(DEMAND,), seen=540)
"""More than 40 kW of charging would raise a peak that the month has seen already."""
TWO_CYCLES = {"power_kw": 200, "energy_kwh": 100, "cycles_per_day": 1}
MADE = [
    pytest.param(WAITS, 0, "charges", ("power",), id="charges as fast as it can"),
    pytest.param(WAITS, 1, "rests", (), id="waits"),
    pytest.param(WAITS, 2, "discharges", ("power",), id="discharges as fast as it can"),
    pytest.param(SMALL, 0, "charges", ("full",), id="full"),
    pytest.param(SMALL, 1, "discharges", ("empty",), id="empty"),
    pytest.param(FULL_LINE, 0, "charges", ("import limit",), id="import limit"),
    pytest.param(CLOSED, 1, "discharges", ("no export",), id="no export"),
    pytest.param(
        hours(0.1, 0.5, load=30, battery=HALF, site={"export_limit_kw": 50}, export=(0.05, 0.4)),
        1,
        "discharges",
        ("export limit",),
        id="export limit",
    ),
    pytest.param(PEAK, 0, "charges", ("demand",), id="demand"),
    pytest.param(
        hours(0.1, 0.5, 0.1, 0.6, battery=TWO_CYCLES),
        1,
        "rests",
        ("daily cycles",),
        id="daily cycles",
    ),
]


@pytest.mark.parametrize(("case", "hour", "does", "binds"), MADE)
def test_hours_made_by_hand(case: Case, hour: int, does: str, binds: tuple[str, ...]) -> None:
    found = explained(case)
    assert found.does[hour] == does
    assert found.binds[hour] == binds


def test_what_it_waits_for() -> None:
    found = explained(WAITS)
    assert found.waits_for.tolist() == [2, 2, 2]
    assert found.stored_value == pytest.approx(0.3)
    assert found.charges_below == pytest.approx(0.27)
    assert found.discharges_above == pytest.approx(1 / 3)


def test_losses_and_wear_are_between_the_prices() -> None:
    lossy = {"efficiency_charge": 0.9, "efficiency_discharge": 0.8, "wear_per_kwh": 0.03}
    found = explained(hours(0.1, 0.3, 0.5, battery=lossy | {"energy_kwh": 60}))
    assert found.charges_below == pytest.approx(0.9 * found.stored_value)
    assert found.discharges_above == pytest.approx((found.stored_value + 0.03) / 0.8)
    assert found.binds[0] == ("full",)


def moved(case: Case, row: str, t: int, kwh: float) -> float:
    """What the optimum costs with some energy put into the cells, or drawn from the bus, in t."""
    model = build(case)
    form = compiled(model.pyomo)
    bus = model.pyomo.balance if row == "bus" else None
    storing = next(f.storing for f in model.flows.values() if f.storing)
    constraint = (storing.balance if bus is None else bus)[t]
    variable = storing.energy_kwh[t] if bus is None else model.imported[t]
    i, j = form.row[id(constraint)], form.column[id(variable)]
    amount = kwh if bus is None else kwh / case.horizon.hours
    program = form.matrices
    shift = np.zeros(len(program.row_lower))
    shift[i] = amount * program.A[i, j]
    lower, upper = program.row_lower + shift, program.row_upper + shift
    solution = solved(replace(program, row_lower=lower, row_upper=upper))
    assert solution is not None
    return float(program.c @ solution.x) + program.offset


PLANT = Case.load("jiangxi-2025")
DIFFERENT = [
    *(
        pytest.param(case, t, id=f"{n}-{t}")
        for n, case in enumerate([WAITS, SMALL])
        for t in (0, 1)
    ),
    pytest.param(FULL_LINE, 0, id="import limit"),
    pytest.param(PEAK, 0, id="demand"),
    *(pytest.param(PLANT, t, id=f"jiangxi-{t}") for t in (10, 300, 333)),
]


@pytest.mark.parametrize(("case", "t"), DIFFERENT)
@pytest.mark.parametrize("what", ["cells", "bus"])
def test_values_are_finite_differences_of_the_objective(case: Case, t: int, what: str) -> None:
    """Where the least cost has a kink, the value lies between its two slopes."""
    found = explained(case)
    weight = float(case.horizon.weight[t])
    base = moved(case, what, t, 0.0)
    sign = -1 if what == "cells" else 1
    up = sign * (moved(case, what, t, STEP) - base) / STEP / weight
    down = sign * (base - moved(case, what, t, -STEP)) / STEP / weight
    value = found.stored_value[t] if what == "cells" else found.bus_value[t]
    slack = 1e-5 * max(1.0, abs(value))
    assert min(up, down) - slack <= value <= max(up, down) + slack


def test_a_time_is_found_on_the_typical_day_of_its_date() -> None:
    found = explained(PLANT)
    t = found.at(datetime.fromisoformat("2025-07-15 12:15"))
    stamp, horizon = PLANT.horizon.index[t], PLANT.horizon
    assert (stamp.month, stamp.hour, stamp.minute) == (7, 12, 0)
    assert found.does[t] == "charges"
    assert horizon.operating[t]
    with pytest.raises(InputError, match="2031-01-01 00:00 is not planned by jiangxi-2025"):
        found.at(datetime.fromisoformat("2031-01-01"))


def test_a_table_has_every_period() -> None:
    found = explained(PLANT)
    table = found.to_frame()
    assert len(table) == len(PLANT.horizon)
    assert np.isfinite(table.select_dtypes("number").to_numpy()).all()
    assert set(table["does"]) <= {"charges", "discharges", "rests"}


def test_a_rule_has_no_values() -> None:
    case = WAITS
    (found,) = explain(case, replace(dispatch(case), proof=None))
    with pytest.raises(InputError, match="only an optimum can be explained"):
        _ = found.binds
