"""What a kWh at the bus is worth: (X14), and what no plan can cost less than: (X15)."""

from math import inf

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import kernel
from optdispatch.program.exact.numbers import PARTS, PIECES, Bus, Cells, Site, Steps, Work
from optdispatch.program.exact.steps import bus_parts, step_pieces

NEAR = 1e-9
"""Share of the power below which a power is none."""


@kernel
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


@kernel
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


@kernel
def price_pass(
    site: Site, work: Work, caps: FloatArray, penalties: FloatArray, mu: FloatArray, q: FloatArray
) -> None:
    """(X14): a price with which both are content, and how much of it is due to a demand."""
    flows = work.flows
    for t in range(len(site.buy)):
        charge, discharge = flows.charge[t], flows.discharge[t]
        near = NEAR * (1e-3 + site.power[t])
        spare = charge + discharge < site.power[t] - near
        low, high = grid_prices(charge - discharge, near, t, work.bus)
        least, most = store_prices(charge, discharge, near, spare, work.path.worth[t], site)
        low, high = max(low, least), min(high, most)
        low, high = (low if low > -inf else high), (high if high < inf else low)
        mu[t], q[t], k = (0.5 * (low + high) if abs(low) < inf else 0.0), 0.0, site.cap[t]
        if k >= 0 and caps[k] < min(site.import_limit[t], site.power[t] + site.load[t]):
            q[t] = min(max(mu[t] - site.buy[t], 0.0), penalties[k])


def bound(site: Site, cells: Cells, closed: bool, worth: FloatArray, q: FloatArray) -> float:
    """(X15) of one run, without its demands: a bound whatever `worth` and q are."""
    T = len(site.buy)
    bus = Bus(np.empty((T, PARTS)), np.empty((T, PARTS)), np.empty(T, np.int8), np.empty(T))
    pieces = np.zeros((T, PIECES)), np.zeros((T, PIECES))
    steps = Steps(*pieces, np.empty(T, np.int8), np.empty(T), np.empty(T), np.empty(T))
    dearer = site._replace(buy=site.buy + q, cap=np.full(T, -1))
    bus_parts(dearer, np.zeros(0), np.zeros(0), bus)
    step_pieces(dearer, bus, steps)
    there = np.arange(PIECES) < steps.pieces[:, None]
    slope = np.where(there, steps.slope - worth[:, None], 0.0)
    gain = np.minimum(slope, 0.0) * np.where(there, np.maximum(steps.length, 0.0), 0.0)
    least = float(steps.cost.sum() - worth @ steps.x + gain.sum())
    eta, low, high = held(site, cells, closed, worth)
    least += float(np.minimum(eta * low, eta * high).sum())
    return least if closed else least - site.keep * worth[0] * cells.start


def held(
    site: Site, cells: Cells, closed: bool, worth: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """η of (X15): what a kWh more at the end of each period would cost, and its limits."""
    eta = worth - site.keep * np.roll(worth, -1)
    if closed:
        return eta, site.low, site.high
    eta[-1] = worth[-1] - cells.value
    low, high = np.append(site.low[:-1], cells.least), np.append(site.high[:-1], cells.most)
    return eta, low, high


def power_worth(site: Site, worth: FloatArray, mu: FloatArray) -> FloatArray:
    """ν of (X16): what one more kWh through the inverter would save in each period."""
    charge = worth * site.eta_c - mu
    discharge = mu - site.wear - worth / site.eta_d
    return np.maximum(0.0, np.maximum(charge, discharge))
