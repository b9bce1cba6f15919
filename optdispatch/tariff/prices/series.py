"""A price for each moment, such as a spot price, and what is paid on top of it."""

import numpy as np
from pydantic import Field

from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray
from optdispatch.meter import AnyProfile
from optdispatch.tariff.price import Price
from optdispatch.tariff.use import Use


class Series(Price):
    """Prices from a file or a list, and an adder."""

    series: tuple[float, ...] | AnyProfile = Field(
        description="Price per kWh: one value a period of the horizon, or a file of them."
    )
    adder: float = Field(default=0.0, description="Added to each price, per kWh.")

    def per_kwh(self, use: Use) -> dict[str, FloatArray]:
        """See `Price.per_kwh`: one line.

        Raises `InputError` where a list is not as long as the horizon.
        """
        if not isinstance(self.series, tuple):
            return {"": self.series.power_kw(use.horizon) + self.adder}
        if len(self.series) != len(use.horizon):
            got, want = len(self.series), len(use.horizon)
            raise InputError(f"the price series has {got} values, the horizon {want} periods")
        return {"": np.array(self.series) + self.adder}
