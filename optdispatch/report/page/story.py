"""What every section of a page is told from: an outcome, its document, and a language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from optdispatch.finance import Worth
from optdispatch.report.daytypes import spoken
from optdispatch.report.figures.press import Press
from optdispatch.report.numbers import decimals
from optdispatch.report.page.parts import Cell
from optdispatch.report.page.quotes import At, Quotes
from optdispatch.report.projects import best
from optdispatch.report.site import span
from optdispatch.report.words import Words
from optdispatch.strategy import Strategy, Window
from optdispatch.study import OPTIMUM, Outcome
from optdispatch.study.project import Project


@dataclass(frozen=True)
class Story:
    """One outcome, to be told."""

    outcome: Outcome
    quote: Quotes
    words: Words
    press: Press

    @property
    def currency(self) -> str:
        """As the language has it; else the ISO code."""
        return self.words.name(self.outcome.currency)

    @cached_property
    def money(self) -> str:
        """How amounts of the ledger are written."""
        amounts = self.outcome.ledger.to_numpy(dtype=float).ravel().tolist()
        return "cents" if decimals(amounts) else "money"

    @cached_property
    def ways(self) -> list[str]:
        """Names of the ways, in the order of the ledger."""
        return [way.name for way in self.outcome.ways]

    @cached_property
    def project(self) -> Project | None:
        """The project of the optimum, where there is one."""
        return best(self.outcome)

    @property
    def project_at(self) -> At:
        """Where its record stands."""
        names = [record["way"] for record in self.quote.value("projects")]
        return ("projects", names.index(OPTIMUM))

    @property
    def worth(self) -> Worth | None:
        """Of the project after tax, before financing."""
        cash = self.project.cash if self.project else None
        return cash.metrics.project_after_tax if cash else None

    def say(self, text: str, **values: object) -> Markup:
        """Words of the program with values in their places, some of them HTML already."""
        return escape(self.words(text)).format(**values)

    def irr(self, *worth: str | int) -> Cell:
        """A rate of return at the address of a worth; each of them, where there are several."""
        found = range(len(self.quote.value(*worth, "irrs")))
        rates = [self.quote(*worth, "irrs", n, form="rate") for n in found]
        return escape(self.words(" or ")).join(rates) if rates else self.words("none")

    def when(self) -> str:
        """What money is for: `a year`, `over 31 days`."""
        days = span(self.outcome.case.horizon)
        if 364.9 < days < 366.1:
            return self.words("a year")
        if days >= 1:
            return self.words("over {time}", time=self.words.count(round(days, 6), "day"))
        return self.words("over {time}", time=self.words.count(round(24 * days, 6), "hour"))

    def windows(self, windows: Iterable[Window]) -> str:
        """What windows do, one after the other."""
        return self.words.listed(spoken(window, self.words) for window in windows)

    def count(self, strategy: Strategy) -> str:
        """`2 charges, 2 discharges`."""
        if not strategy.cycles:
            return self.words("at rest")
        return self.words.note(strategy.count())

    def heads(self, first: Cell, of: Sequence[str]) -> list[Cell]:
        """Heads of a table whose columns are ways."""
        return [first, *map(self.words.name, of)]
