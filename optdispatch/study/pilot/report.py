"""Put together what a pilot has to show, under each way of charging."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from optdispatch.case import Case
from optdispatch.study.evaluate import evaluate
from optdispatch.study.outcome import Outcome, Way
from optdispatch.study.pilot.batteries import batteries
from optdispatch.study.pilot.changes import Reached, reach
from optdispatch.study.pilot.counts import Count, counts, fleets, valley
from optdispatch.study.pilot.ledger import ledger
from optdispatch.study.pilot.thresholds import Thresholds

UNCONTROLLED = "uncontrolled"
"""What a site without storage is called here: vehicles charge as they plug in."""


@dataclass(frozen=True)
class Pilot:
    """What a site has to show, and what would help where it misses."""

    thresholds: Thresholds
    outcome: Outcome
    counts: dict[str, tuple[Count, ...]]
    """Under each way of charging: uncontrolled, the rules, the optimum."""
    changes: tuple[Reached, ...]
    """What changes do about each threshold that the optimum misses."""
    vehicles: dict[str, pd.DataFrame]
    """What the batteries go through, uncontrolled and at the optimum."""
    sessions: pd.DataFrame
    """The ledger of sessions, uncontrolled and at the optimum."""

    @property
    def passes(self) -> bool:
        """Whether the optimum reaches every threshold that there is something to count for."""
        return all(count.holds is not False for count in self.counts[self.outcome.optimum.name])


def pilot(case: Case, asked: Thresholds, progress: Callable[[str], None] = lambda _: None) -> Pilot:
    """Evaluate a case, and count what a pilot has to show.

    Raises `InputError` for a case without vehicles, valley or a whole year, besides what
    `evaluate` raises.
    """
    case = case.changed(ageing=None, economics=None)
    fleets(case)
    valley(case, asked)
    outcome = evaluate(case, progress)
    progress("counting")
    named = {_name(way, outcome): way for way in outcome.ways}
    found = {name: counts(case, way.schedule, asked) for name, way in named.items()}
    best = outcome.optimum.name
    missed = [count for count in found[best] if count.holds is False]
    changes: list[Reached] = []
    for count in missed:
        progress(f"looking for what reaches the {count.name}")
        changes += reach(case, asked, count)
    progress("ageing the vehicles")
    shown = {n: way for n, way in named.items() if n in {UNCONTROLLED, best}}
    worn = {n: batteries(case, way.schedule, asked) for n, way in shown.items()}
    tables = [ledger(case, way.schedule, asked).assign(way=n) for n, way in shown.items()]
    return Pilot(asked, outcome, found, tuple(changes), worn, pd.concat(tables, ignore_index=True))


def _name(way: Way, outcome: Outcome) -> str:
    return UNCONTROLLED if way is outcome.ways[0] else way.name
