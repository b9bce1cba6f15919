"""Energy fed in, at a price that depends on how much of it a month has fed.

    cost = -π_K·X - Σ_k (π_k - π_{k+1})·min(X, L_k)
         = -π_1·X + Σ_k (π_k - π_{k+1})·max(0, X - L_k)                        (C15)

X is the energy that a month feeds in, L_k where block k ends. With prices that fall from
block to block (C15) is convex; prices that rise are invoiced, and the program is given the
first block's.
"""

from itertools import pairwise
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator

from optdispatch.horizon import FloatArray
from optdispatch.nouns import Noun
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.charges._blocks import check_limits
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class ExportBlock(Noun):
    """A price for the kWh of a block."""

    up_to_kwh: PositiveFloat | None = Field(
        default=None, description="Where it ends in a month; none: the last."
    )
    price_per_kwh: NonNegativeFloat = Field(description="Price paid for a kWh in it.")


class ExportBlocks(Charge):
    """A price paid for each block of the energy that a month feeds in."""

    kind: Literal["export_blocks"] = "export_blocks"
    blocks: tuple[ExportBlock, ...] = Field(min_length=1, description="From the first kWh.")
    stream: ClassVar[str] = "energy"

    @model_validator(mode="after")
    def _blocks_fit(self) -> Self:
        check_limits([b.up_to_kwh for b in self.blocks], "up_to_kwh")
        return self

    @property
    def convex(self) -> bool:
        """See `Charge.convex`."""
        return all(a.price_per_kwh >= b.price_per_kwh for a, b in pairwise(self.blocks))

    @property
    def stand_in(self) -> Self:
        """See `Charge.stand_in`: the first block's price."""
        first = self.blocks[0].model_copy(update={"up_to_kwh": None})
        return self if self.convex else self.model_copy(update={"blocks": (first,)})

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C15)."""
        X = use.by_month(use.energy, use.exported_kw, ops)
        lines = {self.name: [-self.blocks[0].price_per_kwh * x for x in X]}
        for low, high in pairwise(self.blocks):
            fall, L = low.price_per_kwh - high.price_per_kwh, low.up_to_kwh or 0.0
            lines[f"{self.name} above {L:g} kWh"] = [fall * ops.above(L, x) for x in X]
        return lines

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: energy fed in, and what of it lies above each limit."""
        X = np.array(use.by_month(use.energy, use.exported_kw, NUMBERS))
        above = {f"{self.name} above {L:g} kWh": L for b in self.blocks if (L := b.up_to_kwh)}
        return {
            line: Quantity("kWh", np.maximum(X - L, 0.0).tolist())
            for line, L in ({self.name: 0.0} | above).items()
        }

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """See `Charge.marginal`: the price of the block that a month is in."""
        earned = np.zeros(len(use.horizon))
        limits = np.array([b.up_to_kwh or np.inf for b in self.blocks])
        X = use.by_month(use.energy, use.exported_kw, NUMBERS)
        for at, x in zip(use.month_periods, X, strict=True):
            earned[at] = self.blocks[int(np.searchsorted(limits, x, side="right"))].price_per_kwh
        return np.zeros(len(earned)), earned
