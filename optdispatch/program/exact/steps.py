"""What a period costs: (X3) at the bus, and (X5) in what the cells gain."""

from math import inf
from typing import NamedTuple

from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import PARTS, Caps, Site, Steps

NEAR = 1e-9
"""kWh, a share of the power, by which limits may cross through rounding."""


class Grid(NamedTuple):
    """(X3) in one period: sizes of its parts, and their prices. [kWh, currency/kWh]"""

    export: float
    under: float
    """Import under the cap."""
    above: float
    """Import above it."""
    spare: float
    sell: float
    buy: float
    dear: float
    """Price of an import above the cap."""
    spill: int
    """Which part by price is curtailment."""


class Slopes(NamedTuple):
    """Slopes of (X3), infinite where it ends. [currency/kWh]"""

    less: float
    """Of a kWh less than b."""
    more: float
    """Of a kWh more than b."""
    least: float
    """Of a kWh less than -P."""
    most: float
    """Of a kWh more than P."""


@part
def grid(
    P: float,
    load: float,
    spare: float,
    prices: tuple[float, float],
    limits: tuple[float, float],
    cap: tuple[float, float],
) -> Grid:
    """(X3), of prices and limits of import and export, and of a cap and its penalty.

    Limits are a kWh more than can be of use, so that prices are told.
    """
    buy, sell, most, dear = prices[0], prices[1], min(limits[0], P + load + 1), prices[0] + cap[1]
    under, spill = min(most, cap[0]), int(sell < 0) + int(buy < 0) + int(dear < 0)
    return Grid(min(limits[1], P + spare + 1), under, most - under, spare, sell, buy, dear, spill)


@part
def size_of(i: int, of: Grid) -> float:
    """Size of the part that is i-th by price."""
    if i == of.spill:
        return of.spare
    j = i - (1 if i > of.spill else 0)
    return of.export if j == 0 else of.under if j == 1 else of.above


@part
def price_of(i: int, of: Grid) -> float:
    """Price of the part that is i-th by price."""
    if i == of.spill:
        return 0.0
    j = i - (1 if i > of.spill else 0)
    return of.sell if j == 0 else of.buy if j == 1 else of.dear


@part
def slopes(b: float, near: float, P: float, load: float, of: Grid) -> Slopes:
    """The slopes of (X3) at b, where parts end if as `near`, and at the ends of the power."""
    less, more, least, most, end = -inf, inf, -inf, inf, -of.export - load
    for i in range(PARTS):
        mu, size, begin = price_of(i, of), size_of(i, of), end
        end = begin + size
        if size > 0:
            least = mu if begin < -P else least
            less = mu if begin < b - near else less
            more = min(more, mu) if end > b + near else more
            most = min(most, mu) if end > P else most
    return Slopes(less, more, least, most)


@part
def threshold(site: Site) -> tuple[float, float]:
    """(X4): the bus price μ* and the slope λ* at which both directions at once begin to pay."""
    r = site.eta_c * site.eta_d
    if r >= 1:
        return -inf, -inf
    return -site.wear * r / (1 - r), -site.wear * site.eta_d / (1 - r)


@part
def alone(b: float, site: Site) -> float:
    """(X2): what the cells gain when one direction runs alone."""
    return b * site.eta_c if b > 0 else b / site.eta_d


@part
def together(b: float, P: float, site: Site) -> float:
    """(X2): what the cells gain when both directions share the whole inverter."""
    return 0.5 * (site.eta_c * (P + b) - (P - b) / site.eta_d)


@part
def step_pieces(site: Site, caps: Caps, steps: Steps) -> int:  # noqa: C901  a call would cost more
    """(X5) in each period. Returns -1, or the first period that no power can serve."""
    mu_star, lam_star = threshold(site)
    w, eta_c, eta_d = site.wear, site.eta_c, site.eta_d
    in_c, in_d, slant = 1 / eta_c, 1 / eta_d, 0.5 * (eta_c + 1 / eta_d)
    slope, length = steps.slope, steps.length
    for t in range(len(site.buy)):
        m = site.cap[t]
        of = grid(
            site.power[t],
            site.load[t],
            site.spare[t],
            (site.buy[t], site.sell[t]),
            (site.import_limit[t], site.export_limit[t]),
            (caps.most[m], caps.penalty[m]) if m >= 0 else (inf, 0.0),
        )
        P, b, k, knee = site.power[t], -of.export - site.load[t], 0, inf
        end = b + (of.export + of.under + of.above + of.spare)
        first, last = max(b, -P), min(end, P)
        if first > last + NEAR * (1 + P):
            return t
        first = min(first, last)
        cost = -of.sell * of.export
        for i in range(PARTS):
            mu, size = price_of(i, of), size_of(i, of)
            if size <= 0:
                continue
            end = b + size
            if b < first:
                cost += mu * (min(end, first) - b)
            u, v = max(b, first), min(end, last)
            b = end
            if v <= u:
                continue
            if mu < mu_star:
                slope[t, k], length[t, k] = (mu - 0.5 * w) / slant, (v - u) * slant
                k += 1
                continue
            if knee == inf:
                knee = u
                slope[t, k], length[t, k] = lam_star, alone(u, site) - together(u, P, site)
                k += lam_star > -inf
            if u < 0:
                slope[t, k], length[t, k] = (mu - w) * eta_d, (min(v, 0.0) - u) * in_d
                k += 1
            if v > 0:
                slope[t, k], length[t, k] = mu * in_c, (v - max(u, 0.0)) * eta_c
                k += 1
        if knee == inf:
            knee = last
            slope[t, k], length[t, k] = lam_star, alone(last, site) - together(last, P, site)
            k += lam_star > -inf
        steps.pieces[t], steps.knee[t] = k, knee
        steps.x[t], steps.cost[t] = together(first, P, site), cost + 0.5 * w * (P - first)
        if lam_star == -inf:  # nothing is lost both ways, so both at once only wear
            steps.x[t], steps.cost[t] = alone(first, site), cost + w * max(0.0, -first)
    return -1
