"""The reference sites of the catalogue: each is what its title says.

`test_catalog` plans each of them and holds it to its certificates; here is what they are for.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

import optdispatch as od
from optdispatch import urdb
from optdispatch.asset import Storage
from optdispatch.study import OPTIMUM, WITHOUT

SITES = (
    "factory-jiangxi",
    "mall-guangdong",
    "cold-store-jiangsu",
    "process-plant",
    "office-sacramento",
)


@cache
def outcome(name: str) -> od.Outcome:
    """The site evaluated for a year without its ageing."""
    return od.evaluate(od.Case.load(name).changed(ageing=None, economics=None))


def paid(name: str, line: str, way: str = OPTIMUM) -> float:
    """A cell of the ledger."""
    return float(outcome(name).ledger.to_dict()[way][line])


@pytest.mark.parametrize("name", SITES)
def test_a_site_has_a_story_and_sources(name: str) -> None:
    case = od.Case.load(name)

    assert case.title.endswith(".")
    assert case.source
    assert case.rules
    assert all(storage.source for storage in case.storages)


@pytest.mark.parametrize("name", SITES)
def test_a_site_has_whole_cabinets(name: str) -> None:
    """Power and energy are of as many cabinets of one product."""
    for storage in od.Case.load(name).storages:
        cabinets = storage.rated_kw / 125

        assert cabinets == int(cabinets)
        assert getattr(storage, "energy_kwh") == pytest.approx(261.2 * cabinets)  # noqa: B009


def test_the_factory_has_sun_that_it_may_not_feed_in() -> None:
    of = outcome("factory-jiangxi")
    surplus = np.maximum(-of.ways[0].schedule.load_kw, 0.0)
    net = of.case.net_kw(of.case.horizon)
    curtailed = [float(w.schedule.horizon.weight @ _curtailed(w.schedule)) for w in of.ways]

    assert surplus.max() == 0
    assert net.min() < -100
    assert all((way.schedule.exported_kw == 0).all() for way in of.ways)
    assert curtailed[-1] < 0.5 * curtailed[0]


def _curtailed(schedule: od.Schedule) -> Any:
    case = od.Case.load("factory-jiangxi")
    roof = next(a for a in case.assets if a.name == "roof")
    return roof.given_kw(schedule.horizon) - schedule.power_kw["roof"]


def test_the_factory_s_habit_pays_for_its_peaks() -> None:
    site, line = "factory-jiangxi", "demand"

    assert paid(site, line, "study's hours") > paid(site, line, WITHOUT) > paid(site, line)


def test_the_mall_answers_when_it_is_called() -> None:
    """Eight events of 0.6: two hours at 120 % of 600 kW, at 2 a kWh."""
    site, line = "mall-guangdong", "demand response"

    assert paid(site, line) == pytest.approx(-8 * 0.6 * 2 * 1.2 * 600 * 2)
    assert paid(site, line, WITHOUT) == pytest.approx(0, abs=1e-6)


def test_the_mall_s_event_days_are_planned_both_ways() -> None:
    horizon = outcome("mall-guangdong").case.horizon
    called = [r.weight for r in horizon.rings if "event day," in r.label]
    not_called = [r.weight for r in horizon.rings if "event day not called" in r.label]

    assert called == pytest.approx([0.6] * 8)
    assert not_called == pytest.approx([0.4] * 8)


def test_the_cold_store_keeps_to_its_contract() -> None:
    """The optimum pays for no kW beyond 105 % of 1,500; the habit pays double for many."""
    site, line = "cold-store-jiangsu", "contracted demand overshoot"

    assert outcome(site).optimum.schedule.imported_kw.max() <= 1.05 * 1500 + 1e-6
    assert paid(site, line) == pytest.approx(0, abs=1e-6)
    assert paid(site, line, WITHOUT) > 1000
    assert paid(site, line, "valleys to peak") > 100_000


def test_the_cold_store_s_price_is_the_published_one() -> None:
    """Jiangsu, October 2026: 0.9566, 0.6400 and 0.3828 with the funds."""
    case = od.Case.load("cold-store-jiangsu")
    bought, _ = case.tariff.marginal(case.horizon)

    assert sorted({round(p, 4) for p in bought.tolist()}) == [0.3828, 0.64, 0.9566]


def test_nothing_but_storage_serves_the_process_plant() -> None:
    july = {"mode": "month", "year": 2026, "month": 7, "step_minutes": 30}
    case = od.Case.load("process-plant").changed(time=july)
    bare = case.changed(assets=[a for a in case.assets if not isinstance(a, Storage)], rules=())

    with pytest.raises(od.Infeasible, match=r"cannot be served; the import limit is 2,350\.0 kW"):
        od.dispatch(bare)
    of = od.evaluate(case)
    assert of.optimum.schedule.imported_kw.max() <= 2350 * (1 + 1e-9)
    assert any(note.startswith(f"{WITHOUT}: 2026-07") for note in of.notes)
    assert of.saving() > 0


def test_the_process_plant_buys_at_spot() -> None:
    """Each hour has its price, less at noon than at eight in the evening."""
    case = od.Case.load("process-plant")
    bought, _ = case.tariff.marginal(case.horizon)
    at = case.horizon.minute

    assert case.tariff.purchase_mode == "spot"
    assert bought[at == 12 * 60].mean() < 0.6 * bought[at == 20 * 60].mean()
    assert len({round(p, 6) for p in bought.tolist()}) > 50


def test_the_office_pays_for_two_demands() -> None:
    site = "office-sacramento"
    for line in ("demand", "time-of-use demand period 1"):
        assert paid(site, line) < paid(site, line, WITHOUT)
    assert paid(site, "demand", "to the peak hours") > paid(site, "demand", WITHOUT)


SUMMER = {5, 6, 7, 8}


def rows(winter: list[int], summer: list[int]) -> list[list[int]]:
    """A row of periods for each month."""
    return [summer if month in SUMMER else winter for month in range(12)]


RECORD: dict[str, Any] = {
    "label": "68c0ca32d7afaa668b0dc6fb",
    "utility": "Sacramento Municipal Utility District",
    "name": "CI-TOD3: Commercial and Industrial TOD Secondary (500-999 kW)",
    "startdate": 1746057600,
    "flatdemandstructure": [[{"rate": 5.539}]],
    "flatdemandmonths": [0] * 12,
    "demandratestructure": [[{"rate": 0.0}], [{"rate": 11.609}]],
    "demandweekdayschedule": rows([0] * 24, [0] * 16 + [1] * 5 + [0] * 3),
    "demandweekendschedule": [[0] * 24] * 12,
    "energyratestructure": [
        [{"unit": "kWh", "rate": rate, "adj": 0.0003}]
        for rate in (0.1405, 0.116, 0.075, 0.2294, 0.1118)
    ],
    "energyweekdayschedule": rows(
        [1] * 9 + [2] * 7 + [0] * 5 + [1] * 3, [4] * 16 + [3] * 5 + [4] * 3
    ),
    "energyweekendschedule": rows([1] * 24, [4] * 24),
    "dgrules": "Net Metering",
    "fixedchargefirstmeter": 2339.5,
    "fixedchargeunits": "$/month",
}
"""What OpenEI's record says, its schedules by rows; §4 of the database's fields."""


def test_the_office_s_rate_is_the_record_imported() -> None:
    content, _ = urdb.read({"items": [RECORD]}, time_zone="America/Los_Angeles")
    imported, shipped = od.Tariff.of(content, "record"), od.Tariff.load("us/smud-ci-tod3")
    case = od.Case.load("office-sacramento")
    drawn, horizon = case.net_kw(case.horizon), case.horizon

    assert shipped.bill(drawn, horizon).lines == pytest.approx(imported.bill(drawn, horizon).lines)
    assert shipped.valid_from == imported.valid_from
    assert shipped.calendar == imported.calendar
