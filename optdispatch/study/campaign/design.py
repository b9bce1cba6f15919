"""Which points of a study's axes are run."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from optdispatch.horizon import FloatArray
from optdispatch.nouns import Noun
from optdispatch.study.campaign.axes import Along

Point: TypeAlias = Mapping[str, Any]
"""Factor or value by the name of its axis; an axis that is not named stays as it is."""

AT_ONCE = 4096
"""Points that are made at once."""


class Design(Noun):
    """A way to choose points."""

    kind: str
    is_sample: ClassVar[bool] = False
    """Whether its points are as likely as they are many, so that their shares are chances."""

    @abstractmethod
    def size(self, axes: Sequence[Along]) -> int:
        """How many points it has."""

    @abstractmethod
    def points(self, axes: Sequence[Along], seed: int) -> Iterator[Point]:
        """The points in an order that is always the same, none of them before it is wanted."""


def drawn(axes: Sequence[Along], shares: FloatArray) -> Iterator[Point]:
    """Points from shares of probability, shape (points, axes), some at a time."""
    names, spreads = [axis.name for axis in axes], [axis.spread for axis in axes]
    for start in range(0, len(shares), AT_ONCE):
        some = shares[start : start + AT_ONCE]
        columns = [spread.at(some[:, k]) for k, spread in enumerate(spreads)]
        yield from (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
