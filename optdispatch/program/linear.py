"""`Ops` for the expressions of a linear program."""

from collections.abc import Sequence
from itertools import compress
from typing import Any

from pyomo.environ import Any as Anything
from pyomo.environ import Block, Constraint, NonNegativeReals, Reals, VarList, quicksum

from optdispatch.horizon import BoolArray, FloatArray, IntArray
from optdispatch.tariff import Profile


class Linear:
    """Charges as linear expressions; a maximum becomes the variable above its terms."""

    def __init__(self, b: Block) -> None:
        self.b = b
        b.tops = VarList(domain=NonNegativeReals)
        b.sums = VarList(domain=Reals)
        b.above = Constraint(Anything)

    def _add(self, row: Any) -> None:
        self.b.above[len(self.b.above) + 1] = row

    def dot(self, weights: FloatArray, power: Profile) -> Any:
        """Σ_t weights[t] · power[t]."""
        terms = zip(weights.tolist(), power, strict=True)
        return quicksum((w * p for w, p in terms if w))

    def peak(self, power: Profile, where: BoolArray, least: float = 0.0) -> Any:
        """The least variable p with p ≥ least and p ≥ power[t] for t ∈ where."""
        return self.most(list(compress(power, where)), least)

    def named(self, amount: Any) -> Any:
        """The variable that is the amount; numbers and variables need none."""
        if isinstance(amount, (int, float)) or amount.is_variable_type():
            return amount
        total = self.b.sums.add()
        self._add(total == amount)
        return total

    def above(self, level: float, amount: Any) -> Any:
        """The least variable o with o ≥ 0 and o ≥ amount - level."""
        over = self.b.tops.add()
        self._add(over >= amount - level)
        return over

    def most(self, amounts: Sequence[Any], least: float = 0.0) -> Any:
        """The least variable p with p ≥ least and p ≥ each amount; numbers are its bound."""
        top = self.b.tops.add()
        top.setlb(max([least, *(a for a in amounts if isinstance(a, (int, float)))]))
        for amount in amounts:
            if not isinstance(amount, (int, float)):
                self._add(top >= amount)
        return top

    def means(self, power: Profile, starts: IntArray) -> Profile:
        """Mean power of runs of periods, each from one start until before the next."""
        ends = [*starts.tolist()[1:], len(power)]
        runs = (power[a:b] for a, b in zip(starts.tolist(), ends, strict=True))
        return [quicksum(run) / len(run) for run in runs]
