"""A bill adjusted for the power factor of its month.

    PF = E / √(E² + Q²), rounded to 0.01                                       (C21)
    cost = Σ_month k(PF) · (charges it is reckoned on - e·E)                   (C22)

======  =======================================================  =====  ===================
symbol  meaning                                                  unit   code
======  =======================================================  =====  ===================
E, Q    active and reactive energy of the month, both drawn      kWh    E, Q
k       what (83)水电财字第215号 adds to the bill, by standard     -      adjustment
e       what is taken out of the base, such as government funds  /kWh   excluded_per_kwh
======  =======================================================  =====  ===================

Storage at unity power factor changes E and not Q, so it can worsen the power factor. A table
of PF is not convex: the line is invoiced, not optimised.
"""

from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from optdispatch.connection import PowerFactorStandard
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray
from optdispatch.note import Note
from optdispatch.tariff.charges._adjustment import SiteAdjustment
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class _Standard(NamedTuple):
    """One column of the tables, in hundredths of PF and thousandths of the bill."""

    reductions: tuple[float, ...]
    """For each 0.01 above the standard; beyond the last they stay."""
    half: int
    """Down to here each 0.01 below the standard adds 5 thousandths."""
    one: int
    """Down to here each further 0.01 adds 10 thousandths; below, 20."""


STANDARDS = {
    90: _Standard((1.5, 3.0, 4.5, 6.0, 7.5), half=70, one=65),
    85: _Standard((1.0, 2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 9.5, 11.0), half=65, one=60),
    80: _Standard((1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.5, 13.0), half=60, one=55),
}


def adjustment(power_factor: float, standard: float) -> float:
    """Fraction k of (C22) that is added to the bill.

    >>> adjustment(0.91, 0.9), adjustment(0.6, 0.9), adjustment(1, 0.85)
    (-0.0015, 0.25, -0.011)
    """
    s, of = round(100 * standard), STANDARDS[round(100 * standard)]
    pf = int(np.floor(100 * power_factor + 0.5 + 1e-9))
    if pf >= s:
        above = min(pf - s, len(of.reductions))
        return -of.reductions[above - 1] / 1000 if above else 0.0
    below = 5 * (s - max(pf, of.half)) + 10 * max(0, of.half - max(pf, of.one))
    return (below + 20 * max(0, of.one - pf)) / 1000


class PowerFactor(SiteAdjustment):
    """The power-factor adjustment of Chinese bills."""

    kind: Literal["power_factor"] = "power_factor"
    rank: ClassVar[int] = 2
    needs_reactive: ClassVar[bool] = True
    standard: PowerFactorStandard = Field(
        description="The standard of the customer's class, unless the site has its own: 0.9, 0.85 "
        "or 0.8."
    )
    excluded_per_kwh: float = Field(
        ge=0, description="What a kWh pays that is not adjusted: government funds; 0: none."
    )

    @property
    def convex(self) -> bool:
        """See `Charge.convex`: never."""
        return False

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C22)."""
        E = np.array(use.by_month(use.energy, use.imported_kw, NUMBERS))
        base = np.array(self.base(use), dtype=np.float64) - self.excluded_per_kwh * E
        return {self.name: (np.array(self._shares(use)) * base).tolist()}

    def _shares(self, use: Use) -> list[float]:
        """Find k in each month, by the site's own standard if it has one."""
        standard = use.connection.power_factor_standard or self.standard
        return [adjustment(pf, standard) for pf in self.power_factors(use).tolist()]

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: the power factor, which decides."""
        found, shares = self.power_factors(use).tolist(), self._shares(use)
        return {self.name: Quantity("PF", found, is_priced=False, shares=shares)}

    def power_factors(self, use: Use) -> FloatArray:
        """(C21) in each month, before it is rounded; 1 where nothing is drawn.

        Raises `InputError` where the reactive power of the site is not known.
        """
        if use.reactive_kvar is None:
            raise InputError(
                f"{self.name!r} needs the site's reactive power; "
                "give a load `reactive` or `power_factor`"
            )
        E = np.array(use.by_month(use.energy, use.imported_kw, NUMBERS))
        Q = np.array(use.by_month(use.energy, np.abs(use.reactive_kvar), NUMBERS))
        apparent = np.hypot(E, Q)
        pf: FloatArray = np.divide(E, apparent, out=np.ones_like(E), where=apparent > 0)
        return pf

    def compared(self, before: Use, after: Use) -> tuple[str, ...]:
        """See `Charge.compared`: months whose power factor is worse."""
        was, now = self.power_factors(before), self.power_factors(after)
        worse = np.round(now, 2) < np.round(was, 2)
        if not worse.any():
            return ()
        m = int(np.argmax(was - now))
        return (
            Note(
                "{charge}: storage draws no reactive power but less energy from the grid, so the "
                "power factor falls in {months} months, at most from {was:.2f} to {now:.2f} in "
                "{month}",
                charge=self.name,
                months=int(worse.sum()),
                was=was[m],
                now=now[m],
                month=after.horizon.months[m].name,
            ),
        )
