"""A table from a data sheet: how many cycles of each depth, and what time takes.

    z_cycles = Σ_cycles 1 / N(δ)                                               (T1)
    z_time   = years                                                           (T2)
    loss     = (1 - q_N) · z_cycles + curve(z_time)                            (T3)

=========  ===========================================  ====  ======================
symbol     meaning                                      unit  code
=========  ===========================================  ====  ======================
N(δ)       cycles of depth δ until q_N is left          -     cycles_by_depth
q_N        capacity that the table counts to            -     capacity_left
curve      capacity lost by age alone                   -     calendar_loss_by_year
=========  ===========================================  ====  ======================

Cycles are found by rainflow and damage adds as Palmgren and Miner have it. Between entries,
N follows a straight line in log-log; beyond the ends the nearest slope goes on, at least so
steep that a shallower cycle never costs more per kWh. After the curve's last year its last
slope goes on. Temperature plays no part: a data sheet's table is for one temperature.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from optdispatch.lifetime.daytype import DayType, FloatArray
from optdispatch.lifetime.law import Law, Rate
from optdispatch.lifetime.rainflow import swings


class Table(Law):
    """Cycles by depth, and loss by age."""

    kind: Literal["table"] = "table"
    cycles_by_depth: dict[float, float] = Field(
        min_length=1, description="Depth of discharge → cycles until `capacity_left`."
    )
    capacity_left: float = Field(
        gt=0, lt=1, description="Capacity that the table counts to, of the capacity when new."
    )
    calendar_loss_by_year: dict[float, float] = Field(
        default_factory=dict, description="Age in years → capacity lost; none: age takes nothing."
    )

    @model_validator(mode="after")
    def _falls_with_depth(self) -> Self:
        entries = sorted(self.cycles_by_depth.items())
        for depth, cycles in entries:
            if not 0 < depth <= 1:
                raise ValueError(f"a depth should lie in 0 to 1, not {depth:g}")
            if cycles < 1:
                raise ValueError(f"cycles at depth {depth:g} should be 1 or more, not {cycles:g}")
        for (shallow, many), (deep, few) in pairwise(entries):
            if few > many:
                raise ValueError(
                    f"cycles rise from {many:g} at depth {shallow:g} to {few:g} at {deep:g}; "
                    "deeper cycles should not be more"
                )
        return self

    @model_validator(mode="after")
    def _rises_with_age(self) -> Self:
        entries = [(0.0, 0.0), *sorted(self.calendar_loss_by_year.items())]
        for (young, little), (old, much) in pairwise(entries):
            if old <= 0 or not little <= much < 1:
                raise ValueError(
                    f"calendar loss goes from {little:g} in year {young:g} to {much:g} in year "
                    f"{old:g}; it should rise from 0 in year 0 and stay below 1"
                )
        return self

    @property
    def mechanisms(self) -> int:
        """Cycles and age."""
        return 2

    def damage_by(self, depth: FloatArray) -> FloatArray:
        """1/N(δ), for depths above 0; shape as given.

        >>> law = Table(cycles_by_depth={0.8: 2500, 0.5: 5000}, capacity_left=0.8)
        >>> (1 / law.damage_by(np.array([0.25, 0.5, 0.8]))).round().tolist()
        [13897.0, 5000.0, 2500.0]
        """
        x, y = np.log(np.array(sorted(self.cycles_by_depth.items()))).T
        slopes = np.diff(y) / np.diff(x) if len(x) > 1 else np.array([-1.0])
        below, above = np.minimum(slopes[[0, -1]], -1.0)
        at = np.log(depth)
        beyond = below * np.minimum(at - x[0], 0) + above * np.maximum(at - x[-1], 0)
        # However steep a table's last slope is, a cycle takes one life at most.
        damage: FloatArray = np.exp(np.minimum(-np.interp(at, x, y) - beyond, 0.0))
        return damage

    def rate(self, days: Sequence[DayType]) -> Rate:
        """(T1) and (T2) of a year."""
        depth, per_year, _, _ = swings(days)
        damage = np.array([float((per_year * self.damage_by(depth)).sum()), 1.0])
        return lambda _: damage

    def loss(self, damage: FloatArray) -> float:
        """(T3)."""
        cycles, years = damage.tolist()
        return float((1 - self.capacity_left) * cycles + self._by_age(years))

    def _by_age(self, years: float) -> float:
        """Loss by age alone; the last slope goes on."""
        x, y = np.array([(0.0, 0.0), *sorted(self.calendar_loss_by_year.items())]).T
        if years <= x[-1] or len(x) == 1:
            return float(np.interp(years, x, y))
        return float(y[-1] + (y[-1] - y[-2]) / (x[-1] - x[-2]) * (years - x[-1]))
