"""Demand contracted with the utility, and a penalty for what goes beyond.

    cost = Σ_month p·C + m·p · max(0, D - a·C)                                 (C5)
    D = max(D₀, max_{t ∈ month} import[t])                                     (C6)

C is contracted, D is drawn; in China a = 1.05 and m = 2 (发改办价格〔2016〕1583号).
"""

from typing import Any, ClassVar, Literal

from pydantic import Field, NonNegativeFloat

from optdispatch.horizon import BoolArray
from optdispatch.tariff.charge import EVERY_MONTH, Charge, in_months
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class ContractedDemand(Charge):
    """A price per kW of contracted demand."""

    kind: Literal["contracted_demand"] = "contracted_demand"
    price_per_kw_month: NonNegativeFloat = Field(description="Price p of a contracted kW a month.")
    allowance: float = Field(ge=1, description="Share a of the contract that costs no penalty.")
    overshoot_multiple: NonNegativeFloat = Field(
        description="Multiple m of the price that is paid on demand beyond the allowance."
    )
    stream: ClassVar[str] = "demand management"

    @property
    def needs(self) -> tuple[str, ...]:
        """See `Charge.needs`."""
        return ("contracted_kw",)

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C5) and (C6)."""
        p, C = self.price_per_kw_month, use.connection.contracted_kw or 0.0
        over = self._over(use, ops)
        return {
            self.name: [p * C] * len(over),
            f"{self.name} overshoot": [self.overshoot_multiple * p * o for o in over],
        }

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: C, and what lies beyond its allowance."""
        over = self._over(use, NUMBERS)
        return {
            self.name: Quantity("kW", [use.connection.contracted_kw or 0.0] * len(over)),
            f"{self.name} overshoot": Quantity("kW", over),
        }

    def _over(self, use: Use, ops: Ops) -> list[Any]:
        """max(0, D - a·C) in each month. [kW]"""
        C, months = use.connection.contracted_kw or 0.0, use.horizon.months
        seen = [use.horizon.peak_so_far_kw, *[0.0] * len(months)]
        return [
            ops.above(self.allowance * C, ops.peak(use.imported_kw, where=m.mask, least=least))
            for m, least in zip(months, seen, strict=False)
        ]

    def peaks(self, use: Use) -> BoolArray:
        """See `Charge.peaks`: any time."""
        return in_months(EVERY_MONTH, use.horizon)
