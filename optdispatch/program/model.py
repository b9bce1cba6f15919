"""The linear program of a case.

    min   Σ_lines bill(import, export) + Σ_assets cost - Σ_programmes revenue (M1)
    s.t.  import[t] - export[t] + Σ_assets power[t] = 0                       (M2)
          0 ≤ import[t] ≤ import limit,  0 ≤ export[t] ≤ export limit         (M3)

Power is positive when it is delivered to the site's bus.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyomo.environ import Block, ConcreteModel, Constraint, Objective, Var

from optdispatch.asset import Flow
from optdispatch.case import Case
from optdispatch.program.linear import Linear
from optdispatch.program.market import Market, market


@dataclass(frozen=True)
class Model:
    """A written program, and where its parts are."""

    pyomo: Any
    imported: Sequence[Any]
    exported: Sequence[Any]
    flows: dict[str, Flow]
    market: Market


def build(case: Case) -> Model:
    """Write the linear program of a case."""
    m: Any = ConcreteModel(case.name)
    horizon, site = case.horizon, case.connection
    T = range(len(horizon))

    m.imported = Var(T, bounds=(0, site.import_limit_kw), doc="(M3) [kW]")
    imported = list(m.imported.values())
    exported: list[Any] = [0.0] * len(T)
    if site.export_limit_kw > 0:
        m.exported = Var(T, bounds=(0, site.export_limit_kw), doc="(M3) [kW]")
        exported = list(m.exported.values())

    m.assets = Block([a.name for a in case.assets])
    flows = {a.name: a.build(m.assets[a.name], horizon) for a in case.assets}

    m.tariff = Block()
    bill = case.tariff.bill(imported, horizon, exported, site, ops=Linear(m.tariff))
    costs = [*bill.lines.values(), *(f.cost for f in flows.values())]
    programmes = market(m, case, imported, flows)
    m.cost = Objective(expr=sum(costs) - programmes.revenue, doc="(M1)")

    def balance(m, t):
        return imported[t] - exported[t] + sum(f.power_kw[t] for f in flows.values()) == 0

    m.balance = Constraint(T, rule=balance, doc="(M2)")
    return Model(m, imported, exported, flows, programmes)
