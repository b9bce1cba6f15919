"""Hold the drawn power at a threshold.

    wish[t] = load[t] - generation[t] - threshold                             (R2)

Above the threshold the storage gives what is over it; below, it charges up to it.
"""

from typing import Literal

from pydantic import Field, NonNegativeFloat

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.rules.rule import Rule


class PeakShaving(Rule):
    """Discharge above a threshold, recharge below it."""

    kind: Literal["peak_shaving"] = "peak_shaving"
    threshold_kw: NonNegativeFloat = Field(description="The power that shall not be passed.")

    def wishes_kw(self, net_kw: FloatArray, horizon: Horizon) -> FloatArray:
        """See `Rule.wishes_kw`: (R2)."""
        return net_kw - self.threshold_kw
