"""What a period costs: (X3) at the bus, and (X5) in what the cells gain."""

from math import inf

from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import PARTS, Bus, Caps, Site, Steps

NEAR = 1e-9
"""kWh, a share of the power, by which limits may cross through rounding."""


@part
def bus_parts(site: Site, caps: Caps, bus: Bus) -> None:
    """(X3): parts of h in each period; above a cap, an import costs the penalty too."""
    for t in range(len(site.buy)):
        P, L, G = site.power[t], site.load[t], site.spare[t]
        p, s, m = site.buy[t], site.sell[t], site.cap[t]
        X = min(site.export_limit[t], P + G + 1)  # a kWh more than can be of use,
        I = min(site.import_limit[t], P + L + 1)  # noqa: E741  # so that prices are told
        over, under = p, I
        if m >= 0:
            over, under = p + caps.penalty[m], min(I, caps.most[m])
        spill = (s < 0) + (p < 0) + (over < 0)
        bus.spill[t] = spill
        bus.begin[t] = -X - L
        j = 0
        for i in range(PARTS):
            if i == spill:
                bus.price[t, i], bus.size[t, i] = 0.0, G
                continue
            bus.price[t, i] = s if j == 0 else p if j == 1 else over
            bus.size[t, i] = X if j == 0 else under if j == 1 else I - under
            j += 1


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
def step_pieces(site: Site, bus: Bus, steps: Steps) -> int:  # noqa: C901  a call would cost more
    """(X5) in each period. Returns -1, or the first period that no power can serve."""
    mu_star, lam_star = threshold(site)
    w, eta_c, eta_d = site.wear, site.eta_c, site.eta_d
    slant = 0.5 * (eta_c + 1 / eta_d)
    slope, length = steps.slope, steps.length
    for t in range(len(site.buy)):
        P, b, k, knee = site.power[t], bus.begin[t], 0, inf
        grid = b + (bus.size[t, 0] + bus.size[t, 1] + bus.size[t, 2] + bus.size[t, 3])
        first, last = max(b, -P), min(grid, P)
        if first > last + NEAR * (1 + P):
            return t
        first = min(first, last)
        cost = bus_cost_at_begin(site, bus, t)
        for i in range(PARTS):
            mu, end = bus.price[t, i], b + bus.size[t, i]
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
                slope[t, k], length[t, k] = (mu - w) * eta_d, (min(v, 0.0) - u) / eta_d
                k += 1
            if v > 0:
                slope[t, k], length[t, k] = mu / eta_c, (v - max(u, 0.0)) * eta_c
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


@part
def bus_cost_at_begin(site: Site, bus: Bus, t: int) -> float:
    """(X3) where all that can be exported is."""
    cost: float = site.sell[t] * (bus.begin[t] + site.load[t])
    return cost
