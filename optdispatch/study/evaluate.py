"""Evaluate a case: the optimum, the rules, the site without storage, side by side."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from optdispatch.case import Case, TypicalDays
from optdispatch.certificate import certify, operating_cost, refuse
from optdispatch.program import dispatch
from optdispatch.rules import Idle, follow
from optdispatch.schedule import Schedule
from optdispatch.strategy import extra_cycles, strategies
from optdispatch.study.outcome import OPTIMUM, WITHOUT, Outcome, Way

Progress: TypeAlias = Callable[[str], None]
"""Called with what is being done, as it begins."""


def evaluate(case: Case, progress: Progress = lambda _: None) -> Outcome:
    """Plan a case, follow its rules, bill all of them, and check everything.

    Raises `Infeasible` where nothing serves the site, `CertificateError` where a check fails.
    """
    progress("reading the case")
    horizon = case.horizon
    progress(f"planning {len(horizon):,} periods")
    best = dispatch(case)
    case = case.sized(best.proof.sizes if best.proof else {})
    progress("following the rules")
    ways = [
        _way(case, rule.name, follow(rule, case.assets, case.connection, horizon))
        for rule in (Idle(name=WITHOUT), *case.rules)
    ]
    ways.append(_way(case, OPTIMUM, best))
    found = strategies(case, best)
    notes = (*case.notes, *_overloads(case, ways), *extra_cycles(found))
    return Outcome(case, tuple(ways), found, notes, _year(case, progress))


def _way(case: Case, name: str, schedule: Schedule) -> Way:
    checks = certify(case, schedule)
    refuse(f"{case.name}, {name}", checks)
    bill = case.tariff.bill(
        schedule.imported_kw, schedule.horizon, schedule.exported_kw, case.connection
    )
    return Way(name, schedule, bill, operating_cost(case, schedule), checks)


def _overloads(case: Case, ways: list[Way]) -> tuple[str, ...]:
    """Ways that draw more than the connection gives: they could not be run."""
    limit = case.connection.import_limit_kw
    if limit is None:
        return ()
    notes = []
    for way in ways:
        drawn = way.schedule.imported_kw
        t = int(np.argmax(drawn))
        if drawn[t] > limit * (1 + 1e-9):
            when = f"{case.horizon.index[t]:%Y-%m-%d %H:%M}"
            notes.append(
                f"{way.name}: {when} draws {drawn[t]:,.1f} kW, above the import limit of "
                f"{limit:,.1f} kW; its bill is of a load that could not be served"
            )
    return tuple(notes)


def _year(case: Case, progress: Progress) -> Outcome | None:
    """The chronological year, where typical days ask to be compared with it."""
    time = case.time
    if not isinstance(time, TypicalDays) or not time.compare_with_year:
        return None
    return evaluate(case.changed(time=time.chronological()), progress)
