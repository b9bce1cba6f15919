"""Demand contracted anew each month, as much as is cheapest.

    cost = Σ_month min_{C ≥ F} p·C + m·p·max(0, D - a·C)
         = Σ_month p·F + min(1/a, m)·p·max(0, D - a·F)                        (C18)
    F = s·S,  D = max(D₀, max_{t ∈ month} import[t])

======  =========================================  ====  ======================
symbol  meaning                                    unit  code
======  =========================================  ====  ======================
C, D    demand contracted and drawn                kW    contract_kw, D
F       least that may be contracted               kW    F
s, S    share, of the capacity of transformers     kVA   floor_share_of_capacity
a, m    allowance and multiple beyond it           -     allowance, overshoot_multiple
======  =========================================  ====  ======================

The best contract is D/a, so a kW less of peak is worth p/a until the floor binds, then
nothing. In China a = 1.05, m = 2 and s = 0.4, and the contract may be changed each month, five
working days ahead (发改办价格〔2016〕1583号). It is chosen here with the month's demand known.
"""

from typing import Any, ClassVar, Literal

from pydantic import Field, NonNegativeFloat

from optdispatch.horizon import BoolArray
from optdispatch.tariff.charge import EVERY_MONTH, Charge, in_months
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class ChosenContract(Charge):
    """A price per kW of a contract that is chosen each month."""

    kind: Literal["chosen_contract"] = "chosen_contract"
    price_per_kw_month: NonNegativeFloat = Field(description="Price p of a contracted kW a month.")
    allowance: float = Field(ge=1, description="Share a of the contract that costs no penalty.")
    overshoot_multiple: NonNegativeFloat = Field(
        description="Multiple m of the price that is paid on demand beyond the allowance."
    )
    floor_share_of_capacity: float = Field(
        ge=0, le=1, description="Least contract as a share of the site's kVA, such as 0.4."
    )
    stream: ClassVar[str] = "demand management"

    @property
    def needs(self) -> tuple[str, ...]:
        """See `Charge.needs`."""
        return ("capacity_kva",)

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C18)."""
        p, a, F = self.price_per_kw_month, self.allowance, self._floor_kw(use)
        dearer = min(1 / a, self.overshoot_multiple) * p
        return {self.name: [p * F + dearer * ops.above(a * F, D) for D in self._demands(use, ops)]}

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: the contract of each month."""
        return {self.name: Quantity("kW", self.contract_kw(use))}

    def contract_kw(self, use: Use) -> list[float]:
        """The demand to contract in each month. [kW]"""
        F, worth = self._floor_kw(use), self.overshoot_multiple * self.allowance >= 1
        return [max(F, D / self.allowance if worth else 0.0) for D in self._demands(use, NUMBERS)]

    def _demands(self, use: Use, ops: Ops) -> list[Any]:
        """D in each month. [kW]"""
        seen = [use.horizon.peak_so_far_kw, *[0.0] * len(use.horizon.months)]
        return [
            ops.peak(use.imported_kw, where=month.mask, least=least)
            for month, least in zip(use.horizon.months, seen, strict=False)
        ]

    def _floor_kw(self, use: Use) -> float:
        return self.floor_share_of_capacity * (use.connection.capacity_kva or 0.0)

    def peaks(self, use: Use) -> BoolArray:
        """See `Charge.peaks`: any time."""
        return in_months(EVERY_MONTH, use.horizon)
