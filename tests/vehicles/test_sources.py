"""Files of sessions, and fleets that are drawn: what they say, and how they are refused."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from pydantic import TypeAdapter

from optdispatch import catalog
from optdispatch.errors import InputError
from optdispatch.horizon import Horizon
from optdispatch.nouns import Noun
from optdispatch.vehicles import AnySource, Session, lay
from optdispatch.vehicles.habits import Habits, Spread
from optdispatch.vehicles.sources.drawn import Drawn
from tests.doors import refused
from tests.sites import days

KINDS = catalog.names("models/fleets")
CSV = """id,vehicle,charger,arrival,departure,energy_kwh,charge_kw
a1,car 1,pile 1,2025-07-01 18:30,2025-07-02 07:15,22.5,7
a2,car 2,pile 2,2025-07-01 19:00,2025-07-02 08:00,,11
"""
USUAL = {"efficiency_charge": 0.9, "soc_arrival": 0.4, "soc_departure": 0.8, "battery_kwh": 60}
TITLES = (
    "TransactionId;ChargePoint;Connector;UTCTransactionStart;UTCTransactionStop;"
    "StartCard;ConnectedTime;ChargeTime;TotalEnergy;MaxPower"
)
LOG = f"""{TITLES}
1;A;2;2019-01-01 08:00:00;2019-01-01 12:00:00;card;4,0;2,1;14,4;7,2
"""
ACN = {
    "_items": [
        {
            "sessionID": "2_39_78_362_2018-04-25 11:08:04.400812",
            "connectionTime": "Wed, 25 Apr 2018 11:08:04 GMT",
            "disconnectTime": "Wed, 25 Apr 2018 13:20:10 GMT",
            "doneChargingTime": "Wed, 25 Apr 2018 13:21:10 GMT",
            "kWhDelivered": 7.932,
            "siteID": "0002",
            "spaceID": "CA-496",
            "stationID": "2-39-78-362",
            "timezone": "America/Los_Angeles",
            "userID": None,
        }
    ]
}
"""Fields and forms of https://ev.caltech.edu/dataset; the numbers are made up."""
LONG = {"mean": 9, "sd": 1, "low": 1, "high": 30}
ACN_USUAL = {"charge_kw": 6.6, "efficiency_charge": 0.9}


class Holder(Noun):
    """A field that holds a source, as a fleet does."""

    sessions: AnySource


def read(content: dict[str, Any], folder: Path) -> list[Session]:
    """Sessions of a source, wherever they are."""
    source = Holder.of({"sessions": content}, "case", {"folder": folder}).sessions
    return list(source.sessions((), days(date(2025, 7, 1), date(2025, 7, 1), "UTC")))


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_table(tmp_path: Path) -> None:
    written(tmp_path, "s.csv", CSV)

    one, two = read({"csv": "s.csv", "usual": USUAL}, tmp_path)

    assert (one.id, one.vehicle, one.charge_kw) == ("a1", "car 1", 7)
    assert one.departure == datetime(2025, 7, 2, 7, 15)  # noqa: DTZ001 - the site's own time
    assert (one.energy_kwh, one.soc_departure) == (22.5, None)
    assert one.need_kwh == pytest.approx(24 + 0.9 * 22.5)
    assert (two.energy_kwh, two.soc_departure) == (None, 0.8)


