"""Energy fed into the grid, which the utility pays for.

    cost = -Σ_t w[t]·Δt · price[t] · export[t]                                 (C2)

The price may be of any kind that an import price may be, a series among them, or a share of the
import price of the same period.
"""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.prices import AnyPrice
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class Export(Charge):
    """A price per kWh exported."""

    kind: Literal["export"] = "export"
    price: AnyPrice = Field(description="Price paid for a kWh.")
    stream: ClassVar[str] = "energy"

    @property
    def every_period(self) -> bool:
        """See `Charge.every_period`."""
        return True

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C2)."""
        _, price = self.marginal(use)
        return {self.name: use.by_month(-price * use.energy, use.exported_kw, ops)}

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: energy fed in."""
        return {self.name: Quantity("kWh", use.by_month(use.energy, use.exported_kw, NUMBERS))}

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """See `Charge.marginal`."""
        price = np.sum(list(self.price.per_kwh(use).values()), axis=0)
        return np.zeros(len(price)), price

    def periods(self) -> tuple[str, ...]:
        """See `Charge.periods`."""
        return self.price.periods()

    def components(self) -> tuple[str, ...]:
        """See `Charge.components`."""
        return self.price.names
