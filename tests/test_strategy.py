"""What a schedule does, in words."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from optdispatch.case import Case
from optdispatch.horizon import Horizon
from optdispatch.schedule import Schedule, Store
from optdispatch.strategy import Cycle, Strategy, Window, extra_cycles, strategies
from tests.sites import battery, export, horizon, load, ring, site, tariff

ALL = list(range(1, 13))
SEASON = {"months": ALL, "windows": {"valley": ["00:00-06:00"], "peak": ["16:00-20:00"]}}
PRICES = {"valley": 0.2, "flat": 0.4, "peak": 0.9}
ENERGY = {"kind": "energy", "name": "e", "price": {"by_period": PRICES}}
TARIFF = tariff(
    ENERGY,
    {"kind": "demand", "name": "d", "price_per_kw_month": 5},
    time_of_use={"rest": "flat", "seasons": [SEASON]},
)


def told(when: Horizon, power: dict[int, float], **fields: Any) -> tuple[Strategy, ...]:
    """What a battery with this power in some periods does, behind a load of 100 kW."""
    T = len(when)
    delivered = np.zeros(T)
    for t, kw in power.items():
        delivered[t] = kw
    case = site(when, TARIFF, load([100.0] * T), battery(power_kw=50, **fields))
    return strategies(case, schedule(case, delivered, np.full(T, 100.0)))


def schedule(case: Case, delivered: Any, needed: Any) -> Schedule:
    store = Store(np.maximum(-delivered, 0), np.maximum(delivered, 0), np.zeros(len(delivered)))
    net = needed - delivered
    powers = {"load": -needed, "battery": delivered}
    drawn, fed = np.maximum(net, 0), np.maximum(-net, 0)
    return Schedule(case.horizon, drawn, fed, powers, {"battery": store})


DAY = horizon(ring(24, weight=20, label="January"))


def test_windows_and_their_periods() -> None:
    (day,) = told(DAY, {1: -10, 2: -10, 5: -4, 6: -4, 16: 10, 17: 15})

    assert str(day) == (
        "charge 01:00–03:00 valley, charge 05:00–07:00 valley + flat, discharge 16:00–18:00 peak"
    )
    assert [w.energy_kwh for w in day.cycles[0].windows] == [20, 8, 25]


def test_margins_by_hand() -> None:
    (day,) = told(DAY, {1: -10, 6: -10, 16: 18})
    windows = day.cycles[0].windows

    assert [w.margin for w in windows] == pytest.approx([-10 * 0.2, -10 * 0.4, 18 * 0.9])
    assert day.margin == pytest.approx(10.2)
    assert day.cycles[0].discharged_kwh == 18


def test_a_step_of_a_quarter_counts_a_quarter() -> None:
    (day,) = told(horizon(ring(96), minutes=15), {4: -10, 5: -10, 66: 16})

    assert str(day) == "charge 01:00–01:30 valley, discharge 16:30–16:45 peak"
    assert day.margin == pytest.approx(-5 * 0.2 + 4 * 0.9)


def test_what_is_fed_in_earns_the_export_price_up_to_the_limit() -> None:
    what = tariff(ENERGY, export(*[0.1] * 24), time_of_use=TARIFF.time_of_use)
    limits = {"export_limit_kw": 30}
    case = site(DAY, what, load([20.0] * 24), battery(power_kw=50), connection=limits)
    delivered = np.zeros(24)
    delivered[16] = 45.0
    (day,) = strategies(case, schedule(case, delivered, np.full(24, 20.0)))

    assert day.margin == pytest.approx(20 * 0.9 + 25 * 0.1)


def test_two_cycles() -> None:
    (day,) = told(DAY, {1: -10, 8: 10, 12: -10, 17: 10})

    assert day.count() == "two charges, two discharges"
    assert [len(c.windows) for c in day.cycles] == [2, 2]


def test_a_day_that_closes_begins_with_its_charge() -> None:
    """The discharge after midnight belongs to the evening's charge."""
    (day,) = told(DAY, {0: 10, 10: -10, 17: 5, 22: -5})

    assert str(day) == (
        "charge 10:00–11:00 flat, discharge 17:00–18:00 peak, "
        "charge 22:00–23:00 flat, discharge 00:00–01:00 valley"
    )
    assert day.count() == "two charges, two discharges"


