"""Transformer capacity, paid whatever is used.

    cost = Σ_month rate · S                                                    (C4)

S is the capacity of the site's transformers in kVA.
"""

from typing import Any, ClassVar, Literal

from pydantic import Field, NonNegativeFloat

from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.use import Use


class Capacity(Charge):
    """A price per kVA of transformer capacity."""

    kind: Literal["capacity"] = "capacity"
    price_per_kva_month: NonNegativeFloat = Field(description="Price of a kVA a month.")
    needs: ClassVar[tuple[str, ...]] = ("capacity_kva",)

    def lines(self, use: Use, ops: Ops) -> dict[str, Any]:
        """See `Charge.lines`: (C4)."""
        months = len(use.horizon.months)
        return {self.name: self.price_per_kva_month * (use.connection.capacity_kva or 0.0) * months}
