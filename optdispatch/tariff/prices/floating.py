"""A flat price of which some components float with the period.

    price[p] = Σ_c component[c] + Σ_{c ∈ float base} component[c]·(ratio[p] - 1)     (P1)

The first sum is the flat price. Which components float differs by province; the file says so.
"""

from typing import Self

from pydantic import Field, NonNegativeFloat, model_validator

from optdispatch.horizon import FloatArray
from optdispatch.nouns import nearest
from optdispatch.tariff.price import Price
from optdispatch.tariff.use import Use


class Floating(Price):
    """Components, which of them float, and the ratio of each period."""

    components: dict[str, float] = Field(description="Component to its price per kWh.")
    float_base: tuple[str, ...] = Field(description="Components that float with the period.")
    ratios: dict[str, NonNegativeFloat] = Field(description="Period to its ratio; flat is 1.")

    @model_validator(mode="after")
    def _base_is_of_components(self) -> Self:
        for name in self.float_base:
            if name not in self.components:
                raise ValueError(f"float_base names {name!r}; {nearest(name, self.components)}")
        return self

    def periods(self) -> tuple[str, ...]:
        """Periods that have a ratio."""
        return tuple(self.ratios)

    def at(self, period: str) -> float:
        """Price of a period, by (P1). [per kWh]"""
        flat = sum(self.components.values())
        base = sum(self.components[c] for c in self.float_base)
        return flat + base * (self.ratios[period] - 1)

    def per_kwh(self, use: Use) -> dict[str, FloatArray]:
        """See `Price.per_kwh`: one line a period."""
        return {p: self.at(p) * use.shares[p] for p in self.ratios}
