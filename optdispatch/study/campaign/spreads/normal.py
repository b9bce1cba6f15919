"""Around a mean, and cut off where it cannot be."""

from typing import Literal, Self

import numpy as np
from pydantic import Field, PositiveFloat, model_validator
from scipy import stats

from optdispatch.horizon import FloatArray
from optdispatch.study.campaign.spread import Distribution


class Normal(Distribution):
    """A normal distribution, truncated at `low` and `high` where they are given.

    >>> Normal(mean=2, standard_deviation=1).steps([0.5])
    (2.0,)
    """

    kind: Literal["normal"] = "normal"
    mean: float = Field(description="Of the distribution before it is cut off.")
    standard_deviation: PositiveFloat = Field(description="Of it before it is cut off.")
    low: float | None = Field(default=None, description="Nothing is below; none: no end.")
    high: float | None = Field(default=None, description="Nothing is above; none: no end.")

    @model_validator(mode="after")
    def _leaves_something(self) -> Self:
        low, high = self._ends
        if not low < high:
            raise ValueError(f"low {low:g} should be below high {high:g}")
        if stats.norm.cdf((high - self.mean) / self.standard_deviation) <= stats.norm.cdf(
            (low - self.mean) / self.standard_deviation
        ):
            raise ValueError(f"nothing of it lies between low {low:g} and high {high:g}")
        return self

    @property
    def _ends(self) -> tuple[float, float]:
        return (
            -np.inf if self.low is None else self.low,
            np.inf if self.high is None else self.high,
        )

    def quantile(self, share: FloatArray) -> FloatArray:
        """See `Distribution.quantile`."""
        low, high = ((end - self.mean) / self.standard_deviation for end in self._ends)
        found: FloatArray = stats.truncnorm.ppf(
            share, low, high, self.mean, self.standard_deviation
        )
        return found
