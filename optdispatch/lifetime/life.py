"""The lifetime table: what the cells are and do in each year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optdispatch.lifetime.daytype import BoolArray, FloatArray, IntArray
from optdispatch.lifetime.warranty import WarrantySlack


@dataclass(frozen=True, eq=False)
class Lifetime:
    """Years 1 to N; arrays of shape (years,). Capacities are of what was installed first."""

    year: IntArray
    energy_kwh: float
    """What was installed first, and is installed again at each replacement. [kWh]"""
    capacity_start: FloatArray
    """At the first moment of the year, new cells included."""
    capacity_mean: FloatArray
    """Over the year."""
    capacity_end: FloatArray
    """At the last moment of the year, before cells are replaced or added at its end."""
    capacity_kwh: FloatArray
    """What the year's dispatch is planned with. [kWh]"""
    efficiency: FloatArray
    """Round trip, at the mean age of the cells at the start of the year."""
    equivalent_full_cycles: FloatArray
    """Discharge over the current capacity."""
    cycles: FloatArray
    """The same, over the depth of the law's cycle: a 90 % cycle is one, and 0.9 full ones."""
    throughput_cell_kwh: FloatArray
    """Discharge at the cell. [kWh]"""
    throughput_meter_kwh: FloatArray
    """Discharge at the meter. [kWh]"""
    replaced: BoolArray
    """Whether all cells are replaced in the year, or at its end."""
    added_kwh: FloatArray
    """Cells that are added at the end of the year. [kWh]"""
    warranty: WarrantySlack | None = None

    @property
    def years(self) -> int:
        """Years of operation."""
        return len(self.year)

    @property
    def replacement_years(self) -> tuple[int, ...]:
        """The years in which, or at whose end, cells are replaced."""
        return tuple(self.year[self.replaced].tolist())

    def to_frame(self) -> pd.DataFrame:
        """One row a year; only what was promised or asked for has a column."""
        columns: dict[str, FloatArray | BoolArray] = {
            "capacity_start": self.capacity_start,
            "capacity_mean": self.capacity_mean,
            "capacity_end": self.capacity_end,
            "capacity_kwh": self.capacity_kwh,
            "efficiency": self.efficiency,
            "equivalent_full_cycles": self.equivalent_full_cycles,
            "cycles": self.cycles,
            "throughput_cell_kwh": self.throughput_cell_kwh,
            "throughput_meter_kwh": self.throughput_meter_kwh,
            "replaced": self.replaced,
        }
        if np.any(self.added_kwh):
            columns["added_kwh"] = self.added_kwh
        if slack := self.warranty:
            columns["warranty_in_force"] = slack.in_force
            columns["warranty_broken"] = slack.broken
            for name in ("cycles", "throughput_mwh", "retention"):
                if (values := getattr(slack, name)) is not None:
                    columns[f"warranty_{name}_slack"] = values
        return pd.DataFrame(columns, index=pd.Index(self.year, name="year"))
