"""oemof.solph: a generic storage; the demand charge is added to the Pyomo model underneath."""

import pandas as pd
import pyomo.environ as pyo
from oemof import solph
from pyomo.contrib.solver.solvers.highs import Highs

from benchmarks.problems import EFFICIENCY, LEAST, MOST, Problem

PACKAGE, TITLE = "oemof.solph", "oemof.solph"


def solve(p: Problem) -> float:
    """The least cost."""
    T = len(p.price)
    time = pd.date_range("2026-01-01", periods=T + 1, freq=f"{60 * p.hours:.0f}min")
    system = solph.EnergySystem(timeindex=time, infer_last_interval=False)
    site = solph.buses.Bus("site")
    grid = solph.components.Source("grid", outputs={site: solph.Flow(variable_costs=p.price)})
    pv = solph.components.Source("pv", outputs={site: solph.Flow(nominal_capacity=1, maximum=p.pv)})
    load = solph.components.Sink("load", inputs={site: solph.Flow(nominal_capacity=1, fix=p.load)})
    battery = solph.components.GenericStorage(
        "battery",
        nominal_capacity=p.energy_kwh,
        inputs={site: solph.Flow(nominal_capacity=p.power_kw)},
        outputs={site: solph.Flow(nominal_capacity=p.power_kw)},
        inflow_conversion_factor=EFFICIENCY,
        outflow_conversion_factor=EFFICIENCY,
        min_storage_level=LEAST,
        max_storage_level=MOST,
        initial_storage_level=None if p.closed else LEAST,
        balanced=True,
    )
    system.add(site, grid, pv, load, battery)
    m = solph.Model(system)
    if p.demand_price:
        month = p.peaks.tolist()
        m.peak = pyo.Var(range(month[-1] + 1), bounds=(0, None))
        m.demand = pyo.Constraint(
            m.TIMESTEPS, rule=lambda m, t: m.flow[grid, site, t] <= m.peak[month[t]]
        )
        m.objective.expr += p.demand_price * pyo.quicksum(m.peak.values())
    solver = Highs()
    solver.config.threads = 1
    return float(solver.solve(m).incumbent_objective)
