"""Which way of billing to elect, where a tariff offers several.

Each way is planned and billed for itself, since storage is run differently under each: a
demand charge can be shaved, a capacity charge cannot. In China demand costs 1.6 times as much
a kW as capacity a kVA (发改价格〔2026〕1077号), so demand is cheaper below 62.5 % of the
capacity; below 69.4 % where long use takes a tenth off.
"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.rules import OPTIMUM, WITHOUT
from optdispatch.study.evaluate import Progress, evaluate
from optdispatch.study.outcome import Outcome


@dataclass(frozen=True)
class Election:
    """Each way of billing, what it comes to, and which to elect."""

    outcomes: dict[str, Outcome]
    left_out: dict[str, str]
    """Ways that the site cannot be billed by, and why."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a way: its cost without storage and at the optimum. [currency]"""
        rows = {
            way: {WITHOUT: o.ways[0].cost, OPTIMUM: o.optimum.cost}
            for way, o in self.outcomes.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").sort_values(OPTIMUM)

    @property
    def best(self) -> str:
        """The way under which the site with its storage costs least."""
        return str(self.table[OPTIMUM].idxmin())

    @property
    def best_without(self) -> str:
        """The way under which the site without storage costs least."""
        return str(self.table[WITHOUT].idxmin())

    def __str__(self) -> str:
        """The recommendation in a sentence."""
        currency = next(iter(self.outcomes.values())).currency
        cost = self.table[OPTIMUM]
        says = f"elect {self.best}: {cost.iloc[0]:,.2f} {currency}"
        if len(cost) > 1:
            says += f", {cost.iloc[1] - cost.iloc[0]:,.2f} less than {cost.index[1]}"
        if self.best_without != self.best:
            says += f"; {WITHOUT} it would be {self.best_without}"
        return says


def elect(case: Case, progress: Progress = lambda _: None) -> Election:
    """Plan and bill a case under each way of billing that its tariff offers.

    Raises `InputError` where it offers none, or none that the site can be billed by.
    """
    outcomes, left_out = {}, {}
    for way in case.tariff.billing:
        progress(f"billing by {way}")
        try:
            elected = case.changed(billing=way, ageing=None, economics=None)
        except InputError as error:
            left_out[way] = str(error)
            continue
        outcomes[way] = evaluate(elected, progress)
    if not outcomes:
        why = "; ".join(left_out.values()) or f"{case.tariff.name} offers no ways of billing"
        raise InputError(f"{case.name}: nothing to elect: {why}")
    return Election(outcomes, left_out)
