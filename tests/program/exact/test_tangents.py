"""A tangent of V lies below it, and touches it: (X26)."""

import numpy as np

from optdispatch.program.exact.demand import Demand, limits, of_demands
from optdispatch.program.exact.numbers import VALUE, Cuts, Runs, nothing_found, room
from optdispatch.program.exact.run import touch
from tests.program.exact.draw import drawn, joined

SAME = 1e-7
DRAWS = 300


def touched(runs: Runs, price: float, cap: float) -> tuple[float, float, float] | None:
    """V, its bound, and how much it falls for a kWh more under the cap."""
    caps, found = of_demands([Demand((price,), (0.0,))]), nothing_found(runs)
    caps.most[0], T = cap, len(runs.cap)
    cuts = Cuts(np.array([[0, T]]), np.zeros((1, 2)))
    which, of = np.zeros(1, np.int64), room(runs, apart=True)
    if touch(runs, which, caps, of, found, cuts)[0] >= 0:
        return None
    return float(found[VALUE, 0]), *cuts.least[0].tolist()


def test_a_tangent_touches_and_lies_below() -> None:
    rng = np.random.default_rng(20261122)
    seen = falling = 0
    while seen < DRAWS:
        draw = drawn(rng, 1)
        runs, price = joined(*zip(*draw.parts, strict=True)), float(draw.prices[0])
        least, most = limits(runs, np.zeros(1, np.int64), 0)
        at = least + (most - least) * rng.uniform(-0.1, 1.1)
        here = touched(runs, price, max(at, 0.0))
        if here is None or not (runs.cap == 0).any():
            continue
        value, bound, falls = here
        near = SAME * max(1.0, abs(value))
        assert abs(bound - value) <= near
        assert falls >= 0
        seen, falling = seen + 1, falling + (falls > 0)
        for other in least + (most - least) * rng.random(4):
            there = touched(runs, price, float(other))
            assert there is not None
            assert there[0] >= value - falls * (other - max(at, 0.0)) - near, (seen, other)
    assert falling > DRAWS / 3
