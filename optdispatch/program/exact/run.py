"""Runs planned at given caps."""

from math import inf, nan

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.calm import calm_pass
from optdispatch.program.exact.flows import flow_pass
from optdispatch.program.exact.kernel import kernel
from optdispatch.program.exact.numbers import Caps, Cells, Dues, Found, Runs, Work
from optdispatch.program.exact.prices import stretch
from optdispatch.program.exact.ring import beginnings, solve
from optdispatch.program.exact.steps import bus_parts, step_pieces
from optdispatch.program.exact.views import cells_of, room_of, site_of

FREE = nan
"""A ring that may begin as full as is best."""


@kernel
def plan(
    runs: Runs,
    which: IntArray,
    starts: FloatArray,
    caps: Caps,
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
        value, cells, failed = solve(site, cells, closed, caps, own)
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
    caps: Caps,
    work: Work,
    q: FloatArray,
    cuts: FloatArray,
) -> None:
    """Cost of each stretch of a planned run, and its Σq by demand; shape (S, 1 + K)."""
    site, own, a, b = site_of(runs, r), room_of(work, runs, r), runs.bounds[r], runs.bounds[r + 1]
    value = runs.own[r, 7]
    for s in range(len(joints) - 1):
        due, at = Dues(q[a:b], cuts[s, 1:]), (joints[s], joints[s + 1])
        cuts[s, 0] = stretch(at, site, value, own, caps, due)


@kernel
def beginning(runs: Runs, r: int, caps: Caps, work: Work) -> tuple[float, float]:
    """Least and greatest energy with which a ring can begin and end; none, if they cross."""
    site, own = site_of(runs, r), room_of(work, runs, r)
    bus_parts(site, caps, own.bus)
    if step_pieces(site, own.bus, own.steps) >= 0:
        return inf, -inf
    return beginnings(site, own)
