"""Certificates that are broken on purpose: the right one must refuse."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import optdispatch as od
from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.certificate import Check, certify, refuse
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.program import Planner, dispatch
from optdispatch.schedule import Schedule, Store
from optdispatch.tariff import NUMBERS, Bill, Tariff
from tests.sites import battery, energy, horizon, load, pv, ring, site, tariff

EVALUATE = import_module("optdispatch.study.evaluate")
PRICES = (0.1, 0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.5)
Break = Callable[[Schedule], Schedule]


@pytest.fixture
def case() -> Case:
    """A day on which the battery fills at the low price and empties at the high one."""
    storage = battery(efficiency_charge=0.9, efficiency_discharge=0.8, soc_min=0.1, soc_max=0.9)
    sun = pv([0.0, 0, 5, 5, 0, 0, 0, 0])
    limits = {"import_limit_kw": 60, "export_limit_kw": 1}
    what = tariff(energy(*PRICES), {"kind": "demand", "name": "demand", "price_per_kw_month": 0.01})
    return site(horizon(ring(8)), what, load([40.0] * 8), sun, storage, connection=limits)


def added(values: FloatArray, t: int, by: float) -> FloatArray:
    changed = values.copy()
    changed[t] += by
    return changed


def stored(schedule: Schedule, **changes: FloatArray) -> Schedule:
    """The schedule with another store, whose power stands among the assets' powers."""
    store = replace(schedule.stores["battery"], **changes)
    powers = schedule.power_kw | {"battery": store.power_kw}
    return replace(schedule, stores={"battery": store}, power_kw=powers)


def powered(schedule: Schedule, name: str, t: int, by: float) -> Schedule:
    """The schedule with more of an asset's power, and less import."""
    powers = schedule.power_kw | {name: added(schedule.power_kw[name], t, by)}
    return replace(schedule, power_kw=powers, imported_kw=added(schedule.imported_kw, t, -by))


def proven(cost: float = 0.0, bound: float = 0.0) -> Break:
    """Add to what the proof says."""

    def changed(schedule: Schedule) -> Schedule:
        proof = schedule.proof
        assert proof
        told = replace(proof, cost=proof.cost + cost, bound=proof.bound + bound)
        return replace(schedule, proof=told)

    return changed


def scaled(schedule: Schedule, factor: float) -> Schedule:
    """All that the battery does, times a factor; the meter pays."""
    store = schedule.stores["battery"]
    parts = {f: getattr(store, f) * factor for f in ("charge_kw", "discharge_kw", "energy_kwh")}
    drawn = schedule.imported_kw + store.power_kw - factor * store.power_kw
    return replace(stored(schedule, **parts), imported_kw=drawn)


def overlap(schedule: Schedule) -> Schedule:
    """Burn energy in the fifth hour: charge 2 kW more, and discharge what that stores."""
    store = schedule.stores["battery"]
    charge, discharge = added(store.charge_kw, 4, 2.0), added(store.discharge_kw, 4, 2 * 0.72)
    burnt = stored(schedule, charge_kw=charge, discharge_kw=discharge)
    return replace(burnt, imported_kw=added(schedule.imported_kw, 4, 2 - 2 * 0.72))


def both_ways(schedule: Schedule) -> Schedule:
    """Import and export 0.5 kW more at once."""
    more, out = added(schedule.imported_kw, 0, 0.5), added(schedule.exported_kw, 0, 0.5)
    return replace(schedule, imported_kw=more, exported_kw=out)


def fed_in(schedule: Schedule) -> Schedule:
    out = schedule.exported_kw + 50
    return replace(schedule, exported_kw=out, imported_kw=schedule.imported_kw + 50)


