"""Generation on a meter of its own: all of it is sold, and the site buys all that it uses.

    revenue = p·Σ_t w[t]·Δt·g[t]                                              (S1)

Buy all, sell all; 全额上网. What is sold never passes the site's meter, so the array is no
asset of the site, storage cannot charge from it, and no schedule moves the revenue.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, NonNegativeFloat

from optdispatch.horizon import Horizon
from optdispatch.meter import AnyProfile
from optdispatch.programme import Part, Programme, Terms


class SellAll(Programme):
    """A price per kWh of all that an array generates."""

    kind: Literal["sell_all"] = "sell_all"
    profile: AnyProfile = Field(description="What the array generates, g. [kW]")
    price_per_kwh: NonNegativeFloat = Field(description="Paid for a kWh, p.")
    stream: ClassVar[str] = "generation sold"

    def revenue(self, part: Part, terms: Terms) -> Mapping[str, Any]:
        """See `Programme.revenue`: (S1)."""
        energy = part.horizon.weight * part.horizon.hours
        return {
            self.name: self.price_per_kwh * terms.dot(energy, self.profile.power_kw(part.horizon))
        }

    def notes(self, horizon: Horizon) -> tuple[str, ...]:
        """See `Programme.notes`: how the profile was read."""
        return self.profile.notes
