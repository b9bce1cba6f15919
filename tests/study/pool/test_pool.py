"""Several sites as one: what they can do, and that every cent that is paid is somebody's."""

from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.assets.fleet import Fleet
from optdispatch.case.revenues import by_programme
from optdispatch.programme import SETTLED
from optdispatch.study.pool import Pool, Pooled, aggregate
from optdispatch.study.pool.envelope import envelope, reach
from optdispatch.study.pool.settle import UNIT, devices, pooled, split
from tests.doors import refused

TIME = {"mode": "chain", "start": "2026-07-13T00:00", "periods": 72, "step_minutes": 60}
SITE = {
    "tariff": "china/jiangxi/2025-07",
    "billing": "capacity",
    "connection": {"capacity_kva": 800, "import_limit_kw": 700},
    "time": TIME,
}
CARS = {"drawn": "workplace", "vehicles": 6, "two_way": 4, "charge_kw": 20, "seed": 7}
PARK = [
    {"kind": "load", "name": "offices", "profile": {"archetype": "office", "peak_kw": 300}},
    {"kind": "fleet", "name": "cars", "sessions": CARS, "wear_per_kwh": 0.05},
]
PLANT = [
    {"kind": "load", "name": "hall", "profile": {"flat_kw": 200}},
    {"kind": "battery", "name": "cells", "power_kw": 100, "energy_kwh": 200,
     "efficiency_charge": 0.95, "efficiency_discharge": 0.95},
]  # fmt: skip
RESPONSE: dict[str, Any] = {
    "kind": "demand_response", "name": "response", "source": "a test", "price_per_kwh": 3,
    "events": [{"dates": ["2026-07-14", "2026-07-15"], "window": "16:00-18:00"}],
    "bid_kw": 80, "performance": {"least_share": 0.5, "most_share": 1.2}, "price_per_kw_month": 5,
}  # fmt: skip
LEASE: dict[str, Any] = {
    "kind": "capacity_lease", "name": "lease", "source": "a test", "price_per_kw_year": 300,
    "most_kw": 40, "hours": 1, "windows": ["20:00-21:00"],
}  # fmt: skip
SPOT: dict[str, Any] = {
    "kind": "spot", "name": "spot", "source": "a test",
    "prices": [0.1] * 8 + [0.3] * 9 + [0.6] * 5 + [0.2] * 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A pool of two sites, whose cases are files."""
    folder = tmp_path_factory.mktemp("pool")
    for name, assets in (("park", PARK), ("plant", PLANT)):
        path = folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(SITE | {"name": name, "assets": assets}, sort_keys=False))
    sites = [{"name": n, "case": str(folder / f"{n}.yaml")} for n in ("park", "plant")]
    whole = {"name": "pool", "time": TIME, "sites": sites, "programmes": [RESPONSE, LEASE, SPOT]}
    return whole | {"source": "a test"}


@pytest.fixture(scope="module")
def found(content: dict[str, Any]) -> Pooled:
    return aggregate(Pool.of(content, "pool"))


def test_every_cent_of_a_programme_is_somebodys(found: Pooled) -> None:
    settled, whole = found.settlement, 0.0
    for programme in found.pool.programmes:
        paid = programme.revenue(pooled(found.members, programme), SETTLED)
        part = pooled(found.members, programme)
        sites = [m.case.baselines.get(programme.name, np.zeros(72)) for m in found.members]
        assert part.baseline_kw == pytest.approx(np.sum(sites, axis=0), abs=1e-9)
        parts = [q.revenue(part, SETTLED).values() for q in programme.apart()]
        assert sum(map(sum, parts)) == pytest.approx(sum(paid.values()), abs=1e-9)
        cents = sum(round(sum(part) / UNIT) for part in parts)
        lines = settled.lines[settled.lines["programme"] == programme.name]
        assert int(lines["cents"].sum()) == cents
        whole += cents * UNIT
    assert settled.total == pytest.approx(whole, abs=1e-9)
    assert settled.by("site").sum() == pytest.approx(settled.total, abs=1e-9)
    assert found.sites["paid"].sum() == pytest.approx(settled.total, abs=1e-9)


def test_sites_gain_and_vehicles_are_paid_for_what_they_gave(found: Pooled) -> None:
    called = found.settlement.lines.query("programme == 'response' and call != '' and asset != ''")

    assert (called["cents"] > 0).all()
    assert set(called["asset"]) == {"cars", "cells"}
    for _, one in called.groupby("call"):
        each = one["cents"] / one["gave"]
        assert each.max() - each.min() < 0.01 * each.max() + 1 / one["gave"].min()
    assert (found.sites["gain"] > 0).all()


def test_a_spot_market_pays_each_site_what_its_own_deviation_is_worth(found: Pooled) -> None:
    paid = found.settlement.by("programme", "site")
    for member in found.members:
        own = by_programme(member.case, member.schedule)["spot"]["spot"]
        assert paid.loc[("spot", member.name)] == pytest.approx(own, abs=0.011)


def test_what_devices_move_is_what_the_meter_sees_less(found: Pooled) -> None:
    """Neither site feeds in, and each is as usual without its devices."""
    spot = found.pool.programmes[2]
    for member in found.members:
        own = sum(spot.revenue(member.part(spot), SETTLED).values())
        assert devices(member, spot).sum() == pytest.approx(own, abs=1e-6)


def test_a_bid_that_is_missed_pays_nobody(content: dict[str, Any]) -> None:
    missed = aggregate(Pool.of(content | {"programmes": [RESPONSE | {"bid_kw": 5000}]}, "pool"))

    assert missed.settlement.total == 0
    assert sum("is too little for the bid" in note for note in missed.notes) == 2
    assert missed.settlement.lines.empty
    assert (missed.sites["paid"] == 0).all()


def test_a_session_that_uses_its_range_still_leaves_with_its_energy(found: Pooled) -> None:
    member = found.members[0]
    fleet = next(a for a in member.case.assets if isinstance(a, Fleet))
    stays, parts = fleet.stays(member.case.horizon), member.schedule.parts["cars"]
    own, hours = reach(stays, parts), member.case.horizon.hours
    levels = stays.levels(parts.charge_kw, parts.discharge_kw)
    assert own.up_kw.max() > 1
    assert own.down_kw.max() > 1
    for k, s in enumerate(stays.owner.tolist()):
        x = stays.sessions[s]
        now = parts.discharge_kw[k] - parts.charge_kw[k]
        first, last = stays.first[s], stays.first[s + 1]
        before = levels[k - 1] if k > first else x.start_kwh
        for power in (now + own.up_kw[k], now - own.down_kw[k]):
            assert -stays.charge_limit_kw[k] - 1e-6 <= power <= stays.discharge_limit_kw[k] + 1e-6
            gives, draws = max(power, 0.0), max(-power, 0.0)
            gain = x.efficiency_charge * draws - gives / x.efficiency_discharge
            after = before + gain * hours
            assert x.floor_kwh - 1e-6 <= after <= x.ceiling_kwh + 1e-6
            later = x.efficiency_charge * stays.charge_limit_kw[k + 1 : last].sum() * hours
            assert after + later >= stays.need_kwh[s] - 1e-6


def test_the_envelope_is_within_what_devices_and_connections_have(found: Pooled) -> None:
    shown = envelope(found.members)
    plan = shown["net_import_kw"]
    alone = envelope(found.members[1:])
    store = found.members[1].schedule.stores["cells"]

    assert (shown >= -1e-9).drop(columns="net_import_kw").all(axis=None)
    assert (plan + shown["down_kw"] <= 2 * 700 + 1e-6).all()
    assert (plan - shown["up_kw"] >= -1e-6).all()
    stored = np.concatenate([[np.nan], store.energy_kwh[:-1]])[1:]
    gives = np.minimum(100.0, stored * 0.95) - store.power_kw[1:]
    draws = np.minimum(100.0, (200 - stored) / 0.95) + store.power_kw[1:]
    assert alone["up_kw"].to_numpy()[1:] == pytest.approx(np.maximum(gives, 0), abs=1e-6)
    assert alone["down_kw"].to_numpy()[1:] == pytest.approx(np.maximum(draws, 0), abs=1e-6)
    assert alone["up_kwh"].to_numpy() == pytest.approx(store.energy_kwh, abs=1e-6)


@given(
    st.integers(-(10**7), 10**7),
    st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=30),
    st.booleans(),
)
def test_shares_add_up_exactly(cents: int, gave: list[float], two_sided: bool) -> None:
    each = np.array(gave)
    shares = split(cents, each, is_two_sided=two_sided)

    assert int(shares.sum()) == cents
    if not two_sided and (each > 0).any():
        assert (np.abs(shares - cents * np.maximum(each, 0) / np.maximum(each, 0).sum()) <= 1).all()


def test_pools_that_cannot_be_are_refused(content: dict[str, Any]) -> None:
    def of(**fields: Any) -> Pool:
        return Pool.of(content | fields, "pool")

    days = {"mode": "typical_days", "year": 2026, "step_minutes": 60}
    refused(lambda: of(time=days), says=("typical days differ by site",))
    twice = content["sites"][:1] * 2
    refused(lambda: of(sites=twice), says=("two sites are called 'park'",))
    sold = {"kind": "sell_all", "name": "roof", "source": "a test", "price_per_kwh": 0.4}
    roof = sold | {"profile": {"flat_kw": 1}}
    refused(lambda: of(programmes=[roof]), says=("'roof' is of one site",))
    park = of(sites=content["sites"][:1], programmes=[LEASE])
    refused(lambda: aggregate(park), says=("no site has storage to promise to 'lease'",))
    euro = {
        "name": "t", "currency": "EUR", "time_zone": "Asia/Shanghai", "calendar": "china",
        "source": "a test", "confidence": "low", "billing": {"capacity": []},
        "charges": [{"kind": "energy", "name": "energy", "price": {"uniform": 0.2}}],
    }  # fmt: skip
    abroad = [content["sites"][0], content["sites"][1] | {"tariff": euro}]
    says = ("plant pays in EUR, park in CNY",)
    refused(lambda: aggregate(of(sites=abroad, programmes=[SPOT])), says=says)
