"""A bill with its quantities, in Python: of a meter file, and of a case."""

from pathlib import Path

import numpy as np
import pytest

import optdispatch as od
from tests.cli.metered import readings


def plant(folder: Path, power_factor: float) -> od.Statement:
    file = od.MeterFile(file=str(readings(folder, "2026-02-01", 28)), column="kw")
    tariff = od.Tariff.load("china/jiangxi/2025-07")
    site = od.Connection(capacity_kva=2000)
    return od.itemise(od.metered(tariff, file, "demand", site, power_factor))


def test_the_case_of_a_meter_bills_as_the_tariff_does(tmp_path: Path) -> None:
    found = plant(tmp_path, power_factor=0.93)
    case = found.case
    direct = case.tariff.bill(
        np.full(28 * 96, 1000.0),
        case.horizon,
        connection=case.connection,
        reactive_kvar=case.reactive_kvar(case.horizon),
    )

    assert found.bill == direct
    assert found.energy_kwh == pytest.approx([672_000])
    assert found.peak_kw == [1000]
    assert list(found.ways) == sorted(found.ways, key=lambda way: found.ways[way])
    assert found.ways["demand"] == direct.total


def test_storage_is_at_rest(tmp_path: Path) -> None:
    """A statement is of load and generation, whatever stands beside them."""
    case = od.Case.load("jiangxi-2025")
    bare = case.changed(assets=case.assets[:1], ageing=None, economics=None)

    assert od.itemise(case).bill == od.itemise(bare).bill
    assert od.itemise(case).bill.total == od.evaluate(bare).ways[0].bill.total


def test_charges_of_one_name_are_one_line(tmp_path: Path) -> None:
    """Winter and summer by two charges: their kWh do not add up twice."""
    file = od.MeterFile(file=str(readings(tmp_path, "2026-03-30", 4)), column="kw")
    uniform = {"kind": "energy", "name": "energy"}
    charges = [
        uniform | {"price": {"uniform": 0.1}},
        uniform | {"price": {"uniform": 0.2}, "months": [3]},
    ]
    tariff = od.Tariff.of(
        {
            "name": "t",
            "currency": "EUR",
            "time_zone": "UTC",
            "calendar": "alike",
            "source": "a test",
            "confidence": "low",
            "charges": charges,
        },
        "t",
    )
    table = od.itemise(od.metered(tariff, file)).table

    assert table["quantity"].tolist() == [48_000, 48_000]
    assert table["price"].tolist() == pytest.approx([0.3, 0.1])
