"""A share of what a kWh drawn costs in the same period, as vehicles are paid that give back.

    price[t] = share · Σ_{l ∈ energy charges} price[l,t]                       (P2)

It follows whatever moves the import price: another month, a study's axis, a monthly table.
Blocks and net metering have no price that time alone decides, and are no part of the sum.
"""

from typing import ClassVar

import numpy as np
from pydantic import Field, NonNegativeFloat

from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray
from optdispatch.nouns import nearest
from optdispatch.tariff.price import Price
from optdispatch.tariff.use import Use


class ShareOfImport(Price):
    """A factor on the import price of the same period."""

    share_of_import: NonNegativeFloat = Field(
        description="Times the price of a kWh drawn in the same period; 1: the same price."
    )
    of_charges: tuple[str, ...] = Field(
        default=(), description="Names of the energy charges that it is of; all if absent."
    )
    is_of_import: ClassVar[bool] = True

    def per_kwh(self, use: Use) -> dict[str, FloatArray]:
        """See `Price.per_kwh`: (P2), one line.

        Raises `InputError` where there is no such energy charge.
        """
        known = [name for name, _ in use.import_prices]
        for name in self.of_charges:
            if name not in known:
                raise InputError(
                    f"share_of_import: no energy charge {name!r}; {nearest(name, known)}"
                )
        if not known:
            raise InputError("share_of_import: the tariff has no energy charge with a price")
        own = [p for name, p in use.import_prices if not self.of_charges or name in self.of_charges]
        return {"": self.share_of_import * np.sum([price(use) for price in own], axis=0)}
