"""What must hold for any site: drawn horizons, loads, arrays, batteries, prices of any sign."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optdispatch.case import Case
from optdispatch.certificate import certify, wear
from optdispatch.horizon import Horizon
from optdispatch.program import dispatch
from optdispatch.rules import Rule, follow
from optdispatch.rules.kinds.idle import Idle
from optdispatch.rules.kinds.peak_shaving import PeakShaving
from optdispatch.rules.kinds.self_consumption import SelfConsumption
from optdispatch.rules.kinds.windows import Windows
from optdispatch.schedule import Schedule
from tests.draws import case, cells, fields, money, numbers, power
from tests.oracle import Cells, Numbers
from tests.sites import battery, horizon, load, ring, site, tariff

ALL = list(range(1, 13))
WINDOWS = {"months": ALL, "charge": ["00:00-02:00"], "discharge": ["02:00-05:00"]}
LISTS = ("load", "pv", "buy", "sell")
RULES: tuple[Rule, ...] = (
    Idle(name="idle"),
    SelfConsumption(name="own use"),
    PeakShaving(name="shave", threshold_kw=15),
    Windows.of({"name": "table", "hours": [WINDOWS]}, "rule"),
)


def cost(of: Case, schedule: Schedule) -> float:
    """The bill and the wear."""
    bill = of.tariff.bill(
        schedule.imported_kw, schedule.horizon, schedule.exported_kw, of.connection
    )
    return float(bill.total) + wear(of, schedule)


def optimum(n: Numbers, **fields: Any) -> float:
    """The least cost of a site."""
    proof = dispatch(case(n, **fields)).proof
    assert proof
    return proof.cost


def near(value: float, scale: float = 0.0) -> Any:
    return pytest.approx(value, rel=1e-6, abs=1e-5 * max(1.0, abs(scale)))


@given(numbers())
def test_objective_is_invoice(n: Numbers) -> None:
    schedule = dispatch(case(n))
    assert schedule.proof

    assert schedule.proof.cost == near(cost(case(n), schedule))


@given(numbers())
def test_certificates_hold(n: Numbers) -> None:
    checks = certify(case(n), dispatch(case(n)))

    assert [c.name for c in checks] == ["balance", "exclusive", "invoice", "bound"]
    assert all(c.holds for c in checks), checks


@given(numbers(), st.integers(10, 100), st.integers(20, 200), st.integers(0, 3))
def test_certificates_hold_where_sizes_are_chosen(n: Numbers, kw: int, kwh: int, p: int) -> None:
    free = {"power_kw": {"maximum": kw, "price": p}, "energy_kwh": {"maximum": kwh, "price": 1}}
    asked = case(replace(n, import_limit=None), **free)
    schedule = dispatch(asked)
    assert schedule.proof
    sizes = schedule.proof.sizes
    capital = p * sizes.get("battery.power_kw", 0.0) + sizes.get("battery.energy_kwh", 0.0)
    checks = certify(asked.sized(sizes), schedule, capital)

    assert all(c.holds for c in checks), checks


@given(numbers())
def test_energy_is_conserved(n: Numbers) -> None:
    """What comes in leaves to the load, to the grid, into losses, or is still there."""
    schedule = dispatch(case(n))
    store, b = schedule.stores["battery"], n.cells
    assert b
    for run, s in zip(n.runs, n.slices, strict=True):
        if not run.operating:
            continue
        bus = schedule.imported_kw - schedule.exported_kw + schedule.power_kw["pv"]
        into = (bus - np.array(n.load))[s].sum() * n.hours
        charged, given = store.charge_kw[s].sum() * n.hours, store.discharge_kw[s].sum() * n.hours
        start = b.low if b.start is None else b.start
        first = store.energy_kwh[s.stop - 1] if run.closed else start * b.energy
        levels = np.concatenate([[first], store.energy_kwh[s]])
        leaked = (1 - (1 - b.leak) ** n.hours) * levels[:-1].sum()
        losses = (1 - b.charge) * charged + (1 / b.discharge - 1) * given + leaked

        assert into == near(losses + levels[-1] - levels[0], 100)


@given(numbers(closed=True, lossless=True))
def test_a_battery_never_raises_the_optimum(n: Numbers) -> None:
    assert optimum(n) <= optimum(replace(n, cells=None)) + 1e-5


@given(numbers(closed=True, lossless=True), st.sampled_from(["power", "energy"]))
def test_a_larger_battery_never_raises_the_optimum(n: Numbers, size: str) -> None:
    b = n.cells
    assert b
    larger = replace(b, **{size: getattr(b, size) * 1.5})
    n = replace(n, import_limit=None)

    assert optimum(replace(n, cells=larger)) <= optimum(n) + 1e-5


@given(numbers(closed=True), st.sampled_from(RULES))
def test_no_rule_is_cheaper_than_the_optimum(n: Numbers, rule: Rule) -> None:
    of = case(n)
    schedule = follow(rule, of.assets, of.connection, of.horizon)
    limit = of.connection.import_limit_kw
    assume(limit is None or schedule.imported_kw.max() <= limit)

    assert all(c.holds for c in certify(of, schedule)), certify(of, schedule)
    assert optimum(n) <= cost(of, schedule) + 1e-5


@given(numbers(closed=False), st.sampled_from(RULES))
def test_rules_keep_the_physics_in_chains(n: Numbers, rule: Rule) -> None:
    of = case(n)
    checks = certify(of, follow(rule, of.assets, of.connection, of.horizon))

    assert all(c.holds for c in checks), checks


@given(numbers())
def test_doubled_prices_double_the_optimum(n: Numbers) -> None:
    b = n.cells
    assert b
    twice = replace(
        n,
        buy=tuple(2 * p for p in n.buy),
        sell=tuple(2 * p for p in n.sell),
        demand=2 * n.demand,
        contract=(2 * n.contract[0], n.contract[1]) if n.contract else None,
        cells=replace(b, wear=2 * b.wear, end_value=2 * b.end_value),
    )

    assert optimum(twice) == near(2 * optimum(n))


@given(numbers(closed=True))
def test_a_day_that_counts_double_is_two_days(n: Numbers) -> None:
    """Weights are numbers of days: two rings of 1 are one ring of 2, with one peak."""
    run = replace(n.runs[0], weight=1.0)
    T = run.periods
    first: dict[str, Any] = {f: getattr(n, f)[:T] for f in LISTS}
    twice: dict[str, Any] = {f: values * 2 for f, values in first.items()}

    assert optimum(replace(n, runs=(run, run), **twice)) == near(
        optimum(replace(n, runs=(replace(run, weight=2.0),), **first))
    )


@given(numbers(closed=True, lossless=True))
def test_a_finer_step_changes_no_optimum(n: Numbers) -> None:
    """Half an hour twice is an hour: nothing is won by it where nothing pays for waste."""
    n = replace(n, hours=1.0, buy=tuple(map(abs, n.buy)), export_limit=0.0)
    halves: dict[str, Any] = {f: tuple(np.repeat(getattr(n, f), 2).tolist()) for f in LISTS}
    runs = tuple(replace(run, periods=2 * run.periods) for run in n.runs)

    assert optimum(replace(n, runs=runs, hours=0.5, **halves)) == near(optimum(n))


each = st.lists(power, min_size=48, max_size=48)


def halved(when: Horizon) -> Horizon:
    """The same time in steps of half the length."""
    rings = [replace(r, periods=2 * r.periods) for r in when.rings]
    return horizon(*rings, minutes=int(30 * when.hours), peak_so_far_kw=when.peak_so_far_kw)


@given(each, each, money)
def test_splitting_periods_changes_no_bill(
    imported: list[float], exported: list[float], p: float
) -> None:
    windows = {"months": ALL, "windows": {"peak": ["06:00-09:30"]}}
    charges: tuple[dict[str, Any], ...] = (
        {"kind": "energy", "name": "energy", "price": {"by_period": {"peak": p, "flat": 0.3}}},
        {"kind": "export", "name": "export", "price": {"uniform": p}},
        {"kind": "demand", "name": "peak demand", "price_per_kw_month": 7, "in_periods": ["peak"]},
        {"kind": "demand", "name": "demand", "price_per_kw_month": 5},
        {"kind": "fixed", "name": "fee", "price_per_month": 9, "price_per_day": 1},
    )
    what = tariff(*charges, time_of_use={"rest": "flat", "seasons": [windows]})
    when = horizon(ring(24, weight=20), ring(24, "2025-02-01T00:00", weight=8.5), minutes=30)
    whole = what.bill(np.array(imported), when, np.array(exported))
    split = what.bill(np.repeat(imported, 2), halved(when), np.repeat(exported, 2))

    assert split.lines == pytest.approx(whole.lines)


@given(each, st.integers(0, 3))
def test_a_site_without_storage_pays_its_bill(values: list[float], month: int) -> None:
    """With nothing to decide, the optimum is the invoice of the load."""
    when = horizon(ring(48, f"2025-0{month + 1}-01T00:00", weight=2), minutes=30)
    what = tariff({"kind": "demand", "name": "demand", "price_per_kw_month": 5})
    schedule = dispatch(site(when, what, load(values)))

    assert schedule.imported_kw.tolist() == pytest.approx(values)
    assert schedule.proof
    assert schedule.proof.cost == near(5 * max(values))


@given(cells(), st.lists(st.tuples(power, st.integers(-30, 30), power), max_size=30))
def test_steps_stay_within_the_battery(b: Cells, wishes: list[tuple[float, int, float]]) -> None:
    """Whatever is wished, `step` keeps power and energy, and does one thing at a time."""
    storage = battery(**fields(b))
    top, level = storage.least_kwh + storage.usable_kwh, storage.least_kwh
    for scale, wish, allowance in wishes:
        before = level
        charge, discharge, level = storage.step(before, scale * wish, 0.5, allowance)

        assert 0 <= charge <= storage.rated_kw
        assert 0 <= discharge <= storage.rated_kw
        assert not (charge and discharge)
        assert storage.least_kwh - 1e-9 <= level <= top + 1e-9
        assert discharge * 0.5 / b.discharge <= allowance + 1e-9
