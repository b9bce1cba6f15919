"""A price for each period, as tariffs outside China print it."""

from pydantic import Field

from optdispatch.horizon import FloatArray
from optdispatch.tariff.price import Price
from optdispatch.tariff.use import Use


class ByPeriod(Price):
    """Period to price."""

    by_period: dict[str, float] = Field(description="Period to its price per kWh.")

    def periods(self) -> tuple[str, ...]:
        """Periods that have a price."""
        return tuple(self.by_period)

    def at(self, period: str) -> float:
        """Price of a period. [per kWh]"""
        return self.by_period[period]

    def per_kwh(self, use: Use) -> dict[str, FloatArray]:
        """See `Price.per_kwh`: one line a period."""
        return {p: price * use.shares[p] for p, price in self.by_period.items()}
