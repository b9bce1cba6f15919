"""A year of quarter-hours with sun, an export limit, a full transformer and demand, all at once."""

from typing import Any

import pytest

import optdispatch as od
from optdispatch import catalog
from optdispatch.certificate import certify, wear


@pytest.fixture(scope="module")
def case() -> od.Case:
    """The measured plant, with five times its roof, 100 kW of export and 1,350 kW of import."""
    content: dict[str, Any] = catalog.read("models/cases", "jiangxi-plant")
    plant, roof, battery = content["assets"]
    tariff = catalog.read("tariffs", "china/jiangxi/2025-07")
    tariff["charges"].append({"kind": "export", "name": "feed-in", "price": {"uniform": 0.3}})
    return od.Case.of(
        content
        | {
            "tariff": tariff,
            "time": {"mode": "year", "year": 2026, "step_minutes": 15},
            "connection": {"export_limit_kw": 100, "import_limit_kw": 1350},
            "assets": [plant, roof | {"profile": roof["profile"] | {"scale": 5}}, battery],
        },
        "year",
    )


@pytest.fixture(scope="module")
def schedule(case: od.Case) -> od.Schedule:
    """The optimum."""
    return od.dispatch(case)


def test_every_certificate_holds(case: od.Case, schedule: od.Schedule) -> None:
    checks = certify(case, schedule)

    assert [c.name for c in checks][:4] == ["balance", "exclusive", "invoice", "bound"]
    assert all(check.holds for check in checks), checks


def test_the_objective_is_the_invoice(case: od.Case, schedule: od.Schedule) -> None:
    """To 1e-9, by the bill of what the meter saw."""
    bill = case.tariff.bill(
        schedule.imported_kw, schedule.horizon, schedule.exported_kw, case.connection
    )
    assert schedule.proof

    assert schedule.proof.cost == pytest.approx(bill.total + wear(case, schedule), rel=1e-9)
    assert {"demand", "feed-in"} <= bill.lines.keys()


def test_all_limits_bind(case: od.Case, schedule: od.Schedule) -> None:
    """The roof fills the export limit and is curtailed, and the load needs the battery."""
    roof = next(a for a in case.assets if a.name == "roof")
    curtailed = roof.given_kw(schedule.horizon) - schedule.power_kw["roof"]

    assert len(schedule.horizon) == 35_040
    assert case.net_kw(schedule.horizon).max() > 1350
    assert schedule.imported_kw.max() <= 1350 * (1 + 1e-9)
    assert schedule.exported_kw.max() == pytest.approx(100)
    assert curtailed.max() > 100


def test_the_year_is_one_ring(case: od.Case, schedule: od.Schedule) -> None:
    """What is stored is stepped through every month's end, and ends as it began."""
    (battery,) = case.storages
    store, horizon = schedule.stores[battery.name], schedule.horizon

    assert len(horizon.rings) == 1
    assert horizon.previous[0] == len(horizon) - 1
    assert battery.replay(store, horizon) == pytest.approx(store.energy_kwh, abs=1e-3)


def test_each_month_bills_its_own_peak(case: od.Case, schedule: od.Schedule) -> None:
    months = schedule.horizon.months
    peaks = [float(schedule.imported_kw[m.mask].max()) for m in months]
    bill = case.tariff.bill(
        schedule.imported_kw, schedule.horizon, schedule.exported_kw, case.connection
    )

    assert bill.lines["demand"] == pytest.approx(42 * sum(peaks))
