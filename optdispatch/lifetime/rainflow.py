"""Which cycles a closed run of state of charge is made of (ASTM E1049-85, section 5.4.5).

A run that closes on itself is counted from its highest point, so no half cycle is left over:
every cycle is a whole one, and twice the sum of their depths is the path that SOC travels.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optdispatch.lifetime.daytype import DayType, FloatArray


class Swings(NamedTuple):
    """The cycles of a year of day types, one entry for each; arrays of shape (cycles,)."""

    depth: FloatArray
    """Fraction of the current capacity."""
    per_year: FloatArray
    """How many times in a year."""
    c_rate: FloatArray
    """Mean rate of the run that the cycle belongs to, rests excluded. [1/h]"""
    kelvin: FloatArray
    """Temperature of the cells. [K]"""


def closed_cycles(soc: FloatArray) -> FloatArray:
    """Depths of the whole cycles in a run that ends where it began, shape (cycles,).

    >>> closed_cycles(np.array([0.5, 0.9, 0.7, 0.8, 0.1, 0.5])).round(3).tolist()
    [0.1, 0.8]
    """
    steps = np.diff(soc)
    moving = steps != 0
    points, direction = soc[:-1][moving], np.sign(steps[moving])
    turns = points[direction != np.roll(direction, 1)]
    if not len(turns):
        return np.empty(0)
    ring = np.roll(turns, -int(turns.argmax())).tolist()
    depths, stack = [], []
    for point in [*ring, ring[0]]:
        stack.append(point)
        while len(stack) > 2:
            inner, last = abs(stack[-2] - stack[-3]), abs(stack[-1] - stack[-2])
            if last < inner:
                break
            depths.append(inner)
            del stack[-3:-1]
    return np.array(depths)


def swings(days: Sequence[DayType]) -> Swings:
    """Every cycle in a year of day types."""
    depths = [closed_cycles(day.soc) for day in days]
    counts = [len(depth) for depth in depths]
    return Swings(
        depth=np.concatenate([np.empty(0), *depths]),
        per_year=np.repeat([day.days_per_year for day in days], counts),
        c_rate=np.repeat([day.c_rate for day in days], counts),
        kelvin=np.repeat([day.kelvin for day in days], counts),
    )
