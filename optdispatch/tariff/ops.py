"""The operations that a charge may use on a power profile: those that keep a cost convex.

A charge is written once, against `Ops`. With numbers it is the invoice; with the
expressions of a linear program (`optdispatch.program.linear`) it is the objective.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray, IntArray

Profile: TypeAlias = Sequence[Any] | FloatArray
"""Power in each period, shape (T,): numbers, or expressions of a linear program. [kW]"""


class Ops(Protocol):
    """Operations that keep a cost convex in power."""

    def dot(self, weights: FloatArray, power: Profile) -> Any:
        """Σ_t weights[t] · power[t]."""

    def peak(self, power: Profile, where: BoolArray, least: float = 0.0) -> Any:
        """max(least, max_{t ∈ where} power[t])."""

    def named(self, amount: Any) -> Any:
        """The amount; one that is used several times is written out once."""

    def above(self, level: float, amount: Any) -> Any:
        """max(0, amount - level)."""

    def most(self, amounts: Sequence[Any], least: float = 0.0) -> Any:
        """max(least, max_i amounts[i])."""

    def means(self, power: Profile, starts: IntArray) -> Profile:
        """Mean power of runs of periods, each from one start until before the next."""


class _Numbers:
    def dot(self, weights: FloatArray, power: Profile) -> float:
        return float(weights @ np.asarray(power, dtype=np.float64))

    def peak(self, power: Profile, where: BoolArray, least: float = 0.0) -> float:
        return float(np.asarray(power, dtype=np.float64)[where].max(initial=least))

    def named(self, amount: float) -> float:
        return amount

    def above(self, level: float, amount: float) -> float:
        return max(0.0, amount - level)

    def most(self, amounts: Sequence[float], least: float = 0.0) -> float:
        return max(least, *amounts) if len(amounts) else least

    def means(self, power: Profile, starts: IntArray) -> Profile:
        values = np.asarray(power, dtype=np.float64)
        lengths = np.diff(np.append(starts, len(values)))
        means: FloatArray = np.add.reduceat(values, starts) / lengths
        return means


NUMBERS: Ops = _Numbers()
