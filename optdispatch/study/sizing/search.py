"""Find the place of the highest score, and run what shows that it is.

Few places are run one and all. Among many the search climbs: from where it begins it goes to a
neighbour that is better, the most promising first, by strides that are halved until none of the
nearest neighbours is better. What is promising follows from marginal values; what is better does
not.
"""

from collections.abc import Callable
from itertools import islice
from typing import TypeAlias, TypeVar

from optdispatch.study.sizing.lattice import Lattice, Place

Score = TypeVar("Score", bound=tuple[float, ...])
Promise: TypeAlias = Callable[[Place, Place], float]
"""What going from a place to another promises to gain."""
FEW = 64
"""Places of which every one is run."""
LONGEST = 8
"""Share of the lattice's width, as its reciprocal, that the first stride may have."""


def best_of(
    lattice: Lattice, begin: Place, score: Callable[[Place], Score], promise: Promise
) -> Place:
    """The best place of a lattice of few; of many, one that no neighbour is better than."""
    if is_small(lattice):
        return max(lattice, key=score)
    at, stride = begin, 1
    while 2 * stride * LONGEST <= max(lattice.most):
        stride *= 2
    while True:
        near = sorted(lattice.around(at, stride), key=lambda p: -promise(at, p))
        better = next((p for p in near if score(p) > score(at)), None)
        if better is not None:
            at = better
        elif stride == 1:
            return at
        else:
            stride //= 2


def is_small(lattice: Lattice) -> bool:
    """Whether every place is to be run."""
    return sum(1 for _ in islice(lattice, FEW + 1)) <= FEW
