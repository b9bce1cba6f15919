"""A large LFP cell: time by temperature and charge, cycles by depth and rate.

    z_time   = Σ_days mean(k_time)^(1/p)                                       (S1)
    k_time   = a · exp(b/T) · exp(c·U(SOC)/T)                                  (S2)
    z_cycles = s · Σ_cycles q·δ · k_cycles^(1/r)                               (S3)
    k_cycles = (d + e·δ + f·q·C) · exp(g/T)                                    (S4)
    U(SOC)   = potential of graphite at x = x_0 + SOC·(x_1 - x_0)              (S5)

=========  ===============================================  =======  =====================
symbol     meaning                                          unit     code
=========  ===============================================  =======  =====================
T          temperature of the cells                         K        kelvin
q          capacity left                                    -        capacity
δ, C       depth and mean rate of a cycle, rests excluded   -, 1/h   depth, c_rate
a, b, c    fit of ageing by time                            d^-p, K  time.*
d…g        fit of ageing by cycles                          -, K     cycles.*
p, r       exponents                                        -        time.exponent, …
U          potential against lithium                        V        anode_potential
=========  ===============================================  =======  =====================

The form is that of the 'LFP|Gr' cell (250 Ah, prismatic) in DOI 10.1016/j.est.2023.109042,
appendix A.7; a second Arrhenius term of the fit, exp(-1.55e5/T), is below 1e-180 at any
temperature that a cell survives and is left out. Rates by time are averaged over each day, as
where the fit is from; depth and rate are of the current capacity, and charge and rate shrink
with q. U is that of Safari and Delacourt, DOI 10.1149/1.3567007, eq. for Li_x C6, between the
stoichiometries of Schimpe et al., DOI 10.1149/2.1181714jes.

The fit has cells age slightly slower by cycles when it is warmer, because its tests showed no
dependence and time's had to be balanced; the sum should not be read as advice on cooling.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from optdispatch.lifetime.daytype import DayType, FloatArray
from optdispatch.lifetime.laws._calibrated import Calibrated
from optdispatch.lifetime.rainflow import swings
from optdispatch.nouns import Noun

EMPTY, FULL = 0.0085, 0.78
"""x_0 and x_1 of (S5)."""


class TimeFit(Noun):
    """Fit of (S2)."""

    rate: float = Field(gt=0, le=1e12, description="a. [1/d^p]")
    kelvin: float = Field(ge=-2e4, le=2e4, description="b. [K]")
    kelvin_per_volt: float = Field(ge=-2e4, le=2e4, description="c. [K/V]")
    exponent: float = Field(ge=0.2, le=1, description="p.")


class CycleFit(Noun):
    """Fit of (S4)."""

    constant: float = Field(ge=0, le=1, description="d, per equivalent full cycle^r.")
    per_depth: float = Field(ge=0, le=1, description="e, per equivalent full cycle^r.")
    per_c_rate: float = Field(ge=0, le=1, description="f, per equivalent full cycle^r. [h]")
    kelvin: float = Field(ge=-2e4, le=2e4, description="g. [K]")
    exponent: float = Field(ge=0.2, le=1, description="r.")


class SemiEmpirical(Calibrated):
    """Power laws of time and of charge throughput, with an anode potential in between."""

    kind: Literal["semi_empirical"] = "semi_empirical"
    time: TimeFit = Field(description="Ageing by time.")
    cycles: CycleFit = Field(description="Ageing by cycles.")

    @property
    def exponents(self) -> tuple[float, float]:
        """Exponents p and r."""
        return self.time.exponent, self.cycles.exponent

    def resting(self, days: Sequence[DayType]) -> float:
        """(S1)."""
        return sum(day.days_per_year * self._run(day) for day in days)

    def _run(self, day: DayType) -> float:
        """(S1) and (S2) of one run, day by day."""
        fit, T = self.time, day.kelvin
        k = fit.rate * np.exp((fit.kelvin + fit.kelvin_per_volt * anode_potential(day.soc)) / T)
        k = (k[1:] + k[:-1]) / 2
        firsts = np.arange(0, len(k), max(1, round(24 / day.dt_hours)))
        periods = np.diff([*firsts.tolist(), len(k)])
        mean = np.add.reduceat(k, firsts) / periods
        return float((mean ** (1 / fit.exponent) * periods).sum()) * day.dt_hours / 24

    def cycling(self, days: Sequence[DayType]) -> Callable[[float], float]:
        """(S3) and (S4), unscaled."""
        depth, per_year, c_rate, T = swings(days)
        fit = self.cycles
        warmth = np.exp(fit.kelvin / T)

        def damage(capacity: float) -> float:
            q = capacity
            k = (fit.constant + fit.per_depth * depth + fit.per_c_rate * q * c_rate) * warmth
            return float((per_year * q * depth * k ** (1 / fit.exponent)).sum())

        return damage


def anode_potential(soc: FloatArray) -> FloatArray:
    """(S5). [V]

    >>> anode_potential(np.array([0.0, 0.5, 1.0])).round(3).tolist()
    [0.684, 0.123, 0.086]
    """
    x = EMPTY + soc * (FULL - EMPTY)
    potential: FloatArray = (
        0.6379
        + 0.5416 * np.exp(-305.5309 * x)
        - 0.044 * np.tanh((x - 0.1958) / 0.1088)
        - 0.1978 * np.tanh((x - 1.0571) / 0.0854)
        - 0.6875 * np.tanh((x + 0.0117) / 0.0529)
        - 0.0175 * np.tanh((x - 0.5692) / 0.0875)
    )
    return potential
