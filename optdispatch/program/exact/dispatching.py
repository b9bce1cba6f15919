"""From a case to a schedule with its proof."""

from dataclasses import replace

import numpy as np

from optdispatch.asset import Free, size
from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.errors import Infeasible
from optdispatch.horizon import FloatArray
from optdispatch.program.exact.cover import LIMITS, Known, Question
from optdispatch.program.exact.demand import Demand
from optdispatch.program.exact.numbers import Runs
from optdispatch.program.exact.planning import Planned, Unplannable, planned
from optdispatch.program.exact.sizing import Sized, Sizes, cheapest
from optdispatch.program.uncovered import Uncovered
from optdispatch.schedule import Proof, Schedule, Store

APART = 1e-6
"""Share of the power below which a power is none."""
METHOD = "exact dynamic programme"
GAP = 1e-8
"""Share of the cost by which it may lie above what its multipliers prove."""


def dispatch(case: Case) -> Schedule:
    """Find the schedule that costs least; see `answered`."""
    return answered(Question.of(case))[0]


def answered(question: Question) -> tuple[Schedule, Known]:
    """Find the schedule that costs least, and what is then known.

    Raises `Uncovered`, with the reason, where the solver cannot; `Infeasible` where there is no
    schedule.
    """
    case = question.case
    for limit in LIMITS:
        if limit.applies(question):
            raise Uncovered(f"{case.name}: the exact solver does not cover it: {limit.says}")
    given = [size(v) for v in (question.battery.power_kw, question.battery.energy_kwh)]
    if not any(isinstance(one, Free) for one in given):
        return _answered(question)
    low, high = np.array([one.bounds for one in given]).T
    price = np.array([one.price for one in given])
    likely = question.likely

    def sized(at: FloatArray) -> Sized:
        nonlocal likely
        one = replace(question.with_sizes(*at.tolist()), likely=likely)
        found = _found(one)
        likely, proof = found.caps, _proof(one, found)
        return Sized(proof.cost, proof.bound, np.array([*proof.worth.values()]))

    best = cheapest(sized, low, high, price)
    schedule, known = _answered(question.with_sizes(*best.values.tolist()))
    return replace(schedule, proof=_of_sizes(schedule.proof, best, price)), known


def _answered(question: Question) -> tuple[Schedule, Known]:
    """The schedule with given sizes, and what is then known."""
    found = _found(question)
    return _scheduled(question, found), Known(question.meter, found.caps)


def _of_sizes(proof: Proof | None, best: Sizes, price: FloatArray) -> Proof | None:
    """A proof at given sizes, made one of all sizes."""
    if proof is None:
        return None
    worth = dict(zip(proof.sizes, best.worth.tolist(), strict=True))
    return replace(
        proof, cost=proof.cost + float(price @ best.values), bound=best.bound, worth=worth
    )


def _found(question: Question) -> Planned:
    """Plan with given sizes."""
    case, runs = question.case, runs_of(question)
    try:
        found = planned(runs, demands_of(question), question.likely)
    except Unplannable as where:
        raise Infeasible(_missing(case, runs.bounds[where.run] + where.period)) from None
    if found.cost - found.bound > GAP * max(1.0, abs(found.cost)):
        raise Uncovered(f"{case.name}: its multipliers prove no more than {found.bound:,.2f}")
    return found


def _scheduled(question: Question, found: Planned) -> Schedule:
    """The schedule, unless it charges and discharges at once."""
    schedule, battery = _schedule(question, found), question.battery
    store, least = schedule.stores[battery.name], APART * max(1.0, battery.rated_kw)
    if ((store.charge_kw > least) & (store.discharge_kw > least)).any():
        name = question.case.name
        raise Uncovered(f"{name}: it would charge and discharge at once; that needs binaries")
    return schedule


def demands_of(question: Question) -> list[Demand]:
    """What demands cost, by the energy of a step in place of power."""
    dt = question.meter.horizon.hours
    return [
        Demand(tuple(h.slope / dt for h in of), tuple(h.level * dt for h in of))
        for _, of in question.meter.reading.demands
    ]


