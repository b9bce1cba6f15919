"""What a kWh at the bus is worth: (X14), and what no plan can cost less than: (X15)."""

from math import inf

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import inlined, kernel, part
from optdispatch.program.exact.numbers import (
    PARTS,
    Bus,
    Caps,
    Cells,
    Dues,
    Multipliers,
    Proven,
    Runs,
    Site,
    Steps,
    Work,
)
from optdispatch.program.exact.steps import bus_parts, step_pieces
from optdispatch.program.exact.views import cells_of, room_of, site_of

NEAR = 1e-9
"""Share of the power below which a power is none."""


@inlined
def grid_prices(b: float, near: float, t: int, bus: Bus) -> tuple[float, float]:
    """Between these prices the grid is content: the slopes of (X3) on both sides of b."""
    low, high, begin = -inf, inf, bus.begin[t]
    for i in range(PARTS):
        end = begin + bus.size[t, i]
        if bus.size[t, i] > 0:
            if begin < b - near:
                low = bus.price[t, i]
            if end > b + near:
                return low, bus.price[t, i]
        begin = end
    return low, high


@inlined
def store_prices(
    charge: float, discharge: float, near: float, spare: bool, worth: float, site: Site
) -> tuple[float, float]:
    """Between these prices storage is content, where a kWh in the cells saves `worth`."""
    drawn, given = worth * site.eta_c, worth / site.eta_d + site.wear
    low, high = -inf, inf
    if charge > near:
        high = min(high, drawn, 0.5 * (drawn + given))
    if discharge > near:
        low = max(low, given, 0.5 * (drawn + given))
    if spare:
        low, high = max(low, drawn), min(high, given)
    return low, high


@inlined
def price(t: int, site: Site, work: Work, worth: float) -> float:
    """(X14): a price at which grid and storage are content with what they do."""
    charge, discharge = work.flows.charge[t], work.flows.discharge[t]
    near = NEAR * (1e-3 + site.power[t])
    spare = charge + discharge < site.power[t] - near
    low, high = grid_prices(charge - discharge, near, t, work.bus)
    least, most = store_prices(charge, discharge, near, spare, worth, site)
    low, high = max(low, least), min(high, most)
    low, high = (low if low > -inf else high), (high if high < inf else low)
    return 0.5 * (low + high) if abs(low) < inf else 0.0


@part
def stretch(
    at: tuple[int, int], site: Site, value: float, work: Work, caps: Caps, due: Dues
) -> float:
    """What some periods cost, imports above a cap with their penalty; fills in what is due.

    `value` is what a kWh at the end of the run is worth.
    """
    flows, cost = work.flows, 0.0
    for t in range(at[0], at[1]):
        k, imported = site.cap[t], flows.imported[t]
        cost += site.buy[t] * imported - site.sell[t] * flows.exported[t]
        cost += site.wear * flows.discharge[t]
        due.q[t] = 0.0
        if k < 0 or imported < caps.most[k] - NEAR * (1e-3 + site.power[t]):
            continue
        cost += max(0.0, imported - caps.most[k]) * caps.penalty[k]
        if caps.most[k] < min(site.import_limit[t], site.power[t] + site.load[t]):
            mu = price(t, site, work, work.path.worth[t])
            due.q[t] = min(max(mu - site.buy[t], 0.0), caps.penalty[k])
            due.sums[k] += due.q[t]
    if at[1] == len(site.buy):
        cost -= value * work.path.energy[at[1] - 1]
    return cost


@part
def held(t: int, site: Site, cells: Cells, closed: bool, worth: FloatArray) -> float:
    """Least of η·E of (X15) at the end of a period: what a kWh more there would cost."""
    T = len(site.buy)
    low, high = site.low[t], site.high[t]
    if closed or t < T - 1:
        eta = worth[t] - site.keep * worth[(t + 1) % T]
    else:
        eta, low, high = worth[t] - cells.value, cells.least, cells.most
    least: float = min(eta * low, eta * high)
    return least


@part
def bound(
    site: Site, cells: Cells, closed: bool, worth: FloatArray, steps: Steps
) -> tuple[float, float]:
    """(X15) of one run, whatever `worth` is; and its part of what is held."""
    least, kept = 0.0, 0.0
    for t in range(len(site.buy)):
        least += steps.cost[t] - worth[t] * steps.x[t]
        for k in range(steps.pieces[t]):
            least += min(steps.slope[t, k] - worth[t], 0.0) * max(steps.length[t, k], 0.0)
        kept += held(t, site, cells, closed, worth)
    if not closed:
        kept -= site.keep * worth[0] * cells.start
    return least + kept, kept


@kernel
def prove(runs: Runs, multipliers: Multipliers, work: Work, proof: Proven) -> None:
    """(X14) to (X16) of planned runs, for any multipliers."""
    none = Caps(multipliers.worth[:0], multipliers.worth[:0])
    for r in range(len(runs.closed)):
        a, b = runs.bounds[r], runs.bounds[r + 1]
        site, own, worth = site_of(runs, r), room_of(work, runs, r), multipliers.worth[a:b]
        cells, power = cells_of(runs, r), 0.0
        for t in range(b - a):
            work.dearer[a + t] = site.buy[t] + multipliers.q[a + t]
        dearer = Site(
            work.dearer[a:b], site.sell, site.load, site.spare, site.import_limit,
            site.export_limit, site.power, site.low, site.high, work.uncapped[a:b], site.eta_c,
            site.eta_d, site.keep, site.wear,
        )  # fmt: skip
        bus_parts(dearer, none, own.bus)
        step_pieces(dearer, own.bus, own.steps)
        for t in range(b - a):
            mu = price(t, dearer, own, worth[t])
            proof.mu[a + t] = mu
            if site.high[t] > 0:
                charge = worth[t] * site.eta_c - mu
                power += max(0.0, charge, mu - site.wear - worth[t] / site.eta_d)
        proof.power[r] = power
        proof.bound[r], proof.held[r] = bound(dearer, cells, runs.closed[r], worth, own.steps)
