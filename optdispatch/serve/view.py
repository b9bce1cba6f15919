"""What the page shows of a case, found with as little work as may be.

The money follows from `Valuer`, which dispatches and ages nothing twice; the bills of all ways and
the day depend on the site and its rules alone, and are kept by these. So a rate of interest or a
price of cells plans nothing anew.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optdispatch.case import Case
from optdispatch.case.times import TypicalDays
from optdispatch.report.figures.album import Days
from optdispatch.report.figures.day import Day
from optdispatch.report.measures import heading, written
from optdispatch.report.numbers import decimals, shown
from optdispatch.study import OPTIMUM, WITHOUT, Outcome, evaluate
from optdispatch.study.remembered import Kept, any_free, depends_on
from optdispatch.study.valuation import MEASURES, Valuation, Valuer

SHOWN = (
    "saving_year_1",
    "irr_before_tax",
    "irr_after_tax",
    "npv_after_tax",
    "payback_after_tax_years",
    "equity_irr_after_tax",
    "years_to_retirement",
)
"""Measures on the page, as far as a case has them."""


@dataclass(frozen=True)
class View:
    """A case as it stands on the page."""

    case: Case
    valuation: Valuation
    outcome: Outcome
    """Its day and its ledger; the money is in the valuation."""

    @property
    def numbers(self) -> dict[str, tuple[str, str]]:
        """Title and value of each measure, by its name."""
        found, currency = self.valuation.measured(), self.outcome.currency
        return {
            name: (heading(name, currency), written(found[name], MEASURES[name].unit))
            for name in SHOWN
            if name in found
        }

    @property
    def ledger(self) -> tuple[list[str], list[list[str]]]:
        """The ways, and rows of what each of them pays: a name, and a number for each way."""
        table = self.outcome.ledger
        places = decimals(table.to_numpy()[-2])
        rows = [
            [str(line), *(shown(float(value), places) for value in row)]
            for line, row in zip(table.index, table.to_numpy(), strict=True)
        ]
        rows[-1][1 + [*table.columns].index(WITHOUT)] = ""
        return [str(way) for way in table.columns], rows

    @cached_property
    def days(self) -> dict[str, Day]:
        """Figures of the days, by their titles."""
        plates = Days(self.outcome).telling()
        return {plate.title: plate for plate in plates if isinstance(plate, Day)}

    @property
    def says(self) -> str:
        """The answer in a sentence."""
        saved, currency = self.outcome.saving(OPTIMUM), self.outcome.currency
        whole = self.outcome.ways[0].cost
        part = f", {100 * saved / whole:.1f} % of the bill" if whole > 0 else ""
        return f"The optimum saves {shown(saved)} {currency}{part}."


@dataclass(frozen=True)
class Viewer:
    """Looks at cases, and remembers what it saw."""

    value: Valuer = field(default_factory=Valuer)
    planned: Kept[Outcome] = field(default_factory=lambda: Kept(32))

    def __call__(self, case: Case) -> View:
        """What the page shows of a case.

        Raises `InputError` where it does not hold together, `Infeasible` where nothing serves its
        site.
        """
        valuation = self.value(case)
        site = _bare(case if any_free(case) else valuation.case)
        rules = "\n".join(rule.model_dump_json() for rule in site.rules)
        key = f"{depends_on(site)}\n{rules}"
        return View(case, valuation, self.planned.found(key, lambda: evaluate(site)))


def _bare(case: Case) -> Case:
    """The case without its life, its money, and the year that it may ask to be held against.

    A copy keeps the horizon that the case has already worked out.
    """
    fields: dict[str, Any] = {"ageing": None, "economics": None}
    if isinstance(case.time, TypicalDays) and case.time.compare_with_year:
        fields |= {"time": case.time.model_copy(update={"compare_with_year": False})}
    return case.model_copy(update=fields)
