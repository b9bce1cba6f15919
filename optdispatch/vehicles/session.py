"""A session: a vehicle is plugged in, and leaves with what it needs.

    start = soc_arrival·B,  need = soc_departure·B  or  start + η_c·energy    (N1)
    floor = min(soc_min·B, start),  ceiling = max(soc_max·B, need)            (N2)

Energies are in the vehicle's battery, of B kWh. Where nobody knows the battery, as in most logs,
start is 0 and the ceiling is the need. A vehicle that cannot give back is filled to its need
and no further.
"""

from datetime import datetime
from typing import Literal, Self, TypeAlias, get_args

from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator

from optdispatch.nouns import Noun

Access: TypeAlias = Literal["private", "public", "dedicated"]
ACCESS: tuple[Access, ...] = get_args(Access)
FULL = 1e-9
"""Share of a battery by which a need may be above it through rounding."""


class Session(Noun):
    """What a vehicle asks of a charger, and what both of them can do."""

    id: str = Field(min_length=1, description="What it is called in a ledger.")
    vehicle: str = Field(min_length=1, description="The vehicle.")
    charger: str = Field(min_length=1, description="The charger; it serves one vehicle at a time.")
    arrival: datetime | None = Field(
        default=None, description="Plugged in; local time, if it has no offset."
    )
    departure: datetime | None = Field(
        default=None, description="Unplugged. Without arrival and departure: always connected."
    )
    energy_kwh: NonNegativeFloat | None = Field(
        default=None, description="Energy to be drawn at the charger until departure."
    )
    soc_arrival: float | None = Field(default=None, ge=0, le=1, description="On arrival, 0 to 1.")
    soc_departure: float | None = Field(
        default=None, ge=0, le=1, description="In place of energy_kwh: the least on departure."
    )
    battery_kwh: PositiveFloat | None = Field(default=None, description="Size of its battery.")
    soc_min: float = Field(default=0.0, ge=0, lt=1, description="Never discharged below this.")
    soc_max: float = Field(default=1.0, gt=0, le=1, description="Never charged above this.")
    charge_kw: PositiveFloat = Field(description="Most power drawn at the charger.")
    discharge_kw: NonNegativeFloat = Field(
        default=0.0, description="Most power given back at the charger; 0: one-way."
    )
    efficiency_charge: float = Field(gt=0, le=1, description="From charger to battery, 0 to 1.")
    efficiency_discharge: float = Field(
        default=1.0, gt=0, le=1, description="From battery to charger, 0 to 1."
    )
    access: Access = Field(
        default="private", description="The charger is private, public, or dedicated to a fleet."
    )

    @model_validator(mode="after")
    def _stands(self) -> Self:
        if (self.arrival is None) != (self.departure is None):
            raise ValueError("give arrival and departure, or neither: always connected")
        if self.arrival is not None and self.departure is not None:
            if (self.arrival.tzinfo is None) != (self.departure.tzinfo is None):
                raise ValueError("give arrival and departure both an offset from UTC, or none")
            if self.departure <= self.arrival:
                raise ValueError(f"departure {self.departure} is not after arrival {self.arrival}")
        self._has_a_need()
        return self

    def _has_a_need(self) -> None:
        asked = self.energy_kwh is not None, self.soc_departure is not None
        if all(asked) or not (any(asked) or self.is_always):
            raise ValueError("give energy_kwh or soc_departure, one of them")
        known = self.battery_kwh is not None and self.soc_arrival is not None
        if not known and (asked[1] or self.is_two_way or self.is_always):
            what = "a two-way charger" if self.is_two_way else "soc_departure"
            raise ValueError(f"{what} needs battery_kwh and soc_arrival")
        if self.soc_min >= self.soc_max:
            raise ValueError(f"soc_min {self.soc_min:g} is not below soc_max {self.soc_max:g}")
        if self.battery_kwh is not None:
            full = self.soc_max * self.battery_kwh
            if self.need_kwh > max(full, self.start_kwh) + FULL * self.battery_kwh:
                raise ValueError(
                    f"it is to leave with {self.need_kwh:g} kWh, and is full at {full:g}"
                )

    @property
    def is_always(self) -> bool:
        """Whether it never leaves."""
        return self.arrival is None

    @property
    def is_two_way(self) -> bool:
        """Whether it can give back."""
        return self.discharge_kw > 0

    @property
    def start_kwh(self) -> float:
        """Energy in the battery on arrival: (N1). [kWh]"""
        return (self.soc_arrival or 0.0) * (self.battery_kwh or 0.0)

    @property
    def need_kwh(self) -> float:
        """The least energy in the battery on departure: (N1). [kWh]"""
        if self.soc_departure is not None:
            return self.soc_departure * (self.battery_kwh or 0.0)
        return self.start_kwh + self.efficiency_charge * (self.energy_kwh or 0.0)

    @property
    def floor_kwh(self) -> float:
        """The least energy in the battery at any time: (N2). [kWh]"""
        return min(self.soc_min * (self.battery_kwh or 0.0), self.start_kwh)

    @property
    def ceiling_kwh(self) -> float:
        """The most energy in the battery at any time: (N2). [kWh]"""
        if self.battery_kwh is None or not (self.is_two_way or self.is_always):
            return max(self.need_kwh, self.start_kwh)
        return max(self.soc_max * self.battery_kwh, self.need_kwh, self.start_kwh)
