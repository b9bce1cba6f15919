"""What a kWh at the bus is worth: (X14), and what no plan can cost less than: (X15)."""

from math import inf

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import kernel, part
from optdispatch.program.exact.numbers import (
    PARTS,
    Caps,
    Cells,
    Multipliers,
    Proven,
    Runs,
    Site,
    Steps,
    Work,
)
from optdispatch.program.exact.ring import copied
from optdispatch.program.exact.steps import Grid, grid, price_of, size_of, step_pieces, threshold
from optdispatch.program.exact.tangents import more_power
from optdispatch.program.exact.views import cells_of, room_of, site_of

NEAR = 1e-9
"""Share of the power below which a power is none."""


@part
def grid_prices(b: float, near: float, load: float, of: Grid) -> tuple[float, float]:
    """Between these prices the grid is content: the slopes of (X3) on both sides of b."""
    low, end = -inf, -of.export - load
    for i in range(PARTS):
        size = size_of(i, of)
        begin, end = end, end + size
        if size > 0 and begin < b - near:
            low = price_of(i, of)
        if size > 0 and end > b + near:
            return low, price_of(i, of)
    return low, inf


@part
def store_prices(
    charge: float, discharge: float, near: float, spare: bool, drawn: float, given: float
) -> tuple[float, float]:
    """Between these prices storage is content, where what is drawn and given is worth these."""
    low, high = -inf, inf
    if charge > near:
        high = min(high, drawn, 0.5 * (drawn + given))
    if discharge > near:
        low = max(low, given, 0.5 * (drawn + given))
    if spare:
        low, high = max(low, drawn), min(high, given)
    return low, high


@part
def price(
    charge: float, discharge: float, P: float, load: float, of: Grid, drawn: float, given: float
) -> float:
    """(X14): a price at which grid and storage are content with what they do."""
    near = NEAR * (1e-3 + P)
    spare = charge + discharge < P - near
    low, high = grid_prices(charge - discharge, near, load, of)
    least, most = store_prices(charge, discharge, near, spare, drawn, given)
    low, high = max(low, least), min(high, most)
    low, high = (low if low > -inf else high), (high if high < inf else low)
    return 0.5 * (low + high) if abs(low) < inf else 0.0


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
        for k in range(steps.pieces[t]):
            if steps.slope[t, k] < worth[t]:
                least += (steps.slope[t, k] - worth[t]) * max(steps.length[t, k], 0.0)
        if t < at[1] - 1 or not joint:
            kept += held(t, site, cells, closed, worth)
    if at[0] == 0 and not closed:
        kept -= site.keep * worth[0] * cells.start
    return least + kept, kept


@kernel
def prove(runs: Runs, multipliers: Multipliers, free: Caps, work: Work, proof: Proven) -> None:
    """(X14) to (X16) of runs that have just been planned, for any multipliers.

    A run of no demand is proven by those of its plan, which are filled in. `free` are caps
    without penalties.
    """
    for r in range(len(runs.closed)):
        a, b = runs.bounds[r], runs.bounds[r + 1]
        site, own, worth = site_of(runs, r), room_of(work, runs, r), multipliers.worth[a:b]
        cells, closed, power, charged = cells_of(runs, r), runs.closed[r], 0.0, False
        star, of_cells = threshold(site), (site.eta_c, site.eta_d, site.wear)
        for t in range(b - a):
            charged |= site.cap[t] >= 0
            work.aside[a + t] = site.buy[t] + multipliers.q[a + t]
        if not charged:
            copied(own.path.worth, worth)
        dearer = Site(
            work.aside[a:b], site.sell, site.load, site.spare, site.import_limit,
            site.export_limit, site.power, site.low, site.high, site.cap, site.eta_c, site.eta_d,
            site.keep, site.wear,
        )  # fmt: skip
        if charged:
            step_pieces(dearer, free, own.steps)
        for t in range(b - a):
            of = grid(
                site.power[t],
                site.load[t],
                site.spare[t],
                (dearer.buy[t], site.sell[t]),
                (site.import_limit[t], site.export_limit[t]),
                (inf, 0.0),
            )
            drawn, given = worth[t] * site.eta_c, worth[t] / site.eta_d + site.wear
            charge, discharge = own.flows.charge[t], own.flows.discharge[t]
            P, load = site.power[t], site.load[t]
            proof.mu[a + t] = price(charge, discharge, P, load, of, drawn, given)
            if site.high[t] > 0:
                power += more_power(P, load, of, worth[t], star, of_cells)
        proof.power[r] = power
        proof.bound[r], proof.held[r] = bound((0, b - a), dearer, cells, closed, worth, own.steps)
