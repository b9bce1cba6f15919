"""A spot market: what a site draws less than it usually would is sold at the price of its hour.

    revenue = Σ_t w[t]·Δt·s[t]·(B[t] - import[t])                              (M1)
    B[t]    = max(0, net[t])                                                  (M2)

======  =======================================================  =====  ===================
symbol  meaning                                                  unit   code
======  =======================================================  =====  ===================
s       spot price                                               /kWh   prices
B       what the meter sees without storage, frozen              kW     part.baseline_kw
net     load less generation when nobody decides anything        kW     net
======  =======================================================  =====  ===================

What is drawn more is bought at the same price: the bid of an hour is B - import, up or down. It
is settled besides the tariff's bill, as markets do for loads that are paid for deviations.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.meter import AnyProfile
from optdispatch.programme import Net, Part, Programme, Terms

HOURS = 24


class Spot(Programme):
    """A price for each hour, for what is drawn less or more than usual."""

    kind: Literal["spot"] = "spot"
    prices: Annotated[tuple[float, ...], Field(min_length=HOURS, max_length=HOURS)] | AnyProfile = (
        Field(description="Price per kWh: one value an hour of the day, or a file of them.")
    )
    stream: ClassVar[str] = "spot market"
    is_for_pools: ClassVar[bool] = True
    is_two_sided: ClassVar[bool] = True

    def revenue(self, part: Part, terms: Terms) -> Mapping[str, Any]:
        """See `Programme.revenue`: (M1)."""
        paid = part.horizon.weight * part.horizon.hours * self.price_per_kwh(part.horizon)
        return {self.name: float(paid @ part.baseline_kw) - terms.dot(paid, part.imported_kw)}

    def price_per_kwh(self, horizon: Horizon) -> FloatArray:
        """Price of each period, shape (T,). [per kWh]"""
        if isinstance(self.prices, tuple):
            return np.array(self.prices)[horizon.minute // 60]
        return self.prices.power_kw(horizon)

    def baseline_kw(self, horizon: Horizon, net: Net) -> FloatArray:
        """See `Programme.baseline_kw`: (M2)."""
        return np.maximum(net(horizon), 0.0)
