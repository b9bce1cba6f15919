"""Frequency regulation: storage follows a signal up and down around its schedule.

    revenue = Σ_t w[t]·Δt·r[t]·(p_c + p_m·K·m)                                (R1)
    0 ≤ r[t] ≤ most_kw                                                       (R2)
    energy that leaves the cells = Σ_t w[t]·Δt·m·e·r[t]                       (R3)

======  ===================================================  ========  ======================
symbol  meaning                                              unit      code
======  ===================================================  ========  ======================
r[t]    capacity promised, up and down                       kW        part.promised_kw
p_c     price of capacity                                    /kW·h     price_per_kw_hour
p_m     price of mileage                                     /kW       price_per_kw_mileage
K       performance index                                    -         performance_index
m       mileage: kW that the signal moves a kW in an hour    1/h       mileage_per_hour
e       energy that leaves the cells for a kW of mileage     kWh/kW    cell_kwh_per_mileage
======  ===================================================  ========  ======================

Around the schedule, r kW up and down and the energy for `hours` of either are kept free; the
storage sees to that, and charges wear on (R3). Markets reckon K by rules such as Shaanxi's
K = 0.2·(3k₁ + k₂ + k₃) ≤ 2, of the rate, the delay and the error of the response; here it is
given. The signal is taken to be neutral in energy: its losses are not in the state of charge.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat

from optdispatch.horizon import BoolArray, Horizon
from optdispatch.note import Note
from optdispatch.programme import Offer, Part, Promising, Terms
from optdispatch.windows import MINUTES, Window, covered


class FrequencyRegulation(Promising):
    """Prices of capacity and of mileage."""

    kind: Literal["frequency_regulation"] = "frequency_regulation"
    price_per_kw_hour: NonNegativeFloat = Field(description="Paid for a kW promised for an hour.")
    price_per_kw_mileage: NonNegativeFloat = Field(
        default=0.0, description="Paid for a kW of movement, times the performance index."
    )
    performance_index: float = Field(default=1.0, ge=0, description="K, by the market's rule.")
    mileage_per_hour: NonNegativeFloat = Field(
        description="How far the signal moves a promised kW in an hour. [kW/kW·h]"
    )
    cell_kwh_per_mileage: NonNegativeFloat = Field(
        description="Energy that leaves the cells for a kW of mileage. [kWh/kW]"
    )
    hours: PositiveFloat = Field(description="For how long it must be able to move one way.")
    windows: tuple[Window, ...] = Field(
        default=("00:00-24:00",), min_length=1, description="When it may be promised."
    )
    stream: ClassVar[str] = "frequency regulation"

    def revenue(self, part: Part, terms: Terms) -> Mapping[str, Any]:
        """See `Programme.revenue`: (R1)."""
        real = part.horizon.weight * part.horizon.hours
        held = terms.dot(real, part.promised_kw)
        moved = self.performance_index * self.mileage_per_hour * held
        return {
            f"{self.name} capacity": self.price_per_kw_hour * held,
            f"{self.name} mileage": self.price_per_kw_mileage * moved,
        }

    def offer(self, horizon: Horizon) -> Offer:
        """See `Promising.offer`: a block each period, (R2) and (R3)."""
        own = np.arange(len(horizon))
        block = np.where(self._open(horizon), own, -1).astype(np.int64)
        wear = self.mileage_per_hour * self.cell_kwh_per_mileage
        return Offer(block, self.most_kw, self.hours, up=True, down=True, cell_kwh=wear)

    def _open(self, horizon: Horizon) -> BoolArray:
        """Where it may be promised: whole periods of the windows, storage at work, (T,)."""
        step = round(60 * horizon.hours)
        minutes = (horizon.minute[:, None] + np.arange(step)) % MINUTES
        inside = (covered(self.windows) > 0)[minutes].all(axis=1)
        held: BoolArray = inside & horizon.operating
        return held

    def notes(self, horizon: Horizon) -> tuple[str, ...]:
        """See `Programme.notes`."""
        return (
            Note(
                "{programme}: the signal is taken to be neutral in energy, and its cycles are in "
                "the cost of wear, not in the ageing of the cells",
                programme=self.name,
            ),
        )
