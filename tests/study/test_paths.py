"""Fields of a case by their paths: what is changed is checked, and nothing else is disturbed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from optdispatch import Case, catalog
from optdispatch.case.paths import changed, parts, read
from tests.doors import refused

CASE = Case.load("jiangxi-2025")
PLANT = Case.load("jiangxi-plant")
PRICE = "tariff.charges.energy.price.components.energy_purchase"


def leaves(node: Any, at: str = "") -> Iterator[str]:
    """Every path of a case that leads to a value."""
    inside = parts(node)
    if not inside:
        yield at
    for name, (_, value) in inside.items():
        yield from leaves(value, f"{at}.{name}" if at else name)


def settable(case: Case) -> list[str]:
    """But for a list of days that a tariff may lack, and the election, which `billing` makes."""
    return [p for p in leaves(case) if not p.endswith(".day_list") and p != "tariff.elected"]


PATHS = {case.name: (case, settable(case)) for case in (CASE, PLANT)}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "jiangxi-2025"),
        ("economics.loan.rate", 0.036),
        ("economics.vat.credited.1", "replacement"),
        ("assets.battery.efficiency_discharge", 0.88),
        ("assets.1.efficiency_discharge", 0.88),
        ("assets.factory.profile.flat_kw", 3000),
        (PRICE, 0.44934),
        ("tariff.charges.0.price.ratios.deep valley", 0.3),
        ("tariff.time_of_use.seasons.0.windows.peak.0", "09:00-12:00"),
        ("ageing.law.cycles", 6000),
        ("ageing.replacement.retirement_capacity", 0.8),
        ("ageing.warranty", None),
    ],
)
def test_a_field_is_read(path: str, value: Any) -> None:
    assert read(CASE, path) == value


def test_a_key_may_hold_a_dot() -> None:
    table = changed(CASE, {"ageing.law": "storagevet-default"})
    assert read(table, "ageing.law.cycles_by_depth.0.9") == 3850
    fewer = changed(table, {"ageing.law.cycles_by_depth.0.9": 3800})
    assert read(fewer, "ageing.law.cycles_by_depth")[0.9] == 3800
    assert read(fewer, "ageing.law.cycles_by_depth")[1.0] == 3500


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("economcs.loan.rate", ("jiangxi-2025: no field 'economcs'", "nearest: economics")),
        ("economics.loan.rat", ("economics.loan has no 'rat'", "nearest: rate")),
        ("assets.batery.power_kw", ("assets has no 'batery'", "nearest: battery")),
        ("assets.7.power_kw", ("assets has no '7'", "battery, factory")),
        ("tariff.time_of_use.seasons.9", ("seasons has no '9'", "0 to 4")),
        (f"{PRICE}s", ("components has no 'energy_purchases'", "nearest: energy_purchase")),
        ("tariff.currency.sign", ("tariff.currency is 'CNY'", "nothing inside", "'sign'")),
        ("ageing.warranty.years", ("ageing.warranty is not given", "give ageing.warranty first")),
        ("", ("no field ''", "known: ageing, assets")),
        ("economics..rate", ("economics has no ''",)),
        ("economics.", ("economics has no ''",)),
    ],
)
def test_a_path_that_leads_nowhere_names_what_is_near(path: str, says: tuple[str, ...]) -> None:
    refused(read, CASE, path, says=says)
    refused(changed, CASE, {path: 1}, says=says)


@given(st.sampled_from(sorted(PATHS)), st.data())
def test_any_field_may_be_set_to_what_it_is(name: str, data: st.DataObject) -> None:
    case, paths = PATHS[name]
    chosen = data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3, unique=True))
    # A row may go by its number and by its name: two such paths would change one field.
    same = {read_steps(case, path): path for path in chosen}
    again = changed(case, {path: read(case, path) for path in same.values()})
    assert again == case


def read_steps(case: Case, path: str) -> tuple[int, ...]:
    """The objects that a path passes, to tell whether two paths lead to one field."""
    node, seen, left = case, [], path
    while left:
        inside = parts(node)
        name = max((n for n in inside if left == n or left.startswith(f"{n}.")), key=len)
        step, below = inside[name]
        seen.append(hash((id(node), step)))
        node, left = below, left[len(name) + 1 :]
    return tuple(seen)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("economics.loan.rate", 0.05),
        ("economics.loan", {"kind": "annuity", "rate": 0.05, "years": 10}),
        ("economics.loan.kind", "bullet"),
        ("ageing.law", "lfp-6000-cycles"),
        ("ageing.law.cycles", 5000),
        ("assets.battery.power_kw", 500),
        ("assets.factory.profile.flat_kw", 2000),
        ("time.operating_days", None),
        ("tariff", "china/jiangxi/old-study"),
        ("billing", "demand"),
        (PRICE, 0.5),
        ("rules", ()),
        ("tariff.time_of_use.seasons.1.windows.peak", ["17:00-22:00"]),
    ],
)
def test_a_change_is_what_the_file_would_say(path: str, value: Any) -> None:
    content = CASE.model_dump(exclude_unset=True)
    if path == "billing":
        content["tariff"] = "china/jiangxi/2025-07"
    node: Any = content
    *way, last = path.replace("battery", "1").replace("factory", "0").split(".")
    for step in way:
        place = 0 if step == "energy" else step
        node = node[int(place) if isinstance(node, (list, tuple)) else place]
    node[last] = value
    assert changed(CASE, {path: value}) == Case.of(content, "written")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"economics.loan.rate": 36}, ("rate", "not 36", "0.36")),
        ({"economics.loan.rate": float("nan")}, ("rate", "finite")),
        ({"economics.loan.years": 25}, ("25 years", "outlasts the project of 18")),
        ({"ageing.years": 20}, ("ageing.years 20", "economics.life_years 18")),
        ({"economics.equity_share": 0.3}, ("0.3", "0.8", "not 1")),
        ({"assets.battery.efficiency_discharge": 1.01}, ("efficiency_discharge", "1.01")),
        ({"assets.battery.name": "factory"}, ("two assets are called 'factory'",)),
        ({"tariff.charges.energy.price.float_base": ["wind"]}, ("float_base names 'wind'",)),
        ({"tariff.currency": "USD"}, ("CNY", "USD")),
        ({"tariff": "china/jiangxy"}, ("no 'china/jiangxy' in tariffs",)),
        ({"billing": "by weight"}, ("'by weight'", "demand, contract, capacity")),
        ({"tariff.elected": "demand"}, ("tariff.elected follows `billing`",)),
        ({"connection.capacity_kva": None}, ("connection.capacity_kva is missing",)),
        (
            {"economics": "jiangxi-2025", "economics.loan.rate": 0.04},
            ("economics and economics.loan.rate change the same field",),
        ),
        (
            {"assets.1.power_kw": 500, "assets.battery.power_kw": 600},
            ("assets.1.power_kw and assets.battery.power_kw",),
        ),
    ],
)
def test_a_case_that_does_not_hold_together_is_refused(
    changes: dict[str, Any], says: tuple[str, ...]
) -> None:
    refused(changed, CASE, changes, says=says)


def test_what_belongs_together_is_changed_together() -> None:
    longer = changed(CASE, {"ageing.years": 20, "economics.life_years": 20})
    assert read(longer, "economics.life_years") == read(longer, "ageing.years") == 20


def test_charges_of_the_elected_way_change_there_and_stay_elected() -> None:
    dearer = changed(CASE, {"tariff.charges.capacity.price_per_kva_month": 30})
    assert dearer.tariff.elected == "capacity"
    assert read(dearer, "tariff.billing.capacity.0.price_per_kva_month") == 30
    by_way = changed(CASE, {"tariff.billing.capacity.0.price_per_kva_month": 30})
    assert by_way == dearer
    other = changed(dearer, {"billing": "demand"})
    names = [charge.name for charge in other.tariff.charges]
    assert "demand" in names
    assert "capacity" not in names
    assert changed(other, {"billing": "capacity"}) == dearer


def test_nothing_that_was_there_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("the catalogue was read")

    monkeypatch.setattr(catalog, "read", refuse)
    moved = changed(CASE, {"economics.loan.rate": 0.04, PRICE: 0.5, "ageing.law.cycles": 5000})
    assert moved.assets[0] is CASE.assets[0]
    assert moved.rules[0] is CASE.rules[0]
    assert moved.tariff.time_of_use is CASE.tariff.time_of_use


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("economics.capex.per_kwh", 900, True),
        ("ageing.law.cycles", 5000, True),
        ("assets.battery.energy_kwh", 1000, True),
        ("assets.factory.profile.flat_kw", 2000, False),
        ("time.operating_days", 300, False),
        (PRICE, 0.5, False),
    ],
)
def test_the_horizon_is_kept_where_nothing_of_it_has_changed(
    path: str, value: Any, kept: bool
) -> None:
    case = Case.load("jiangxi-2025")
    before = case.horizon
    after = changed(case, {path: value})
    assert after.horizon is before or not kept
    fresh = Case.of(after.model_dump(exclude_unset=True), "fresh").horizon
    assert after.horizon.rings == fresh.rings
    assert np.array_equal(after.horizon.weight, fresh.weight)


def test_a_meter_file_stays_found_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    site.mkdir()
    elsewhere.mkdir()
    rows = [f"2026-07-{1 + h // 24:02d} {h % 24:02d}:00,{100 + h}" for h in range(24 * 31)]
    (site / "meter.csv").write_text("\n".join(["time,kW", *rows]) + "\n", encoding="utf-8")
    content = {
        "name": "site",
        "tariff": "china/jiangxi/2025-07",
        "billing": "demand",
        "time": {"mode": "month", "year": 2026, "month": 7, "step_minutes": 60},
        "assets": [{"kind": "load", "name": "load", "profile": {"file": "meter.csv"}}],
    }
    (site / "case.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.chdir(site)
    case = Case.load("case.yaml")
    drawn = case.net_kw(case.horizon)
    monkeypatch.chdir(elsewhere)
    same = changed(case, {"tariff.charges.demand.price_per_kw_month": 50})
    twice = changed(case, {"assets.load.profile.scale": 2})
    assert np.array_equal(same.net_kw(same.horizon), drawn)
    assert twice.net_kw(twice.horizon) == pytest.approx(2 * drawn)
