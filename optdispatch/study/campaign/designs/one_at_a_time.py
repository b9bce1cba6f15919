"""The case as it is, then one axis after the other."""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field

from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.design import Design, Point
from optdispatch.study.campaign.designs.grid import Share


class OneAtATime(Design):
    """Each axis by itself, all others as they are; the case as it is comes first."""

    kind: Literal["one_at_a_time"] = "one_at_a_time"
    quantiles: tuple[Share, ...] = Field(
        default=(0.1, 0.9), min_length=1, description="Where a distribution is taken."
    )

    def size(self, axes: Sequence[Along]) -> int:
        """See `Design.size`."""
        return 1 + sum(len(axis.spread.steps(self.quantiles)) for axis in axes)

    def points(self, axes: Sequence[Along], seed: int) -> Iterator[Point]:
        """See `Design.points`."""
        yield {}
        for axis in axes:
            for value in axis.spread.steps(self.quantiles):
                yield {axis.name: value}
