"""Between two numbers, and most likely a third."""

from typing import Literal, Self

from pydantic import Field, model_validator
from scipy import stats

from optdispatch.horizon import FloatArray
from optdispatch.study.campaign.spread import Distribution


class Triangular(Distribution):
    """A triangular distribution.

    >>> [round(x, 6) for x in Triangular(low=0, mode=1, high=2).steps([0.125, 0.5])]
    [0.5, 1.0]
    """

    kind: Literal["triangular"] = "triangular"
    low: float = Field(description="The least.")
    mode: float = Field(description="The most likely.")
    high: float = Field(description="The greatest.")

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            there = f"low {self.low:g}, mode {self.mode:g}, high {self.high:g}"
            raise ValueError(f"{there} should rise")
        return self

    def quantile(self, share: FloatArray) -> FloatArray:
        """See `Distribution.quantile`."""
        width = self.high - self.low
        found: FloatArray = stats.triang.ppf(share, (self.mode - self.low) / width, self.low, width)
        return found
