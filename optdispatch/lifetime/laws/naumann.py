"""A small cylindrical LFP cell, much tested: square roots of time and of full cycles.

    z_time   = Σ_periods Δt · k_time²                                          (N1)
    k_time   = a · exp(-E/R·(1/T - 1/T_0)) · (b·(SOC - 0.5)³ + c)              (N2)
    z_cycles = s · Σ_cycles δ · k_cycles²                                      (N3)
    k_cycles = (d·C + e) · (f·(δ - 0.6)³ + g) / 100                            (N4)

=======  ==============================================  =======  ==================
symbol   meaning                                         unit     code
=======  ==============================================  =======  ==================
T, T_0   temperature of the cells, and 298.15 K          K        kelvin, T_0
E, R     activation energy, gas constant                 J/mol…   time.activation…, R
δ, C     depth and mean rate of a cycle, rests excluded  -, 1/h   depth, c_rate
a…c      fit of ageing by time                           s^-½, -  time.*
d…g      fit of ageing by cycles                         %        cycles.*
=======  ==============================================  =======  ==================

The cell is Sony/Murata US26650FTC1. Time: Naumann et al. 2018, DOI 10.1016/j.est.2018.01.019;
cycles: Naumann et al. 2020, DOI 10.1016/j.jpowsour.2019.227666. Full cycles are counted in
the current capacity, as the package SimSES does, so the rate does not depend on q.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from optdispatch.lifetime.daytype import DayType
from optdispatch.lifetime.laws._calibrated import Calibrated
from optdispatch.lifetime.rainflow import swings
from optdispatch.nouns import Noun

R = 8.3144598
T_0 = 298.15


class RootTimeFit(Noun):
    """Fit of (N2)."""

    per_root_second: float = Field(gt=0, le=1, description="a. [1/s^½]")
    activation_j_per_mol: float = Field(ge=0, le=1e6, description="E. [J/mol]")
    soc_cubed: float = Field(ge=0, description="b.")
    soc_constant: float = Field(gt=0, description="c.")


class RootCycleFit(Noun):
    """Fit of (N4)."""

    per_c_rate: float = Field(ge=0, description="d. [h]")
    rate_constant: float = Field(gt=0, description="e.")
    depth_cubed: float = Field(ge=0, description="f.")
    depth_constant: float = Field(gt=0, description="g.")


class Naumann(Calibrated):
    """Square-root laws of time and of full cycles."""

    kind: Literal["naumann"] = "naumann"
    time: RootTimeFit = Field(description="Ageing by time.")
    cycles: RootCycleFit = Field(description="Ageing by cycles.")

    @property
    def exponents(self) -> tuple[float, float]:
        """Square roots."""
        return 0.5, 0.5

    def resting(self, days: Sequence[DayType]) -> float:
        """(N1)."""
        return sum(day.days_per_year * self._run(day) for day in days)

    def _run(self, day: DayType) -> float:
        """(N1) and (N2) of one run."""
        fit = self.time
        soc = (day.soc[1:] + day.soc[:-1]) / 2
        warmth = np.exp(-fit.activation_j_per_mol / R * (1 / day.kelvin - 1 / T_0))
        k = fit.per_root_second * warmth * (fit.soc_cubed * (soc - 0.5) ** 3 + fit.soc_constant)
        return float((np.maximum(k, 0) ** 2).sum()) * day.dt_hours * 3600

    def cycling(self, days: Sequence[DayType]) -> Callable[[float], float]:
        """(N3) and (N4), unscaled."""
        depth, per_year, c_rate, _ = swings(days)
        fit = self.cycles
        by_rate = fit.per_c_rate * c_rate + fit.rate_constant
        by_depth = np.maximum(fit.depth_cubed * (depth - 0.6) ** 3 + fit.depth_constant, 0)
        damage = float((per_year * depth * (by_rate * by_depth / 100) ** 2).sum())
        return lambda _: damage
