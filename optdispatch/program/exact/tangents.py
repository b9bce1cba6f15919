"""What caps are due at given multipliers: tangents of V in (X17), without a schedule.

With λ fixed, (X15) is convex in a cap D, and its slope there is a sum over periods. A kWh more
under the cap moves the corner between the parts below and above it, from where b is B: the
former is longer at B, the latter begins later. A part of price μ takes of the least cost

    min(0, μ - λ·η_c) a kWh drawn, where b > 0        min(0, μ - w - λ/η_d), where b < 0
    min(0, μ - w/2 - λ·k), where μ < μ*                                              (X25)

so a corner has a slope, q is the sum of them, and the tangent is

    V(D) ≥ bound(λ, D₀) - Σ_k Q_k·(D_k - D_k⁰),     Q_k = Σ_{t∈k} q_t              (X26)

One more kWh through the inverter moves the ends, b = -P and b = P, and lets more run at once:

    -∂bound/∂P = Σ_t max(0, -dearer at P) + max(0, dearer at -P) + both,
    both = ½·(1/η_d - η_c)·(λ* - λ), or 0 if that is more and b* < P                 (X27)

but without `both` where b* = -P.

Here `dearer` is what (X25) holds against 0. Both hold whatever λ is, so what follows from them
is true of multipliers that are only nearly the best.
"""

from math import inf

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import Caps, Dues, Site
from optdispatch.program.exact.steps import Slopes, grid, threshold


@part
def dearer(
    mu: float, worth: float, star: float, drawn: bool, cells: tuple[float, float, float]
) -> float:
    """(X25): how much more a kWh of a part of this price costs than it saves. [currency/kWh]"""
    eta_c, eta_d, wear = cells
    if mu < star:
        gain = 0.5 * worth * (eta_c + 1 / eta_d) + 0.5 * wear
    elif drawn:
        gain = worth * eta_c
    else:
        gain = worth / eta_d + wear
    return mu - gain


@part
def taken(
    mu: float, worth: float, star: float, drawn: bool, cells: tuple[float, float, float]
) -> float:
    """(X25): what a part of this price takes of the least cost, a kWh of it. [currency/kWh]"""
    return min(0.0, dearer(mu, worth, star, drawn, cells))


@part
def corner(
    B: float, P: float, below: float, above: float, worth: float, star: tuple[float, float],
    cells: tuple[float, float, float],
) -> float:  # fmt: skip
    """What moving a corner of (X3), from one price to the next, adds to the least cost."""
    if B >= P:
        return 0.0
    if B <= -P:
        return below - above
    moved = taken(below, worth, star[0], B > 0, cells) - taken(above, worth, star[0], B > 0, cells)
    if below < star[0] <= above:  # both at once: the piece of slope λ* is longer or shorter
        eta_c, eta_d, _ = cells
        side = eta_c if B > 0 else 1 / eta_d
        moved += min(star[1] - worth, 0.0) * (side - 0.5 * (eta_c + 1 / eta_d))
    return moved


@part
def owe(at: tuple[int, int], site: Site, caps: Caps, worth: FloatArray, due: Dues) -> None:
    """(X26): fill in what the caps are due in some periods, and add it up."""
    star, of_cells = threshold(site), (site.eta_c, site.eta_d, site.wear)
    for t in range(at[0], at[1]):
        k = site.cap[t]
        due.q[t] = 0.0
        if k < 0:
            continue
        P = site.power[t]
        of = grid(
            P,
            site.load[t],
            site.spare[t],
            (site.buy[t], site.sell[t]),
            (site.import_limit[t], site.export_limit[t]),
            (caps.most[k], caps.penalty[k]),
        )
        if of.above <= 0:
            continue
        B = of.under - site.load[t]
        if of.spill == 2:  # curtailment lies between
            moved = corner(B, P, of.buy, 0.0, worth[t], star, of_cells)
            moved += corner(B + of.spare, P, 0.0, of.dear, worth[t], star, of_cells)
        else:
            B += of.spare if of.spill < 2 else 0.0
            moved = corner(B, P, of.buy, of.dear, worth[t], star, of_cells)
        due.q[t] = min(max(-moved, 0.0), caps.penalty[k])
        due.sums[k] += due.q[t]


@part
def more_power(
    at: Slopes, worth: float, star: tuple[float, float], cells: tuple[float, float, float]
) -> float:
    """(X27): what one more kWh through the inverter takes of the least cost of a period."""
    gain = 0.0
    if at.least > -inf:
        gain += max(0.0, dearer(at.least, worth, star[0], False, cells))
    if at.most < inf:
        gain += max(0.0, -dearer(at.most, worth, star[0], True, cells))
    if star[0] <= at.least:
        return gain
    both = 0.5 * (1 / cells[1] - cells[0]) * (star[1] - worth)
    return gain + (both if at.most < star[0] else max(0.0, both))
