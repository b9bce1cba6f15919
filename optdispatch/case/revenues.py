"""What programmes pay a case's site: the same words for a schedule and for a program."""

from collections.abc import Mapping

import numpy as np

from optdispatch.asset import Storage
from optdispatch.case.case import Case
from optdispatch.horizon import FloatArray
from optdispatch.programme import SETTLED, Part, Profile, Programme, Promising
from optdispatch.schedule import Schedule


def part(
    case: Case, programme: Programme, imported_kw: Profile, promised_kw: Profile | None
) -> Part:
    """The part that a site takes in a programme; with numbers, or with expressions."""
    horizon = case.horizon
    given = {a.name: a.given_kw(horizon) for a in case.assets}
    nothing = np.zeros(len(horizon))
    swing = [(given[a.name], *a.range_kw(horizon)) for a in case.flexible]
    return Part(
        horizon=horizon,
        imported_kw=imported_kw,
        promised_kw=nothing if promised_kw is None else promised_kw,
        baseline_kw=case.baselines[programme.name],
        net_kw=-sum(given.values(), nothing),
        load_kw=sum((np.maximum(-power, 0.0) for power in given.values()), nothing),
        storages=case.storages,
        more_kw=sum((usual - least for usual, least, _ in swing), nothing),
        less_kw=sum((most - usual for usual, _, most in swing), nothing),
    )


def promising(case: Case) -> dict[str, Storage]:
    """Programmes to which storage promises power, and the storage that does."""
    storages = {s.name: s for s in case.storages}
    found = {}
    for programme in case.programmes:
        if isinstance(programme, Promising) and storages:
            name = programme.storage or next(iter(storages))
            if name in storages:
                found[programme.name] = storages[name]
    return found


def revenues(case: Case, schedule: Schedule) -> dict[str, float]:
    """What a schedule earns from programmes, by line of the ledger. [currency]"""
    lines: dict[str, float] = {}
    for of_programme in by_programme(case, schedule).values():
        for line, earned in of_programme.items():
            lines[line] = lines.get(line, 0.0) + earned
    return lines


def by_programme(case: Case, schedule: Schedule) -> dict[str, Mapping[str, float]]:
    """What a schedule earns from each programme, by line. [currency]"""
    return {
        p.name: p.revenue(
            part(case, p, schedule.imported_kw, schedule.promised_kw.get(p.name)), SETTLED
        )
        for p in case.programmes
    }


def moved_kwh(case: Case, schedule: Schedule) -> dict[str, float]:
    """Energy that leaves each storage's cells for what it promised, over the horizon. [kWh]"""
    horizon, storage = case.horizon, promising(case)
    real: FloatArray = horizon.weight * horizon.hours
    moved = dict.fromkeys((s.name for s in case.storages), 0.0)
    for p in case.programmes:
        if isinstance(p, Promising) and p.name in schedule.promised_kw:
            per_kwh = p.offer(horizon).cell_kwh
            moved[storage[p.name].name] += per_kwh * float(real @ schedule.promised_kw[p.name])
    return moved
