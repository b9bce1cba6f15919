"""Anything between two numbers, all of it as likely."""

from typing import Literal, Self

from pydantic import Field, model_validator
from scipy import stats

from optdispatch.horizon import FloatArray
from optdispatch.study.campaign.spread import Distribution


class Uniform(Distribution):
    """A uniform distribution.

    >>> Uniform(low=1, high=3).steps([0.5])
    (2.0,)
    """

    kind: Literal["uniform"] = "uniform"
    low: float = Field(description="The least.")
    high: float = Field(description="The greatest.")

    @model_validator(mode="after")
    def _is_wide(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low {self.low:g} should be below high {self.high:g}")
        return self

    def quantile(self, share: FloatArray) -> FloatArray:
        """See `Distribution.quantile`."""
        found: FloatArray = stats.uniform.ppf(share, self.low, self.high - self.low)
        return found
