"""One demand: its least is proven, (X28), and what is known of another changes nothing."""

from collections.abc import Iterator

import numpy as np

from optdispatch.program.exact.demand import Demand, limits
from optdispatch.program.exact.numbers import Caps, Runs, multipliers, nothing_proven, room
from optdispatch.program.exact.peaks import add_due
from optdispatch.program.exact.planning import Planned, Unplannable, planned
from optdispatch.program.exact.prices import prove
from tests.program.exact.draw import Draw, drawn, joined

SAME = 1e-8
DRAWS = 400


def draws(seed: int, most: int = 3) -> Iterator[tuple[Draw, Runs, Demand, Planned]]:
    """Sites with one demand, and their plans."""
    rng, found = np.random.default_rng(seed), 0
    while found < DRAWS:
        draw = drawn(rng, 1, most)
        runs, demand = joined(*zip(*draw.parts, strict=True)), Demand((draw.prices[0],), (0.0,))
        try:
            plan = planned(runs, [demand])
        except Unplannable:
            continue
        found += 1
        yield draw, runs, demand, plan


def is_same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1.0, abs(other))


def test_what_is_likely_changes_nothing() -> None:
    rng = np.random.default_rng(7)
    for _, runs, demand, plan in draws(3):
        near = plan.caps[0] * rng.choice([0.0, 0.5, 1 - 1e-4, 1.0, 1 + 1e-4, 1.5, 50.0])
        again = planned(runs, [demand], np.array([near]))
        assert is_same(again.cost, plan.cost)
        assert is_same(again.bound, plan.cost)


def test_like_sites_side_by_side_are_as_apart() -> None:
    for draw, _, demand, plan in draws(5, most=1):
        site, cells, closed = draw.parts[0]
        aside = site._replace(cap=np.where(site.cap >= 0, 1, -1), power=0.9 * site.power)
        try:
            alone = planned(joined([site._replace(power=aside.power)], [cells], [closed]), [demand])
        except Unplannable:
            continue
        both = planned(joined([site, aside], [cells] * 2, [closed] * 2), [demand, demand])
        assert is_same(both.cost, plan.cost + alone.cost)
        assert is_same(both.bound, both.cost)


def test_no_plan_has_less_than_the_least_demand() -> None:
    """(X28) alone, with prices of nothing: what a kWh of demand is due proves the least one."""
    seen = tight = 0
    for _, runs, _, plan in draws(11):
        which = np.flatnonzero([(runs.cap[s] >= 0).any() for s in runs.slices])
        if not len(which):
            continue
        least, _ = limits(runs, which, 0)
        if least <= 0:
            continue
        mixed, proof = multipliers(len(runs.buy)), nothing_proven(runs)
        add_due(runs, which, 0, least, 1.0, mixed)
        free = np.zeros_like(runs.buy)
        bare = runs._replace(buy=free, sell=free, own=runs.own * np.r_[1, 1, 1, 0, 1, 1, 1, 0])
        prove(bare, mixed, Caps(np.zeros(1), np.zeros(1)), room(bare), proof)
        proven = proof.bound[which].sum()
        assert np.isclose(mixed.q.sum(), 1.0)
        assert proven <= plan.flows.imported[runs.cap == 0].max() + SAME
        seen, tight = seen + 1, tight + (proven >= least * (1 - SAME))
    assert seen > DRAWS // 4
    assert tight > seen // 2
