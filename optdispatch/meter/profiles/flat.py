"""The same power all the time."""

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.meter.profile import Profile


class Flat(Profile):
    """The same power all the time."""

    flat_kw: float = Field(description="The power. [kW]")

    def power_kw(self, horizon: Horizon) -> FloatArray:
        """The power in each period, shape (T,). [kW]"""
        return np.full(len(horizon), self.flat_kw)
