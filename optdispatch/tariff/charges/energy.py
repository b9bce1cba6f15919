"""Energy drawn from the grid, at the price of its period.

    cost[l] = Σ_t w[t]·Δt · price[l,t] · import[t]                             (C1)

One line l a period; w[t] is the number of real periods that t stands for.
"""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.prices import AnyPrice
from optdispatch.tariff.use import Use


class Energy(Charge):
    """A price per kWh imported."""

    kind: Literal["energy"] = "energy"
    price: AnyPrice = Field(description="Price of a kWh.")
    stream: ClassVar[str] = "energy"
    every_period: ClassVar[bool] = True

    def lines(self, use: Use, ops: Ops) -> dict[str, Any]:
        """See `Charge.lines`: (C1)."""
        return {
            f"{self.name} {line}".strip(): ops.dot(price * use.energy, use.imported_kw)
            for line, price in self.price.per_kwh(use).items()
        }

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """See `Charge.marginal`."""
        price = np.sum(list(self.price.per_kwh(use).values()), axis=0)
        return price, np.zeros(len(price))

    def periods(self) -> tuple[str, ...]:
        """See `Charge.periods`."""
        return self.price.periods()
