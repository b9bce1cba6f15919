"""Sizes that can be had: steps of power and of energy, up to a number of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Place: TypeAlias = tuple[int, int]
"""Steps of power and of energy, from 1 on."""


@dataclass(frozen=True)
class Lattice:
    """Places, each with its power and energy."""

    step_kw: float
    step_kwh: float
    most: Place
    """The greatest numbers of steps."""
    tied: bool
    """Whether power and energy come together, in whole cabinets."""
    fits: Callable[[float, float], bool] = lambda _kw, _kwh: True
    """Whether a power and an energy are within the limits that are known beforehand."""

    def sizes(self, place: Place) -> tuple[float, float]:
        """Power and energy of a place. [kW, kWh]"""
        return place[0] * self.step_kw, place[1] * self.step_kwh

    @property
    def greatest(self) -> tuple[float, float]:
        """The greatest power and energy. [kW, kWh]"""
        return self.sizes(self.most)

    def __contains__(self, place: Place) -> bool:
        kw, kwh = place
        inside = 1 <= kw <= self.most[0] and 1 <= kwh <= self.most[1]
        return inside and (kw == kwh or not self.tied) and self.fits(*self.sizes(place))

    def __iter__(self) -> Iterator[Place]:
        """Every place that can be had."""
        kw, kwh = self.most
        powers = range(1, kw + 1)
        every = ((i, j) for i in powers for j in ((i,) if self.tied else range(1, kwh + 1)))
        yield from (place for place in every if place in self)

    def around(self, place: Place, stride: int = 1) -> tuple[Place, ...]:
        """Neighbours that can be had: a stride more or less of power, of energy, or of both."""
        kw, kwh = place
        steps = (-stride, 0, stride)
        near = (self._within((kw + i, kwh + j)) for i in steps for j in steps)
        return tuple(dict.fromkeys(p for p in near if p != place and p in self))

    def beside(self, place: Place) -> tuple[Place, ...]:
        """One step more and less of power and of energy, whether it can be had or not."""
        kw, kwh = place
        near = ((kw + 1, kwh), (kw - 1, kwh), (kw, kwh + 1), (kw, kwh - 1))
        return tuple(p for p in near if p == self._within(p))

    def nearest(self, power_kw: float, energy_kwh: float) -> Place | None:
        """A place near some sizes that can be had; None, where the way down to none has none."""
        place = power_kw / self.step_kw, energy_kwh / self.step_kwh
        if self.tied:
            place = (sum(place) / 2,) * 2
        for share in np.linspace(1.0, 0.0, 1 + max(self.most)):
            found = self._within((round(share * place[0]), round(share * place[1])))
            if found in self:
                return found
        return None

    def spread(self, number: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """So many steps of power and of energy for a map, evenly spaced up to the greatest."""
        kw, kwh = (np.unique(np.linspace(1, most, number).round()) for most in self.most)
        return tuple(int(i) for i in kw), tuple(int(j) for j in kwh)

    def _within(self, place: Place) -> Place:
        kw, kwh = (min(max(n, 1), most) for n, most in zip(place, self.most, strict=True))
        return kw, kwh
