"""Cycles of closed runs, against the package `rainflow` and by their properties."""

from collections import Counter

import numpy as np
import pytest
import rainflow
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.lifetime.rainflow import closed_cycles

# Sixteenths are exact, so that equal ranges are equal in both counts.
histories = st.lists(st.integers(0, 16).map(lambda n: n / 16), min_size=1, max_size=40).map(
    lambda points: np.array([*points, points[0]])
)


@given(histories)
def test_the_package_counts_the_same(soc):
    top = int(soc[:-1].argmax())
    ring = np.roll(soc[:-1], -top)
    theirs: Counter[float] = Counter()
    for depth, _, count, _, _ in rainflow.extract_cycles([*ring, ring[0]]):
        theirs[depth] += count
    theirs.pop(0.0, None)
    assert Counter(closed_cycles(soc).tolist()) == theirs


@given(histories, st.integers(0, 40))
def test_where_the_run_is_cut_open_does_not_matter(soc, shift):
    ring = np.roll(soc[:-1], shift)
    turned = np.array([*ring, ring[0]])
    assert sorted(closed_cycles(turned)) == sorted(closed_cycles(soc))


@given(histories)
def test_depths_add_up_to_the_path(soc):
    assert 2 * closed_cycles(soc).sum() == pytest.approx(np.abs(np.diff(soc)).sum())


def test_the_standards_example():
    """ASTM E1049-85, figure 7: the history of figures 4 to 6, taken to repeat."""
    history = np.array([-2.0, 1, -3, 5, -1, 3, -4, 4, -2])
    assert sorted(closed_cycles(history)) == [3, 4, 7, 9]


def test_a_run_at_rest_has_none():
    assert closed_cycles(np.full(5, 0.4)).size == 0
