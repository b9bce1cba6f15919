"""What a charge is applied to."""

from dataclasses import dataclass
from functools import cached_property

from optdispatch.connection import Connection
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.tariff.ops import Profile
from optdispatch.tariff.time_of_use import TimeOfUse


@dataclass(frozen=True)
class Use:
    """What the meter sees, when, and behind which connection."""

    imported_kw: Profile
    exported_kw: Profile
    horizon: Horizon
    connection: Connection
    time_of_use: TimeOfUse | None = None

    @cached_property
    def shares(self) -> dict[str, FloatArray]:
        """Share of each step that lies in each period of the tariff, each of shape (T,)."""
        return self.time_of_use.shares(self.horizon) if self.time_of_use else {}

    @cached_property
    def energy(self) -> FloatArray:
        """Real energy that one kW in each period stands for, shape (T,). [kWh/kW]"""
        return self.horizon.weight * self.horizon.hours
