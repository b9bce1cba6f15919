"""A demand that no plan stays below, and what proves it.

Storage that is full before period s, and draws the headroom h that a cap D leaves, holds in t

    E_t = a^(t-s+1)·Ē + Σ_τ a^(t-τ)·x_τ(D),   x_τ = η_c·h_τ, or h_τ/η_d if h_τ < 0

If that is as little as E̲_t, no plan has a lower D. With λ_τ = a^(t-τ) from s to t and zero
elsewhere, and q_τ the slope of λ_τ·x_τ in D, (X15) of any plan's constraints alone says so:

    D·Σ_τ q_τ ≥ E̲_t - a^(t-s+1)·Ē - Σ_τ a^(t-τ)·x_τ(0)                         (X28)

so these can be added to other multipliers, as many times as is wanted. A period whose load the
power alone cannot bring under D has q = 1, and λ = 0.
"""

from math import inf

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.kernel import kernel, part
from optdispatch.program.exact.numbers import Multipliers, Runs, Site
from optdispatch.program.exact.views import site_of

STEPS = 60


@part
def headroom(site: Site, t: int, k: int, cap: float) -> tuple[float, float]:
    """What storage may draw in a period under cap k, and what the cells gain by a kWh of cap."""
    capped = site.cap[t] == k and cap <= site.import_limit[t]
    free = (cap if capped else site.import_limit[t]) - site.load[t] + site.spare[t]
    capped = capped and free < site.power[t]
    return free, capped * (site.eta_c if free >= 0 else 1 / site.eta_d)


@part
def shortage(site: Site, a: int, b: int, k: int, cap: float) -> tuple[float, int, int]:
    """By how much a cap falls short at least in the periods [a, b) of demand k.

    Storage starts full and takes in whatever the cap allows. What is then missing, divided by
    how fast it shrinks as the cap grows, is a step that cannot be too long; where it is below 0,
    so much is left. Returns also between which periods it falls short most; the first comes
    after the last, where power is all that is short.
    """
    e, slope, step, full = site.high[a - 1], 0.0, -inf, a
    begin = end = a
    for t in range(a, b):
        P = site.power[t]
        free, gain = headroom(site, t, k, cap)
        if site.cap[t] == k and -P - free > step:
            step, begin, end = -P - free, t + 1, t
        e, slope = site.keep * e, site.keep * slope + gain
        e += site.eta_c * min(free, P) if free >= 0 else max(free, -P) / site.eta_d
        if e > site.high[t]:
            e, slope, full = site.high[t], 0.0, t + 1
        if slope > 0 and site.low[t] - e > step * slope:
            step, begin, end = (site.low[t] - e) / slope, full, t
    return step, begin, end


@part
def least_peak(site: Site, a: int, b: int, k: int, cap: float) -> float:
    """A cap raised to what the periods [a, b) need at least."""
    for _ in range(STEPS):
        step, _, _ = shortage(site, a, b, k, cap)
        if step <= 1e-12 * (1 + cap):
            break
        cap += step
    return cap


@kernel
def add_due(
    runs: Runs, which: IntArray, k: int, cap: float, due: float, mixed: Multipliers
) -> None:
    """Add (X28), with a Σq of `due`, to multipliers: no plan of some runs has a cap below this."""
    r, (most, begin, end) = which[0], (-inf, 0, 0)
    for one in which:
        site = site_of(runs, one)
        found = shortage(site, 0, len(site.buy), k, cap)
        if found[0] > most:
            r, (most, begin, end) = one, found
    site, at = site_of(runs, r), runs.bounds[r]
    if begin > end:
        mixed.q[at + end] += due
        return
    total, worth = 0.0, 1.0
    for t in range(end, begin - 1, -1):
        total += worth * headroom(site, t, k, cap)[1]
        worth *= site.keep
    worth = due / total
    for t in range(end, begin - 1, -1):
        mixed.worth[at + t] += worth
        mixed.q[at + t] += worth * headroom(site, t, k, cap)[1]
        worth *= site.keep


@part
def most_peak(site: Site, k: int) -> float:
    """The highest import of demand k that can be of use."""
    most = 0.0
    for t in range(len(site.buy)):
        if site.cap[t] == k:
            most = max(most, site.load[t] + site.power[t])
    return most


@kernel
def peaks(
    runs: Runs, r: int, joints: IntArray, demands: IntArray, least: FloatArray, most: FloatArray
) -> None:
    """Raise the least and greatest caps of some demands to those of a run, cut at some joints."""
    site = site_of(runs, r)
    for k in demands:
        most[k] = max(most[k], most_peak(site, k))
        for s in range(len(joints) - 1):
            least[k] = least_peak(site, joints[s], joints[s + 1], k, least[k])
