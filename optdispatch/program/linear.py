"""`Ops` for the expressions of a linear program."""

from itertools import compress
from typing import Any

from pyomo.environ import Block, ConstraintList, NonNegativeReals, VarList, quicksum

from optdispatch.horizon import BoolArray, FloatArray
from optdispatch.tariff import Profile


class Linear:
    """Charges as linear expressions; a maximum becomes the variable above its terms."""

    def __init__(self, b: Block) -> None:
        self.b = b
        b.tops = VarList(domain=NonNegativeReals)
        b.above = ConstraintList()

    def dot(self, weights: FloatArray, power: Profile) -> Any:
        """Σ_t weights[t] · power[t]."""
        terms = zip(weights.tolist(), power, strict=True)
        return quicksum((w * p for w, p in terms if w))

    def peak(self, power: Profile, where: BoolArray, least: float = 0.0) -> Any:
        """The least variable p with p ≥ least and p ≥ power[t] for t ∈ where."""
        top = self.b.tops.add()
        top.setlb(least)
        for p in compress(power, where):
            self.b.above.add(top >= p)
        return top

    def above(self, level: float, amount: Any) -> Any:
        """The least variable o with o ≥ 0 and o ≥ amount - level."""
        over = self.b.tops.add()
        self.b.above.add(over >= amount - level)
        return over
