"""Who waits for energy, and how much of what there is each of them gets.

A rule sees who is there and what each still needs, period by period, and shares out the power
that the site has left. It knows when each will leave, and nothing else of what is to come.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from optdispatch.horizon import FloatArray, IntArray


@dataclass(frozen=True)
class Waiting:
    """Those who are there in one period and have not all that they need, arrays of shape (n,)."""

    minute: int
    """Of the local day, at which the period begins."""
    hours: float
    """Length of the period. [h]"""
    arrived: FloatArray
    """When each came, in periods; the least came first."""
    most_kw: FloatArray
    """What each can draw in the period, and needs at most; its mean."""
    rated_kw: FloatArray
    """Most that each may draw while it is there."""
    missing_kwh: FloatArray
    """What each is still to draw."""
    left_hours: FloatArray
    """How long each will still be there, this period included."""

    @property
    def laxity_hours(self) -> FloatArray:
        """How long each could still wait, and then be filled at its rated power."""
        return self.left_hours - self.missing_kwh / self.rated_kw


Share: TypeAlias = Callable[[Waiting, float], FloatArray]
"""How much each of those who wait draws of some power that is left, (n,). [kW]"""


def in_turn(order: IntArray, most: FloatArray, room: float) -> FloatArray:
    """Give each all that it can have, in an order, until nothing is left.

    >>> in_turn(np.array([1, 0]), np.array([7.0, 7.0]), 10.0).tolist()
    [3.0, 7.0]
    """
    given = np.zeros(len(most))
    asked = most[order]
    given[order] = np.clip(room - (np.cumsum(asked) - asked), 0.0, asked)
    return given


def alike(most: FloatArray, room: float) -> FloatArray:
    """Give all the same, but none more than it can have.

    >>> alike(np.array([7.0, 1.0, 7.0]), 10.0).tolist()
    [4.5, 1.0, 4.5]
    """
    if room >= most.sum():
        return most
    rising = np.sort(most)
    left = len(most) - np.arange(len(most))
    levels = (max(room, 0.0) - (np.cumsum(rising) - rising)) / left
    level = float(levels[np.argmax(levels <= rising)])
    return np.clip(most, 0.0, level)