def test_a_table_in_its_own_zone(tmp_path: Path) -> None:
    written(tmp_path, "s.csv", CSV)

    one, _ = read({"csv": "s.csv", "time_zone": "Asia/Shanghai", "usual": USUAL}, tmp_path)

    assert one.arrival == datetime(2025, 7, 1, 18, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_log_of_transactions(tmp_path: Path) -> None:
    written(tmp_path, "log.csv", LOG)

    (one,) = read({"transactions": "log.csv", "usual": {"efficiency_charge": 0.9}}, tmp_path)

    assert (one.charger, one.vehicle, one.energy_kwh, one.charge_kw) == ("A/2", "card", 14.4, 7.2)
    assert one.arrival == datetime(2019, 1, 1, 8, tzinfo=ZoneInfo("UTC"))


def test_acn_data(tmp_path: Path) -> None:
    written(tmp_path, "acn.json", json.dumps(ACN))

    (one,) = read({"acn_data": "acn.json", "usual": ACN_USUAL}, tmp_path)

    assert one.arrival == datetime(2018, 4, 25, 4, 8, 4, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert (one.energy_kwh, one.charger) == (7.932, "2-39-78-362")


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("07:15", "25:15", ("session a1", "is not a time")),
        ("2025-07-02 07:15", "2025-07-01 07:15", ("session a1", "is not after arrival")),
        ("a2", "a1", ("session a1", "stands twice")),
        ("22.5", "many", ("session a1", "energy_kwh")),
        (",7\n", "\n", ("line 2", "needs 7 cells")),
        ("charger", "socket", ("no column 'charger'",)),
        ("energy_kwh", "energy", ("no field 'energy'; nearest: energy_kwh",)),
        ("22.5", "60", ("session a1", "full at 60")),
    ],
)
def test_a_table_that_cannot_be(old: str, new: str, says: tuple[str, ...], tmp_path: Path) -> None:
    written(tmp_path, "s.csv", changed(CSV, old, new))

    refused(read, {"csv": "s.csv", "usual": USUAL}, tmp_path, says=("s.csv", *says))


def test_files_that_are_no_sessions(tmp_path: Path) -> None:
    written(tmp_path, "s.csv", CSV.splitlines()[0])
    written(tmp_path, "x.json", "{")
    written(tmp_path, "y.json", "[]")
    (tmp_path / "z.csv").write_bytes(b"\xff\xfe\x00")

    for content, says in (
        ({"csv": "s.csv"}, ("holds no session",)),
        ({"csv": "z.csv"}, ("UTF-8",)),
        ({"csv": "t.csv"}, ("no file 't.csv'; nearest: s.csv",)),
        ({"csv": "s.csv", "time_zone": "Asia/Shangai"}, ("no time zone", "Asia/Shanghai")),
        ({"acn_data": "x.json", "usual": ACN_USUAL}, ("not JSON",)),
        ({"acn_data": "y.json", "usual": ACN_USUAL}, ("list of sessions",)),
        ({"drawn": "workplaces", "vehicles": 2}, ("nearest: workplace",)),
        ({"drawn": "workplace", "vehicles": 2, "two_way": 3}, ("more than there are chargers",)),
    ):
        refused(read, content, tmp_path, says=says)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("timezone", "America/Los_Angles", ("no time zone", "America/Los_Angeles")),
        ("connectionTime", "yesterday", ("'yesterday' is not a time",)),
        ("kWhDelivered", None, ("kWhDelivered is missing",)),
        ("disconnectTime", "Wed, 25 Apr 2018 10:08:04 GMT", ("is not after arrival",)),
    ],
)
def test_acn_data_that_cannot_be(
    field: str, value: Any, says: tuple[str, ...], tmp_path: Path
) -> None:
    record = ACN["_items"][0] | {field: value}
    written(tmp_path, "acn.json", json.dumps([record]))
    session = f"session {record['sessionID']}"

    refused(read, {"acn_data": "acn.json", "usual": ACN_USUAL}, tmp_path, says=(session, *says))


@pytest.fixture
def week() -> Horizon:
    return days(date(2026, 3, 2), date(2026, 3, 8), "Asia/Shanghai", name="china")


def fleet(kind: str, vehicles: int = 40, **fields: Any) -> Drawn:
    return Drawn.of({"drawn": kind, "vehicles": vehicles} | fields, kind)


def came(source: Drawn, when: Horizon) -> list[Session]:
    return list(source.sessions([day for day, _ in when.dates], when))


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_fleet_can_be_served(kind: str, week: Horizon) -> None:
    """Every need is within power and time, every charger serves one at a time."""
    found = came(fleet(kind), week)

    stays = lay(found, week)
    assert len(found) > 40
    assert float(stays.missing_kwh.max()) == 0
    assert all(s.soc_min <= (s.soc_arrival or 0) < (s.soc_departure or 0) for s in found)


