"""Evaluate a case: the optimum, the rules, the site without storage, side by side."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

import numpy as np

from optdispatch.asset import Storage
from optdispatch.case import Case, TypicalDays
from optdispatch.certificate import certify, refuse, size_cost, wear
from optdispatch.program import dispatch
from optdispatch.rules import Idle, Rule, follow
from optdispatch.schedule import Schedule
from optdispatch.strategy import extra_cycles, strategies
from optdispatch.study.outcome import OPTIMUM, WITHOUT, Outcome, Way
from optdispatch.study.project import Life, Project
from optdispatch.study.wear import with_wear

Progress: TypeAlias = Callable[[str], None]
"""Called with what is being done, as it begins."""


def evaluate(case: Case, progress: Progress = lambda _: None) -> Outcome:
    """Plan a case, follow its rules, bill all of them, and check everything.

    Raises `Infeasible` where nothing serves the site, `CertificateError` where a check fails.
    """
    progress("reading the case")
    horizon = case.horizon
    case, wear = with_wear(case)
    progress(f"planning {len(horizon):,} periods")
    best = dispatch(case)
    sizes = best.proof.sizes if best.proof else {}
    capital, case = size_cost(case, sizes), case.sized(sizes)
    progress("following the rules")
    ways = [_without(case)]
    for rule in case.rules:
        schedule = follow(rule, case.assets, case.connection, horizon)
        ways.append(_way(case, rule.name, schedule, capital))
    ways.append(_way(case, OPTIMUM, best, capital))
    found = strategies(case, best)
    notes = (*case.notes, *_overloads(case, ways), *extra_cycles(found))
    projects = dict(_projects(case, progress))
    return Outcome(case, tuple(ways), found, notes, projects, wear, _year(case, progress))


def _projects(case: Case, progress: Progress) -> Iterator[tuple[str, Project]]:
    """What each way earns over the life of the cells, where the case asks."""
    if case.ageing is None:
        return
    for rule in case.rules:
        progress(f"ageing the battery under {rule.name}")
        yield rule.name, Life(case, partial(_followed, rule)).project()
    progress("ageing the battery under the optimum")
    yield OPTIMUM, Life(case, dispatch).project()


def _followed(rule: Rule, case: Case) -> Schedule:
    return follow(rule, case.assets, case.connection, case.horizon)


def _without(case: Case) -> Way:
    """The site as it would be if its storage were not there: it does not even leak."""
    others = tuple(a for a in case.assets if not isinstance(a, Storage))
    bare = case.model_copy(update={"assets": others})
    return _way(bare, WITHOUT, follow(Idle(name=WITHOUT), others, case.connection, case.horizon))


def _way(case: Case, name: str, schedule: Schedule, capital: float = 0.0) -> Way:
    checks = certify(case, schedule, capital)
    refuse(f"{case.name}, {name}", checks)
    bill = case.tariff.bill(
        schedule.imported_kw, schedule.horizon, schedule.exported_kw, case.connection
    )
    return Way(name, schedule, bill, wear(case, schedule) + capital, checks)


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
    case = case.changed(time=time.chronological(), ageing=None, economics=None)
    return evaluate(case, progress)
