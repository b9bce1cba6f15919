"""A demand that no plan stays below."""

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.kernel import kernel, part
from optdispatch.program.exact.numbers import Runs, Site
from optdispatch.program.exact.views import site_of

STEPS = 60


@part
def shortage(site: Site, a: int, b: int, k: int, cap: float) -> float:
    """How much a cap falls short at least in the periods [a, b) of demand k; 0: not shown to.

    Storage starts full and takes in whatever the cap allows. What is then missing, divided by
    how fast it shrinks as the cap grows, is a step that cannot be too long.
    """
    e, slope, step = site.high[a - 1], 0.0, 0.0
    for t in range(a, b):
        P, room = site.power[t], site.import_limit[t] - site.load[t] + site.spare[t]
        of_cap = site.cap[t] == k
        if of_cap:
            room = min(room, cap - site.load[t] + site.spare[t])
            step = max(step, -P - room)
        e, slope = site.keep * e, site.keep * slope
        if room >= 0:
            e += site.eta_c * min(room, P)
            slope += site.eta_c * (of_cap and room < P)
        else:
            e += max(room, -P) / site.eta_d
            slope += of_cap / site.eta_d
        if e > site.high[t]:
            e, slope = site.high[t], 0.0
        if e < site.low[t] and slope > 0:
            step = max(step, (site.low[t] - e) / slope)
    return step


@part
def least_peak(site: Site, a: int, b: int, k: int, cap: float) -> float:
    """A cap raised to what the periods [a, b) need at least."""
    for _ in range(STEPS):
        step = shortage(site, a, b, k, cap)
        if step <= 1e-12 * (1 + cap):
            break
        cap += step
    return cap


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
