"""Runs planned at given caps, and what each cap is due."""

from math import inf

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray, IntArray
from optdispatch.program.exact.calm import calm_pass
from optdispatch.program.exact.flows import flow_pass
from optdispatch.program.exact.kernel import inlined, kernel, part
from optdispatch.program.exact.numbers import (
    BEGIN,
    END,
    FIRST,
    START,
    VALUE,
    Caps,
    Cells,
    Cuts,
    Dues,
    Room,
    Runs,
    Site,
    Work,
    nothing_found,
    nothing_planned,
    of_no_demands,
    room,
)
from optdispatch.program.exact.passes import state_pass, window_pass
from optdispatch.program.exact.prices import bound, proven
from optdispatch.program.exact.ring import beginnings, likely, solve
from optdispatch.program.exact.steps import step_pieces
from optdispatch.program.exact.tangents import owe
from optdispatch.program.exact.views import cells_of, plan_of, site_of, work_of

Sums = tuple[float, float, float, float]
"""The cost without demands, (X15), its part of what is held, and (X27)."""


@part
def begun(runs: Runs, r: int, found: FloatArray) -> tuple[Cells, bool]:
    """How a run is read, and whether it is free to begin as is best: near where it was cut."""
    cells, closed, e = cells_of(runs, r), runs.closed[r], found[BEGIN, r]
    if not np.isnan(e):
        return Cells(0, e, e, e, 0.0), False
    if closed:
        if np.isnan(found[FIRST, r]):
            found[FIRST, r], found[START, r] = likely(site_of(runs, r))
        e = found[START, r]
        cells = Cells(int(found[FIRST, r]), e, e, e, 0.0)
    return cells, closed


@inlined
def solved(runs: Runs, r: int, caps: Caps, site: Site, work: Work, found: FloatArray) -> int:
    """Find the least cost of a run. Returns -1, or a period that cannot be served."""
    cells, free = begun(runs, r, found)
    found[VALUE, r], cells, found[END, r], failed = solve(
        site, cells, runs.closed[r], free, caps, work
    )
    if free and failed < 0:
        found[FIRST, r], found[START, r] = cells.first, cells.start
    return failed


@inlined
def read(
    runs: Runs, r: int, caps: Caps, site: Site, work: Work, found: FloatArray, rows: FloatArray
) -> Sums:
    """Plan a run that is solved, and prove it."""
    one, (cells, _) = plan_of(rows, runs, r), begun(runs, r, found)
    window_pass(site, cells, found[END, r], work)
    state_pass(site, cells, work, one.energy)
    calm_pass(site, cells, work, one.energy)
    cost = flow_pass(site, cells, caps, work.steps, one)
    least, held, power = proven(runs, r, caps, work, one)
    return cost, least, held, power


@kernel
def plan(runs: Runs, caps: Caps, of: Room, found: FloatArray, rows: FloatArray) -> Sums:
    """Plan all runs, as they were last touched, and prove it."""
    cost, least, held, power = 0.0, 0.0, 0.0, 0.0
    for r in range(len(runs.closed)):
        site, work = site_of(runs, r), work_of(of, runs, r)
        sums = read(runs, r, caps, site, work, found, rows)
        cost, least, held, power = cost + sums[0], least + sums[1], held + sums[2], power + sums[3]
    return cost, least, held, power


@kernel
def plan_at_once(
    given: FloatArray, cap: IntArray, own: FloatArray, closed: BoolArray, bounds: IntArray
) -> tuple[FloatArray, tuple[int, int], Sums]:
    """Touch and plan runs without demands in one call: plain arrays are handed over faster.

    Returns the plan, a run and its period that cannot be served, or -1 twice, and the sums.
    """
    runs, caps = Runs(given, cap, own, closed, bounds), of_no_demands()
    of, found, rows = room(runs, apart=False), nothing_found(runs), nothing_planned(runs)
    cost, least, held, power = 0.0, 0.0, 0.0, 0.0
    for r in range(len(closed)):
        site, work = site_of(runs, r), work_of(of, runs, r)
        failed = solved(runs, r, caps, site, work, found)
        if failed >= 0:
            return rows, (r, failed), (cost, least, held, power)
        sums = read(runs, r, caps, site, work, found, rows)
        cost, least, held, power = cost + sums[0], least + sums[1], held + sums[2], power + sums[3]
    return rows, (-1, -1), (cost, least, held, power)


@kernel
def touch(
    runs: Runs, which: IntArray, caps: Caps, of: Room, found: FloatArray, cuts: Cuts
) -> tuple[int, int]:
    """Least cost of some runs, and a tangent of each stretch of theirs, in the order of `which`.

    Returns a run and its period that cannot be served, or -1 twice.
    """
    s = 0
    for r in which:
        site, work = site_of(runs, r), work_of(of, runs, r)
        failed = solved(runs, r, caps, site, work, found)
        if failed >= 0:
            return r, failed
        a, b = runs.bounds[r], runs.bounds[r + 1]
        while s < len(cuts.spans) and a <= cuts.spans[s, 0] < b:
            at = cuts.spans[s, 0] - a, cuts.spans[s, 1] - a
            owe(at, site, caps, work.path.worth, Dues(work.aside, cuts.least[s, 1:]))
            cuts.least[s, 0] = bound(
                at, site, cells_of(runs, r), runs.closed[r], work.path.worth, work.steps
            )[0]
            s += 1
    return -1, -1


@kernel
def follow(runs: Runs, which: IntArray, of: Room, found: FloatArray, energy: FloatArray) -> None:
    """What is stored at the end of each period of runs that were just touched. [kWh]"""
    for r in which:
        site, work = site_of(runs, r), work_of(of, runs, r)
        cells, _ = begun(runs, r, found)
        window_pass(site, cells, found[END, r], work)
        state_pass(site, cells, work, energy[runs.bounds[r] : runs.bounds[r + 1]])


@kernel
def beginning(runs: Runs, r: int, caps: Caps, of: Room) -> tuple[float, float]:
    """Least and greatest energy with which a ring can begin and end; none, if they cross."""
    site, work = site_of(runs, r), work_of(of, runs, r)
    if step_pieces(site, caps, work.steps) >= 0:
        return inf, -inf
    return beginnings(site, work)
