"""The exact solver against a linear program, on sites by chance."""

import numpy as np
import pytest

from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import joined
from optdispatch.program.exact.planning import Planned, Unplannable, planned
from tests.program.exact.draw import Draw, drawn, least

SAME = 1e-7
UNPROVEN = 0.02
"""Share of the draws, all of a few periods, whose bound may lie below their cost."""


def solved(draw: Draw) -> Planned | None:
    runs = joined([draw.site], [draw.cells], [draw.closed])
    try:
        return planned(runs, [Demand(np.array([price]), np.zeros(1)) for price in draw.prices])
    except Unplannable:
        return None


def replayed(draw: Draw, plan: Planned) -> tuple[float, float]:
    """The worst limit that a plan breaks, and its bill, stepping through it."""
    s, flows, T = draw.site, plan.flows, len(draw.site.buy)
    level, energy = float(plan.begun[0]), np.empty(T)
    for t in range(T):
        level = s.keep * level + s.eta_c * flows.charge[t] - flows.discharge[t] / s.eta_d
        energy[t] = level
    spilt = flows.imported - flows.exported - flows.charge + flows.discharge - s.load + s.spare
    low, high = s.low.copy(), s.high.copy()
    cost = s.buy @ flows.imported - s.sell @ flows.exported + s.wear * flows.discharge.sum()
    over = [0.0]
    if draw.closed:
        over.append(abs(level - float(plan.begun[0])))
    else:
        assert plan.begun[0] == draw.cells.start
        low[-1], high[-1] = draw.cells.least, draw.cells.most
        cost -= draw.cells.value * energy[-1]
    misses = (
        -flows.charge, -flows.discharge, flows.charge + flows.discharge - s.power,
        flows.imported - s.import_limit, flows.exported - s.export_limit, -flows.imported,
        -flows.exported, -spilt, spilt - s.spare, low - energy, energy - high,
    )  # fmt: skip
    for k, price in enumerate(draw.prices):
        cost += price * flows.imported[s.cap == k].max(initial=0.0)
    return max(over + [float(miss.max()) for miss in misses]), float(cost)


@pytest.mark.parametrize(("seed", "demands", "draws"), [(11, 0, 500), (12, 0, 500), (13, 3, 250)])
def test_against_a_linear_program(seed: int, demands: int, draws: int) -> None:
    rng = np.random.default_rng(seed)
    infeasible = unproven = 0
    for n in range(draws):
        draw = drawn(rng, demands)
        cost, found = least(draw), solved(draw)
        assert (cost is None) == (found is None), n
        if cost is None or found is None:
            infeasible += 1
            continue
        small = SAME * max(1.0, abs(cost))
        assert abs(found.cost - cost) <= small, (n, found.cost, cost)
        broken, bill = replayed(draw, found)
        assert broken < 1e-8, (n, broken)
        assert abs(bill - cost) <= small, (n, bill, cost)
        assert found.bound <= cost + small, n
        unproven += found.bound < cost - small
    assert infeasible > draws // 100
    assert unproven <= UNPROVEN * draws


@pytest.mark.parametrize("seed", [21, 22])
def test_marginal_values_are_tangents(seed: int) -> None:
    """A change of the load costs what the bus price says, or more; of the start, the same."""
    rng = np.random.default_rng(seed)
    for n in range(60):
        draw = drawn(rng)._replace(closed=False)
        found = solved(draw)
        if found is None:
            continue
        t, site = int(rng.integers(len(draw.site.buy))), draw.site
        for change in (1e-4, -1e-4):
            load = site.load.copy()
            load[t] += change
            moved = solved(draw._replace(site=site._replace(load=load))) if load[t] >= 0 else None
            if moved:
                assert moved.cost >= found.cost + found.proof.mu[t] * change - 1e-9, (n, t, change)
            begun = draw.cells._replace(start=draw.cells.start + change)
            moved = solved(draw._replace(cells=begun))
            if moved:
                saved = site.keep * found.worth[0] * change
                assert moved.cost >= found.cost - saved - 1e-9, (n, change)
