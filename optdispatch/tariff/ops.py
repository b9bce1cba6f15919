"""The operations that a charge may use on a power profile: those that keep a cost convex.

A charge is written once, against `Ops`. With numbers it is the invoice; with the
expressions of a linear program (`optdispatch.program.linear`) it is the objective.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray

Profile: TypeAlias = Sequence[Any] | FloatArray
"""Power in each period, shape (T,): numbers, or expressions of a linear program. [kW]"""


class Ops(Protocol):
    """Operations that keep a cost convex in power."""

    def dot(self, weights: FloatArray, power: Profile) -> Any:
        """Σ_t weights[t] · power[t]."""

    def peak(self, power: Profile, where: BoolArray, least: float = 0.0) -> Any:
        """max(least, max_{t ∈ where} power[t])."""

    def above(self, level: float, amount: Any) -> Any:
        """max(0, amount - level)."""


class _Numbers:
    def dot(self, weights: FloatArray, power: Profile) -> float:
        return float(weights @ np.asarray(power, dtype=np.float64))

    def peak(self, power: Profile, where: BoolArray, least: float = 0.0) -> float:
        return float(np.asarray(power, dtype=np.float64)[where].max(initial=least))

    def above(self, level: float, amount: float) -> float:
        return max(0.0, amount - level)


NUMBERS: Ops = _Numbers()
