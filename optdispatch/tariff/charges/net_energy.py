"""Net metering: energy fed in makes up for energy drawn, kWh for kWh, in the same period.

    N[m] = Σ_{t ∈ m} w[t]·Δt·share_q[t]·(import[t] - export[t])                (C12)
    month:  cost = Σ_m s·N + (π - s)·max(0, N)                                 (C13)
    year:   cost = π·G[M] + s·(S[M] - G[M])                                    (C14)
            S[m] = S[m-1] + N[m],  G[m] = max(G[m-1], S[m]),  G[0] = 0

============  =====================================================  ====  =========================
symbol        meaning                                                unit  code
============  =====================================================  ====  =========================
N[m]          energy drawn less energy fed in, in period q           kWh   N
π             price of a kWh in the period                           /kWh  price_per_kwh
s             what a kWh of surplus earns when it is settled         /kWh  surplus_price_per_kwh
G[m]          energy billed up to month m, with kWh carried forward  kWh   G
============  =====================================================  ====  =========================

Settled by the month, a month's surplus is paid at s. Settled by the year, it is carried
forward as kWh, and what is left at the end is paid. A surplus price above π is not convex:
the program is given π for it.
"""

from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, NonNegativeFloat

from optdispatch.horizon import FloatArray
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class NetEnergy(Charge):
    """A price per kWh of what is drawn less what is fed in."""

    kind: Literal["net_energy"] = "net_energy"
    price_per_kwh: NonNegativeFloat | dict[str, NonNegativeFloat] = Field(
        description="Price of a kWh, or of a kWh in each period of the tariff."
    )
    surplus_price_per_kwh: NonNegativeFloat | dict[str, NonNegativeFloat] = Field(
        default=0.0, description="What a kWh of surplus earns; 0: it lapses."
    )
    settled: Literal["month", "year"] = Field(
        description="month: surplus is paid each month; year: it is carried forward until the end."
    )
    stream: ClassVar[str] = "energy"

    @property
    def prices(self) -> dict[str, tuple[float, float]]:
        """Price and surplus price by period; of all periods alike under an empty name."""
        price, surplus = self.price_per_kwh, self.surplus_price_per_kwh
        prices = price if isinstance(price, dict) else {"": price}
        if isinstance(surplus, dict):
            return {q: (p, surplus.get(q, 0.0)) for q, p in prices.items()}
        return {q: (p, surplus) for q, p in prices.items()}

    @property
    def convex(self) -> bool:
        """See `Charge.convex`."""
        return all(s <= p for p, s in self.prices.values())

    @property
    def convex_by_month(self) -> bool:
        """See `Charge.convex_by_month`: what a month leaves to the next is not."""
        return self.convex and self.settled == "month"

    @property
    def stand_in(self) -> Self:
        """See `Charge.stand_in`: no surplus earns more than it would cost."""
        if self.convex:
            return self
        lower = {q: min(p, s) for q, (p, s) in self.prices.items()}
        surplus = lower if isinstance(self.price_per_kwh, dict) else lower[""]
        return self.model_copy(update={"surplus_price_per_kwh": surplus})

    @property
    def every_period(self) -> bool:
        """See `Charge.every_period`."""
        return True

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C13) or (C14)."""
        return {f"{self.name} {q}".strip(): self._line(q, use, ops) for q in self.prices}

    def _line(self, q: str, use: Use, ops: Ops) -> list[Any]:
        p, s = self.prices[q]
        N = [ops.named(n) for n in self._net(q, use, ops)]
        if self.settled == "month":
            return [s * n + (p - s) * ops.above(0.0, n) for n in N]
        cost, G, S = [], 0.0, 0.0
        for n in N:
            before, S = G, S + n
            G = ops.most([before, S])
            cost.append(p * (G - before))
        cost[-1] = cost[-1] + s * (S - G)
        return cost

    def _net(self, q: str, use: Use, ops: Ops) -> list[Any]:
        """(C12) in each month."""
        weights = use.energy * (use.shares[q] if q else 1.0)
        drawn = use.by_month(weights, use.imported_kw, ops)
        fed = use.by_month(weights, use.exported_kw, ops)
        return [a - b for a, b in zip(drawn, fed, strict=True)]

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: (C12). What is carried forward decides what it costs."""
        return {
            f"{self.name} {q}".strip(): Quantity("kWh", self._net(q, use, NUMBERS), is_priced=False)
            for q in self.prices
        }

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """See `Charge.marginal`: a kWh fed in is worth what it saves."""
        price = np.zeros(len(use.horizon))
        for q, (p, _) in self.prices.items():
            price += p * (use.shares[q] if q else 1.0)
        return price, price

    def periods(self) -> tuple[str, ...]:
        """See `Charge.periods`."""
        return tuple(q for q in self.prices if q)
