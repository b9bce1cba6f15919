"""Runs planned at given caps."""

from math import inf, nan

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.calm import calm_pass
from optdispatch.program.exact.flows import flow_pass
from optdispatch.program.exact.kernel import kernel
from optdispatch.program.exact.numbers import Cells, Found, Runs, Work, cells_of, room_of, site_of
from optdispatch.program.exact.prices import stretch
from optdispatch.program.exact.ring import beginnings, solve
from optdispatch.program.exact.steps import bus_parts, step_pieces

FREE = nan
"""A ring that may begin as full as is best."""


@kernel
def plan(
    runs: Runs,
    which: IntArray,
    starts: FloatArray,
    caps: FloatArray,
    penalties: FloatArray,
    calm: bool,
    work: Work,
    found: Found,
) -> tuple[int, int]:
    """Plan some runs, rings from a start each if it is not `FREE`.

    Returns a run and its period that cannot be served, or -1 twice.
    """
    for i in range(len(which)):
        r = which[i]
        site, cells, own = site_of(runs, r), cells_of(runs, r), room_of(work, runs, r)
        closed, start = runs.closed[r], starts[i]
        if closed:
            cells = Cells(0, found.begun[r], 0.0, 0.0, 0.0)
        if start == start:  # noqa: PLR0124  it is a number
            cells, closed = Cells(0, start, start, start, 0.0), False
        value, cells, failed = solve(site, cells, closed, caps, penalties, own)
        if failed >= 0:
            return r, failed
        if calm:
            calm_pass(site, cells, own)
        found.value[r], found.cost[r] = value, flow_pass(site, cells, own)
        if runs.closed[r]:
            found.begun[r] = own.path.energy[len(site.buy) - 1]
    return -1, -1


@kernel
def cut(
    runs: Runs,
    r: int,
    joints: IntArray,
    caps: FloatArray,
    penalties: FloatArray,
    work: Work,
    q: FloatArray,
    costs: FloatArray,
    dues: FloatArray,
) -> None:
    """Cost of each stretch of a planned run, and its Σq by demand, shapes (S,) and (S, K)."""
    site, own, a, b = site_of(runs, r), room_of(work, runs, r), runs.bounds[r], runs.bounds[r + 1]
    cells = cells_of(runs, r)
    for s in range(len(joints) - 1):
        args = site, cells, own, caps, penalties, q[a:b], dues[s]
        costs[s] = stretch(joints[s], joints[s + 1], *args)


@kernel
def beginning(
    runs: Runs, r: int, caps: FloatArray, penalties: FloatArray, work: Work
) -> tuple[float, float]:
    """Least and greatest energy with which a ring can begin and end; none, if they cross."""
    site, own = site_of(runs, r), room_of(work, runs, r)
    bus_parts(site, caps, penalties, own.bus)
    if step_pieces(site, own.bus, own.steps) >= 0:
        return inf, -inf
    return beginnings(site, own)
