"""The written tables by themselves hold enough to make the bill again."""

import numpy as np
import pandas as pd
import pytest

from optdispatch.report.frames import bill_table, schedule_table
from optdispatch.study import OPTIMUM, WITHOUT, Outcome
from tests.report.outcomes import cell, eight_hours, july, plant

OUTCOMES = [plant, july, eight_hours]


@pytest.fixture(params=OUTCOMES, ids=lambda make: make.__name__)
def outcome(request: pytest.FixtureRequest) -> Outcome:
    made: Outcome = request.param()
    return made


def test_a_row_a_way_and_period(outcome: Outcome) -> None:
    table = schedule_table(outcome)
    assert len(table) == len(outcome.ways) * len(outcome.case.horizon)
    assert list(table["way"].unique()) == [way.name for way in outcome.ways]
    assert not table.isna().any().any()


def test_each_row_balances(outcome: Outcome) -> None:
    table = schedule_table(outcome)
    charge = table.filter(regex=r"\.charge_kw$").sum(axis=1)
    discharge = table.filter(regex=r"\.discharge_kw$").sum(axis=1)
    into = table["import_kw"] + table["generation_kw"] + discharge
    out = table["export_kw"] + table["load_kw"] + charge
    np.testing.assert_allclose(into, out, atol=1e-4)


def test_energy_lines_follow_from_the_rows(outcome: Outcome) -> None:
    table = schedule_table(outcome)
    hours = outcome.case.horizon.hours
    cost = table["days"] * hours * table["price_import_per_kwh"] * table["import_kw"]
    earned = table["days"] * hours * table["price_export_per_kwh"] * table["export_kw"]
    net = (cost - earned).groupby(table["way"]).sum()
    bill = bill_table(outcome).set_index("line")
    energy = bill[bill.index.str.startswith(("energy", "export"))].sum()
    for way in net.index:
        assert net[way] == pytest.approx(energy[way], rel=1e-7, abs=1e-3), way


def test_demand_follows_from_the_rows() -> None:
    table = schedule_table(plant())
    peaks = table.groupby(["way", table["start"].str[:7]])["import_kw"].max()
    bill = bill_table(plant()).set_index("line")
    for way in (WITHOUT, OPTIMUM):
        assert 42 * peaks[way].sum() == pytest.approx(cell(bill, "demand", way), rel=1e-7)


def test_stored_energy_follows_from_the_rows() -> None:
    table = schedule_table(plant())
    best = table[(table["way"] == OPTIMUM) & ~table["day_type"].str.endswith("at rest")]
    for _, day in best.groupby("day_type", sort=False):
        change = 0.95 * day["battery.charge_kw"] - day["battery.discharge_kw"] / 0.95
        before = np.roll(day["battery.energy_kwh"], 1)
        np.testing.assert_allclose(before + change, day["battery.energy_kwh"], atol=1e-3)


def test_stamps_carry_their_offset() -> None:
    assert schedule_table(plant())["start"][0] == "2026-01-04 00:00+08:00"
    assert schedule_table(eight_hours())["start"][0] == "2026-01-05 00:00+01:00"


def test_site_and_assets_do_not_share_a_column() -> None:
    """The plant has an asset that is called `load`."""
    table = schedule_table(plant())
    assert (table["load_kw"] >= 0).all()
    pd.testing.assert_series_equal(
        -table["load.power_kw"], table["load_kw"], check_names=False, check_exact=False
    )


def test_nothing_is_stored_where_there_is_no_storage() -> None:
    table = schedule_table(plant())
    without = table[table["way"] == WITHOUT]
    assert (without.filter(regex="^battery") == 0).all(axis=None)


def test_the_bill_adds_up(outcome: Outcome) -> None:
    bill = bill_table(outcome).set_index("line")
    lines = bill.drop(index=["total", "saving"])
    np.testing.assert_allclose(lines.sum(), bill.loc["total"], atol=1e-4)
    for way in bill.columns:
        saved = cell(bill, "total", WITHOUT) - cell(bill, "total", way)
        assert cell(bill, "saving", way) == pytest.approx(saved, abs=1e-4)
