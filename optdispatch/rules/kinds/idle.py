"""Leave the storage at rest: the site as it would be without it."""

from typing import Literal

import numpy as np

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.rules.rule import Rule


class Idle(Rule):
    """No storage."""

    kind: Literal["idle"] = "idle"

    def wishes_kw(self, net_kw: FloatArray, horizon: Horizon) -> FloatArray:
        """See `Rule.wishes_kw`: nothing."""
        return np.zeros(len(horizon))
