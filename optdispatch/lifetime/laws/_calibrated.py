"""Laws of two mechanisms, time and cycles, whose cycle damage may be scaled to a nameplate.

    loss = z_time^p + z_cycles^r                                               (P1)
    q after the nameplate's cycles, done without pause, = q_N                  (P2)

======  ====================================================  ====  ============
symbol  meaning                                               unit  code
======  ====================================================  ====  ============
p, r    exponents of time and of charge throughput            -     exponents
q_N     capacity left at the end of the nameplate's test      -     capacity_left
s       what cycle damage is multiplied by                    -     cycle_scale
======  ====================================================  ====  ============

Published fits of one chemistry disagree by a factor of three about the life of the same
schedule, so a fit is believed for its shape and a nameplate for its size: (P2) fixes s.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from optdispatch.errors import InputError
from optdispatch.lifetime.daytype import DayType, FloatArray
from optdispatch.lifetime.law import Law, Rate, advance
from optdispatch.nouns import Noun

LARGEST_SCALE = 1e12


class Nameplate(Noun):
    """A laboratory test: cycles without pause, around half charge, until a capacity is left."""

    cycles: float = Field(gt=0, description="Cycles until `capacity_left`.")
    depth: float = Field(gt=0, le=1, description="Depth of each cycle, of the capacity.")
    c_rate: float = Field(gt=0, le=10, description="Rate of charge and discharge. [1/h]")
    capacity_left: float = Field(
        gt=0, lt=1, description="Capacity after that many cycles, of the capacity when new."
    )
    temperature_c: float = Field(default=25.0, ge=-40, le=90, description="Of the cells. [°C]")

    @property
    def test(self) -> tuple[DayType, ...]:
        """The whole test, as if it were one year."""
        up = np.linspace(0.5 - self.depth / 2, 0.5 + self.depth / 2, 101)
        soc = np.concatenate([up, up[-2::-1]])
        hours = 2 * self.depth / self.c_rate / (len(soc) - 1)
        return (DayType(soc, hours, self.cycles, self.temperature_c),)


class Tested(Noun):
    """What the cells behind a fit went through; days beyond it are refused."""

    temperature_c: tuple[float, float] = Field(description="Lowest and highest. [°C]")
    c_rate: float = Field(gt=0, description="Highest mean rate of charge and discharge. [1/h]")

    @model_validator(mode="after")
    def _runs_upward(self) -> Self:
        low, high = self.temperature_c
        if low >= high:
            raise ValueError(f"temperature_c should be [lowest, highest], not [{low:g}, {high:g}]")
        return self

    def check(self, days: Sequence[DayType]) -> None:
        """Raise `InputError` for a day outside."""
        low, high = self.temperature_c
        for day in days:
            if not low <= day.temperature_c <= high:
                raise InputError(
                    f"cells at {day.temperature_c:g} °C; this ageing law was fitted between "
                    f"{low:g} and {high:g} °C"
                )
            if day.c_rate > self.c_rate * (1 + 1e-6):
                raise InputError(
                    f"cells at {day.c_rate:.3g} C; this ageing law was fitted up to "
                    f"{self.c_rate:g} C"
                )


class Calibrated(Law):
    """Loss by time plus loss by cycles, each a power law."""

    tested: Tested = Field(description="Range of the tests behind the fit.")
    calibrate_to: Nameplate | None = Field(
        default=None, description="Scale cycle damage to meet this nameplate; none: as fitted."
    )

    @property
    @abstractmethod
    def exponents(self) -> tuple[float, float]:
        """Exponents p and r of (P1)."""

    @abstractmethod
    def resting(self, days: Sequence[DayType]) -> float:
        """z_time of a year."""

    @abstractmethod
    def cycling(self, days: Sequence[DayType]) -> Callable[[float], float]:
        """z_cycles of a year, unscaled, at a capacity left."""

    @property
    def cycle_depth(self) -> float:
        """The nameplate's, if there is one."""
        return self.calibrate_to.depth if self.calibrate_to else 1.0

    @property
    def mechanisms(self) -> int:
        """Time and cycles."""
        return 2

    def rate(self, days: Sequence[DayType]) -> Rate:
        """Damage by time and by cycles in a year."""
        return self._rate(days, self.cycle_scale)

    def loss(self, damage: FloatArray) -> float:
        """(P1)."""
        return float((damage ** np.array(self.exponents)).sum())

    @cached_property
    def cycle_scale(self) -> float:
        """The s of (P2), found by halving; 1 without a nameplate."""
        plate = self.calibrate_to
        if plate is None:
            return 1.0

        def left(scale: float) -> float:
            rate = self._rate(plate.test, scale)
            return self.capacity(advance(self, rate, self.new(), 1.0))

        if left(0.0) <= plate.capacity_left:
            raise ValueError(
                f"time alone leaves {left(0.0):.3f} by the end of {plate.cycles:g} cycles at "
                f"{plate.c_rate:g} C; give a faster test or a lower capacity_left"
            )
        low, high = 0.0, 1.0
        while left(high) > plate.capacity_left:
            low, high = high, 2 * high
            if high > LARGEST_SCALE:
                raise ValueError(
                    f"cycles of depth {plate.depth:g} take next to nothing by this fit; "
                    "it cannot be scaled to a nameplate"
                )
        while high - low > 1e-9 * high:
            middle = (low + high) / 2
            low, high = (middle, high) if left(middle) > plate.capacity_left else (low, middle)
        return high

    def _rate(self, days: Sequence[DayType], scale: float) -> Rate:
        self.tested.check(days)
        time, cycles = self.resting(days), self.cycling(days)
        return lambda capacity: np.array([time, scale * cycles(capacity)])

    @model_validator(mode="after")
    def _meets_its_nameplate(self) -> Self:
        try:
            _ = self.cycle_scale
        except InputError as error:
            raise ValueError(str(error)) from None
        return self
