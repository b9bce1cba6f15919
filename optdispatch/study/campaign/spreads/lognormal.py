"""Above nothing, and a multiple of the median as likely as the same fraction of it."""

from typing import Literal

from pydantic import Field, PositiveFloat
from scipy import stats

from optdispatch.horizon import FloatArray
from optdispatch.study.campaign.spread import Distribution


class Lognormal(Distribution):
    """A lognormal distribution: the logarithm is normal.

    >>> [round(x, 6) for x in Lognormal(median=3, log_standard_deviation=0.2).steps([0.5])]
    [3.0]
    """

    kind: Literal["lognormal"] = "lognormal"
    median: PositiveFloat = Field(description="As much lies above as below.")
    log_standard_deviation: PositiveFloat = Field(
        le=5, description="Of the natural logarithm; 0.1 is about 10 %."
    )

    def quantile(self, share: FloatArray) -> FloatArray:
        """See `Distribution.quantile`."""
        found: FloatArray = stats.lognorm.ppf(share, self.log_standard_deviation, scale=self.median)
        return found
