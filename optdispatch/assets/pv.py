"""A photovoltaic array that may be curtailed.

    0 ≤ power[t] ≤ available[t]                                               (S1)

The available power is measured, or drawn from an archetype.
"""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from optdispatch.asset import Asset, Flow
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.meter import AnyProfile
from optdispatch.pyomo_imports import Block, pyo


class Pv(Asset):
    """An array and what the sun gives it."""

    kind: Literal["pv"] = "pv"
    profile: AnyProfile = Field(description="The power available: a file or an archetype. [kW]")
    curtailable: ClassVar[bool] = True

    def build(self, b: Block, horizon: Horizon) -> Flow:
        """Write (S1)."""
        available = self.given_kw(horizon).tolist()
        sunny = [t for t, a in enumerate(available) if a > 0]
        b.power = power = pyo.Var(sunny, bounds=lambda _, t: (0, available[t]), doc="[kW]")
        return Flow([power[t] if a > 0 else 0.0 for t, a in enumerate(available)])

    def given_kw(self, horizon: Horizon) -> FloatArray:
        """See `Asset.given_kw`: all that is available. A meter's negative readings are none."""
        return np.maximum(self.profile.power_kw(horizon), 0.0)

    @property
    def notes(self) -> tuple[str, ...]:
        """See `Asset.notes`."""
        return self.profile.notes
