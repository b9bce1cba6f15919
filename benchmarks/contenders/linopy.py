"""linopy, in labelled arrays, handed to HiGHS directly."""

import linopy
import pandas as pd
import xarray as xr

from benchmarks.problems import EFFICIENCY, Problem

PACKAGE, TITLE = "linopy", "linopy"


def solve(p: Problem) -> float:
    """The least cost."""
    time = pd.RangeIndex(len(p.price), name="time")
    m, dt = linopy.Model(), p.hours

    def series(values):
        return xr.DataArray(values, coords=[time])

    grid = m.add_variables(lower=0, coords=[time], name="grid")
    charge = m.add_variables(lower=0, upper=p.power_kw, coords=[time], name="charge")
    discharge = m.add_variables(lower=0, upper=p.power_kw, coords=[time], name="discharge")
    energy = m.add_variables(lower=p.low, upper=p.high, coords=[time], name="energy")
    curtailed = m.add_variables(lower=0, upper=series(p.pv), name="curtailed")
    m.add_constraints(
        grid - charge + discharge - curtailed == series(p.load - p.pv), name="balance"
    )
    gained = EFFICIENCY * dt * charge - dt / EFFICIENCY * discharge
    if p.closed:
        m.add_constraints(energy - energy.roll(time=1) - gained == 0, name="storage")
    else:
        begun = series([p.low] + [0.0] * (len(time) - 1))
        m.add_constraints(energy - energy.shift(time=1) - gained == begun, name="storage")
    cost = (series(p.price * dt) * grid).sum()
    if p.demand_price:
        month = xr.DataArray(p.peaks, coords=[time])
        months = pd.RangeIndex(p.peaks[-1] + 1, name="month")
        peak = m.add_variables(lower=0, coords=[months], name="peak")
        m.add_constraints(grid - peak.sel(month=month) <= 0, name="demand")
        cost += p.demand_price * peak.sum()
    m.add_objective(cost)
    m.solve(solver_name="highs", io_api="direct", output_flag=False, threads=1, progress=False)
    m.solution["energy"].to_numpy()
    return float(m.objective.value)
