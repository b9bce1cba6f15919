"""What the maker of the cells promises, and how much of it a plan leaves.

    cycle slack[t]      = cycles per year - EFC[t] / δ                         (W1)
    throughput slack[t] = limit - Σ discharge at the cell since installation   (W2)
    retention slack[t]  = q[t] - promised(age[t])                              (W3)

=========  ====================================================  ====  ===================
symbol     meaning                                               unit  code
=========  ====================================================  ====  ===================
EFC        equivalent full cycles in a year                      -     full_cycles
δ          depth of what the warranty calls a cycle              -     cycle_depth
q          capacity left of the oldest cells, of that when new   -     capacity
promised   capacity that the maker promises, by age              -     retention_by_year
=========  ====================================================  ====  ===================

All is counted from the day the oldest cells were installed, at the end of each year.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from optdispatch.lifetime.daytype import BoolArray, FloatArray
from optdispatch.nouns import Noun

MARGIN = 1e-9


@dataclass(frozen=True, eq=False)
class WarrantySlack:
    """What is left of each promise at the end of each year; arrays of shape (years,).

    A slack below zero in a year when the warranty is in force breaks it. A promise that was
    not made has no slack.
    """

    in_force: BoolArray
    """Whether the warranty still runs."""
    cycles: FloatArray | None
    """Cycles that the year still had to spare."""
    throughput_mwh: FloatArray | None
    """Discharge that is still covered. [MWh]"""
    retention: FloatArray | None
    """Capacity above what is promised, of that when new; below zero the maker owes cells."""

    @property
    def broken(self) -> BoolArray:
        """Years in which the use of the cells goes beyond the warranty."""
        over = np.zeros_like(self.in_force)
        for slack in (self.cycles, self.throughput_mwh):
            if slack is not None:
                over |= slack < -MARGIN
        return over & self.in_force

    @property
    def claimable(self) -> BoolArray:
        """Years that end below the promised capacity, with every condition kept so far."""
        if self.retention is None:
            return np.zeros_like(self.in_force)
        kept = ~np.logical_or.accumulate(self.broken)
        return (self.retention < -MARGIN) & self.in_force & kept


class Warranty(Noun):
    """Limits on use, and the capacity promised in return."""

    years: float = Field(gt=0, description="How long it runs, from the day of installation.")
    cycles_per_year: float | None = Field(default=None, gt=0, description="At most so many.")
    cycle_depth: float | None = Field(
        default=None, gt=0, le=1, description="Depth of what it calls a cycle."
    )
    throughput_mwh: float | None = Field(
        default=None, gt=0, description="Discharge at the cell that is covered, in all. [MWh]"
    )
    retention_by_year: dict[float, float] = Field(
        default_factory=dict, description="Age in years → capacity promised, of that when new."
    )

    @model_validator(mode="after")
    def _promises_something(self) -> Self:
        if (self.cycles_per_year is None) != (self.cycle_depth is None):
            raise ValueError("cycles_per_year and cycle_depth go together; give both or neither")
        if not (self.cycles_per_year or self.throughput_mwh or self.retention_by_year):
            raise ValueError("give cycles_per_year, throughput_mwh or retention_by_year")
        entries = [(0.0, 1.0), *sorted(self.retention_by_year.items())]
        for (young, much), (old, little) in pairwise(entries):
            if old <= 0 or not 0 < little <= much:
                raise ValueError(
                    f"retention goes from {much:g} in year {young:g} to {little:g} in year "
                    f"{old:g}; it should fall from 1 in year 0"
                )
        return self

    def slack(
        self,
        age: FloatArray,
        capacity: FloatArray,
        full_cycles: FloatArray,
        throughput_mwh: FloatArray,
    ) -> WarrantySlack:
        """(W1) to (W3), at the end of each year.

        Parameters
        ----------
        age : array, shape (years,)
            Of the oldest cells. [a]
        capacity : array, shape (years,)
            Left in the oldest cells, of that when new.
        full_cycles : array, shape (years,)
            Equivalent full cycles in the year.
        throughput_mwh : array, shape (years,)
            Discharge at the cell since the oldest cells were installed. [MWh]
        """
        cycles = throughput = retention = None
        if self.cycles_per_year is not None and self.cycle_depth is not None:
            cycles = self.cycles_per_year - full_cycles / self.cycle_depth
        if self.throughput_mwh is not None:
            throughput = self.throughput_mwh - throughput_mwh
        if self.retention_by_year:
            x, y = np.array([(0.0, 1.0), *sorted(self.retention_by_year.items())]).T
            retention = capacity - np.interp(age, x, y)
        return WarrantySlack(age <= self.years + MARGIN, cycles, throughput, retention)
