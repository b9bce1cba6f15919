"""From a case to a schedule: Pyomo writes the program, HiGHS solves its matrices.

The linear program is solved, then calmed. Where charging and discharging (or import and
export) are both at work, the pairs in question get binaries and the program is solved again,
until nothing is at work twice; then the sides are held and the schedule is calmed anew. Where
an event of a programme is performed in part, the program earns more than is settled: it, too,
is decided by a binary.
"""

from typing import NamedTuple

import numpy as np
from pyomo.common.gc_manager import PauseGC

from optdispatch.asset import Flow
from optdispatch.case import Case
from optdispatch.errors import Infeasible
from optdispatch.horizon import BoolArray, FloatArray, Horizon, IntArray
from optdispatch.program.bound import dual_bound
from optdispatch.program.calm import calmed
from optdispatch.program.compiling import Compiled
from optdispatch.program.exclusive import pairs, settled, with_binaries
from optdispatch.program.highs import solved
from optdispatch.program.matrices import Matrices, Solution
from optdispatch.program.model import Model
from optdispatch.program.sharing import is_relaxed, shared_out
from optdispatch.program.shortage import explained
from optdispatch.program.start import Start
from optdispatch.program.written import Written
from optdispatch.schedule import Parts, Proof, Schedule, Store

LINEAR, MIXED = "linear program", "mixed-integer program"
SPLIT = 1e-6
"""How far from on and off a switch is decided by a binary."""


class _Found(NamedTuple):
    """An optimum: the program of its last solve, its solution, and the calm x."""

    program: Matrices
    solution: Solution
    x: FloatArray
    calm: bool
    bound: float
    binaries: int
    switches: int


def dispatch(case: Case) -> Schedule:
    """Find the schedule that costs least; see `answered`."""
    return answered(case)[0]


def answered(case: Case, known: Written | None = None) -> tuple[Schedule, Written]:
    """Find the schedule that costs least, and the program that was written.

    `known` is that of another case, which may serve again. Raises `Infeasible`, with the hour and
    the missing power, when there is no schedule.
    """
    with PauseGC():  # it would look at each of a model's many small objects, again and again
        written = Written.of(case, known)
        model, form = written.model, written.form
        first = solved(form.matrices, Start.of(model, form, case.horizon))
        if first is None:
            raise Infeasible(f"{case.name}: {explained(model, form, case.horizon)}")
        found = _schedule(case, model, form, _whole(model, form, first, case))
        return shared_out(case, found, dispatch) if is_relaxed(case) else found, written


def _whole(model: Model, form: Compiled, first: Solution, case: Case) -> _Found:
    """Calm the optimum, and add binaries until nothing is at work twice, or done in part."""
    program, horizon = form.matrices, case.horizon
    exclude = pairs(model, form, case.connection.export_limit_kw)
    switches = np.array(form.columns(model.market.switches), dtype=np.int64)
    both = chosen = split = decided = np.zeros(0, dtype=np.int64)
    bound, held, solution = dual_bound(program, first), program, first
    while True:
        split = switches[_is_split(solution.x[switches])]
        if not len(split):
            held, solution = _held(held, solution, switches)
            x, calm = _calm(model, form, held, solution, horizon)
            both = exclude.both(x)
        if not len(split) and not len(both):
            return _Found(held, solution, x, calm, bound, len(chosen), len(decided))
        chosen, decided = np.union1d(chosen, both), np.union1d(decided, split)
        mixed = solved(with_binaries(program.with_integers(decided), exclude.only(chosen)))
        if mixed is None:
            raise Infeasible(f"{case.name}: no schedule keeps charging and discharging apart")
        bound = mixed.bound
        held = settled(program, exclude.only(chosen), mixed.x).with_held(decided, mixed.x)
        solution = solved(held) or mixed


def _is_split(values: FloatArray) -> BoolArray:
    """Which switches are neither on nor off."""
    split: BoolArray = np.abs(values - np.round(values)) > SPLIT
    return split


def _held(program: Matrices, solution: Solution, switches: IntArray) -> tuple[Matrices, Solution]:
    """The program with every switch held where it is, and its solution."""
    held, values = program.with_held(switches, solution.x), solution.x[switches]
    if (values == np.round(values)).all():
        return held, solution
    return held, solved(held) or solution


def _calm(
    model: Model, form: Compiled, program: Matrices, solution: Solution, horizon: Horizon
) -> tuple[FloatArray, bool]:
    x = calmed(model, form, program, solution, horizon)
    return (solution.x, False) if x is None else (x, True)


def _schedule(case: Case, model: Model, form: Compiled, found: _Found) -> Schedule:
    """Read the schedule and its proof off a solution."""
    horizon, x = case.horizon, found.x
    duals = found.solution.y
    stores = {n: _store(f, form, x) for n, f in model.flows.items() if f.storing}
    powers = {
        n: stores[n].power_kw if n in stores else form.values(f.power_kw, x)
        for n, f in model.flows.items()
    }
    proof = Proof(
        method=MIXED if found.binaries or found.switches else LINEAR,
        cost=found.program.cost(x) + found.program.offset,
        bound=found.bound,
        binaries=found.binaries,
        switches=found.switches,
        relaxed_by=None,
        calm=found.calm,
        bus_value=_spread(form.duals(model.pyomo.balance, duals), horizon) / horizon.hours,
        stored_value={
            n: -_spread(form.duals(f.storing.balance, duals), horizon)
            for n, f in model.flows.items()
            if f.storing
        },
        **_sizes(model, form, found),
    )
    imported, exported = form.values(model.imported, x), form.values(model.exported, x)
    promised = {n: form.values(r, x) for n, r in model.market.promised.items()}
    parts = {
        n: Parts(form.values(f.deciding.charge_kw, x), form.values(f.deciding.discharge_kw, x))
        for n, f in model.flows.items()
        if f.deciding
    }
    return Schedule(horizon, imported, exported, powers, stores, proof, promised, parts)


def _store(flow: Flow, form: Compiled, x: FloatArray) -> Store:
    storing = flow.storing
    if storing is None:
        raise TypeError("only a storage has a store")
    return Store(*(form.values(v, x) for v in storing[:3]))


def _spread(duals: dict[int, float], horizon: Horizon) -> FloatArray:
    """Duals of (M2) or (B1) in each period, for one real period, shape (T,)."""
    each = np.zeros(len(horizon))
    each[list(duals)] = list(duals.values())
    return each / horizon.weight


def _sizes(model: Model, form: Compiled, found: _Found) -> dict[str, dict[str, float]]:
    """Sizes that were used, and what one more unit of each would save.

    A size that stands in no equation, since its storage never operates, is at its least.
    """
    sizes = {
        f"{name}.{size}": (variable, form.column.get(id(variable)))
        for name, flow in model.flows.items()
        if flow.storing
        for size, variable in flow.storing.sizes.items()
    }
    x, reduced = found.x, found.solution.reduced
    return {
        "sizes": {n: float(v.lb if j is None else x[j]) for n, (v, j) in sizes.items()},
        "worth": {n: 0.0 if j is None else -float(reduced[j]) for n, (_, j) in sizes.items()},
    }
