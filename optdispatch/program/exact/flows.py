"""From energies to powers: (X11) and (X12)."""

from math import inf

from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import Caps, Cells, Plan, Site, Steps
from optdispatch.program.exact.steps import Grid, alone, grid, together

NEAR = 1e-12
"""Share of the power by which a change of energy may miss a corner through rounding."""


@part
def directions(x: float, knee: float, P: float, site: Site) -> tuple[float, float]:
    """(X11): charge and discharge of a period whose cells gain x."""
    eta_c, eta_d = site.eta_c, site.eta_d
    corner = alone(knee, site)
    if x >= corner - NEAR * (1 + P) or eta_c * eta_d >= 1:
        return max(x, 0.0) / eta_c, max(-x, 0.0) * eta_d
    if x >= together(knee, P, site):
        wasted = (corner - x) / (1 / eta_d - eta_c)
        return max(knee, 0.0) + wasted, max(-knee, 0.0) + wasted
    b = (2 * x - P * (eta_c - 1 / eta_d)) / (eta_c + 1 / eta_d)
    return 0.5 * (P + b), 0.5 * (P - b)


@part
def net(b: float, load: float, of: Grid) -> float:
    """(X12): import less export of a period whose storage draws b: parts filled by price."""
    before = b + of.export + load
    if of.spill > 0:
        before -= of.export
    if of.spill > 1:
        before -= of.under
    if of.spill > 2:
        before -= of.above
    return b + load - min(max(before, 0.0), of.spare)


@part
def flow_pass(site: Site, cells: Cells, caps: Caps, steps: Steps, plan: Plan) -> float:
    """Read the schedule off the energies. Returns its cost without demand."""
    T, cost = len(site.buy), 0.0
    before = cells.start
    for i in range(T):
        t = cells.first + i
        t = t - T if t >= T else t
        x = plan.energy[t] - site.keep * before
        charge, discharge = directions(x, steps.knee[t], site.power[t], site)
        m = site.cap[t]
        of = grid(
            site.power[t],
            site.load[t],
            site.spare[t],
            (site.buy[t], site.sell[t]),
            (site.import_limit[t], site.export_limit[t]),
            (caps.most[m], caps.penalty[m]) if m >= 0 else (inf, 0.0),
        )
        drawn = net(charge - discharge, site.load[t], of)
        plan.charge[t], plan.discharge[t] = charge, discharge
        plan.imported[t] = max(drawn, 0.0)
        plan.exported[t] = min(max(-drawn, 0.0), of.export)  # rounding must not feed in
        cost += site.buy[t] * plan.imported[t] - site.sell[t] * plan.exported[t]
        cost += site.wear * discharge
        before = plan.energy[t]
    return cost - cells.value * before
