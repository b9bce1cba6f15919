"""The exact solver against a linear program, on sites by chance."""

import os
from collections.abc import Callable

import numpy as np
import pytest

from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import Plan
from optdispatch.program.exact.planning import Planned, Unplannable, planned
from tests.conftest import SEED
from tests.program.exact.draw import Draw, Part, drawn, joined, least

Change = Callable[[Part, int, float], Part]

SAME = 1e-7
STEP, SLOPE = 1e-5, 1e-6
KINDS = ((0, 1), (0, 3), (3, 1), (2, 4))
"""Most demands and most runs: a run, day types, months of a year, day types of a month."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`--fuzz N` adds N draws of each kind, of a seed that nobody has seen."""
    if "kind" in metafunc.fixturenames:
        more, fresh = metafunc.config.getoption("--fuzz"), int(os.environ[SEED])
        given = [(11, KINDS[0], 700), (12, KINDS[1], 500), (13, KINDS[2], 400), (14, KINDS[3], 400)]
        given += [(fresh, kind, more) for kind in KINDS if more]
        metafunc.parametrize(("seed", "kind", "draws"), given)


def solved(draw: Draw) -> Planned | None:
    runs = joined(*zip(*draw.parts, strict=True))
    demands = [Demand((float(price),), (0.0,)) for price in draw.prices]
    try:
        return planned(runs, demands)
    except Unplannable:
        return None


def replayed(part: Part, plan: Planned, at: slice) -> tuple[float, float]:
    """The worst limit that a run breaks, and its bill without demands, stepping through it."""
    s, flows, T = part.site, Plan(*plan.rows[:, at]), len(part.site.buy)
    level = float(flows.energy[-1] if part.closed else part.cells.start)
    energy = np.empty(T)
    for t in range(T):
        level = s.keep * level + s.eta_c * flows.charge[t] - flows.discharge[t] / s.eta_d
        energy[t] = level
    spilt = flows.imported - flows.exported - flows.charge + flows.discharge - s.load + s.spare
    low, high = s.low.copy(), s.high.copy()
    cost = s.buy @ flows.imported - s.sell @ flows.exported + s.wear * flows.discharge.sum()
    over = [float(np.abs(energy - flows.energy).max())]
    if not part.closed:
        low[-1], high[-1] = part.cells.least, part.cells.most
        cost -= part.cells.value * energy[-1]
    misses = (
        -flows.charge, -flows.discharge, flows.charge + flows.discharge - s.power,
        flows.imported - s.import_limit, flows.exported - s.export_limit, -flows.imported,
        -flows.exported, -spilt, spilt - s.spare, low - energy, energy - high,
    )  # fmt: skip
    return max(over + [float(miss.max()) for miss in misses]), float(cost)


def billed(draw: Draw, plan: Planned) -> tuple[float, float]:
    """The worst limit that a plan breaks, and its bill."""
    runs = joined(*zip(*draw.parts, strict=True))
    each = [replayed(p, plan, at) for p, at in zip(draw.parts, runs.slices, strict=True)]
    tops = (plan.plan.imported[runs.cap == k].max(initial=0.0) for k in range(len(draw.prices)))
    due = sum(price * top for price, top in zip(draw.prices, tops, strict=True))
    return max(broken for broken, _ in each), sum(cost for _, cost in each) + due


def test_against_a_linear_program(seed: int, kind: tuple[int, int], draws: int) -> None:
    rng = np.random.default_rng(seed)
    infeasible = 0
    for n in range(draws):
        draw = drawn(rng, *kind)
        cost, found = least(draw), solved(draw)
        assert (cost is None) == (found is None), n
        if cost is None or found is None:
            infeasible += 1
            continue
        small = SAME * max(1.0, abs(cost))
        assert abs(found.cost - cost) <= small, (n, found.cost, cost)
        broken, bill = billed(draw, found)
        assert broken < 1e-8, (n, broken)
        assert abs(bill - cost) <= small, (n, bill, cost)
        assert abs(found.bound - cost) <= small, (n, found.bound, cost)
    assert infeasible > draws // 100


@pytest.mark.parametrize(("demands", "runs", "draws"), [(0, 3, 5000), (1, 4, 2000), (3, 2, 700)])
def test_a_plan_proves_itself(demands: int, runs: int, draws: int) -> None:
    rng = np.random.default_rng(301 + 210 * demands)
    for n in range(draws):
        found = solved(drawn(rng, demands, runs))
        if found is not None:
            assert found.cost - found.bound <= SAME * max(1.0, abs(found.cost)), n


def test_a_ring_that_begins_at_a_corner_is_proven() -> None:
    """Tangents on its two sides were once found one rounding apart, and only one was kept."""
    rng = np.random.default_rng(82913)
    *_, draw = (drawn(rng, 3, 2, 48) for _ in range(628))
    found = solved(draw)
    assert found is not None
    assert found.cost - found.bound <= SAME * max(1.0, abs(found.cost))


def cost_of(part: Part) -> float:
    found = solved(Draw((part,), np.zeros(0)))
    return np.inf if found is None else found.cost


def with_load(part: Part, t: int, step: float) -> Part:
    load = part.site.load.copy()
    load[t] += step
    return part._replace(site=part.site._replace(load=load))


def with_power(part: Part, _: int, step: float) -> Part:
    power = part.site.power + step * (part.site.high > 0)
    return part._replace(site=part.site._replace(power=power))


def with_start(part: Part, _: int, step: float) -> Part:
    return part._replace(cells=part.cells._replace(start=part.cells.start + step))


def with_cells(part: Part, _: int, step: float) -> Part:
    """All that the cells hold, larger by a share."""
    s, c, by = part.site, part.cells, 1 + step
    cells = c._replace(start=by * c.start, least=by * c.least, most=by * c.most)
    return Part(s._replace(low=by * s.low, high=by * s.high), cells, part.closed)


def duals(found: Planned, part: Part, t: int) -> dict[Change, float]:
    """What one more of each would cost."""
    begun = {} if part.closed else {with_start: -part.site.keep * found.plan.worth[0]}
    return begun | {
        with_load: found.plan.mu[t],
        with_power: -found.power,
        with_cells: found.held,
    }


@pytest.mark.parametrize("seed", [21, 22])
def test_marginal_values_are_slopes(seed: int) -> None:
    """They lie between the slopes on both sides; where these are one, they are it."""
    rng = np.random.default_rng(seed)
    smooth = 0
    for n in range(80):
        part = drawn(rng).parts[0]
        found = solved(Draw((part,), np.zeros(0)))
        if found is None:
            continue
        t = int(rng.integers(len(part.site.buy)))
        for change, dual in duals(found, part, t).items():
            below, above = (cost_of(change(part, t, step)) for step in (-STEP, STEP))
            left, right = (found.cost - below) / STEP, (above - found.cost) / STEP
            assert left - SLOPE <= dual <= right + SLOPE, (n, change.__name__, left, dual, right)
            smooth += right - left < SLOPE
    assert smooth > 50
