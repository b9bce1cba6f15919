"""A cheaper demand price for who uses their capacity well.

    cost = Σ_month -(1 - f) · demand charge,  where E[month] / S ≥ h           (C20)

In China h = 260 kWh a month per kVA and f = 0.9 (发改价格〔2023〕526号). Whether a month is
above h is a switch, so this is invoiced, not optimised.
"""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field, PositiveFloat

from optdispatch.horizon import FloatArray
from optdispatch.note import Note
from optdispatch.tariff.charges._adjustment import SiteAdjustment
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class DemandDiscount(SiteAdjustment):
    """A factor on demand charges in months of long use."""

    kind: Literal["demand_discount"] = "demand_discount"
    rank: ClassVar[int] = 1
    stream: ClassVar[str] = "demand management"
    kwh_per_kva: PositiveFloat = Field(description="Energy h a month per kVA from which it holds.")
    factor: float = Field(gt=0, lt=1, description="What is left of the charge, such as 0.9.")
    of_charges: tuple[str, ...] = Field(min_length=1, description="Names of the demand charges.")

    @property
    def needs(self) -> tuple[str, ...]:
        """See `Charge.needs`."""
        return ("capacity_kva",)

    @property
    def convex(self) -> bool:
        """See `Charge.convex`: never."""
        return False

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C20)."""
        base = np.array(self.base(use), dtype=np.float64)
        return {self.name: (self._shares(use) * base).tolist()}

    def _shares(self, use: Use) -> FloatArray:
        """-(1 - f) in months of long use, else nothing."""
        long = self.use_kwh_per_kva(use) >= self.kwh_per_kva
        return np.where(long, -(1 - self.factor), 0.0)

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: E / S, which decides."""
        long_use = self.use_kwh_per_kva(use).tolist()
        shares = self._shares(use).tolist()
        return {self.name: Quantity("kWh/kVA", long_use, is_priced=False, shares=shares)}

    def use_kwh_per_kva(self, use: Use) -> FloatArray:
        """Energy drawn in each month per kVA of capacity. [kWh/kVA]"""
        energy = np.array(use.by_month(use.energy, use.imported_kw, NUMBERS))
        return energy / (use.connection.capacity_kva or np.inf)

    def compared(self, before: Use, after: Use) -> tuple[str, ...]:
        """See `Charge.compared`: months that gain or lose the discount."""
        held, holds = (self.use_kwh_per_kva(u) >= self.kwh_per_kva for u in (before, after))
        lost, won = int((held & ~holds).sum()), int((holds & ~held).sum())
        if not lost and not won:
            return ()
        return (
            Note(
                "{charge}: with storage, {lost} months fall below {use:g} kWh/kVA and {won} rise "
                "to it",
                charge=self.name,
                lost=lost,
                use=self.kwh_per_kva,
                won=won,
            ),
        )
