"""What a value may be: some values, a range of them, or a distribution."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.nouns import Noun


class Spread(Noun):
    """Values that one thing may have."""

    @abstractmethod
    def at(self, share: FloatArray) -> Sequence[Any]:
        """Value that a share of all lie below, for each of some shares between 0 and 1."""

    @abstractmethod
    def steps(self, shares: Sequence[float]) -> tuple[Any, ...]:
        """Values to go through one by one; of a distribution, those at some shares."""


class Steps(Spread):
    """Some values, each as likely as any other."""

    @property
    @abstractmethod
    def every(self) -> tuple[Any, ...]:
        """The values, in their order."""

    def at(self, share: FloatArray) -> Sequence[Any]:
        """See `Spread.at`."""
        last = len(self.every) - 1
        places = np.minimum((np.asarray(share) * len(self.every)).astype(np.int64), last)
        return [self.every[i] for i in places.tolist()]

    def steps(self, shares: Sequence[float]) -> tuple[Any, ...]:
        """See `Spread.steps`: all of them."""
        return self.every


class Distribution(Spread):
    """A number that is not known, and how likely it is to be what."""

    @abstractmethod
    def quantile(self, share: FloatArray) -> FloatArray:
        """The inverse of the cumulative distribution."""

    def at(self, share: FloatArray) -> Sequence[Any]:
        """See `Spread.at`."""
        found: list[float] = np.asarray(self.quantile(np.asarray(share)), np.float64).tolist()
        return found

    def steps(self, shares: Sequence[float]) -> tuple[Any, ...]:
        """See `Spread.steps`."""
        return tuple(self.at(np.array(shares, np.float64)))
