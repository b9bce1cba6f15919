"""From a case to a schedule with its proof."""

import numpy as np

from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.errors import Infeasible
from optdispatch.program.exact.cover import LIMITS, Question
from optdispatch.program.exact.demand import Planned, Unplannable, planned
from optdispatch.program.exact.numbers import Cells, Flows, Site
from optdispatch.program.exact.prices import held, power_worth
from optdispatch.program.exact.reading import Hinge
from optdispatch.program.exact.run import Run
from optdispatch.program.uncovered import Uncovered
from optdispatch.schedule import Proof, Schedule, Store

APART = 1e-6
"""Share of the power below which a power is none."""
METHOD = "exact dynamic programme"
GAP = 1e-8
"""Share of the cost by which it may lie above what its multipliers prove."""


def dispatch(case: Case) -> Schedule:
    """Find the schedule that costs least.

    Raises `Uncovered`, with the reason, where the solver cannot; `Infeasible` where there is no
    schedule.
    """
    question = Question(case)
    for limit in LIMITS:
        if limit.applies(question):
            raise Uncovered(f"{case.name}: the exact solver does not cover it: {limit.says}")
    runs = runs_of(question)
    try:
        found = planned(runs, per_step(question))
    except Unplannable as where:
        raise Infeasible(_missing(case, runs[where.run], where.period)) from None
    if found.cost - found.bound > GAP * max(1.0, abs(found.cost)):
        raise Uncovered(f"{case.name}: its multipliers prove no more than {found.bound:,.2f}")
    schedule = _schedule(question, runs, found)
    store = schedule.stores[question.batteries[0].name]
    least = APART * max(1.0, question.batteries[0].rated_kw)
    if ((store.charge_kw > least) & (store.discharge_kw > least)).any():
        raise Uncovered(f"{case.name}: it would charge and discharge at once; that needs binaries")
    return schedule


def per_step(question: Question) -> list[tuple[Hinge, ...]]:
    """Hinges on the energy of a step, in place of power."""
    dt = question.horizon.hours
    return [
        tuple(Hinge(h.slope / dt, h.level * dt) for h in hinges)
        for _, hinges in question.reading.demands
    ]


def runs_of(question: Question) -> list[Run]:
    """The rings and chains in numbers."""
    horizon, battery, site = question.horizon, question.batteries[0], question.case.connection
    T, dt, E = len(horizon), horizon.hours, battery.nameplate_kwh
    power = np.where(horizon.operating, battery.rated_kw * dt, 0.0)
    low, high = (np.where(horizon.operating, s * E, 0.0) for s in battery.window)
    most = np.inf if site.import_limit_kw is None else site.import_limit_kw * dt
    periods = (
        question.reading.buy / dt, question.reading.sell / dt, question.load_kw * dt,
        question.spare_kw * dt, np.full(T, most), np.full(T, site.export_limit_kw * dt),
        power, low, high, question.cap,
    )  # fmt: skip
    runs = []
    for ring, at in zip(horizon.rings, horizon.slices, strict=True):
        wear = battery.wear_rate / battery.efficiency_discharge * ring.weight
        keep = float((1 - battery.self_discharge_per_hour) ** dt) if ring.operating else 1.0
        cells = _cells(battery, ring.closed) if ring.operating else Cells(0, 0.0, 0.0, 0.0, 0.0)
        eta = battery.efficiency_charge, battery.efficiency_discharge
        numbers = Site._make([*(np.ascontiguousarray(v[at]) for v in periods), *eta, keep, wear])
        runs.append(Run.of(numbers, cells, ring.closed and ring.operating, at))
    return runs


def _cells(battery: Battery, closed: bool) -> Cells:
    low, high = (s * battery.nameplate_kwh for s in battery.window)
    if closed:
        return Cells(0, low, low, high, 0.0)
    if battery.soc_end is None:
        return Cells(0, battery.start_kwh, low, high, battery.end_value_per_kwh)
    end = battery.soc_end * battery.nameplate_kwh
    return Cells(0, battery.start_kwh, end, end, 0.0)


def _schedule(question: Question, runs: list[Run], found: Planned) -> Schedule:
    """Put the runs one after the other."""
    horizon, case, battery = question.horizon, question.case, question.batteries[0]
    flows = Flows(
        *(
            np.concatenate(f) / horizon.hours
            for f in zip(*(p.flows for p in found.plans), strict=True)
        )
    )
    store = Store(flows.charge, flows.discharge, np.concatenate([p.energy for p in found.plans]))
    powers = {a.name: a.given_kw(horizon) for a in case.assets}
    net = flows.imported - flows.exported - flows.charge + flows.discharge
    used = net - question.load_kw + question.spare_kw
    share = 1 - used / np.where(question.spare_kw > 0, question.spare_kw, 1.0)
    for asset in case.assets:
        if asset.curtailable:
            powers[asset.name] = powers[asset.name] * np.clip(share, 0.0, 1.0)
    powers[battery.name] = store.power_kw
    return Schedule(
        horizon, flows.imported, flows.exported, powers, {battery.name: store},
        _proof(question, runs, found),
    )  # fmt: skip


def _proof(question: Question, runs: list[Run], found: Planned) -> Proof:
    battery, weight = question.batteries[0], question.horizon.weight
    name, constant = battery.name, question.reading.constant
    return Proof(
        method=METHOD,
        cost=found.cost + constant,
        bound=found.bound + constant,
        binaries=0,
        calm=True,
        bus_value=np.concatenate(found.mu) / weight,
        stored_value={name: np.concatenate(found.worth) / weight},
        worth={
            f"{name}.power_kw": _kw_worth(runs, found) * question.horizon.hours,
            f"{name}.energy_kwh": _kwh_worth(battery, runs, found),
        },
        sizes={f"{name}.power_kw": battery.rated_kw, f"{name}.energy_kwh": battery.nameplate_kwh},
    )


def _kw_worth(runs: list[Run], found: Planned) -> float:
    """(X16): what one more kWh a step would save."""
    pairs = zip(runs, found.worth, found.mu, strict=True)
    return sum(float(power_worth(r.site, w, m)[r.site.high > 0].sum()) for r, w, m in pairs)


def _kwh_worth(battery: Battery, runs: list[Run], found: Planned) -> float:
    """(X16): what one more kWh of cells would save."""
    E, saved = battery.nameplate_kwh, 0.0
    for run, worth in zip(runs, found.worth, strict=True):
        eta, low, high = held(run.site, run.cells, run.closed, worth)
        saved -= float(np.minimum(eta * low, eta * high).sum()) / E
        if not run.closed:
            saved += run.site.keep * float(worth[0]) * run.cells.start / E
    return saved


def _missing(case: Case, run: Run, period: int) -> str:
    when = case.horizon.index[run.where.start + period]
    what = "no power of its storage keeps site and cells within their limits"
    return f"{case.name}: {when:%Y-%m-%d %H:%M}: {what}"
