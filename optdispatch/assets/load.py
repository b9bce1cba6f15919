"""A load: power that must be served.

    power[t] = -demand[t]                                                     (L1)

The demand is measured, drawn from an archetype, or flat. So is its reactive power, or it
follows from a power factor:

    reactive[t] = |demand[t]|·√(1/PF² - 1)                                    (L2)
"""

from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from optdispatch.asset import Asset, Flow
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.meter import AnyProfile
from optdispatch.pyomo_imports import Block


class Load(Asset):
    """A demand."""

    kind: Literal["load"] = "load"
    profile: AnyProfile = Field(description="The demand: flat, an archetype or a meter file. [kW]")

    reactive: AnyProfile | None = Field(
        default=None, description="Its reactive power: a profile whose numbers are kvar."
    )
    power_factor: float | None = Field(
        default=None, gt=0, le=1, description="In place of `reactive`: its power factor."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.reactive is not None and self.power_factor is not None:
            raise ValueError("give `reactive` or `power_factor`, not both")
        return self

    def build(self, b: Block, horizon: Horizon) -> Flow:
        """Write (L1)."""
        return Flow(self.given_kw(horizon).tolist())

    def given_kw(self, horizon: Horizon) -> FloatArray:
        """See `Asset.given_kw`."""
        return -self.profile.power_kw(horizon)

    @property
    def tells_reactive(self) -> bool:
        """See `Asset.tells_reactive`."""
        return self.reactive is not None or self.power_factor is not None

    def reactive_kvar(self, horizon: Horizon) -> FloatArray:
        """See `Asset.reactive_kvar`: given, or by (L2)."""
        if self.reactive is not None:
            return self.reactive.power_kw(horizon)
        slope = float(np.sqrt(1 / (self.power_factor or 1.0) ** 2 - 1))
        return slope * np.abs(self.given_kw(horizon))

    @property
    def notes(self) -> tuple[str, ...]:
        """See `Asset.notes`."""
        return (*self.profile.notes, *(self.reactive.notes if self.reactive else ()))
