"""Energy at a price that depends on how much of it a month has drawn.

    cost = Σ_q π_1[q]·E[q] + Σ_k (π_{k+1} - π_k)·max(0, E - L_k)               (C10)
    cost = Σ_q π_K[q]·E[q] + Σ_k s_k·min(E, L_k),
           s_k = Σ_q (π_k[q] - π_{k+1}[q])·E[q]/E                              (C11)

=========  ==========================================================  ====  ==============
symbol     meaning                                                     unit  code
=========  ==========================================================  ====  ==============
E[q], E    energy drawn in a month in period q, and in all             kWh   energies, E
π_k[q]     price of a kWh of block k in period q                       /kWh  price_per_kwh
L_k        where block k ends: kWh, or kWh a day or kW times those     kWh   limits
=========  ==========================================================  ====  ==============

With blocks that become dearer, by the same step in every period, (C10) is convex. All others
are invoiced by (C11), in which each period has the same share in each block; the program is
given its first sum, the last block's price. Blocks of kWh per kW of the month's demand are of
this kind whatever their prices: a higher peak makes room in the cheap block or closes the
dear one, and neither is convex in both energy and peak.
"""

from itertools import pairwise
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, PositiveFloat, model_validator

from optdispatch.errors import InputError
from optdispatch.horizon import BoolArray, FloatArray
from optdispatch.nouns import Noun
from optdispatch.tariff.charge import EVERY_MONTH, Charge, in_months
from optdispatch.tariff.charges._blocks import check_limits
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use
from optdispatch.windows import Month

Limit = Literal["kwh", "kwh_per_day", "kwh_per_kw", "kwh_per_kw_day"]
ALIKE = 1e-9
"""Steps of price that differ by less between periods are the same."""


class EnergyBlock(Noun):
    """A price for the kWh of a block."""

    up_to: PositiveFloat | None = Field(
        default=None, description="Where it ends, in what `limits` names; none: the last."
    )
    price_per_kwh: float | dict[str, float] = Field(
        description="Price of a kWh in it, or of a kWh in each period."
    )

    @property
    def prices(self) -> dict[str, float]:
        """Price by period; of all periods alike under an empty name. [per kWh]"""
        price = self.price_per_kwh
        return price if isinstance(price, dict) else {"": price}


