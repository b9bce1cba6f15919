"""Equal steps from one number to another."""

from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from optdispatch.study.campaign.spread import Steps


class Range(Steps):
    """Numbers from the first to the last, both included.

    >>> Range(first=0.8, last=1.2, steps_in_all=3).every
    (0.8, 1.0, 1.2)
    """

    kind: Literal["range"] = "range"
    first: float = Field(description="The first number.")
    last: float = Field(description="The last number.")
    steps_in_all: int = Field(ge=2, le=100_000, description="How many, first and last included.")

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.first == self.last:
            raise ValueError(
                f"a range from {self.first:g} to {self.last:g} is empty; give it two ends"
            )
        return self

    @property
    def every(self) -> tuple[float, ...]:
        """See `Steps.every`."""
        return tuple(np.linspace(self.first, self.last, self.steps_in_all).tolist())
