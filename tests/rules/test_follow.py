"""Habits stepped through the battery's physics, hour by hour, against schedules worked by hand."""

from typing import Any

import numpy as np
import pytest

from optdispatch.connection import Connection
from optdispatch.horizon import Horizon
from optdispatch.rules import Rule, follow
from optdispatch.rules.kinds.idle import Idle
from optdispatch.rules.kinds.peak_shaving import PeakShaving
from optdispatch.rules.kinds.self_consumption import SelfConsumption
from optdispatch.rules.kinds.windows import Windows
from optdispatch.schedule import Schedule
from tests.sites import battery, horizon, load, pv, ring

ALL = list(range(1, 13))
FREE = Connection(export_limit_kw=100)
NONE = Connection()
SELF = SelfConsumption(name="own use")


def windows(charge: list[str], discharge: list[str], **fields: Any) -> Windows:
    hours = {"months": ALL, "charge": charge, "discharge": discharge} | fields
    return Windows.of({"name": "table", "hours": [hours]}, "rule")


def stepped(
    rule: Rule, when: Horizon, net: list[float], site: Connection, **fields: Any
) -> Schedule:
    """A battery of 10 kW and 20 kWh, but for `fields`, behind a net load."""
    given = [load([max(0.0, n) for n in net]), pv([max(0.0, -n) for n in net])]
    return follow(rule, [*given, battery(**fields)], site, when)


def power(schedule: Schedule) -> list[float]:
    return [round(p, 9) + 0.0 for p in schedule.storage_kw.tolist()]


def test_windows() -> None:
    """Four hours at most at 10 kW; losses are paid on the way in."""
    rule = windows(["00:00-03:00"], ["05:00-07:00"])
    schedule = stepped(rule, horizon(ring(8)), [30.0] * 8, NONE, efficiency_charge=0.8)

    assert power(schedule) == [-10, -10, -5, 0, 0, 10, 10, 0]
    assert schedule.stores["battery"].energy_kwh.tolist() == pytest.approx(
        [8, 16, 20, 20, 20, 10, 0, 0]
    )
    assert schedule.imported_kw.tolist() == pytest.approx([40, 40, 35, 30, 30, 20, 20, 30])


def test_windows_do_not_export_unless_they_may() -> None:
    rule = windows(["00:00-02:00"], ["02:00-04:00"])
    held = stepped(rule, horizon(ring(4)), [5.0, 5, 4, 6], NONE)
    free = stepped(rule, horizon(ring(4)), [5.0, 5, 4, 6], FREE)

    assert power(held)[2:] == [4, 6]
    assert power(free) == [-10, -10, 10, 10]
    assert free.exported_kw.tolist() == pytest.approx([0, 0, 6, 4])


def test_windows_keep_the_import_limit() -> None:
    rule = windows(["00:00-02:00"], ["02:00-04:00"])
    schedule = stepped(rule, horizon(ring(4)), [25.0] * 4, Connection(import_limit_kw=31))

    assert power(schedule) == [-6, -6, 10, 2]


def test_windows_keep_the_months_and_kinds_of_day() -> None:
    rule = windows(["00:00-02:00"], ["02:00-04:00"], months=[2], days=["workday"])

    assert power(stepped(rule, horizon(ring(4)), [30.0] * 4, NONE)) == [0, 0, 0, 0]


def test_a_window_that_covers_half_a_step_or_less_is_none() -> None:
    rule = windows(["00:30-01:30"], ["01:30-02:30"])
    halves = horizon(ring(5), minutes=30)

    assert power(stepped(rule, horizon(ring(3)), [30.0] * 3, NONE)) == [0, 0, 0]
    assert power(stepped(rule, halves, [30.0] * 5, NONE)) == [0, -10, -10, 10, 10]


def test_self_consumption() -> None:
    schedule = stepped(SELF, horizon(ring(6)), [2.0, -6, -15, 3, 20, 1], NONE)

    assert power(schedule) == [2, -6, -10, 3, 10, 1]
    assert schedule.power_kw["pv"].tolist() == pytest.approx([0, 6, 10, 0, 0, 0])
    assert schedule.imported_kw.tolist() == pytest.approx([0, 0, 0, 0, 10, 0])
    assert schedule.exported_kw.tolist() == [0.0] * 6


