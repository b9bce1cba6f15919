"""The search, on landscapes that cost nothing."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.study.sizing.lattice import Lattice, Place
from optdispatch.study.sizing.search import best_of, is_small

STEPS = st.integers(1, 60)


def hill(top: Place) -> Callable[[Place], tuple[float, float]]:
    """A concave score whose top is at a place."""
    return lambda at: (0.0, -((at[0] - top[0]) ** 2) - 2.0 * (at[1] - top[1]) ** 2)


def nothing(_here: Place, _there: Place) -> float:
    return 0.0


@given(STEPS, STEPS, STEPS, STEPS, STEPS, STEPS)
def test_it_finds_the_top(kw: int, kwh: int, i: int, j: int, a: int, b: int) -> None:
    lattice = Lattice(1.0, 1.0, (kw, kwh), tied=False)
    top, begin = (min(i, kw), min(j, kwh)), (min(a, kw), min(b, kwh))
    assert best_of(lattice, begin, hill(top), nothing) == top


@given(STEPS, STEPS, st.floats(1, 80), STEPS)
def test_no_neighbour_within_the_limits_is_better(kw: int, kwh: int, room: float, i: int) -> None:
    """Whatever the landscape: here a rough one, under a limit on the sum."""
    lattice = Lattice(1.0, 1.0, (kw, kwh), False, lambda p, e: p + e <= room)
    if (1, 1) not in lattice:
        return

    def score(at: Place) -> tuple[float, float]:
        return 0.0, float((at[0] * 7919 + at[1] * 104729 + i) % 101)

    best = best_of(lattice, (1, 1), score, nothing)
    assert best in lattice
    assert all(score(near) <= score(best) for near in lattice.around(best))
    if is_small(lattice):
        assert score(best) == max(map(score, lattice))


def test_whole_cabinets_have_two_neighbours() -> None:
    lattice = Lattice(125.0, 261.2, (10, 10), tied=True)
    assert lattice.around((7, 7)) == ((6, 6), (8, 8))
    assert lattice.around((1, 1)) == ((2, 2),)
    assert lattice.beside((7, 7)) == ((8, 7), (6, 7), (7, 8), (7, 6))
    assert len(list(lattice)) == 10
    assert list(lattice.sizes((7, 7))) == pytest.approx([875.0, 1828.4])


@given(st.floats(0, 2e4), st.floats(0, 2e4), st.booleans())
def test_the_nearest_place_can_be_had(kw: float, kwh: float, tied: bool) -> None:
    lattice = Lattice(125.0, 261.2, (10, 12), tied, lambda p, e: p + e < 2000)
    place = lattice.nearest(kw, kwh)
    assert place is not None
    assert place in lattice


@given(STEPS, STEPS, st.integers(1, 20))
def test_a_map_reaches_from_end_to_end(kw: int, kwh: int, number: int) -> None:
    across = Lattice(1.0, 1.0, (kw, kwh), tied=False).spread(number)
    for steps, most in zip(across, (kw, kwh), strict=True):
        assert steps[0] == 1
        assert len(steps) <= number
        assert number == 1 or steps[-1] == most
        assert list(steps) == sorted(set(steps))
