"""Sessions that do what has been decided: nothing is left to the program.

power[t] = Σ_s discharge[s,t] - charge[s,t],  charge and discharge given  (E8)
"""

from optdispatch.asset import Deciding, Flow
from optdispatch.pyomo_imports import Block
from optdispatch.schedule import Parts
from optdispatch.vehicles import Stays


def build(b: Block, stays: Stays, parts: Parts, cost: float) -> Flow:
    """Write (E8)."""
    given, drawn = parts.discharge_kw.tolist(), parts.charge_kw.tolist()
    limits = stays.charge_limit_kw, stays.discharge_limit_kw
    return Flow(
        power_kw=stays.total(parts.discharge_kw - parts.charge_kw).tolist(),
        cost=cost,
        deciding=Deciding(drawn, given, stays.period, *limits, {}),
    )
