"""What a fleet pays and may do together, besides what its sessions say."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.pyomo_imports import Block, pyo
from optdispatch.vehicles import Stays


class Terms(NamedTuple):
    """Fields of a fleet; see `Fleet`."""

    limit_kw: float | None
    paid_per_kwh: float
    compensation_per_kwh: float
    wear_per_kwh: float
    unmet_per_kwh: float | None

    def rates(self, stays: Stays) -> FloatArray:
        """Cost of a kW given back in each entry, (K,). [currency/kW]"""
        real = (stays.horizon.weight * stays.horizon.hours)[stays.period]
        eta_d = stays.of("efficiency_discharge")[stays.owner]
        return real * (self.given_per_kwh + self.wear_per_kwh / eta_d)

    @property
    def given_per_kwh(self) -> float:
        """What a kWh given back costs, its wear aside. [currency/kWh]"""
        return self.compensation_per_kwh - self.paid_per_kwh


def together(
    b: Block,
    period: IntArray,
    sides: tuple[Sequence[Any], Sequence[Any]],
    periods: int,
    limit_kw: float | None,
) -> list[Any]:
    """Write (E6) for entries in some periods; the power of all, 0 where nobody is there."""
    at: dict[int, list[int]] = {}
    for k, t in enumerate(period.tolist()):
        at.setdefault(t, []).append(k)
    charge, discharge = sides
    b.power = pyo.Var(
        list(at), bounds=(None if limit_kw is None else -limit_kw, limit_kw), doc="[kW]"
    )
    b.together = pyo.Constraint(
        list(at),
        rule=lambda b, t: b.power[t] == pyo.quicksum(discharge[k] - charge[k] for k in at[t]),
        doc="(E6)",
    )
    return [b.power[t] if t in at else 0.0 for t in range(periods)]
