"""Evaluate a case: the optimum, the rules, the site without storage, side by side."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

import numpy as np

from optdispatch.asset import Storage
from optdispatch.case import Case, TypicalDays
from optdispatch.case.revenues import revenues
from optdispatch.certificate import GAP, Check, certify, refuse, size_cost, wear
from optdispatch.errors import InputError
from optdispatch.note import Note
from optdispatch.program import Choice, Planner, confirm
from optdispatch.programme import Promising
from optdispatch.rules import OPTIMUM, WITHOUT, Rule, follow
from optdispatch.schedule import Schedule
from optdispatch.strategy import extra_cycles, strategies
from optdispatch.study.outcome import Outcome, Way
from optdispatch.study.project import Life, Project, Run, without_storage
from optdispatch.study.wear import with_wear

Progress: TypeAlias = Callable[[str], None]
"""Called with what is being done, as it begins."""


def evaluate(
    case: Case,
    progress: Progress = lambda _: None,
    solver: Choice = "auto",
    verify: bool = False,
) -> Outcome:
    """Plan a case, follow its rules, bill all of them, and check everything.

    `verify` has another solver find the optimum too. Raises `Infeasible` where nothing serves
    the site, `CertificateError` where a check fails, `InputError` where `solver` does not cover
    the case or no other one can verify it.
    """
    progress("reading the case")
    horizon = case.horizon
    run = Planner(solver)
    case, wear = with_wear(case, run)
    progress(run.doing(case))
    best = run(case)
    checks = _confirmed(case, best) if verify else ()
    sizes = best.proof.sizes if best.proof else {}
    capital, case = size_cost(case, sizes), case.sized(sizes)
    progress("following the rules")
    ways = [_without(case)]
    for rule in case.rules:
        schedule = follow(rule, case.assets, case.connection, horizon)
        ways.append(_way(case, rule.name, schedule, capital))
    ways.append(_way(case, OPTIMUM, best, capital, checks))
    found = strategies(case, best)
    notes = (*case.notes, *_overloads(case, ways), *_not_optimised(case, ways))
    notes = (*notes, *_not_promised(case, ways), *_short(case, ways), *_shared_out(best))
    notes = (*notes, *extra_cycles(found))
    projects = dict(_projects(case, ways, run, progress))
    year = _year(case, progress, solver, verify)
    return Outcome(case, tuple(ways), found, notes, projects, wear, year)


def _confirmed(case: Case, best: Schedule) -> tuple[Check, ...]:
    """What another solver finds, where one covers the case.

    Raises `InputError` where none does.
    """
    other = confirm(case, best)
    if other is None or best.proof is None:
        raise InputError(f"{case.name}: no second solver covers it, so nothing can verify it")
    method, cost = other
    miss, limit = abs(cost - best.proof.cost), GAP * max(1.0, abs(cost))
    return (Check("verified", miss, limit, "currency", f"the cost against the {method}"),)


def _projects(
    case: Case, ways: list[Way], best: Run, progress: Progress
) -> Iterator[tuple[str, Project]]:
    """What each way earns over the life of the cells, where the case asks."""
    if case.ageing is None:
        return
    runs: dict[str, Run] = {rule.name: partial(_followed, rule) for rule in case.rules}
    for way in ways[1:]:
        progress(f"ageing the battery under {way.name}")
        run = runs.get(way.name, best)
        yield way.name, Life(case, run, way.schedule).project()


def _followed(rule: Rule, case: Case) -> Schedule:
    return follow(rule, case.assets, case.connection, case.horizon)


def _without(case: Case) -> Way:
    """The site without storage, for the ledger."""
    others = tuple(a for a in case.assets if not isinstance(a, Storage))
    bare = case.model_copy(update={"assets": others})
    return _way(bare, WITHOUT, without_storage(case))


def _way(
    case: Case, name: str, schedule: Schedule, capital: float = 0.0, more: tuple[Check, ...] = ()
) -> Way:
    checks = (*certify(case, schedule, capital), *more)
    refuse(f"{case.name}, {name}", checks)
    bill = case.tariff.invoice(case.use(schedule))
    worn = wear(case, schedule) + capital
    return Way(name, schedule, bill, worn, checks, revenues(case, schedule))


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
                Note(
                    "{way}: {when} draws {drawn:,.1f} kW, above the import limit of {limit:,.1f} "
                    "kW; its bill is of a load that could not be served",
                    way=way.name,
                    when=when,
                    drawn=drawn[t],
                    limit=limit,
                )
            )
    return tuple(notes)


def _not_optimised(case: Case, ways: list[Way]) -> tuple[str, ...]:
    """Lines that are invoiced only, and what the optimum does to them."""
    before, after = ways[0], ways[-1]
    lines = dict.fromkeys([*before.bill.invoiced, *after.bill.invoiced])
    sentences = (
        Note(
            "{line} is invoiced, not optimised: {before:,.2f} {without}, {after:,.2f} at the "
            "optimum",
            line=line,
            before=before.bill.lines.get(line, 0.0),
            without=WITHOUT,
            after=after.bill.lines.get(line, 0.0),
        )
        for line in lines
    )
    used = case.use(before.schedule), case.use(after.schedule)
    return (*sentences, *case.tariff.compared(*used))


def _not_promised(case: Case, ways: list[Way]) -> tuple[str, ...]:
    """Programmes that habits take no part in."""
    habits = ", ".join(way.name for way in ways[1:-1])
    names = [p.name for p in case.programmes if isinstance(p, Promising)]
    if not names or not habits:
        return ()
    return (
        Note(
            "{programmes}: habits promise nothing, so {habits} earn nothing there",
            programmes=", ".join(names),
            habits=habits,
        ),
    )


def _short(case: Case, ways: list[Way]) -> tuple[str, ...]:
    """Ways under which parts of flexible assets go without what they need."""
    notes = []
    for way in ways:
        for asset in case.flexible:
            short = asset.unmet(way.schedule.parts[asset.name], case.horizon)
            if short:
                worst = max(short, key=lambda who: short[who])
                notes.append(
                    Note(
                        "{way}: {asset}: {short} go without what they need, most of all {worst}: "
                        "{kwh:,.4g} kWh",
                        way=way.name,
                        asset=asset.name,
                        short=len(short),
                        worst=worst,
                        kwh=short[worst],
                    )
                )
    return tuple(notes)


def _shared_out(best: Schedule) -> tuple[str, ...]:
    """How far an optimum may be from the least cost, since its parts were planned together."""
    if best.proof is None or best.proof.relaxed_by is None:
        return ()
    above = best.proof.relaxed_by
    share = above / max(abs(best.proof.cost), 1e-9)
    return (
        Note(
            "planned together and shared out: the optimum costs at most {above:,.2f} ({share:.2%}) "
            "more than the least cost",
            above=above,
            share=share,
        ),
    )


def _year(case: Case, progress: Progress, solver: Choice, verify: bool) -> Outcome | None:
    """The chronological year, where typical days ask to be compared with it."""
    time = case.time
    if not isinstance(time, TypicalDays) or not time.compare_with_year:
        return None
    case = case.changed(time=time.chronological(), ageing=None, economics=None)
    return evaluate(case, progress, solver, verify)
