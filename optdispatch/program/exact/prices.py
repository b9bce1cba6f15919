"""What a kWh at the bus is worth: (X14), and what no plan can cost less than: (X15)."""

from math import inf

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import (
    Caps,
    Cells,
    Plan,
    Runs,
    Site,
    Steps,
    Work,
)
from optdispatch.program.exact.ring import copied
from optdispatch.program.exact.steps import grid, slopes, step_pieces, threshold
from optdispatch.program.exact.tangents import more_power
from optdispatch.program.exact.views import cells_of, site_of

NEAR = 1e-9
"""Share of the power below which a power is none."""


@part
def store_prices(
    charge: float, discharge: float, P: float, drawn: float, given: float
) -> tuple[float, float]:
    """Between these prices storage is content, where what is drawn and given is worth these."""
    low, high, near = -inf, inf, NEAR * (1e-3 + P)
    if charge > near:
        high = min(high, drawn, 0.5 * (drawn + given))
    if discharge > near:
        low = max(low, given, 0.5 * (drawn + given))
    if charge + discharge < P - near:
        low, high = max(low, drawn), min(high, given)
    return low, high


@part
def priced(site: Site, plan: Plan) -> float:
    """(X14): prices at which grid and storage are content with what they do, filled in.

    Returns (X27) of the run.
    """
    mu, worth, power = plan.mu, plan.worth, 0.0
    star, of_cells = threshold(site), (site.eta_c, site.eta_d, site.wear)
    for t in range(len(mu)):
        P, charge, discharge = site.power[t], plan.charge[t], plan.discharge[t]
        of = grid(
            P,
            site.load[t],
            site.spare[t],
            (site.buy[t], site.sell[t]),
            (site.import_limit[t], site.export_limit[t]),
            (inf, 0.0),
        )
        at = slopes(charge - discharge, NEAR * (1e-3 + P), P, site.load[t], of)
        drawn, given = worth[t] * site.eta_c, worth[t] / site.eta_d + site.wear
        low, high = store_prices(charge, discharge, P, drawn, given)
        low, high = max(low, at.less), min(high, at.more)
        low, high = (low if low > -inf else high), (high if high < inf else low)
        mu[t] = 0.5 * (low + high) if abs(low) < inf else 0.0
        if site.high[t] > 0:
            power += more_power(at, worth[t], star, of_cells)
    return power


@part
def held(t: int, site: Site, cells: Cells, closed: bool, worth: FloatArray) -> float:
    """Least of η·E of (X15) at the end of a period: what a kWh more there would cost."""
    T = len(site.buy)
    low, high, after = site.low[t], site.high[t], t + 1 if t < T - 1 else 0
    if closed or after:
        eta = worth[t] - site.keep * worth[after]
    else:
        eta, low, high = worth[t] - cells.value, cells.least, cells.most
    least: float = min(eta * low, eta * high)
    return least


@part
def bound(
    at: tuple[int, int],
    site: Site,
    cells: Cells,
    closed: bool,
    worth: FloatArray,
    steps: Steps,
) -> tuple[float, float]:
    """(X15) of some periods, whatever `worth` is; and its part of what is held.

    What is held at a joint, where they meet other periods, is left out.
    """
    T, least, kept = len(site.buy), 0.0, 0.0
    joint = at[1] < T or (closed and at[0] > 0)
    for t in range(at[0], at[1]):
        least += steps.cost[t] - worth[t] * steps.x[t]
        for k in range(int(steps.pieces[t])):
            least += min(steps.slope[t, k] - worth[t], 0.0) * max(steps.length[t, k], 0.0)
        if t < at[1] - 1 or not joint:
            kept += held(t, site, cells, closed, worth)
    if at[0] == 0 and not closed:
        kept -= site.keep * worth[0] * cells.start
    return least + kept, kept


@part
def without_penalties(caps: Caps) -> Caps:
    """Caps that cost nothing to exceed."""
    return Caps(caps.most, np.zeros(len(caps.most)), caps.slopes, caps.levels)


@part
def proven(runs: Runs, r: int, caps: Caps, work: Work, plan: Plan) -> tuple[float, float, float]:
    """(X14) to (X16) of a run that has just been planned, for any λ and q; μ is filled in.

    A run of no demand is proven by those of its plan, which are filled in. Returns (X15), its part
    of what is held, and (X27).
    """
    site, worth, T, charged = site_of(runs, r), plan.worth, len(plan.mu), False
    for t in range(T):
        charged |= site.cap[t] >= 0
        work.aside[t] = site.buy[t] + plan.q[t]
    if not charged:
        copied(work.path.worth, worth)
    dearer = Site(
        work.aside, site.sell, site.load, site.spare, site.import_limit, site.export_limit,
        site.power, site.low, site.high, site.cap, site.eta_c, site.eta_d, site.keep, site.wear,
    )  # fmt: skip
    if charged:
        step_pieces(dearer, without_penalties(caps), work.steps)
    power = priced(dearer, plan)
    cells, closed = cells_of(runs, r), runs.closed[r]
    least, kept = bound((0, T), dearer, cells, closed, worth, work.steps)
    return least, kept, power