BROKEN: dict[str, tuple[Break, str, str]] = {
    "a bus that leaks": (
        lambda s: replace(s, imported_kw=added(s.imported_kw, 1, 0.01)),
        "balance",
        "the bus",
    ),
    "a load that is not served": (lambda s: powered(s, "load", 2, 0.01), "balance", "load"),
    "more sun than there is": (lambda s: powered(s, "pv", 2, 0.01), "balance", "pv"),
    "a sun that draws power": (lambda s: powered(s, "pv", 0, -0.01), "balance", "pv"),
    "energy out of nothing": (
        lambda s: stored(s, energy_kwh=added(s.stores["battery"].energy_kwh, 3, 0.1)),
        "balance",
        "state of charge of battery",
    ),
    "a battery too large": (lambda s: scaled(s, 1.4), "balance", "battery"),
    "export above its limit": (fed_in, "balance", "the export limit"),
    "charge and discharge at once": (overlap, "exclusive", "apart"),
    "import and export at once": (both_ways, "exclusive", "apart"),
    "an objective that is not the invoice": (proven(0.01, 0.01), "invoice", "objective"),
    "a bound far below the cost": (proven(bound=-0.1), "bound", "gap"),
    "a bound above the cost": (proven(bound=0.1), "bound", "gap"),
    "no bound": (proven(bound=-np.inf), "bound", "gap"),
    "a bound that is no number": (proven(bound=np.nan), "bound", "gap"),
    "a cost that is no number": (proven(cost=np.nan), "invoice", "objective"),
    "energy that is no number": (
        lambda s: stored(s, energy_kwh=added(s.stores["battery"].energy_kwh, 3, np.nan)),
        "balance",
        "state of charge of battery",
    ),
    "power that is no number": (
        lambda s: replace(s, imported_kw=added(s.imported_kw, 3, np.nan)),
        "balance",
        "the bus",
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_the_right_check_fails(case: Case, how: str) -> None:
    change, name, says = BROKEN[how]
    sound = dispatch(case)
    assert all(check.holds for check in certify(case, sound))
    broken = [check for check in certify(case, change(sound)) if not check.holds]

    assert name in [check.name for check in broken]
    assert says in next(check.says for check in broken if check.name == name)


@pytest.mark.parametrize("how", BROKEN)
def test_evaluation_refuses(case: Case, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    change, _, _ = BROKEN[how]

    class Wrong(Planner):
        def __call__(self, case: Case) -> Schedule:
            return change(super().__call__(case))

    monkeypatch.setattr(EVALUATE, "Planner", Wrong)

    with pytest.raises(od.CertificateError, match=r"^site, optimum: check '.*' failed: .*$"):
        od.evaluate(case)


def test_a_wrong_efficiency_in_the_replay(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Battery.replay

    def wrong(self: Battery, store: Store, horizon: Horizon) -> FloatArray:
        return right(self.model_copy(update={"efficiency_discharge": 0.81}), store, horizon)

    monkeypatch.setattr(Battery, "replay", wrong)

    with pytest.raises(od.CertificateError, match=r"'balance'.*state of charge of battery"):
        od.evaluate(case)


def test_a_changed_bill_line(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Tariff.bill

    def wrong(self: Tariff, *args: Any, **kwargs: Any) -> Bill:
        bill = right(self, *args, **kwargs)
        if kwargs.get("ops", NUMBERS) is not NUMBERS:
            return bill
        return replace(bill, monthly={**bill.monthly, "demand": bill.lines["demand"] * 1.01})

    monkeypatch.setattr(Tariff, "bill", wrong)

    with pytest.raises(od.CertificateError, match="site, optimum: check 'invoice' failed"):
        od.evaluate(case)


def test_an_import_limit_binds_the_optimum_only(case: Case) -> None:
    """A rule may draw more than the connection gives; the outcome says so. An optimum may not."""
    tight = case.changed(connection={"import_limit_kw": 41, "export_limit_kw": 1})
    optimum = dispatch(case)
    assert optimum.imported_kw.max() > 41
    rule = replace(optimum, proof=None)

    assert "the import limit" in certify(tight, optimum)[0].says
    assert all(check.holds for check in certify(tight, rule))


def test_a_rule_has_no_objective_to_check(case: Case) -> None:
    rule = replace(dispatch(case), proof=None)

    assert [check.name for check in certify(case, rule)] == ["balance", "exclusive"]


def test_a_miss_that_is_no_number_does_not_hold() -> None:
    check = Check("x", float("nan"), 1.0, "kW", "a test")

    assert not check.holds
    with pytest.raises(od.CertificateError, match="way: check 'x' failed: a test misses by nan kW"):
        refuse("way", [check])


def test_all_that_hold_pass() -> None:
    refuse("way", [Check("x", 1.0, 1.0, "kW", "a test"), Check("y", -1.0, 0.0, "kW", "a test")])