class EnergyBlocks(Charge):
    """A price for each block of a month's energy."""

    kind: Literal["energy_blocks"] = "energy_blocks"
    limits: Limit = Field(
        default="kwh", description="What blocks are measured in, a month; kW: its highest demand."
    )
    blocks: tuple[EnergyBlock, ...] = Field(min_length=1, description="Blocks, from the first kWh.")
    months: tuple[Month, ...] = Field(
        default=EVERY_MONTH, description="Months in which it is charged; all if absent."
    )
    stream: ClassVar[str] = "energy"

    @model_validator(mode="after")
    def _blocks_fit(self) -> Self:
        check_limits([b.up_to for b in self.blocks], "up_to")
        for low, high in pairwise(self.blocks):
            if set(low.prices) != set(high.prices):
                raise ValueError("each block needs a price for the same periods")
        return self

    @property
    def steps(self) -> list[list[float]]:
        """How much dearer each next block is, in each period. [per kWh]"""
        both = pairwise(b.prices for b in self.blocks)
        return [[high[q] - low[q] for q in self.blocks[0].prices] for low, high in both]

    @property
    def convex(self) -> bool:
        """See `Charge.convex`."""
        even = all(max(step) - min(step) <= ALIKE and min(step) >= 0 for step in self.steps)
        return not self.steps or (even and not self._by_demand)

    @property
    def stand_in(self) -> Self:
        """See `Charge.stand_in`: the last block's price."""
        return self if self.convex else self.model_copy(update={"blocks": self.blocks[-1:]})

    @property
    def every_period(self) -> bool:
        """See `Charge.every_period`."""
        return self.months == EVERY_MONTH

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C10) or (C11)."""
        self._check(use)
        base = self.blocks[0 if self.convex else -1].prices
        energies = {q: self._energy(q, use, ops) for q in self.blocks[0].prices}
        lines = {f"{self.name} {q}".strip(): [base[q] * e for e in energies[q]] for q in energies}
        months = zip(*energies.values(), strict=True) if self.steps else ()
        E = [ops.named(sum(month)) for month in months]
        for k, step in enumerate(self.steps):
            L, size = self._limits(k, use), f"{self.blocks[k].up_to:g} {self._unit}"
            if self.convex:
                over = [step[0] * ops.above(level, e) for level, e in zip(L, E, strict=True)]
                lines[f"{self.name} above {size}"] = over
            else:
                lines[f"{self.name} up to {size}"] = self._under(step, energies, L)
        return lines

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: energy drawn, and what of it lies above or up to each limit."""
        energies = {q: self._energy(q, use, NUMBERS) for q in self.blocks[0].prices}
        found = {f"{self.name} {q}".strip(): Quantity("kWh", e) for q, e in energies.items()}
        E = np.sum([*energies.values()], axis=0)
        for k, block in enumerate(self.blocks[:-1]):
            L, size = np.array(self._limits(k, use)), f"{block.up_to:g} {self._unit}"
            over, under = np.maximum(E - L, 0.0), np.minimum(E, L)
            side, energy = ("above", over) if self.convex else ("up to", under)
            found[f"{self.name} {side} {size}"] = Quantity("kWh", energy.tolist())
        return found

    def _check(self, use: Use) -> None:
        """Raise `InputError` where a period occurs in the months and has no price."""
        inside, named = in_months(self.months, use.horizon), self.periods()
        for q, share in use.shares.items() if named else ():
            if q not in named and (share[inside] > 0).any():
                raise InputError(f"{self.name!r} has no price for period {q!r}, which occurs in it")

    def _under(
        self, step: list[float], energies: dict[str, list[float]], limits: list[float]
    ) -> list[float]:
        """One term of the second sum of (C11) in each month."""
        e = np.array([*energies.values()])
        E, L = e.sum(axis=0), np.array(limits)
        share = np.divide(np.minimum(E, L), E, out=np.zeros_like(E), where=E > 0)
        under: list[float] = (-(np.array(step) @ e) * share).tolist()
        return under

    def _energy(self, period: str, use: Use, ops: Ops) -> list[Any]:
        """Energy drawn in a period in each month. [kWh]"""
        weights = use.energy * in_months(self.months, use.horizon)
        share = use.shares[period] if period else 1.0
        return use.by_month(weights * share, use.imported_kw, ops)

    def _limits(self, k: int, use: Use) -> list[float]:
        """Where block k ends in each month. [kWh]"""
        limit = np.full(len(use.horizon.months), self.blocks[k].up_to or 0.0)
        if "day" in self.limits:
            limit = limit * np.array(use.month_days)
        if self._by_demand:
            tops = [NUMBERS.peak(use.imported_kw, where=m.mask) for m in use.horizon.months]
            limit = limit * np.array(tops)
        found: list[float] = limit.tolist()
        return found

    @property
    def _by_demand(self) -> bool:
        return self.limits.startswith("kwh_per_kw")

    @property
    def _unit(self) -> str:
        names = {"kwh": "kWh", "kwh_per_day": "kWh a day", "kwh_per_kw": "kWh/kW"}
        return names.get(self.limits, "kWh/kW a day")

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """See `Charge.marginal`: the price of the block that a month is in."""
        energies = [self._energy(q, use, NUMBERS) for q in self.blocks[0].prices]
        E = np.sum(energies, axis=0)
        block = np.zeros(len(E), dtype=np.int64)
        for k in range(len(self.blocks) - 1):
            block += np.array(self._limits(k, use)) <= E
        price = np.zeros(len(use.horizon))
        for at, k in zip(use.month_periods, block.tolist(), strict=True):
            for q, of_block in self.blocks[k].prices.items():
                price[at] += of_block * (use.shares[q][at] if q else 1.0)
        return price * in_months(self.months, use.horizon), np.zeros(len(price))

    def peaks(self, use: Use) -> BoolArray | None:
        """See `Charge.peaks`: any time, where blocks are per kW."""
        return in_months(self.months, use.horizon) if self._by_demand else None

    def periods(self) -> tuple[str, ...]:
        """See `Charge.periods`."""
        return tuple(q for q in self.blocks[0].prices if q)
