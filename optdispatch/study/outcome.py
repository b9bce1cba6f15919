"""What the evaluation of a case comes to."""

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from optdispatch.case import Case
from optdispatch.certificate import Check
from optdispatch.rules import OPTIMUM, WITHOUT
from optdispatch.schedule import Schedule
from optdispatch.strategy import Strategy
from optdispatch.study.project import Project
from optdispatch.study.wear import Wear
from optdispatch.tariff import Bill


@dataclass(frozen=True)
class Way:
    """One way to run the storage, what it costs, and its checks."""

    name: str
    schedule: Schedule
    bill: Bill
    wear: float
    """Cost of wear, and of sizes that were chosen. [currency]"""
    checks: tuple[Check, ...]
    revenues: dict[str, float] = field(default_factory=dict)
    """What programmes pay, by line. [currency]"""

    @property
    def cost(self) -> float:
        """The bill and the wear, less what programmes pay. [currency]"""
        return float(self.bill.total) + self.wear - sum(self.revenues.values())


@dataclass(frozen=True)
class Outcome:
    """A case, the ways to run it, and what they say."""

    case: Case
    ways: tuple[Way, ...]
    """Without storage, under each rule, and the optimum, in this order."""
    strategies: tuple[Strategy, ...]
    """Of the optimum, day by day."""
    notes: tuple[str, ...]
    """What a reader must know about the data."""
    projects: dict[str, Project] = field(default_factory=dict)
    """What rules and optimum earn over the life of the cells, where the case asks."""
    wear: Wear | None = None
    """What wear cost the dispatch was steered by, where the case asks to find it."""
    year: "Outcome | None" = None
    """The chronological year, where typical days are to be compared with it."""

    def way(self, name: str) -> Way:
        """One of the ways, by its name in the ledger."""
        return next(w for w in self.ways if w.name == name)

    @property
    def optimum(self) -> Way:
        """The schedule that costs least."""
        return self.ways[-1]

    @property
    def currency(self) -> str:
        """ISO code."""
        return self.case.tariff.currency

    def saving(self, name: str = OPTIMUM) -> float:
        """What a way saves against no storage. [currency]"""
        return self.ways[0].cost - self.way(name).cost

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Each bill line under each way, wear, the total and the saving. [currency]

        What programmes pay is a line below zero.
        """
        lines = {w.name: dict(w.bill.lines) for w in self.ways}
        for w in self.ways:
            lines[w.name] |= {line: -earned for line, earned in w.revenues.items()}
        if any(w.wear for w in self.ways):
            for w in self.ways:
                lines[w.name]["wear and sizes"] = w.wear
        table = pd.DataFrame(lines).astype(float).fillna(0.0)
        table.loc["total"] = table.sum()
        table.loc["saving"] = table.loc["total"].rsub(self.ways[0].cost)
        return table

    def gap(self, name: str) -> "pd.Series[float]":
        """How far a way's saving is below the optimum's, bill line by bill line. [currency]"""
        lines = self.ledger.drop(index=["total", "saving"])
        return lines[name].sub(lines[OPTIMUM])

    @cached_property
    def against_year(self) -> pd.DataFrame | None:
        """Savings by bill line on typical days and in the chronological year. [currency]"""
        if self.year is None:
            return None
        both = {
            name: outcome.ledger[WITHOUT].sub(outcome.ledger[OPTIMUM])
            for name, outcome in (("typical days", self), ("year", self.year))
        }
        saved = pd.DataFrame(both).drop(index="saving").fillna(0.0)
        return saved.assign(difference=saved["typical days"].sub(saved["year"]))
