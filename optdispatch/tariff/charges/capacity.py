"""Transformer capacity, paid whatever is used.

    cost = Σ_month rate · S                                                    (C4)

S is the capacity of the site's transformers in kVA.
"""

from typing import Any, Literal

from pydantic import Field, NonNegativeFloat

from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class Capacity(Charge):
    """A price per kVA of transformer capacity."""

    kind: Literal["capacity"] = "capacity"
    price_per_kva_month: NonNegativeFloat = Field(description="Price of a kVA a month.")

    @property
    def needs(self) -> tuple[str, ...]:
        """See `Charge.needs`."""
        return ("capacity_kva",)

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C4)."""
        month = self.price_per_kva_month * (use.connection.capacity_kva or 0.0)
        return {self.name: [month] * len(use.horizon.months)}

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: S."""
        months = len(use.horizon.months)
        return {self.name: Quantity("kVA", [use.connection.capacity_kva or 0.0] * months)}
