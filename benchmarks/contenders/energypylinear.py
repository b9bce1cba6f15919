"""energy-py-linear: a mixed-integer program, by PuLP and CBC.

All losses are on charging there, so energy is measured as what can still be delivered: of the
usable window, η times as much. It begins and ends empty, as the optimum does.
"""

from typing import Any

import energypylinear as epl

from benchmarks.problems import EFFICIENCY, Problem

PACKAGE, TITLE = "energypylinear", "energy-py-linear"


def solve(p: Problem) -> float:
    """The least cost."""
    dt = p.hours
    battery = epl.Battery(
        power_mw=p.power_kw / 1e3,
        capacity_mwh=EFFICIENCY * (p.high - p.low) / 1e3,
        efficiency_pct=EFFICIENCY**2,
        initial_charge_mwh=0.0,
        final_charge_mwh=0.0,
    )
    pv = epl.RenewableGenerator(
        electric_generation_mwh=p.pv * dt / 1e3, electric_generation_lower_bound_pct=0.0
    )
    site = epl.Site(
        assets=[battery, pv],
        electricity_prices=p.price * 1e3,
        export_electricity_prices=0.0 * p.price,
        electric_load_mwh=p.load * dt / 1e3,
        export_limit_mw=0,
        freq_mins=round(60 * dt),
    )
    grid = {"asset_type": "site", "variable": "import_power_mwh"}
    terms: list[dict[str, Any]] = [grid | {"interval_data": "electricity_prices"}]
    if p.demand_price:
        terms.append(
            {
                "type": "complex",
                "function": "max_many_variables",
                "variables": grid,
                "constant": 0.0,
                "M": 10,
                "coefficient": p.demand_price * 1e3 / dt,
            }
        )
    found = site.optimize(
        objective={"terms": terms},
        verbose=0,
        optimizer_config={"timeout": 60, "relative_tolerance": 1e-9, "verbose": False},
    )
    return float(found.status.objective)
