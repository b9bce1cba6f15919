"""What a pilot has to show: counted by other means, and at the doors."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.study.pilot import Count, Pilot, Thresholds, pilot
from optdispatch.study.pilot.changes import changes
from tests.doors import refused

ASKED = Thresholds.load("china-2024")
LOAD = {"kind": "load", "name": "offices", "profile": {"flat_kw": 5}}
HOURLY = {"time.step_minutes": 60}


def by_name(found: Pilot, way: str) -> dict[str, Count]:
    return {count.name: count for count in found.counts[way]}


@pytest.fixture(scope="module")
def office() -> Pilot:
    """The catalogue's office park, hour by hour."""
    return pilot(changed(Case.load("office-park"), HOURLY), ASKED)


def test_the_office_park_passes_at_the_optimum_and_not_without(office: Pilot) -> None:
    best, usual = by_name(office, "optimum"), by_name(office, "plug and charge")

    assert office.passes
    assert {n for n, c in best.items() if c.holds} == {
        "valley share",
        "discharge power",
        "discharge",
    }
    assert {n for n, c in usual.items() if c.holds is False} == {"valley share", "discharge"}
    assert best["valley share, private chargers"].holds is None
    assert (usual["discharge"].margin, best["discharge power"].value) == (-100_000, 1200)
    assert not office.changes


@pytest.mark.parametrize("way", ["uncontrolled", "optimum"])
def test_the_ledger_of_sessions_adds_up(office: Pilot, way: str) -> None:
    """Counted session by session, in place of period by period."""
    table = office.sessions[office.sessions.way == way]
    charged, given = (
        float((table.times * table[column]).sum()) for column in ("charged_kwh", "given_back_kwh")
    )
    in_valley = float((table.times * table.charged_in_valley_kwh).sum())
    counted = by_name(office, way)

    assert counted["valley share"].value == pytest.approx(in_valley / charged)
    assert counted["discharge"].value == pytest.approx(given)
    assert (table.battery_on_departure_kwh >= table.needed_kwh - 1e-6).all()
    assert float(table.missing_kwh.max()) == 0
    gained = table.battery_on_departure_kwh - table.battery_on_arrival_kwh
    assert gained.to_numpy() == pytest.approx(
        (0.92 * table.charged_kwh - table.given_back_kwh / 0.92).to_numpy(), abs=1e-6
    )


def test_the_meter_sees_what_the_sessions_cost(office: Pilot) -> None:
    """What sessions cost and are worth is the change of the energy lines of the bill."""
    lines = office.outcome.ledger
    energy = [line for line in lines.index if line.startswith("energy")]
    uncontrolled, best = (
        office.sessions[office.sessions.way == way] for way in ("uncontrolled", "optimum")
    )

    def cost(table: pd.DataFrame) -> float:
        return float((table.times * (table.cost_of_charging - table.worth_of_giving_back)).sum())

    saved = lines.loc[energy, "without storage"].sum() - lines.loc[energy, "optimum"].sum()
    assert cost(uncontrolled) - cost(best) == pytest.approx(saved, rel=1e-6)


def test_batteries(office: Pilot) -> None:
    """Giving back wears: throughput, cycles and loss are above those of driving alone."""
    usual, best = office.vehicles["uncontrolled"], office.vehicles["optimum"]
    given = best.given_back_kwh / 0.92
    dwell = [column for column in best if str(column).startswith("soc_")]

    assert len(usual) == len(best) == 60
    assert float(best.given_back_kwh.sum()) == pytest.approx(
        by_name(office, "optimum")["discharge"].value
    )
    assert best[dwell].sum(axis=1).to_numpy() == pytest.approx(np.ones(60))
    assert (best.throughput_kwh >= given - 1e-6).all()
    assert best.capacity_after_warranty.mean() < usual.capacity_after_warranty.mean()
    kept = best.capacity_after_warranty - best.capacity_above_warranty
    assert kept.to_numpy() == pytest.approx(np.full(60, 0.7))


@pytest.fixture(scope="module")
def one_way() -> Case:
    """A small park of which nobody can give back, in a year of hours on typical days."""
    case = changed(Case.load("office-park"), HOURLY)
    return changed(case, {"assets.cars.sessions.two_way": 0, "assets.cars.sessions.vehicles": 40})


def test_what_would_reach_it_is_found(one_way: Case) -> None:
    found = pilot(one_way, ASKED.model_copy(update={"discharge_kwh": 50_000.0}))
    power = [r for r in found.changes if r.count == "discharge power"]
    energy = [r for r in found.changes if r.count == "discharge"]

    assert not found.passes
    assert [(r.reaches, r.value) for r in power] == [(True, 500.0)]
    assert power[0].change == "25 more two-way chargers at cars"
    assert {r.change.rpartition(" more ")[2] for r in energy if r.reaches} == {
        "two-way chargers at cars"
    }


def test_changes_that_a_site_can_bear() -> None:
    said = [c.says for c in changes(Case.load("city-district"))]

    assert [s.partition("} ")[2] for s in said] == [
        "more two-way chargers at residents",
        "more two-way chargers at visitors",
        "vehicles charge at residents in place of visitors",
        "CNY more are paid per kWh given back",
        "cheaper in the valley",
    ]


def test_a_payment_brings_energy_back() -> None:
    """The more is paid per kWh, the more is given back."""
    case = changed(Case.load("office-park"), HOURLY | {"assets.cars.sessions.vehicles": 20,
                   "assets.cars.sessions.two_way": 20})  # fmt: skip
    given = []
    for paid in (0.0, 0.3):
        found = pilot(changed(case, {"assets.cars.paid_per_kwh": paid, "rules": ()}), ASKED_LESS)
        given.append(by_name(found, "optimum")["discharge"].value or 0.0)

    assert given[1] > given[0] > 0


ASKED_LESS = ASKED.model_copy(update={"discharge_kwh": 0.0, "discharge_power_kw": 0.0})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"assets": [{"kind": "load", "name": "x", "profile": {"flat_kw": 5}}]},
            ("needs vehicles",),
        ),
        ({"time": {"mode": "month", "year": 2026, "month": 3, "step_minutes": 60}}, ("31 days",)),
        ({"tariff": "us/smud-ci-tod3", "billing": None}, ("has no valley",)),
    ],
)
def test_what_is_no_pilot(change: dict[str, Any], says: tuple[str, ...]) -> None:
    case = Case.load("office-park").changed(rules=(), **change)

    refused(pilot, case, ASKED, says=says)


def test_a_fleet_is_what_it_was_in_yaml() -> None:
    (fleet,) = Case.load("office-park").flexible

    assert isinstance(fleet, Fleet)
    assert Fleet.model_validate_json(fleet.model_dump_json()) == fleet
