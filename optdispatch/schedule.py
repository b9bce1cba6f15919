"""The plan that comes out: the power of every flow in each period."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from optdispatch.horizon import FloatArray, Horizon


@dataclass(frozen=True)
class Store:
    """What a storage does in each period, arrays of shape (T,)."""

    charge_kw: FloatArray
    """Power drawn from the bus. [kW]"""
    discharge_kw: FloatArray
    """Power delivered to the bus. [kW]"""
    energy_kwh: FloatArray
    """Energy stored at the end of the period. [kWh]"""

    @property
    def power_kw(self) -> FloatArray:
        """Power delivered to the bus, less power drawn. [kW]"""
        return self.discharge_kw - self.charge_kw


@dataclass(frozen=True)
class Parts:
    """What the parts of a flexible asset do, arrays of shape (K,) in the asset's own order."""

    charge_kw: FloatArray
    """Power drawn from the bus. [kW]"""
    discharge_kw: FloatArray
    """Power delivered to the bus. [kW]"""


@dataclass(frozen=True)
class Proof:
    """How a schedule was found, and what shows that there is no better one."""

    method: str
    """What was solved: `linear program`, or `mixed-integer program` with binaries."""
    cost: float
    """Value of the objective that the solver reports. [currency]"""
    bound: float
    """No schedule costs less than this. [currency]"""
    binaries: int
    """In how many periods charging and discharging, or import and export, were made exclusive."""
    calm: bool
    """Whether the second pass, that smooths without a cost, has been taken."""
    bus_value: FloatArray
    """Cost of one more kWh drawn from the bus in each real period, shape (T,). [per kWh]"""
    stored_value: dict[str, FloatArray]
    """What one more kWh in a storage would save, shape (T,). [per kWh]"""
    worth: dict[str, float]
    """What one more unit of each size would save. [currency per kW or kWh]"""
    sizes: dict[str, float]
    """The sizes that were used, chosen or given. [kW or kWh]"""
    switches: int = 0
    """How many events of programmes were decided by binaries."""
    relaxed_by: float | None = None
    """Where parts were planned together and then shared out, how far the cost is above that
    relaxation's bound; the cost and the other numbers are of what was shared out. [currency]"""


@dataclass(frozen=True)
class Schedule:
    """Power in each period, arrays of shape (T,). Power delivered to the bus is positive. [kW]"""

    horizon: Horizon
    imported_kw: FloatArray
    exported_kw: FloatArray
    power_kw: dict[str, FloatArray]
    """Power that each asset delivers to the bus."""
    stores: dict[str, Store] = field(default_factory=dict)
    proof: Proof | None = None
    """Of an optimum; a rule has none."""
    promised_kw: dict[str, FloatArray] = field(default_factory=dict)
    """Power that storage keeps free for each programme; a rule promises none."""
    parts: dict[str, Parts] = field(default_factory=dict)
    """What the parts of each flexible asset do."""

    @property
    def storage_kw(self) -> FloatArray:
        """Power that all storage delivers to the bus, shape (T,). [kW]"""
        return sum((s.power_kw for s in self.stores.values()), np.zeros(len(self.horizon)))

    @property
    def load_kw(self) -> FloatArray:
        """Net power that the site needs without its storage, shape (T,). [kW]"""
        return self.imported_kw - self.exported_kw + self.storage_kw

    def to_frame(self) -> pd.DataFrame:
        """One row a period, one column a flow."""
        columns = {"imported_kw": self.imported_kw, "exported_kw": self.exported_kw}
        columns |= {f"{name}_kw": power for name, power in self.power_kw.items()}
        for name, store in self.stores.items():
            columns |= {
                f"{name}_charge_kw": store.charge_kw,
                f"{name}_discharge_kw": store.discharge_kw,
                f"{name}_energy_kwh": store.energy_kwh,
            }
        columns |= {f"{name}_promised_kw": power for name, power in self.promised_kw.items()}
        return pd.DataFrame(columns, index=self.horizon.index)
