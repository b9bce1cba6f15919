"""The highest demand of each billing month.

    cost = Σ_month p_1·B + Σ_k (p_{k+1} - p_k)·max(0, B - L_k)                 (C3)
    B = max(least, D, R),  least = max(b, s·S)                                 (C8)
    D = max(D₀, max_{a ∈ month ∩ during} mean_{t ∈ a} import[t])               (C9)

======  ====================================================  ====  ==========================
symbol  meaning                                               unit  code
======  ====================================================  ====  ==========================
p_k     price of a kW in block k, a month                     1/kW  price_per_kw_month, blocks
L_k     where block k ends                                    kW    up_to_kw
a       a block of the clock, or a step                       -     averaging_minutes
D₀      demand that the first month has already seen          kW    horizon.peak_so_far_kw
R       what past months keep high, by (R1)                   kW    ratchet
b, s    least demand billed, also as a share of capacity S    kW    least_*
======  ====================================================  ====  ==========================

The maximum runs over every day type of the month, unweighted. Blocks that become cheaper are
not convex: they are invoiced, and the program sees the last block's price.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from optdispatch.horizon import BoolArray
from optdispatch.note import Note
from optdispatch.nouns import Noun, nearest
from optdispatch.tariff.charge import EVERY_MONTH, Charge, in_months
from optdispatch.tariff.charges._blocks import check_limits
from optdispatch.tariff.charges._ratchet import Ratchet
from optdispatch.tariff.ops import NUMBERS, Ops, Profile
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.time_of_use import TimeOfUse
from optdispatch.tariff.use import Use
from optdispatch.windows import MINUTES, Month, Window, covered


class DemandBlock(Noun):
    """A price for the kW of a block."""

    up_to_kw: PositiveFloat | None = Field(default=None, description="Its end; none: the last.")
    price_per_kw_month: NonNegativeFloat = Field(description="Price of a kW in it, a month.")


class _Read(NamedTuple):
    """Means over blocks, where they count, and the months that they lie in."""

    power: Profile
    during: BoolArray
    months: list[BoolArray]


class Demand(Charge):
    """A price per kW of the month's highest mean power."""

    kind: Literal["demand"] = "demand"
    price_per_kw_month: NonNegativeFloat | None = Field(
        default=None, description="Price of a kW a month."
    )
    blocks: tuple[DemandBlock, ...] = Field(
        default=(), description="In place of one price: a price for each block of kW."
    )
    months: tuple[Month, ...] = Field(
        default=EVERY_MONTH, description="Months in which it is charged; all if absent."
    )
    windows: tuple[Window, ...] = Field(
        default=(), description="Times of day that count; all if absent."
    )
    in_periods: tuple[str, ...] = Field(
        default=(), description="Periods of the tariff that count; all if absent."
    )
    time_of_use: TimeOfUse | None = Field(
        default=None, description="Periods of its own, where they are not the tariff's."
    )
    averaging_minutes: PositiveInt | None = Field(
        default=None, description="Time over which power is averaged; a step if absent."
    )
    least_kw: NonNegativeFloat = Field(default=0.0, description="Least demand that is billed.")
    least_share_of_capacity: float = Field(
        default=0.0, ge=0, le=1, description="Least demand as a share of the site's kVA."
    )
    ratchet: Ratchet | None = Field(default=None, description="What past months keep high.")
    stream: ClassVar[str] = "demand management"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.windows and self.in_periods:
            raise ValueError("give `windows` or `in_periods`, not both")
        if (self.price_per_kw_month is None) is not bool(self.blocks):
            raise ValueError("give `price_per_kw_month` or `blocks`, and not both")
        if self.blocks:
            check_limits([b.up_to_kw for b in self.blocks], "up_to_kw")
        if self.time_of_use:
            if not self.in_periods:
                raise ValueError("`time_of_use` needs `in_periods`: which of its periods count")
            for name in self.in_periods:
                if name not in (known := self.time_of_use.periods):
                    raise ValueError(f"no period {name!r}; {nearest(name, known)}")
        return self

    @property
    def needs(self) -> tuple[str, ...]:
        """See `Charge.needs`."""
        return ("capacity_kva",) if self.least_share_of_capacity else ()

    @property
    def prices(self) -> tuple[float, ...]:
        """Price of each block. [per kW and month]"""
        return tuple(b.price_per_kw_month for b in self.blocks) or (self.price_per_kw_month or 0.0,)

    @property
    def convex(self) -> bool:
        """See `Charge.convex`."""
        return all(p <= q for p, q in pairwise(self.prices))

    @property
    def stand_in(self) -> Self:
        """See `Charge.stand_in`: the last block's price."""
        if self.convex:
            return self
        return self.model_copy(update={"blocks": (), "price_per_kw_month": self.prices[-1]})

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C3)."""
        billed, p = self.billed_kw(use, ops), self.prices
        limits = [b.up_to_kw or 0.0 for b in self.blocks[:-1]]
        first = p[0] if self.convex else p[-1]
        lines = {self.name: [0.0 if B is None else first * B for B in billed]}
        for L, low, high in zip(limits, p[:-1], p[1:], strict=True):
            if self.convex:
                over = [0.0 if B is None else (high - low) * ops.above(L, B) for B in billed]
                lines[f"{self.name} above {L:g} kW"] = over
            else:
                under = [0.0 if B is None else (low - high) * min(B, L) for B in billed]
                lines[f"{self.name} up to {L:g} kW"] = under
        return lines

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: (C8), and what of it lies above or up to each limit."""
        B = np.array([kw or 0.0 for kw in self.billed_kw(use)])
        found = {self.name: Quantity("kW", B.tolist())}
        for L in (b.up_to_kw or 0.0 for b in self.blocks[:-1]):
            side, part = ("above", B - L) if self.convex else ("up to", np.minimum(B, L))
            found[f"{self.name} {side} {L:g} kW"] = Quantity("kW", np.maximum(part, 0.0).tolist())
        return found

    def billed_kw(self, use: Use, ops: Ops = NUMBERS) -> list[Any]:
        """(C8) in each billing month; None in a month that is not charged. [kW]

        Raises `InputError` where a ratchet looks back on what nobody knows.
        """
        numbers = use.month_numbers
        charged = [n % 12 + 1 in self.months for n in numbers]
        D = self._tops(use, ops, None if self.ratchet else charged)
        least = max(
            self.least_kw, self.least_share_of_capacity * (use.connection.capacity_kva or 0.0)
        )
        if self.ratchet is None and not least:
            return [top if yes else None for top, yes in zip(D, charged, strict=True)]
        billed: list[Any] = [None] * len(D)
        for i, yes in enumerate(charged):
            if yes:
                billed[i] = ops.most(self._terms(numbers, i, D), least)
        return billed

    def _terms(self, numbers: Sequence[int], i: int, tops: list[Any]) -> list[Any]:
        """What (C8) is the highest of, but for the least demand."""
        terms, ratchet = [], self.ratchet
        if ratchet is None or numbers[i] % 12 + 1 in ratchet.actual_in_months:
            terms.append(tops[i])
        for share, past in ratchet.past(numbers, i) if ratchet else ():
            demand = tops[past] if isinstance(past, int) else past
            terms.append(None if demand is None else share * demand)
        return [term for term in terms if term is not None]

    def _tops(self, use: Use, ops: Ops, only: list[bool] | None) -> list[Any]:
        """(C9) in each billing month, or in some; None where no period counts."""
        read = self._read(use, ops)
        wanted = only or [True] * len(read.months)
        seen = [use.horizon.peak_so_far_kw, *[0.0] * len(wanted)]
        return [
            ops.peak(read.power, where=month & read.during, least=least)
            if yes and (month & read.during).any()
            else None
            for month, yes, least in zip(read.months, wanted, seen, strict=False)
        ]

    def _read(self, use: Use, ops: Ops) -> _Read:
        """What the demand meter reads."""
        months, during = [month.mask for month in use.horizon.months], self._during(use)
        minutes = self.averaging_minutes
        if minutes is None or minutes <= use.horizon.hours * 60:
            return _Read(use.imported_kw, during, months)
        starts = use.blocks(minutes)
        during = np.logical_or.reduceat(during, starts)
        return _Read(ops.means(use.imported_kw, starts), during, [m[starts] for m in months])

    def _during(self, use: Use) -> BoolArray:
        """Where demand counts, whatever the month, shape (T,)."""
        if self.windows:
            step = int(use.horizon.step.total_seconds() // 60)
            at = use.horizon.minute[:, None] + np.arange(step)
            inside: BoolArray = (covered(self.windows)[at % MINUTES] > 0).any(axis=1)
            return inside
        if self.in_periods:
            own = self.time_of_use
            shares = own.shares(use.horizon) if own else use.shares
            counted: BoolArray = np.any([shares[name] > 0 for name in self.in_periods], axis=0)
            return counted
        return np.ones(len(use.horizon), dtype=np.bool_)

    def periods(self) -> tuple[str, ...]:
        """See `Charge.periods`."""
        return () if self.time_of_use else self.in_periods

    def peaks(self, use: Use) -> BoolArray:
        """See `Charge.peaks`."""
        return in_months(self.months, use.horizon) & self._during(use)

    def peak_days(self, use: Use) -> set[date]:
        """See `Charge.peak_days`; a ratchet bills months in which nothing else is charged."""
        read, found = self._read(use, NUMBERS), set()
        averaged = len(read.power) < len(use.horizon)
        starts = use.blocks(self.averaging_minutes or 0) if averaged else None
        for n, month in zip(use.month_numbers, read.months, strict=True):
            at = np.flatnonzero(month & read.during)
            if len(at) and (self.ratchet or n % 12 + 1 in self.months):
                top = at[np.argmax(np.asarray(read.power, dtype=np.float64)[at])]
                found.add(use.horizon.index[top if starts is None else starts[top]].date())
        return found

    def notes(self, use: Use) -> tuple[str, ...]:
        """See `Charge.notes`: steps that are longer than what is averaged."""
        minutes, step = self.averaging_minutes, round(use.horizon.hours * 60)
        if minutes is None or minutes >= step:
            return ()
        return (
            Note(
                "{charge} is billed on {minutes} min, planned on {step} min: it reads too low",
                charge=self.name,
                minutes=minutes,
                step=step,
            ),
        )