def test_a_ring_ends_as_full_as_it_began() -> None:
    """The evening's 2 kWh after midnight come from the day before."""
    schedule = stepped(SELF, horizon(ring(4)), [2.0, 0, -8, 6], NONE)
    energy = schedule.stores["battery"].energy_kwh

    assert power(schedule) == [2, 0, -8, 6]
    assert energy.tolist() == pytest.approx([0, 0, 8, 2])


def test_a_ring_that_fills_by_a_little_each_day_ends_full() -> None:
    """1 kWh more comes than goes; 3000 kWh are full after 3000 days, and stay so."""
    schedule = stepped(SELF, horizon(ring(3)), [-3.0, 0, 2], NONE, energy_kwh=3000)
    energy = schedule.stores["battery"].energy_kwh

    assert energy[-1] + 3 - 1 == pytest.approx(3000, abs=1e-3)
    assert energy[0] == pytest.approx(3000, abs=1e-3)
    assert power(schedule)[2] == 2


def test_a_ring_closes_under_slow_self_discharge() -> None:
    fields = {"energy_kwh": 3000, "self_discharge_per_hour": 1e-5}
    schedule = stepped(SELF, horizon(ring(24)), [-0.1] * 12 + [0.05] * 12, NONE, **fields)
    store = schedule.stores["battery"]
    replayed = battery(**fields).replay(store, schedule.horizon)

    assert np.abs(replayed - store.energy_kwh).max() < 1e-4


def test_peak_shaving() -> None:
    rule = PeakShaving(name="shave", threshold_kw=30)
    schedule = stepped(rule, horizon(ring(6)), [10.0, 25, 38, 45, 29, 30], NONE)

    assert power(schedule) == [-10, -5, 8, 8, -1, 0]
    assert schedule.imported_kw.max() == pytest.approx(37)


def test_cycles_a_day_are_kept() -> None:
    rule = windows(["00:00-01:00", "02:00-03:00"], ["01:00-02:00", "03:00-04:00"])
    fields = {"energy_kwh": 10, "cycles_per_day": 1.4, "efficiency_discharge": 0.9}
    schedule = stepped(rule, horizon(ring(4)), [30.0] * 4, NONE, **fields)

    assert power(schedule) == pytest.approx([-4, 9, -10, 3.6])


def test_a_new_day_brings_new_cycles() -> None:
    rule = windows(["20:00-21:00", "22:00-23:00"], ["21:00-22:00", "23:00-24:00"])
    two_days = horizon(ring(48))
    schedule = stepped(rule, two_days, [30.0] * 48, NONE, energy_kwh=10, cycles_per_day=1)

    assert np.flatnonzero(schedule.storage_kw > 0).tolist() == [21, 45]


def test_idle_rests() -> None:
    chain = horizon(ring(4, closed=False))
    schedule = stepped(Idle(name="idle"), chain, [5.0, -8, 5, 5], NONE)

    assert power(schedule) == [0, 0, 0, 0]
    assert schedule.power_kw["pv"].tolist() == [0, 0, 0, 0]


def test_a_table_leaves_surplus_alone_when_it_rests() -> None:
    """What no hour asks for is curtailed, not stored."""
    rule = windows(["00:00-01:00"], ["03:00-04:00"])
    chain = horizon(ring(4, closed=False))
    schedule = stepped(rule, chain, [5.0, -8, -8, 20], NONE, energy_kwh=100)

    assert power(schedule) == [-10, 0, 0, 10]


def test_storage_at_rest_does_nothing() -> None:
    closed_for_repair = horizon(ring(4, operating=False))

    assert power(stepped(SELF, closed_for_repair, [5.0, -8, 5, 5], NONE)) == [0, 0, 0, 0]


def test_a_chain_begins_where_it_is_said() -> None:
    chain = horizon(ring(4, closed=False))

    assert power(stepped(SELF, chain, [5.0] * 4, NONE, soc_start=0.6)) == [5, 5, 2, 0]
    assert power(stepped(SELF, chain, [5.0] * 4, NONE, soc_min=0.2)) == [0, 0, 0, 0]


def test_two_batteries_share_the_wish() -> None:
    rule = windows(["00:00-02:00"], ["02:00-04:00"])
    small, large = battery(name="small", power_kw=3, energy_kwh=6), battery(name="large")
    schedule = follow(rule, [load([20.0] * 4), small, large], NONE, horizon(ring(4)))

    assert schedule.stores["small"].power_kw.tolist() == [-3, -3, 3, 3]
    assert schedule.storage_kw.tolist() == [-13, -13, 13, 13]
