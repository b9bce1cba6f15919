"""A demand that no plan stays below."""

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import kernel
from optdispatch.program.exact.numbers import Site

STEPS = 60


@kernel
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


@kernel
def least_peaks(site: Site, joints: FloatArray, caps: FloatArray) -> None:
    """Raise each cap to what the stretches between some joints need at least."""
    for i in range(len(joints) - 1):
        a, b = int(joints[i]), int(joints[i + 1])
        for k in range(len(caps)):
            for _ in range(STEPS):
                step = shortage(site, a, b, k, caps[k])
                if step <= 1e-12 * (1 + caps[k]):
                    break
                caps[k] += step
