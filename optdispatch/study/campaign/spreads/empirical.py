"""What was observed, as often as it was."""

from typing import Literal

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray
from optdispatch.study.campaign.spread import Distribution


class Empirical(Distribution):
    """The distribution of some observations, straight between neighbours.

    >>> Empirical(observed=(1, 2, 4)).steps([0.5, 0.75])
    (2.0, 3.0)
    """

    kind: Literal["empirical"] = "empirical"
    observed: tuple[float, ...] = Field(min_length=2, description="Numbers, in any order.")

    def quantile(self, share: FloatArray) -> FloatArray:
        """See `Distribution.quantile`."""
        found: FloatArray = np.quantile(np.array(self.observed), share)
        return found
