"""What a charge is applied to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from optdispatch.connection import Connection
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon, IntArray
from optdispatch.tariff.monthly_prices import MonthlyPrices
from optdispatch.tariff.ops import Ops, Profile
from optdispatch.tariff.time_of_use import TimeOfUse


@dataclass(frozen=True)
class Use:
    """What the meter sees, when, and behind which connection."""

    imported_kw: Profile
    exported_kw: Profile
    horizon: Horizon
    connection: Connection
    time_of_use: TimeOfUse | None = None
    reactive_kvar: FloatArray | None = None
    """Reactive power that the meter sees, shape (T,); None: nobody has said. [kvar]"""
    monthly_prices: MonthlyPrices | None = None
    import_prices: Sequence[tuple[str, Callable[["Use"], FloatArray]]] = ()
    """Of each charge whose price of a kWh drawn only time moves: its name, and that price."""
    owed: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """What each charge of a lower rank has come to, month by month. [currency]"""

    @cached_property
    def shares(self) -> dict[str, FloatArray]:
        """Share of each step that lies in each period of the tariff, each of shape (T,)."""
        return self.time_of_use.shares(self.horizon) if self.time_of_use else {}

    @cached_property
    def energy(self) -> FloatArray:
        """Real energy that one kW in each period stands for, shape (T,). [kWh/kW]"""
        return self.horizon.weight * self.horizon.hours

    @property
    def month_periods(self) -> tuple[IntArray, ...]:
        """Which periods lie in each billing month."""
        return self.horizon.month_periods

    @cached_property
    def month_numbers(self) -> tuple[int, ...]:
        """Each billing month as months since the year 0; modulo 12, January is 0."""
        names = (month.name.split("-") for month in self.horizon.months)
        return tuple(int(year) * 12 + int(month) - 1 for year, month in names)

    @cached_property
    def month_days(self) -> tuple[float, ...]:
        """Real days of each billing month that the periods stand for."""
        return tuple(float(self.energy[at].sum()) / 24 for at in self.month_periods)

    def by_month(self, weights: FloatArray, power: Profile, ops: Ops) -> list[Any]:
        """Σ_{t ∈ month} weights[t]·power[t] for each billing month."""
        return [ops.dot(weights[at], _taken(power, at)) for at in self.month_periods]

    def blocks(self, minutes: int) -> IntArray:
        """First periods of the clock's blocks of some minutes; a ring begins a block too.

        Raises `InputError` where a block is not whole steps.
        """
        step = int(self.horizon.step.total_seconds() // 60)
        if minutes % step or (24 * 60) % minutes:
            raise InputError(
                f"a demand of {minutes} min cannot be averaged over steps of {step} min; "
                "a block is whole steps, and a day whole blocks"
            )
        begins = self.horizon.minute % minutes == 0
        begins[[s.start for s in self.horizon.slices]] = True
        return np.flatnonzero(begins)


def _taken(power: Profile, at: IntArray) -> Profile:
    """Some periods of a profile."""
    return power[at] if isinstance(power, np.ndarray) else [power[t] for t in at.tolist()]
