"""A random sample that reaches every part of each axis.

McKay, Beckman, Conover, Technometrics 21 (1979) 239, DOI 10.1080/00401706.1979.10489755.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field
from scipy.stats import qmc

from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.design import Design, Point, drawn


class LatinHypercube(Design):
    """As many points as layers of equal probability: each axis has one point in each layer."""

    is_sample: ClassVar[bool] = True
    kind: Literal["latin_hypercube"] = "latin_hypercube"
    points_in_all: int = Field(ge=1, le=10_000_000, description="How many points.")

    def size(self, axes: Sequence[Along]) -> int:
        """See `Design.size`."""
        return self.points_in_all

    def points(self, axes: Sequence[Along], seed: int) -> Iterator[Point]:
        """See `Design.points`."""
        return drawn(axes, qmc.LatinHypercube(len(axes), rng=seed).random(self.points_in_all))
