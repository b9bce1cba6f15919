"""Runs planned at given caps, and what each cap is due."""

from math import inf, nan

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.calm import calm_pass
from optdispatch.program.exact.flows import flow_pass
from optdispatch.program.exact.kernel import kernel, part
from optdispatch.program.exact.numbers import Caps, Cells, Cuts, Dues, Found, Runs, Work
from optdispatch.program.exact.passes import state_pass, window_pass
from optdispatch.program.exact.prices import bound
from optdispatch.program.exact.ring import beginnings, likely, solve
from optdispatch.program.exact.steps import step_pieces
from optdispatch.program.exact.tangents import owe
from optdispatch.program.exact.views import cells_of, room_of, site_of

FREE = nan
"""A ring that may begin as full as is best."""


@part
def begun(runs: Runs, r: int, start: float, found: Found) -> tuple[Cells, bool]:
    """How a run is read, and whether it is free to begin as is best: near where it was cut."""
    cells, closed = cells_of(runs, r), runs.closed[r]
    if start == start:  # noqa: PLR0124  it is a number
        return Cells(0, start, start, start, 0.0), False
    if closed:
        if found.first[r] < 0:
            found.first[r], found.start[r] = likely(site_of(runs, r))
        e = found.start[r]
        cells = Cells(found.first[r], e, e, e, 0.0)
    return cells, closed


@kernel
def plan(
    runs: Runs, which: IntArray, starts: FloatArray, caps: Caps, work: Work, found: Found
) -> tuple[int, int]:
    """Plan some runs, rings from a start each if it is not `FREE`; go on from what is kept.

    Returns a run and its period that cannot be served, or -1 twice.
    """
    for i in range(len(which)):
        r = which[i]
        site, own = site_of(runs, r), room_of(work, runs, r)
        cells, free = begun(runs, r, starts[i], found)
        if not found.kept[r]:
            found.value[r], cells, found.end[r], failed = solve(
                site, cells, runs.closed[r], free, caps, own
            )
            if failed >= 0:
                return r, failed
        window_pass(site, cells, found.end[r], own)
        state_pass(site, cells, own)
        calm_pass(site, cells, own)
        found.cost[r] = flow_pass(site, cells, caps, own)
        if runs.closed[r]:
            found.begun[r] = own.path.energy[len(site.buy) - 1]
    return -1, -1


@kernel
def touch(
    runs: Runs,
    which: IntArray,
    starts: FloatArray,
    caps: Caps,
    work: Work,
    found: Found,
    cuts: Cuts,
) -> tuple[int, int]:
    """Least cost of some runs, and what caps are due in their stretches, in the order of `which`.

    Returns a run and its period that cannot be served, or -1 twice.
    """
    s = 0
    for i in range(len(which)):
        r = which[i]
        site, own = site_of(runs, r), room_of(work, runs, r)
        cells, free = begun(runs, r, starts[i], found)
        found.value[r], cells, found.end[r], failed = solve(
            site, cells, runs.closed[r], free, caps, own
        )
        if failed >= 0:
            return r, failed
        if free:
            found.first[r], found.start[r] = cells.first, cells.start
        a, b = runs.bounds[r], runs.bounds[r + 1]
        while s < len(cuts.spans) and a <= cuts.spans[s, 0] < b:
            at, due = (cuts.spans[s, 0] - a, cuts.spans[s, 1] - a), cuts.least[s, 1:]
            owe(at, site, caps, own.path.worth, Dues(work.aside[a:b], due))
            s += 1
    return -1, -1


@kernel
def bounds(runs: Runs, which: IntArray, work: Work, cuts: Cuts) -> None:
    """(X15) of the stretches of runs that were just touched."""
    s = 0
    for r in which:
        site, own, cells = site_of(runs, r), room_of(work, runs, r), cells_of(runs, r)
        a, b, closed = runs.bounds[r], runs.bounds[r + 1], runs.closed[r]
        while s < len(cuts.spans) and a <= cuts.spans[s, 0] < b:
            at = cuts.spans[s, 0] - a, cuts.spans[s, 1] - a
            cuts.least[s, 0] = bound(at, site, cells, closed, own.path.worth, own.steps)[0]
            s += 1


@kernel
def follow(
    runs: Runs, which: IntArray, starts: FloatArray, work: Work, found: Found, energy: FloatArray
) -> None:
    """What is stored at the end of each period of runs that were just touched. [kWh]"""
    for i in range(len(which)):
        r = which[i]
        site, own = site_of(runs, r), room_of(work, runs, r)
        cells, _ = begun(runs, r, starts[i], found)
        window_pass(site, cells, found.end[r], own)
        state_pass(site, cells, own)
        energy[runs.bounds[r] : runs.bounds[r + 1]] = own.path.energy


@kernel
def beginning(runs: Runs, r: int, caps: Caps, work: Work) -> tuple[float, float]:
    """Least and greatest energy with which a ring can begin and end; none, if they cross."""
    site, own = site_of(runs, r), room_of(work, runs, r)
    if step_pieces(site, caps, own.steps) >= 0:
        return inf, -inf
    return beginnings(site, own)
