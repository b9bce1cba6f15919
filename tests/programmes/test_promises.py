"""What storage promises: leases and regulation, by hand and by replay."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optdispatch.case import Case
from optdispatch.case.revenues import revenues
from optdispatch.certificate import certify, refuse, wear
from optdispatch.errors import CertificateError, InputError
from optdispatch.program import dispatch
from optdispatch.schedule import Schedule
from optdispatch.study import evaluate
from tests.programmes.sites import DAY, day, lease, of, regulation
from tests.sites import battery, energy, horizon, load, ring, site, tariff

LOSSY = {"efficiency_charge": 0.9, "efficiency_discharge": 0.8, "self_discharge_per_hour": 0.01}


def optimum(case: Case) -> Schedule:
    """The optimum, its certificates checked."""
    schedule = dispatch(case)
    refuse("a test", certify(case, schedule))
    return schedule


def cost(case: Case) -> float:
    proof = optimum(case).proof
    assert proof
    return proof.cost


def two_prices(*programmes: dict[str, Any], **cells: Any) -> Case:
    """Twelve hours at 0 and twelve at 1, a load of 100 kW."""
    prices = tariff(energy(*[0.0] * 12, *[1.0] * 12))
    when = horizon(ring(24, f"{DAY}T00:00"))
    return site(when, prices, load([100] * 24), battery(**cells), programmes=programmes)


def test_a_lease_pays_by_the_year() -> None:
    """6 kW for 24 of 8,760 hours at 8,760 a year: 144."""
    case = day(lease())
    schedule = optimum(case)

    assert revenues(case, schedule) == pytest.approx({"lease": 144})
    assert schedule.promised_kw["lease"].tolist() == pytest.approx([6] * 24)
    assert cost(case) == pytest.approx(2400 - 144)


def test_a_leap_year_is_a_year_too() -> None:
    case = of(ring(24, "2024-07-15T00:00"), lease())

    assert revenues(case, optimum(case)) == pytest.approx({"lease": 6 * 8760 * 24 / 8784})


def test_what_is_leased_is_kept_free() -> None:
    """With 6 of 20 kWh and 6 of 10 kW leased, 14 kWh are left to be moved: 1,200 - 14 - 144."""
    case = two_prices(lease())
    schedule = optimum(case)
    store = schedule.stores["battery"]

    assert cost(case) == pytest.approx(1200 - 14 - 144)
    assert store.energy_kwh.min() >= 6 - 1e-6
    assert store.power_kw.max() <= 4 + 1e-6


def test_a_lease_that_pays_less_than_energy_is_not_taken() -> None:
    """A kW is leased for a day at 0.5, and the kWh that it holds back is worth 1."""
    case = two_prices(lease(price_per_kw_year=8760 * 0.5 / 24))

    assert cost(case) == pytest.approx(1200 - 20)
    assert optimum(case).promised_kw["lease"].max() == pytest.approx(0, abs=1e-6)


def test_a_lease_holds_in_its_windows_only() -> None:
    """From 12:00 to 14:00 the 6 kWh are there; from 14:00 on they are sold."""
    case = two_prices(lease(windows=["12:00-14:00"]))
    schedule = optimum(case)
    levels = schedule.stores["battery"].energy_kwh

    assert cost(case) == pytest.approx(1200 - 20 - 144)
    assert levels[11:14].min() >= 6 - 1e-6
    assert schedule.promised_kw["lease"][[11, 12, 13, 14]].tolist() == pytest.approx([0, 6, 6, 0])


def test_regulation_pays_for_capacity_and_mileage() -> None:
    """10 kW for 24 h at 2, and with K = 1.5 and 3 kW of mileage an hour at 0.1 each: 480 + 108."""
    moves = {"price_per_kw_mileage": 0.1, "performance_index": 1.5, "mileage_per_hour": 3}
    case = day(regulation(**moves))

    assert revenues(case, optimum(case)) == pytest.approx(
        {"signal capacity": 480, "signal mileage": 108}
    )
    assert cost(case) == pytest.approx(2400 - 588)


def test_the_energy_of_half_an_hour_limits_what_is_promised() -> None:
    """8 kWh hold 4 kWh each way: 8 kW for half an hour, not 10."""
    assert cost(day(regulation(), energy_kwh=8)) == pytest.approx(2400 - 2 * 8 * 24)


def test_losses_limit_what_is_promised() -> None:
    """8 kWh at rest: up takes r/2/0.8 out of them, down puts 0.9·r/2 in; 8 = r·(0.625 + 0.45)."""
    cells = {"energy_kwh": 8, "efficiency_charge": 0.9, "efficiency_discharge": 0.8}
    most = 8 / (0.5 / 0.8 + 0.9 * 0.5)

    assert cost(day(regulation(), **cells)) == pytest.approx(2400 - 2 * most * 24)


def test_mileage_wears_the_cells() -> None:
    """3 kW of mileage an hour, each of 0.2 kWh, at 0.5 a kWh: 0.3 of the 2 a kW and hour."""
    moves = {"mileage_per_hour": 3, "cell_kwh_per_mileage": 0.2}
    case = day(regulation(**moves), wear_per_kwh=0.5)
    schedule = optimum(case)

    assert wear(case, schedule) == pytest.approx(0.3 * 10 * 24)
    assert cost(case) == pytest.approx(2400 - 1.7 * 10 * 24)


def test_mileage_that_wears_more_than_it_pays_is_not_promised() -> None:
    moves = {"mileage_per_hour": 3, "cell_kwh_per_mileage": 0.2}

    assert cost(day(regulation(**moves), wear_per_kwh=4)) == pytest.approx(2400)


@pytest.mark.parametrize("cells", [{}, LOSSY, LOSSY | {"soc_min": 0.1, "soc_max": 0.85}])
def test_a_replay_finds_the_headroom(cells: dict[str, Any]) -> None:
    """From either end of each period, half an hour up and half an hour down can be stepped.

    What leaks in that time is the schedule's to make up for.
    """
    case = two_prices(regulation(price_per_kw_hour=0.02), lease(most_kw=2), **cells)
    schedule = optimum(case)
    store, asset = schedule.stores["battery"], battery(**cells)
    signal, held = schedule.promised_kw["signal"], schedule.promised_kw["lease"]
    assert signal.max() > 1
    assert held.max() == pytest.approx(2)
    for t in range(24):
        up, down = signal[t] + held[t], signal[t]
        assert store.power_kw[t] + up <= 10 + 1e-6
        assert store.power_kw[t] - down >= -10 - 1e-6
        for level in (store.energy_kwh[t - 1], store.energy_kwh[t]):
            need, leaky = signal[t] / 2 + held[t], level / (1 - asset.self_discharge_per_hour)
            _, given, _ = asset.step(leaky, need, 1.0, np.inf)
            drawn, _, _ = asset.step(leaky, -down / 2, 1.0, np.inf)
            assert given >= need - 1e-5
            assert drawn >= down / 2 - 1e-5


@pytest.mark.parametrize("promised", [11.0, 10.5])
def test_a_promise_beyond_the_power_is_refused(promised: float) -> None:
    case = day(regulation())
    schedule = optimum(case)
    more = replace(schedule, promised_kw={"signal": np.full(24, promised)}, proof=None)

    with pytest.raises(CertificateError, match="the reserve up of battery"):
        refuse("a test", certify(case, more))


def test_a_promise_beyond_the_energy_is_refused() -> None:
    case = day(regulation())
    schedule = optimum(case)
    store = schedule.stores["battery"]
    nothing = np.zeros(24)
    empty = replace(store, energy_kwh=nothing, charge_kw=nothing, discharge_kw=nothing)
    still = replace(
        schedule,
        stores={"battery": empty},
        power_kw=schedule.power_kw | {"battery": np.zeros(24)},
        imported_kw=np.full(24, 100.0),
        proof=None,
    )

    with pytest.raises(CertificateError, match="the reserve up of battery"):
        refuse("a test", certify(case, still))


def test_a_lease_that_changes_is_refused() -> None:
    case = day(lease())
    schedule = optimum(case)
    power = schedule.promised_kw["lease"].copy()
    power[3] = 5
    with pytest.raises(CertificateError, match="a promise"):
        refuse("a test", certify(case, replace(schedule, promised_kw={"lease": power}, proof=None)))


def test_storage_at_rest_promises_nothing() -> None:
    case = of(ring(24, f"{DAY}T00:00", operating=False), regulation(), lease())

    assert cost(case) == pytest.approx(2400)


def test_a_chain_keeps_the_reserve_from_its_start() -> None:
    """Begun empty, 2 h at 10 kW: the first hour can promise nothing up."""
    case = of(ring(2, f"{DAY}T00:00", closed=False), regulation(), soc_start=0)

    assert optimum(case).promised_kw["signal"][0] == pytest.approx(0, abs=1e-6)
    assert optimum(case).promised_kw["signal"][1] > 1


def test_a_free_size_is_chosen_with_what_is_promised() -> None:
    """A kW for a day costs 20 and earns 48, and a kWh 5: r kW and r kWh, up to 50 kW."""
    free: dict[str, Any] = {
        "power_kw": {"maximum": 30, "price": 20},
        "energy_kwh": {"maximum": 100, "price": 5},
    }
    proof = dispatch(day(regulation(), **free)).proof
    assert proof

    assert proof.sizes == pytest.approx({"battery.power_kw": 30, "battery.energy_kwh": 30})
    assert proof.cost == pytest.approx(2400 - (48 - 20 - 5) * 30)


def test_the_ledger_has_a_line_for_each_revenue() -> None:
    content = {"name": "shave", "kind": "peak_shaving", "threshold_kw": 95}
    case = day(regulation(), lease(most_kw=2, price_per_kw_year=8760 * 3))
    case = case.changed(rules=[content])
    outcome = evaluate(case)
    best, habit = (outcome.ledger.to_dict()[way] for way in ("optimum", "shave"))

    assert best["lease"] == pytest.approx(-3 * 48)
    assert best["signal capacity"] < -300
    assert [habit[line] for line in ("lease", "signal capacity", "signal mileage")] == [0, 0, 0]
    assert best["total"] == pytest.approx(outcome.optimum.cost)
    assert outcome.saving() == pytest.approx(outcome.ways[0].cost - outcome.optimum.cost)
    assert "signal, lease: habits promise nothing, so shave earn nothing there" in outcome.notes


@pytest.mark.parametrize(
    ("programmes", "says"),
    [
        ([lease(storage="cells")], "no 'cells'; known: battery"),
        ([lease(), lease()], "two programmes are called 'lease'"),
        ([lease(name="energy")], "programme 'energy' has the name of a charge"),
        ([lease(hours=0)], "greater than 0"),
        ([regulation(most_kw=-1)], "greater than 0"),
        ([regulation(mileage_per_hour=None)], "mileage_per_hour"),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(programmes: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        day(*programmes)
    assert "\n" not in str(caught.value)


def test_one_of_two_storages_is_to_be_named() -> None:
    when, prices = horizon(ring(2, f"{DAY}T00:00")), tariff(energy(1, 1))
    two = load([50, 50]), battery(), battery(name="other", power_kw=4)
    with pytest.raises(InputError, match="say which `storage`: battery, other"):
        site(when, prices, *two, programmes=[regulation()])
    case = site(when, prices, *two, programmes=[regulation(storage="other")])

    assert optimum(case).promised_kw["signal"].tolist() == pytest.approx([4, 4])
