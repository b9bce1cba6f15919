"""A schedule as a table."""

import numpy as np
import pytest

from optdispatch.program import dispatch
from tests.sites import battery, energy, horizon, load, pv, ring, site, tariff


def test_a_schedule_is_a_table_of_flows() -> None:
    what, sun = tariff(energy(0.1, 0.5)), pv([3.0, 0])
    schedule = dispatch(site(horizon(ring(2)), what, load([30.0, 30]), sun, battery()))
    table = schedule.to_frame()

    assert list(table.columns) == [
        "imported_kw",
        "exported_kw",
        "load_kw",
        "pv_kw",
        "battery_kw",
        "battery_charge_kw",
        "battery_discharge_kw",
        "battery_energy_kwh",
    ]
    assert table.index.equals(schedule.horizon.index)
    assert table["imported_kw"].tolist() == pytest.approx([37, 20])
    assert table["battery_kw"].tolist() == pytest.approx([-10, 10])
    assert table["battery_energy_kwh"].tolist() == pytest.approx([10, 0])
    assert schedule.load_kw.tolist() == pytest.approx([27, 30])


def test_several_storages_are_one_power() -> None:
    both = battery(name="a"), battery(name="b", power_kw=5, energy_kwh=5)
    schedule = dispatch(site(horizon(ring(2)), tariff(energy(0.1, 0.5)), load([30.0, 30]), *both))

    assert schedule.storage_kw.tolist() == pytest.approx([-15, 15])
    assert np.allclose(schedule.storage_kw, schedule.power_kw["a"] + schedule.power_kw["b"])
