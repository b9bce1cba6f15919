"""What every ageing law promises, and how any of them is followed through time.

    dz/dt = rate(q)                                                            (L1)
    q     = 1 - loss(z)                                                        (L2)

======  =============================================  ======  ==============
symbol  meaning                                        unit    code
======  =============================================  ======  ==============
z       damage, one component for each mechanism       -       damage
q       capacity left, of the capacity when new        -       capacity
t       time                                           a       years
rate    damage in a year of given day types            1/a     rate(days)(q)
======  =============================================  ======  ==============

Damage is additive: a law whose loss grows as k·x^p keeps z = loss^(1/p), which grows by
k^(1/p) with every unit of x, whenever it comes. So a year is its day types times their
counts, and their order does not matter. Where less capacity means less charge through the
cells, the rate depends on q; (L1) is then integrated by the classical Runge-Kutta method in
steps of half a month or less, so that cutting a year into pieces changes nothing that counts.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from optdispatch.lifetime.daytype import DayType, FloatArray
from optdispatch.nouns import Noun

Rate = Callable[[float], FloatArray]
"""Damage in a year, shape (mechanisms,), at a capacity left."""

STEPS_PER_YEAR = 24
TOLERANCE = 1e-9
"""How far below a limit counts as below it, so that 6000 cycles of 6000 are not too many."""


class Law(Noun, ABC):
    """How use and time take capacity from cells."""

    name: str = Field(default="", description="What the law is called.")
    source: str = Field(default="", description="Where its numbers were published.")
    confidence: Literal["high", "medium", "low"] | None = Field(
        default=None, description="How far the numbers may be relied on."
    )

    @property
    def cycle_depth(self) -> float:
        """Depth of what the law calls one cycle; 1 where it has no depth of its own."""
        return 1.0

    is_straight: ClassVar[bool] = False
    """Whether days that are alike take the same from the capacity, whatever is left of it."""

    @property
    @abstractmethod
    def mechanisms(self) -> int:
        """How many components its damage has."""

    @abstractmethod
    def rate(self, days: Sequence[DayType]) -> Rate:
        """Damage in a year of `days`, as a function of the capacity left.

        Raises `InputError` for days outside the range that the law was fitted in.
        """

    @abstractmethod
    def loss(self, damage: FloatArray) -> float:
        """Capacity lost, of the capacity when new."""

    def capacity(self, damage: FloatArray) -> float:
        """(L2), never below nothing."""
        return max(0.0, 1.0 - self.loss(damage))

    def new(self) -> FloatArray:
        """Damage of new cells."""
        return np.zeros(self.mechanisms)


def path(law: Law, rate: Rate, damage: FloatArray, years: float) -> Iterator[FloatArray]:
    """Follow (L1) for some years; the damage after each of the equal steps taken."""
    if law.is_straight:
        yield damage + years * rate(law.capacity(damage))
        return
    steps = max(1, ceil(years * STEPS_PER_YEAR - 1e-9))
    h = years / steps
    for _ in range(steps):
        a = rate(law.capacity(damage))
        b = rate(law.capacity(damage + h / 2 * a))
        c = rate(law.capacity(damage + h / 2 * b))
        d = rate(law.capacity(damage + h * c))
        damage = damage + h / 6 * (a + 2 * b + 2 * c + d)
        yield damage


def advance(law: Law, rate: Rate, damage: FloatArray, years: float) -> FloatArray:
    """Damage after some years at one rate."""
    for after in path(law, rate, damage, years):
        damage = after
    return damage


def years_to(
    law: Law, days: Sequence[DayType], capacity: float, within_years: int = 100
) -> float | None:
    """When new cells under the same days all along fall below a capacity; None if they do not.

    Parameters
    ----------
    capacity : float
        Fraction of the capacity when new.
    within_years : int
        How long to look.
    """
    rate, damage = law.rate(days), law.new()
    for year in range(within_years):
        after = advance(law, rate, damage, 1.0)
        if law.capacity(after) < capacity - TOLERANCE:
            return year + falls_at(partial(_capacity_after, law, rate, damage), capacity)
        damage = after
    return None


def _capacity_after(law: Law, rate: Rate, damage: FloatArray, years: float) -> float:
    return law.capacity(advance(law, rate, damage, years))


def falls_at(capacity_after: Callable[[float], float], limit: float) -> float:
    """When, within a year, a falling capacity reaches a limit; found by halving. [a]"""
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (low, middle) if capacity_after(middle) < limit else (middle, high)
    return high