def test_a_charge_at_both_ends_of_the_day_is_one_charge() -> None:
    (day,) = told(DAY, {0: -10, 17: 20, 23: -10})

    assert day.count() == "one charge, one discharge"


def test_a_chain_does_not_run_round_midnight() -> None:
    (day,) = told(horizon(ring(24, closed=False)), {0: 10, 10: -10})

    assert str(day) == "discharge 00:00–01:00 valley, charge 10:00–11:00 flat"
    assert day.count() == "one charge, one discharge"
    assert len(day.cycles) == 2


def test_each_day_of_a_month_is_told() -> None:
    days = told(horizon(ring(72)), {1: -10, 17: 10, 25: -10, 65: 5})

    assert [d.label for d in days] == ["2025-01-01", "2025-01-02", "2025-01-03"]
    assert [d.count() for d in days] == [
        "one charge, one discharge",
        "one charge, no discharges",
        "no charges, one discharge",
    ]
    assert [d.days for d in days] == [1, 1, 1]


def test_a_day_at_rest() -> None:
    (day,) = told(DAY, {})

    assert str(day) == "at rest"
    assert day.count() == "no charges, no discharges"
    assert day.margin == 0


def test_what_is_next_to_nothing_is_nothing() -> None:
    (day,) = told(DAY, {1: -20, 8: -0.01, 17: 20})

    assert str(day) == "charge 01:00–02:00 valley, discharge 17:00–18:00 peak"


def test_a_window_that_ends_at_midnight_ends_at_24() -> None:
    (day,) = told(DAY, {1: -10, 23: 10})

    assert "discharge 23:00–24:00 flat" in str(day)


def test_where_no_periods_are_there_is_no_name() -> None:
    case = site(
        DAY,
        tariff({"kind": "energy", "name": "e", "price": {"uniform": 1.0}}),
        load([9.0] * 24),
        battery(),
    )
    (day,) = strategies(case, schedule(case, np.eye(24)[3], np.full(24, 9.0)))

    assert str(day) == "discharge 03:00–04:00"


def window(*, charges: bool, margin: float) -> Window:
    return Window(charges, "00:00", "01:00", ("flat",), 10.0, margin)


def day_type(
    label: str, days: float, cycles: int, *, margin: float, at_work: bool = True
) -> Strategy:
    one = Cycle((window(charges=True, margin=-1), window(charges=False, margin=1 + margin)))
    return Strategy(label, label[:7], date(2026, 2, 1), days, at_work, (one,) * cycles)


def test_a_rare_day_that_cycles_more_is_told() -> None:
    usual = day_type("2026-02 workday", 16, 1, margin=700)
    rare = day_type("2026-02 holiday", 9, 2, margin=600)

    assert extra_cycles([usual, rare]) == (
        "2026-02 holiday: two charges, two discharges, against one charge, one discharge on "
        "2026-02 workday; worth 500.0 a day more, 4,500 over 9 days",
    )


@pytest.mark.parametrize(
    "rare",
    [
        day_type("2026-02 holiday", 9, 1, margin=900),
        day_type("2026-02 holiday", 9, 2, margin=100),
        day_type("2026-02 holiday", 9, 2, margin=600, at_work=False),
        day_type("2026-03 workday", 9, 2, margin=600),
    ],
)
def test_other_days_are_not(rare: Strategy) -> None:
    """As many cycles, cycles that earn less, days at rest, the usual day of another month."""
    assert extra_cycles([day_type("2026-02 workday", 16, 1, margin=700), rare]) == ()
