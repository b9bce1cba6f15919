"""One demand: its least is proven, (X28), and what is known of another changes nothing."""

from collections.abc import Iterator

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.demand import Demand, limits
from optdispatch.program.exact.numbers import Multipliers, Runs, nothing_planned
from optdispatch.program.exact.peaks import add_due
from optdispatch.program.exact.planning import Planned, Unplannable, planned
from tests.program.exact.draw import Draw, Part, drawn, joined

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


def bound(part: Part, worth: FloatArray, q: FloatArray) -> float:
    """(X15) of a run with prices of nothing, at the corners of what its periods can do."""
    s, c, P = part.site, part.cells, part.site.power
    ends = (
        np.maximum(-P, -s.load - s.export_limit),
        np.minimum(P, s.import_limit + s.spare - s.load),
    )
    least = np.full(len(P), np.inf)
    for b in (np.clip(b, *ends) for b in (-P, 0 * P, P, s.spare - s.load)):
        for charge in (np.maximum(b, 0.0), (P + b) / 2):
            gains = s.eta_c * charge - (charge - b) / s.eta_d
            least = np.minimum(least, q * np.maximum(b + s.load - s.spare, 0.0) - worth * gains)
    low, high, after = s.low.copy(), s.high.copy(), np.roll(worth, -1)
    if not part.closed:
        low[-1], high[-1], after[-1] = c.least, c.most, 0.0
        least[0] -= s.keep * worth[0] * c.start
    eta = worth - s.keep * after
    return float((least + np.minimum(eta * low, eta * high)).sum())


def test_no_plan_has_less_than_the_least_demand() -> None:
    """(X28) alone, with prices of nothing: what a kWh of demand is due proves the least one."""
    seen = tight = 0
    for draw, runs, _, plan in draws(11):
        which = np.flatnonzero([(runs.cap[s] >= 0).any() for s in runs.slices])
        if not len(which):
            continue
        least, _ = limits(runs, which, 0)
        if least <= 0:
            continue
        mixed = Multipliers(*nothing_planned(runs)[-2:])
        add_due(runs, which, 0, least, 1.0, mixed)
        assert np.isclose(mixed.q.sum(), 1.0)
        of = zip(draw.parts, runs.slices, strict=True)
        proven = sum(bound(part, mixed.worth[at], mixed.q[at]) for part, at in of)
        assert proven <= plan.plan.imported[runs.cap == 0].max() + SAME
        seen, tight = seen + 1, tight + (proven >= least * (1 - SAME))
    assert seen > DRAWS // 4
    assert tight > seen // 2
