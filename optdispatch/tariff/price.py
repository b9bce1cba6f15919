"""What a price of energy promises."""

from abc import abstractmethod
from typing import ClassVar

from optdispatch.horizon import FloatArray
from optdispatch.nouns import Noun
from optdispatch.tariff.use import Use


class Price(Noun):
    """Price of a kWh in each period."""

    is_of_import: ClassVar[bool] = False
    """Whether it is reckoned on what a kWh drawn costs, so that it can be no such price itself."""

    @abstractmethod
    def per_kwh(self, use: Use) -> dict[str, FloatArray]:
        """Price by bill line, each of shape (T,); the lines add up to the price. [per kWh]"""

    def parts(self, use: Use) -> dict[str, FloatArray]:
        """Price by component, each of shape (T,); none, where it has no components. [per kWh]"""
        return {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its components, which monthly prices may give."""
        return ()

    def periods(self) -> tuple[str, ...]:
        """Names of the tariff's periods that must be there."""
        return ()
