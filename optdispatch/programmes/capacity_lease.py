"""A lease of capacity: somebody pays by the year for power that is there when asked for.

    revenue = p·L·Σ_t w[t]·Δt / (hours of the year)                           (J1)
    0 ≤ L ≤ most_kw                                                          (J2)

L kW, and the energy to deliver them for `hours`, are kept free in the windows on every day; the
storage sees to that. How much is leased is one decision for the whole time that is planned.
"""

from calendar import isleap
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat

from optdispatch.horizon import BoolArray, FloatArray, Horizon
from optdispatch.programme import Offer, Part, Promising, Terms
from optdispatch.windows import MINUTES, Month, Window, covered


class CapacityLease(Promising):
    """A price per kW and year for power that stays available."""

    kind: Literal["capacity_lease"] = "capacity_lease"
    price_per_kw_year: NonNegativeFloat = Field(description="Price p of a kW, a year.")
    hours: PositiveFloat = Field(description="For how long it must be able to deliver.")
    windows: tuple[Window, ...] = Field(
        default=("00:00-24:00",), min_length=1, description="When it must be available."
    )
    months: tuple[Month, ...] = Field(
        default=tuple(range(1, 13)), description="Months in which it must be; all if absent."
    )
    stream: ClassVar[str] = "capacity lease"

    def revenue(self, part: Part, terms: Terms) -> Mapping[str, Any]:
        """See `Programme.revenue`: (J1)."""
        held = np.flatnonzero(self._held(part.horizon))
        years = np.zeros(len(part.horizon))
        if len(held):
            years[held[0]] = _years(part.horizon)
        return {self.name: self.price_per_kw_year * terms.dot(years, part.promised_kw)}

    def offer(self, horizon: Horizon) -> Offer:
        """See `Promising.offer`: one block, (J2)."""
        block = np.where(self._held(horizon), 0, -1).astype(np.int64)
        return Offer(block, self.most_kw, self.hours, up=True, down=False)

    def _held(self, horizon: Horizon) -> BoolArray:
        """Where it must be available; storage at rest never is, shape (T,)."""
        step = round(60 * horizon.hours)
        minutes = (horizon.minute[:, None] + np.arange(step)) % MINUTES
        inside = (covered(self.windows) > 0)[minutes].any(axis=1)
        in_months = np.isin(horizon.index.month, self.months)
        held: BoolArray = inside & in_months & horizon.operating
        return held


def _years(horizon: Horizon) -> float:
    """Years that the periods stand for."""
    hours: FloatArray = horizon.weight * horizon.hours
    lengths = {year: 8784 if isleap(year) else 8760 for year in set(horizon.index.year.tolist())}
    return float(sum(hours[horizon.index.year == y].sum() / n for y, n in lengths.items()))
