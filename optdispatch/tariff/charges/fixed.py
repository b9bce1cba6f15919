"""What is owed each month or day, whatever is used.

    cost = rate_month · months + rate_day · Σ days                             (C7)

Days are real days: those that the periods stand for.
"""

from typing import Any, Literal

from pydantic import Field, NonNegativeFloat

from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.use import Use


class Fixed(Charge):
    """A standing charge."""

    kind: Literal["fixed"] = "fixed"
    price_per_month: NonNegativeFloat = Field(default=0.0, description="Owed each month.")
    price_per_day: NonNegativeFloat = Field(default=0.0, description="Owed each day.")

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C7)."""
        a_day = self.price_per_day
        return {self.name: [self.price_per_month + a_day * days for days in use.month_days]}
