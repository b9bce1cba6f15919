"""One price at all times."""

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray
from optdispatch.tariff.price import Price
from optdispatch.tariff.use import Use


class Uniform(Price):
    """One price."""

    uniform: float = Field(description="Price per kWh at all times.")

    def per_kwh(self, use: Use) -> dict[str, FloatArray]:
        """See `Price.per_kwh`: one line."""
        return {"": np.full(len(use.horizon), self.uniform)}
