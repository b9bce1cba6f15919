"""What a plant does and earns in each year of its life: all that money needs to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from optdispatch.errors import InputError

FloatArray = npt.NDArray[np.float64]

LARGEST = 1e15
"""No money and no energy of a year is larger; what is, is a mistake."""


@dataclass(frozen=True, kw_only=True)
class Yearly:
    """Sizes, and one number for each year 1 … N: arrays of shape (N,).

    Raises `InputError` for arrays of unlike length, and for numbers that are not finite.

    >>> Yearly(power_kw=1, energy_kwh=2, revenue={"energy": np.ones(3)},
    ...        discharged_kwh=np.ones(3), replaced_kwh=np.zeros(3)).years
    3
    """

    power_kw: float
    energy_kwh: float
    """Nominal energy of the cells. [kWh]"""
    revenue: Mapping[str, FloatArray]
    """Savings on the bill by value stream, as billed, at the prices of year 1. [currency]"""
    discharged_kwh: FloatArray
    """Energy delivered at the meter. [kWh]"""
    replaced_kwh: FloatArray
    """Cells bought at the end of each year: replacement or augmentation. [kWh]"""
    discharged_value: FloatArray | None = None
    """Tariff value of the energy discharged, before what its charging cost. [currency]"""
    charging_cost: FloatArray | None = None
    """Cost of the energy charged. [currency]"""

    def __post_init__(self) -> None:
        for name in ("power_kw", "energy_kwh"):
            if not 0 < getattr(self, name) <= 1e9:
                raise InputError(f"{name} should be a size above 0, not {getattr(self, name):g}")
        revenue = {n: _array(f"revenue {n!r}", values) for n, values in self.revenue.items()}
        others = {f.name: getattr(self, f.name) for f in fields(self)[3:]}
        arrays = {n: _array(n, values) for n, values in others.items() if values is not None}
        for name, array in arrays.items():
            if (array < 0).any():
                raise InputError(f"{name} is below 0 in year {_first(array < 0)}")
        for name, array in (arrays | {f"revenue {n!r}": a for n, a in revenue.items()}).items():
            if array.size != arrays["discharged_kwh"].size:
                years = f"has {array.size} years, discharged_kwh {arrays['discharged_kwh'].size}"
                raise InputError(f"{name} {years}")
        for name, value in {"revenue": revenue, **arrays}.items():
            object.__setattr__(self, name, value)

    @property
    def years(self) -> int:
        """N, the years of the project's life."""
        return self.discharged_kwh.size


def from_year_0(values: FloatArray) -> FloatArray:
    """Put a year 0, in which nothing happens, before year 1: shape (N,) to (N + 1,)."""
    return np.concatenate([[0.0], values])


def _array(name: str, values: FloatArray) -> FloatArray:
    array = np.array(values, dtype=np.float64)
    if array.ndim != 1 or not array.size:
        raise InputError(f"{name} should hold one number a year, not an array of {array.shape}")
    usable = np.isfinite(array) & (np.abs(array) <= LARGEST)
    if not usable.all():
        year = _first(~usable)
        raise InputError(f"{name} is {array[year - 1]:g} in year {year}, which is no amount")
    array.flags.writeable = False
    return array


def _first(wrong: npt.NDArray[np.bool_]) -> int:
    """The first year that is marked."""
    return int(np.flatnonzero(wrong)[0]) + 1
