"""Every combination."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Annotated, Any, Literal

from pydantic import Field

from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.design import Design, Point

Share = Annotated[float, Field(gt=0, lt=1)]


class Grid(Design):
    """Every value of each axis with every value of the others; the last axis runs fastest."""

    kind: Literal["grid"] = "grid"
    quantiles: tuple[Share, ...] = Field(
        default=(0.1, 0.5, 0.9), min_length=1, description="Where a distribution is taken."
    )

    def size(self, axes: Sequence[Along]) -> int:
        """See `Design.size`."""
        return prod(len(self.steps(axis)) for axis in axes)

    def points(self, axes: Sequence[Along], seed: int) -> Iterator[Point]:
        """See `Design.points`."""
        names = [axis.name for axis in axes]
        for row in product(*map(self.steps, axes)):
            yield dict(zip(names, row, strict=True))

    def steps(self, axis: Along) -> tuple[Any, ...]:
        """What it goes through along an axis."""
        return axis.spread.steps(self.quantiles)
