"""Keep one's own surplus, and give it back as soon as it is needed.

    wish[t] = load[t] - generation[t]                                         (R1)

This is what most inverters do out of the box: they never charge from the grid.
"""

from typing import Literal

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.rules.rule import Rule


class SelfConsumption(Rule):
    """Charge from surplus, discharge to the load."""

    kind: Literal["self_consumption"] = "self_consumption"

    def wishes_kw(self, net_kw: FloatArray, horizon: Horizon) -> FloatArray:
        """See `Rule.wishes_kw`: (R1)."""
        return net_kw