def test_the_same_seed_draws_the_same_fleet_on_any_horizon(week: Horizon) -> None:
    tuesday = days(date(2026, 3, 3), date(2026, 3, 3), "Asia/Shanghai", name="china")
    of_week = [s for s in came(fleet("workplace"), week) if s.id.startswith("20260303")]

    assert came(fleet("workplace"), tuesday) == of_week
    assert came(fleet("workplace", seed=1), tuesday) != of_week


def test_habits_are_drawn_as_published() -> None:
    """Hours of arrival have the shares that they were given, and nobody works on Sundays."""
    long = days(date(2026, 3, 2), date(2026, 3, 29), "Asia/Shanghai", 60, "china")
    found = came(fleet("workplace", 400), long)
    shares = np.array(Habits.of(catalog.read("models/fleets", "workplace"), "w").visits[0].arrival)
    hours = np.bincount([s.arrival.hour for s in found if s.arrival], minlength=24)

    assert {s.arrival.weekday() for s in found if s.arrival} == {0, 1, 2, 3, 4}
    assert hours / hours.sum() == pytest.approx(shares / shares.sum(), abs=0.015)
    assert len(found) == pytest.approx(400 * 20 * 0.85, rel=0.02)


def test_shared_chargers_turn_away(week: Horizon) -> None:
    own, shared = (
        came(fleet("public-fast", 100), week),
        came(fleet("public-fast", 100, chargers=2), week),
    )

    assert {s.charger for s in shared} == {"charger 1", "charger 2"}
    assert 0.2 * len(own) < len(shared) < len(own)
    lay(shared, week)


def test_a_normal_distribution_cut_at_both_ends() -> None:
    """Mean and deviation of N(0, 1) cut at ±1: 0 and 0.5396 (N. L. Johnson et al., 13.10)."""
    drawn = Spread(mean=0.0, sd=1.0, low=-1, high=1).at(
        np.zeros(200_000), np.random.default_rng(0).uniform(size=200_000)
    )

    assert float(drawn.mean()) == pytest.approx(0, abs=0.005)
    assert float(drawn.std()) == pytest.approx(0.5396, abs=0.005)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"soc_departure": 0.1}, ("soc_departure",)),
        ({"visits": {"arrival": [0] * 24}}, ("no hour",)),
        ({"visits": {"stay_hours": LONG}}, ("stay_hours",)),
    ],
)
def test_habits_that_cannot_be(change: dict[str, Any], says: tuple[str, ...]) -> None:
    habits = catalog.read("models/fleets", "workplace")
    if "visits" in change:
        change = {"visits": [habits["visits"][0] | change["visits"]]}

    refused(Habits.of, habits | change, "w", says=says)


def test_every_source_has_a_kind() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(AnySource)

    assert isinstance(adapter.validate_python({"drawn": "taxi", "vehicles": 3}), Drawn)
    with pytest.raises(InputError, match="needs one of `acn_data`"):
        Holder.of({"sessions": {"vehicles": 3}}, "case")


def test_stays_of_a_year_are_where_they_are_on_the_clock() -> None:
    """On the day that loses an hour, a session of six hours of the clock is five hours long."""
    when = days(date(2025, 3, 29), date(2025, 3, 31), "Europe/Berlin")
    night = Session(
        id="a", vehicle="v", charger="c", arrival=datetime(2025, 3, 29, 23),  # noqa: DTZ001
        departure=datetime(2025, 3, 30, 5), energy_kwh=1, charge_kw=7, efficiency_charge=1,  # noqa: DTZ001
    )  # fmt: skip
    stays = lay([night], when)

    assert float(stays.share.sum()) * when.hours == pytest.approx(5)
    assert when.index[stays.period[0]].strftime("%d %H:%M") == "29 23:00"
    assert when.index[stays.period[-1]] + timedelta(minutes=15) == datetime(
        2025, 3, 30, 5, tzinfo=ZoneInfo("Europe/Berlin")
    )
