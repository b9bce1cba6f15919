"""A tariff, read a third time: as prices of kWh and hinges on demands.

    bill = c₀ + Σ_t β_t·import[t] + Σ_t σ_t·export[t] + Σ_k Σ_j m_kj·max(0, D_k - L_kj)    (Y1)
    D_k = max_{t ∈ k} import[t]                                                          (Y2)

Charges are written against `Ops`. With numbers they are the invoice, with expressions the
objective; here they are asked with a profile that stands for itself, and what they do with it
is taken down. What does not fit (Y1) is `Uncovered`. A charge could still reckon with the
profile by itself, so (Y1) is held against the invoice of some profiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, Self

import numpy as np

from optdispatch.case import Case
from optdispatch.horizon import BoolArray, FloatArray, IntArray
from optdispatch.program.uncovered import Uncovered
from optdispatch.tariff import Profile

SAME = 1e-9
"""Share of a bill by which (Y1) may miss the invoice."""


@dataclass(frozen=True)
class Hinge:
    """m·max(0, D - L)."""

    slope: float
    level: float


@dataclass(frozen=True)
class Amount:
    """(Y1), or a part of it."""

    constant: float = 0.0
    rates: FloatArray = field(default_factory=lambda: np.zeros(1))
    """β, then σ, shape (2·T,); or one zero. [currency/kW]"""
    hinges: tuple[tuple[bytes, Hinge], ...] = ()
    """Hinges, and where their demand is the highest power: a mask, as bytes."""

    def __add__(self, other: "Amount | float") -> "Amount":
        if isinstance(other, Amount):
            hinges = (*self.hinges, *other.hinges)
            return Amount(self.constant + other.constant, self.rates + other.rates, hinges)
        return Amount(self.constant + other, self.rates, self.hinges)

    __radd__ = __add__

    def __mul__(self, factor: float) -> "Amount":
        hinges = tuple((k, Hinge(h.slope * factor, h.level)) for k, h in self.hinges)
        return Amount(self.constant * factor, self.rates * factor, hinges)

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> "Amount":
        return self * (1 / divisor)

    def __neg__(self) -> "Amount":
        return self * -1.0

    def __sub__(self, other: "Amount | float") -> "Amount":
        return self + -other

    def __rsub__(self, other: float) -> "Amount":
        return -self + other

    def single(self) -> tuple[float, bytes, Hinge] | None:
        """A constant and one hinge, if it is that."""
        if len(self.hinges) != 1 or self.rates.any() or self.hinges[0][1].slope <= 0:
            return None
        return (self.constant, *self.hinges[0])


class Places(np.ndarray[Any, np.dtype[np.float64]]):
    """A profile that stands for itself: where each of its powers stands in (Y1)."""

    @classmethod
    def of(cls, first: int, T: int) -> Self:
        """Places of T powers from one on."""
        return np.arange(first, first + T, dtype=np.float64).view(cls)

    def __array_ufunc__(self, *_: Any, **__: Any) -> NoReturn:
        raise Uncovered("a charge mixes powers by itself")


class Reader:
    """`Ops` that takes down what is asked of it."""

    def __init__(self, T: int) -> None:
        self.T = T

    def dot(self, weights: FloatArray, power: Profile) -> Amount:
        """Σ_t weights[t] · power[t]."""
        rates = np.zeros(2 * self.T)
        rates[_places(power)] = weights
        return Amount(rates=rates)

    def peak(self, power: Profile, where: BoolArray, least: float = 0.0) -> Amount:
        """max(least, max_{t ∈ where} power[t])."""
        at = _places(power)[where]
        if (at >= self.T).any():
            raise Uncovered("a charge goes by the highest export")
        mask = np.zeros(self.T, dtype=np.bool_)
        mask[at] = True
        return Amount(least, hinges=((mask.tobytes(), Hinge(1.0, least)),))

    def named(self, amount: Any) -> Any:
        """The amount."""
        return amount

    def above(self, level: float, amount: Any) -> Any:
        """max(0, amount - level)."""
        if not isinstance(amount, Amount):
            return max(0.0, amount - level)
        return self.most([amount - level])

    def most(self, amounts: Sequence[Any], least: float = 0.0) -> Any:
        """max(least, max_i amounts[i])."""
        least = max([least, *(a for a in amounts if not isinstance(a, Amount))])
        terms = [a for a in amounts if isinstance(a, Amount)]
        if not terms:
            return least
        found = terms[0].single()
        if len(terms) > 1 or found is None:
            raise Uncovered("a charge goes by the greatest of several sums")
        constant, where, hinge = found
        if constant >= least:
            return terms[0]
        level = hinge.level + (least - constant) / hinge.slope
        return Amount(least, hinges=((where, Hinge(hinge.slope, level)),))

    def means(self, power: Profile, starts: IntArray) -> Profile:
        """Mean power over runs of periods."""
        raise Uncovered("a demand is averaged over several periods")


@dataclass(frozen=True)
class Reading:
    """(Y1) of a case."""

    constant: float
    buy: FloatArray
    """β, shape (T,). [currency/kW]"""
    sell: FloatArray
    """-σ."""
    demands: tuple[tuple[BoolArray, tuple[Hinge, ...]], ...]

    def bill(self, imported_kw: FloatArray, exported_kw: FloatArray) -> float:
        """(Y1)."""
        owed = self.constant + float(self.buy @ imported_kw - self.sell @ exported_kw)
        for where, hinges in self.demands:
            top = float(imported_kw[where].max(initial=0.0))
            owed += sum(h.slope * max(0.0, top - h.level) for h in hinges)
        return owed


def read(case: Case) -> Reading:
    """Read what a case's tariff optimises.

    Raises `Uncovered` where it is not (Y1).
    """
    T = len(case.horizon)
    powers = Places.of(0, T), Places.of(T, T)
    try:
        bill = case.tariff.bill(powers[0], case.horizon, powers[1], case.connection, ops=Reader(T))
        total = sum(bill.lines.values(), Amount())
    except TypeError:
        raise Uncovered("a charge is reckoned in a way of its own") from None
    rates = np.broadcast_to(total.rates, 2 * T)
    where: dict[bytes, list[Hinge]] = {}
    for mask, hinge in total.hinges:
        where.setdefault(mask, []).append(hinge)
    demands = tuple(
        (np.frombuffer(mask, dtype=np.bool_), tuple(h for h in hinges if h.slope))
        for mask, hinges in where.items()
        if any(h.slope for h in hinges)
    )
    reading = Reading(total.constant, rates[:T].copy(), -rates[T:], demands)
    _agrees(reading, case)
    return reading


def _agrees(reading: Reading, case: Case) -> None:
    """Hold (Y1) against the invoice."""
    rng, T = np.random.default_rng(0), len(case.horizon)
    for scale in (0.0, 1e2, 1e4):
        imported, exported = scale * rng.random(T), scale * rng.random(T)
        bill = case.tariff.optimised.bill(imported, case.horizon, exported, case.connection)
        owed = float(bill.total)
        if abs(owed - reading.bill(imported, exported)) > SAME * max(1.0, abs(owed)):
            raise Uncovered("a charge is not made of prices and demands alone")


def _places(power: Profile) -> IntArray:
    if not isinstance(power, Places):
        raise Uncovered("a charge mixes powers by itself")
    return np.asarray(power, dtype=np.int64)
