"""An outcome: the ways side by side, what each saves, and what a reader must be told."""

from dataclasses import replace
from typing import Any

import pytest

import optdispatch as od
from optdispatch.study import OPTIMUM, WITHOUT
from tests.sites import battery, energy, export, horizon, load, pv, ring, site, tariff

PRICES = (0.1, 0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.5)
DAY = horizon(ring(8, weight=10, label="a day"))
TABLE = {
    "kind": "windows",
    "name": "table",
    "hours": [
        {
            "months": [1],
            "charge": ["00:00-01:00"],
            "discharge": ["04:00-05:00"],
        }
    ],
}
SHAVE = {"kind": "peak_shaving", "name": "shave", "threshold_kw": 35}
DEMAND = {"kind": "demand", "name": "demand", "price_per_kw_month": 0.5}


def shop(**changes: Any) -> od.Case:
    """Ten days, four cheap hours and four dear ones, 20 kWh."""
    fields = {"efficiency_discharge": 0.8, "wear_per_kwh": 0.05} | changes
    rules = {"rules": (TABLE, SHAVE)}
    what = tariff(energy(*PRICES), DEMAND)
    return site(DAY, what, load([30.0] * 8), battery(**fields), **rules)


@pytest.fixture(scope="module")
def outcome() -> od.Outcome:
    return od.evaluate(shop())


def test_ways_stand_in_order(outcome: od.Outcome) -> None:
    assert [way.name for way in outcome.ways] == [WITHOUT, "table", "shave", OPTIMUM]
    assert outcome.optimum is outcome.way(OPTIMUM)
    assert outcome.currency == "EUR"


def test_each_way_is_billed_as_worked_by_hand(outcome: od.Outcome) -> None:
    """The table turns 10 kWh into 8 each day; the optimum 20 into 16, a third as steep."""
    without, table, _, optimum = outcome.ways
    base = 10 * 30 * 4 * (0.1 + 0.5)

    assert dict(without.bill.lines) == pytest.approx({"energy": base, "demand": 15})
    assert dict(table.bill.lines) == pytest.approx(
        {"energy": base + 10 * (10 * 0.1 - 8 * 0.5), "demand": 20}
    )
    assert table.wear == pytest.approx(10 * 10 * 0.05)
    assert dict(optimum.bill.lines) == pytest.approx(
        {"energy": base + 10 * (20 * 0.1 - 16 * 0.5), "demand": 17.5}
    )
    assert optimum.wear == pytest.approx(10 * 20 * 0.05)


def test_the_ledger_adds_up(outcome: od.Outcome) -> None:
    ledger = outcome.ledger
    lines = ledger.drop(index=["total", "saving"])

    assert list(ledger.index) == ["energy", "demand", "wear and sizes", "total", "saving"]
    assert list(ledger.loc["total"]) == pytest.approx(list(lines.sum()))
    for way in outcome.ways:
        assert ledger.loc["total", way.name] == pytest.approx(way.cost)
        assert ledger.loc["saving", way.name] == pytest.approx(outcome.saving(way.name))
    assert outcome.saving(WITHOUT) == 0


def test_the_gap_says_where_a_rule_loses(outcome: od.Outcome) -> None:
    gap = outcome.gap("table")

    assert gap.sum() == pytest.approx(outcome.saving() - outcome.saving("table"))
    assert gap["demand"] == pytest.approx(20 - 17.5)
    assert gap["energy"] == pytest.approx(10 * (6 - 3))
    assert gap["wear and sizes"] == pytest.approx(-5)


def test_the_ledger_has_no_wear_where_there_is_none() -> None:
    assert "wear and sizes" not in od.evaluate(shop(wear_per_kwh=0)).ledger.index


def test_without_storage_there_is_no_storage() -> None:
    """A battery that leaks must be topped up; the site without it need not."""
    leaky = shop(self_discharge_per_hour=0.05, soc_min=0.5)
    sunny = leaky.changed(assets=(*leaky.assets, pv([0.0, 0, 50, 50, 0, 0, 0, 0])))
    of = od.evaluate(sunny)
    without = of.ways[0]

    assert without.schedule.imported_kw.tolist() == [30, 30, 0, 0, 30, 30, 30, 30]
    assert without.schedule.storage_kw.tolist() == [0.0] * 8
    assert without.wear == 0


