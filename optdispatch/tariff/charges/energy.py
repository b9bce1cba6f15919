"""Energy drawn from the grid, at the price of its period.

    cost[l] = Σ_{t ∈ months} w[t]·Δt · price[l,t] · import[t]                  (C1)

One line l a period; w[t] is the number of real periods that t stands for.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator

from optdispatch.horizon import FloatArray
from optdispatch.tariff.charge import EVERY_MONTH, Charge, in_months
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.prices import AnyPrice
from optdispatch.tariff.quantity import Quantity
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

    @field_validator("price")
    @classmethod
    def _is_its_own(cls, price: AnyPrice) -> AnyPrice:
        if price.is_of_import:
            raise ValueError("a share of the import price is for energy fed in; give a price")
        return price

    @property
    def has_import_price(self) -> bool:
        """See `Charge.has_import_price`."""
        return True

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

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: energy drawn in the period of each line."""
        energy, own = use.energy * in_months(self.months, use.horizon), self.price.periods()
        weights = {
            p: energy * (use.shares[p] if p in own else 1.0) for p in self.price.per_kwh(use)
        }
        return {
            f"{self.name} {p}".strip(): Quantity("kWh", use.by_month(w, use.imported_kw, NUMBERS))
            for p, w in weights.items()
        }

    def parts(self, use: Use) -> dict[str, Sequence[float]]:
        """See `Charge.parts`: the components of the price, or the charge itself."""
        energy, parts = use.energy * in_months(self.months, use.horizon), self.price.parts(use)
        if not parts:
            months = self.monthly(use, NUMBERS).values()
            return {self.name: [sum(month) for month in zip(*months, strict=True)]}
        return {c: use.by_month(p * energy, use.imported_kw, NUMBERS) for c, p in parts.items()}

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
