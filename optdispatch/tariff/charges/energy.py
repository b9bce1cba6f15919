"""Energy drawn from the grid, at the price of its period.

    cost[l] = Σ_{t ∈ months} w[t]·Δt · price[l,t] · import[t]                  (C1)

One line l a period; w[t] is the number of real periods that t stands for.
"""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray
from optdispatch.tariff.charge import EVERY_MONTH, Charge, in_months
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.prices import AnyPrice
from optdispatch.tariff.use import Use
from optdispatch.windows import Month


class Energy(Charge):
    """A price per kWh imported."""

    kind: Literal["energy"] = "energy"
    price: AnyPrice = Field(description="Price of a kWh.")
    months: tuple[Month, ...] = Field(
        default=EVERY_MONTH, description="Months in which it is charged; all if absent."
    )
    stream: ClassVar[str] = "energy"

    @property
    def every_period(self) -> bool:
        """See `Charge.every_period`."""
        return True

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C1)."""
        energy = use.energy * in_months(self.months, use.horizon)
        return {
            f"{self.name} {line}".strip(): use.by_month(price * energy, use.imported_kw, ops)
            for line, price in self.price.per_kwh(use).items()
        }

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """See `Charge.marginal`."""
        price = np.sum(list(self.price.per_kwh(use).values()), axis=0)
        return price * in_months(self.months, use.horizon), np.zeros(len(price))

    def periods(self) -> tuple[str, ...]:
        """See `Charge.periods`."""
        return self.price.periods()

    def components(self) -> tuple[str, ...]:
        """See `Charge.components`."""
        return self.price.names