def test_sizes_that_were_chosen_are_paid_for() -> None:
    """A kWh earns 10 · (0.8 · 0.5 - 0.1 - 0.05) = 2.5, and needs a quarter of a kW."""
    free = {
        "power_kw": {"maximum": 100, "price": 0.4},
        "energy_kwh": {"maximum": 80, "price": 0.5},
    }
    case = shop(**free).changed(tariff=tariff(energy(*PRICES)))
    of = od.evaluate(case)
    sizes = {a.name: (a.rated_kw, a.usable_kwh) for a in of.case.storages}

    assert sizes == {"battery": pytest.approx((20, 80))}
    assert of.optimum.wear == pytest.approx(10 * 80 * 0.05 + 20 * 0.4 + 80 * 0.5)
    assert of.way("table").wear == pytest.approx(10 * 20 * 0.05 + 20 * 0.4 + 80 * 0.5)
    assert of.saving() == pytest.approx(80 * 2.5 - 20 * 0.4 - 80 * 0.5)


def test_a_size_of_nothing_is_no_battery() -> None:
    dear = {"maximum": 100, "price": 1000}
    of = od.evaluate(shop(power_kw=dear, energy_kwh=dear))

    assert of.case.storages == ()
    assert of.saving() == pytest.approx(0)
    assert [way.name for way in of.ways] == [WITHOUT, "table", "shave", OPTIMUM]


def test_a_storage_that_never_works_has_no_size() -> None:
    idle = horizon(replace(DAY.rings[0], operating=False))
    free = {"power_kw": {"maximum": 9, "price": 0}, "energy_kwh": {"maximum": 9, "price": 0}}
    case = site(idle, tariff(energy(*PRICES)), load([30.0] * 8), battery(**free))

    assert od.evaluate(case).saving() == pytest.approx(0)


def test_a_way_that_draws_too_much_is_told() -> None:
    """33 kW are there: 30 without storage are fine, 40 while the table charges are cut."""
    case = shop().changed(connection={"import_limit_kw": 33})
    high = case.changed(assets=(load([30.0, 36, 30, 30, 30, 30, 30, 30]), *case.assets[1:]))
    notes = od.evaluate(high).notes

    assert not any("draws" in note for note in od.evaluate(case).notes)
    assert (
        "without storage: 2025-01-01 01:00 draws 36.0 kW, above the import limit of 33.0 kW; "
        "its bill is of a load that could not be served" in notes
    )
    assert not any(note.startswith(OPTIMUM) for note in notes)


def test_progress_is_told() -> None:
    told: list[str] = []
    od.evaluate(shop(), told.append)

    assert told == ["reading the case", "planning 8 periods", "following the rules"]


def test_a_tariff_that_is_used_beyond_its_time_is_told() -> None:
    old = tariff(energy(*PRICES), valid_from="2020-01-01", valid_to="2024-12-31")
    notes = od.evaluate(shop().changed(tariff=old)).notes

    assert (
        "the tariff is valid from 2020-01-01 to 2024-12-31; "
        "its prices are used for 2025-01-01 to 2025-01-01" in notes
    )


def test_typical_days_alone_are_compared_with_no_year(outcome: od.Outcome) -> None:
    assert outcome.year is None
    assert outcome.against_year is None


def test_export_is_worth_its_price() -> None:
    """Of 12 kWh over, 6 are kept for the evening, 5 are sold at 0.2 and one at 0.1."""
    what = tariff(energy(*[0.3] * 4), export(0.0, 0.1, 0.2, 0.4))
    assets = load([2.0] * 4), pv([0.0, 8, 8, 0]), battery(power_kw=6, energy_kwh=6)
    case = site(horizon(ring(4)), what, *assets, connection={"export_limit_kw": 5})
    of = od.evaluate(case)

    assert of.optimum.bill.lines == pytest.approx(
        {"energy": 2 * 0.3, "export": -(4 * 0.4 + 5 * 0.2 + 1 * 0.1)}
    )
    assert of.optimum.schedule.exported_kw.tolist() == pytest.approx([0, 1, 5, 4])


@pytest.mark.parametrize("name", [OPTIMUM, WITHOUT])
def test_a_rule_may_not_take_a_name_of_the_ledger(name: str) -> None:
    with pytest.raises(od.InputError, match="is a column of the ledger already"):
        shop().changed(rules=(TABLE | {"name": name},))


@pytest.mark.parametrize("name", ["total", "saving"])
def test_a_charge_may_not_take_a_name_of_the_ledger(name: str) -> None:
    with pytest.raises(od.InputError, match="is a line of the ledger already"):
        tariff(energy(*PRICES), DEMAND | {"name": name})
