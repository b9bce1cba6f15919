"""What every charge promises."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from optdispatch.horizon import BoolArray, FloatArray, Horizon
from optdispatch.nouns import Noun
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.use import Use
from optdispatch.windows import Month


class Charge(Noun):
    """Lines of a bill: a convex function of what the meter sees."""

    name: str = Field(description="Name of the bill line.")
    needs: ClassVar[tuple[str, ...]] = ()
    """Fields of the connection that must be given."""
    stream: ClassVar[str] = "other charges"
    """The value stream to which a saving on this charge belongs."""
    every_period: ClassVar[bool] = False
    """Whether a charge that names periods must name each."""

    @abstractmethod
    def lines(self, use: Use, ops: Ops) -> dict[str, Any]:
        """Cost by bill line. [currency]"""

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """What a kWh imported costs, and a kWh exported earns, each of shape (T,). [per kWh]"""
        return np.zeros(len(use.horizon)), np.zeros(len(use.horizon))

    def peaks(self, use: Use) -> BoolArray | None:
        """Where the highest demand of a month is charged, shape (T,); None: nowhere."""
        return None

    def periods(self) -> tuple[str, ...]:
        """Periods of the tariff that the charge names."""
        return ()


def in_months(months: tuple[Month, ...], horizon: Horizon) -> BoolArray:
    """Periods that lie in some months of the year, shape (T,)."""
    return np.isin(horizon.index.month, months)
