"""What every profile promises: one number for each period."""

from abc import ABC, abstractmethod

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.nouns import Noun


class Profile(Noun, ABC):
    """Power over time. Each kind is one file of `profiles/`, told by its first field."""

    @abstractmethod
    def power_kw(self, horizon: Horizon) -> FloatArray:
        """Mean power in each period, shape (T,). [kW]

        Raises `MeterError` where the profile has no number for a period.
        """

    @property
    def notes(self) -> tuple[str, ...]:
        """What an outcome must say about where these numbers come from."""
        return ()
