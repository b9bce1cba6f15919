"""A load: power that must be served.

    power[t] = -demand[t]                                                     (L1)

The demand is measured, drawn from an archetype, or flat.
"""

from typing import Literal

from pydantic import Field
from pyomo.environ import Block

from optdispatch.asset import Asset, Flow
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.meter import AnyProfile


class Load(Asset):
    """A demand."""

    kind: Literal["load"] = "load"
    profile: AnyProfile = Field(description="The demand: flat, an archetype or a meter file. [kW]")

    def build(self, b: Block, horizon: Horizon) -> Flow:
        """Write (L1)."""
        return Flow(self.given_kw(horizon).tolist())

    def given_kw(self, horizon: Horizon) -> FloatArray:
        """See `Asset.given_kw`."""
        return -self.profile.power_kw(horizon)

    @property
    def notes(self) -> tuple[str, ...]:
        """See `Asset.notes`."""
        return self.profile.notes
