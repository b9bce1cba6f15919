"""So many cycles to retirement, each taking the same: what a nameplate says.

    z    = cycles done / N                                                     (C1)
    cycles done in a year = Σ_days count · (Σ discharge / δ)                   (C2)
    loss = (1 - q_N) · z                                                       (C3)

=========  ==================================================  ====  =============
symbol     meaning                                             unit  code
=========  ==================================================  ====  =============
N          cycles of the nameplate                             -     cycles
δ          depth of one such cycle                             -     depth
q_N        capacity left after N cycles                        -     capacity_left
discharge  out of the cells, of the current capacity           -     discharged
=========  ==================================================  ====  =============

One 90 % cycle is one cycle and 0.9 equivalent full cycles; two 45 % cycles are one cycle as
well, since cycles are counted as energy discharged. Time and temperature do not age these
cells, by definition: this is the model of the Jiangxi study (江西电力 2025(06): 35-38).
"""

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from optdispatch.lifetime.daytype import DayType, FloatArray, discharged_per_year
from optdispatch.lifetime.law import Law, Rate


class LinearCycles(Law):
    """Cycles to a capacity left; the same loss for each."""

    is_straight: ClassVar[bool] = True
    kind: Literal["linear_cycles"] = "linear_cycles"
    cycles: float = Field(gt=0, description="Cycles until `capacity_left`.")
    depth: float = Field(gt=0, le=1, description="Depth of one such cycle, of the capacity.")
    capacity_left: float = Field(
        gt=0, lt=1, description="Capacity after that many cycles, of the capacity when new."
    )

    @property
    def cycle_depth(self) -> float:
        """The nameplate's."""
        return self.depth

    @property
    def mechanisms(self) -> int:
        """Cycles alone."""
        return 1

    def rate(self, days: Sequence[DayType]) -> Rate:
        """Fraction of the cycles used up in a year, (C1) and (C2)."""
        used = np.array([discharged_per_year(days) / self.depth / self.cycles])
        return lambda _: used

    def loss(self, damage: FloatArray) -> float:
        """(C3)."""
        return float((1 - self.capacity_left) * damage[0])
