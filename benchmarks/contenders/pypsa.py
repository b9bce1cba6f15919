"""PyPSA: a storage unit on the usable window; the demand charge by `extra_functionality`."""

import numpy as np
import pandas as pd
import pypsa
import xarray as xr

from benchmarks.problems import EFFICIENCY, Problem

PACKAGE, TITLE = "pypsa", "PyPSA"


def solve(p: Problem) -> float:
    """The least cost."""
    time = pd.date_range("2026-01-01", periods=len(p.price), freq=f"{60 * p.hours:.0f}min")
    n = pypsa.Network(snapshots=time)
    n.snapshot_weightings = n.snapshot_weightings.astype(float) * p.hours
    n.add("Bus", "site")
    n.add("Load", "load", bus="site", p_set=p.load)
    n.add("Generator", "pv", bus="site", p_nom=1.0, p_max_pu=p.pv)
    n.add("Generator", "grid", bus="site", p_nom=1e5, marginal_cost=p.price)
    n.add(
        "StorageUnit", "battery", bus="site", p_nom=p.power_kw,
        max_hours=(p.high - p.low) / p.power_kw, efficiency_store=EFFICIENCY,
        efficiency_dispatch=EFFICIENCY, cyclic_state_of_charge=p.closed,
    )  # fmt: skip

    def demand(n, snapshots):
        m = n.model
        months = pd.RangeIndex(p.peaks[-1] + 1, name="month")
        peak = m.add_variables(lower=0, coords=[months], name="peak")
        month = xr.DataArray(p.peaks, coords={"snapshot": snapshots}, dims="snapshot")
        grid = m["Generator-p"].sel(name="grid")
        m.add_constraints(grid - peak.sel(month=month) <= 0, name="demand")
        m.objective += p.demand_price * peak.sum()

    n.optimize(
        solver_name="highs", io_api="direct", log_to_console=False,
        solver_options={"output_flag": False, "threads": 1}, include_objective_constant=False,
        extra_functionality=demand if p.demand_price else None,
    )  # fmt: skip
    np.asarray(n.storage_units_t.state_of_charge["battery"])
    return float(n.model.objective.value)