def runs_of(question: Question) -> Runs:
    """The rings and chains in numbers."""
    meter, battery, site = question.meter, question.battery, question.case.connection
    horizon = meter.horizon
    T, dt, E = len(horizon), horizon.hours, battery.nameplate_kwh
    power = np.where(horizon.operating, battery.rated_kw * dt, 0.0)
    low, high = (np.where(horizon.operating, s * E, 0.0) for s in battery.window)
    most = np.inf if site.import_limit_kw is None else site.import_limit_kw * dt
    own = np.zeros((len(horizon.rings), 8))
    for r, ring in enumerate(horizon.rings):
        keep = float((1 - battery.self_discharge_per_hour) ** dt) if ring.operating else 1.0
        wear = battery.wear_rate / battery.efficiency_discharge * ring.weight
        own[r, :4] = battery.efficiency_charge, battery.efficiency_discharge, keep, wear
        own[r, 4:] = _ends(battery, ring.closed) if ring.operating else 0.0
    given = (
        meter.reading.buy / dt, meter.reading.sell / dt, meter.load_kw * dt, meter.spare_kw * dt,
        np.full(T, most), np.full(T, site.export_limit_kw * dt), power, low, high,
    )  # fmt: skip
    closed = [ring.closed and ring.operating for ring in horizon.rings]
    bounds = [0, *(at.stop for at in horizon.slices)]
    return Runs(np.array(given), meter.cap, own, np.array(closed), np.array(bounds))


def _ends(battery: Battery, closed: bool) -> tuple[float, float, float, float]:
    """Start, least and most at the end, and what a kWh there is worth: see `Cells`."""
    low, high = (s * battery.nameplate_kwh for s in battery.window)
    if closed:
        return low, low, high, 0.0
    if battery.soc_end is None:
        return battery.start_kwh, low, high, battery.end_value_per_kwh
    end = battery.soc_end * battery.nameplate_kwh
    return battery.start_kwh, end, end, 0.0


def _schedule(question: Question, found: Planned) -> Schedule:
    """From energies to powers."""
    horizon, case, battery = question.meter.horizon, question.case, question.battery
    plan = found.plan
    charge, discharge, imported, exported = (f / horizon.hours for f in plan[:4])
    store = Store(charge, discharge, plan.energy.copy())  # or it would keep all rows
    given = question.meter.given_kw
    powers = {a.name: given.get(a.name, store.power_kw) for a in case.assets}
    net = imported - exported - charge + discharge
    used = net - question.meter.load_kw + question.meter.spare_kw
    share = 1 - used / np.where(question.meter.spare_kw > 0, question.meter.spare_kw, 1.0)
    for asset in case.assets:
        if asset.curtailable:
            powers[asset.name] = powers[asset.name] * np.clip(share, 0.0, 1.0)
    return Schedule(
        horizon, imported, exported, powers, {battery.name: store},
        _proof(question, found),
    )  # fmt: skip


def _proof(question: Question, found: Planned) -> Proof:
    battery, horizon = question.battery, question.meter.horizon
    plan, weight, dt = found.plan, horizon.weight, horizon.hours
    name, constant, E = battery.name, question.meter.reading.constant, battery.nameplate_kwh
    kw, kwh = f"{name}.power_kw", f"{name}.energy_kwh"
    return Proof(
        method=METHOD,
        cost=found.cost + constant,
        bound=found.bound + constant,
        binaries=0,
        calm=True,
        bus_value=plan.mu / weight,
        stored_value={name: plan.worth / weight},
        worth={
            kw: found.power * dt,
            kwh: -found.held / E if E > 0 else 0.0,
        },
        sizes={kw: battery.rated_kw, kwh: E},
    )


def _missing(case: Case, period: int) -> str:
    when = case.horizon.index[period]
    what = "no power of its storage keeps site and cells within their limits"
    return f"{case.name}: {when:%Y-%m-%d %H:%M}: {what}"
