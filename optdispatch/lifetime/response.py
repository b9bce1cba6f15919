"""What a battery saves at each capacity, from few solutions or from many.

    savings(q) ≈ w·savings(q_k) + (1 - w)·savings(q_k+1),  q = w·q_k + (1 - w)·q_k+1   (I1)

Savings of a linear program are concave in the capacity, so (I1) never overstates them, and the
blend of two neighbours' schedules is itself a schedule of the capacity in between. Scaling the
savings of a new battery instead is 6 % off at 80 % capacity where a demand charge matters. A
program with integers need not be concave: the error is measured, not assumed.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import floor, isfinite
from typing import Generic, TypeVar

import numpy as np

from optdispatch.errors import InputError
from optdispatch.lifetime.daytype import FloatArray

T = TypeVar("T")

Parts = tuple[tuple[float, T], ...]
"""Solutions and their weights, which add up to one."""

ON_A_POINT = 1e-9


@dataclass(frozen=True)
class InterpolationError:
    """What a line between two solved capacities says in its middle, and what is so."""

    capacity: float
    """Where it was measured, of what was installed first."""
    interpolated: float
    solved: float
    most: float
    """What `solved` can be at most where savings are concave and never fall with capacity."""
    scale: float
    """The greatest savings on the grid."""

    @property
    def relative(self) -> float:
        """Understatement as a fraction of the greatest savings; below zero: overstated."""
        return (self.solved - self.interpolated) / self.scale if self.scale else 0.0

    @property
    def bound(self) -> float:
        """What `relative` can be at most, as the neighbouring solutions have it."""
        return (self.most - self.interpolated) / self.scale if self.scale else 0.0


@dataclass(frozen=True)
class Response(ABC, Generic[T]):
    """Solutions by capacity, each found when it is first wanted and then kept."""

    solve: Callable[[float], T]
    """Solves the dispatch with a capacity, of what was installed first."""
    savings: Callable[[T], float]
    """Savings of a year, of a solution. [currency]"""
    _kept: dict[float, T] = field(default_factory=dict, init=False, repr=False, compare=False)

    @abstractmethod
    def parts(self, capacity: float) -> Parts[T]:
        """Which solutions make up the year at a capacity, and how much of each."""

    @abstractmethod
    def errors(self, checks: int | None = None) -> tuple[InterpolationError, ...]:
        """Errors measured in so many intervals, or in all; the worst first."""

    def at(self, capacity: float) -> float:
        """Savings of a year at a capacity. [currency]"""
        return sum(weight * self._worth(solution) for weight, solution in self.parts(capacity))

    def yearly(self, capacities: Iterable[float]) -> FloatArray:
        """Savings of each year, shape (years,). [currency]"""
        return np.array([self.at(capacity) for capacity in capacities])

    @property
    def solved(self) -> tuple[float, ...]:
        """Capacities that were solved, lowest first."""
        return tuple(sorted(self._kept))

    def _solution(self, capacity: float) -> T:
        key = round(capacity, 12)
        if key not in self._kept:
            self._kept[key] = self.solve(key)
        return self._kept[key]

    def _worth(self, solution: T) -> float:
        if not isfinite(worth := self.savings(solution)):
            raise InputError(f"savings of a dispatch should be a finite number, not {worth}")
        return worth


@dataclass(frozen=True)
class Interpolated(Response[T]):
    """Straight lines between equally spaced capacities.

    The spacing goes on below `lowest` and above `highest` if the cells do.

    >>> root = Interpolated(solve=lambda q: q, savings=lambda q: q**0.5, lowest=0.8)
    >>> round(root.at(0.93), 4), root.solved
    (0.9643, (0.9, 0.95))
    """

    lowest: float
    """Usually the retirement capacity."""
    highest: float = 1.0
    points: int = 5

    def __post_init__(self) -> None:
        if not 0 < self.lowest < self.highest:
            raise InputError(
                f"a grid of capacities should rise from above 0, not from {self.lowest:g} "
                f"to {self.highest:g}"
            )
        if self.points < 2:
            raise InputError(f"a grid of capacities needs 2 points or more, not {self.points}")

    @property
    def spacing(self) -> float:
        """Between neighbouring capacities."""
        return (self.highest - self.lowest) / (self.points - 1)

    def parts(self, capacity: float) -> Parts[T]:
        """(I1)."""
        place = (self.highest - capacity) / self.spacing
        above = floor(place + ON_A_POINT)
        if self._capacity(above + 1) < ON_A_POINT:
            raise InputError(f"no dispatch can be planned with {capacity:.3g} of the capacity")
        upper = self._solution(self._capacity(above))
        if place - above < ON_A_POINT:
            return ((1.0, upper),)
        below = place - above
        return ((1 - below, upper), (below, self._solution(self._capacity(above + 1))))

    def errors(self, checks: int | None = None) -> tuple[InterpolationError, ...]:
        """Solve in the middle of the intervals in use, or of those with the highest bounds.

        The highest bound holds for every interval, whether it was checked or not.
        """
        known = {q: self._worth(self._kept[q]) for q in self.solved}
        ends = [(q, _next(q, known, self.spacing)) for q in known]
        lines = [
            ((known[low] + known[high]) / 2, _most(low, high, known, self.spacing), low, high)
            for low, high in ends
            if high is not None
        ]
        lines.sort(key=lambda line: line[0] - line[1])
        scale = max(map(abs, known.values()), default=0.0)
        found = [
            InterpolationError(
                capacity=(low + high) / 2,
                interpolated=middle,
                solved=self._worth(self.solve((low + high) / 2)),
                most=most,
                scale=scale,
            )
            for middle, most, low, high in lines[:checks]
        ]
        return tuple(sorted(found, key=lambda error: -abs(error.relative)))

    def _capacity(self, place: int) -> float:
        return self.highest - place * self.spacing


@dataclass(frozen=True)
class EveryYear(Response[T]):
    """Each capacity solved outright."""

    def parts(self, capacity: float) -> Parts[T]:
        """The solution itself."""
        if capacity <= 0:
            raise InputError("no dispatch can be planned with none of the capacity left")
        return ((1.0, self._solution(capacity)),)

    def errors(self, checks: int | None = None) -> tuple[InterpolationError, ...]:
        """None, since nothing is interpolated."""
        return ()


def _next(capacity: float, known: dict[float, float], spacing: float) -> float | None:
    """The neighbour above, if it was solved."""
    return next((q for q in known if abs(q - capacity - spacing) < ON_A_POINT), None)


def _most(low: float, high: float, known: dict[float, float], spacing: float) -> float:
    """Greatest savings in the middle: below the end's, and below the neighbours' lines."""
    ceilings = [max(known[low], known[high])]
    if (above := _next(high, known, spacing)) is not None:
        ceilings.append(known[high] + (known[high] - known[above]) / 2)
    if (below := _next(low - 2 * spacing, known, spacing)) is not None:
        ceilings.append(known[low] + (known[low] - known[below]) / 2)
    return min(ceilings)
