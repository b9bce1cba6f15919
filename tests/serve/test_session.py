"""A visitor's session without a browser: what is turned, sent, refused, and taken home."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from optdispatch import Case, evaluate
from optdispatch.case.paths import changed
from optdispatch.errors import InputError
from optdispatch.report.document import document
from optdispatch.report.page import Made, page
from optdispatch.report.words import Words
from optdispatch.serve.chart import options
from optdispatch.serve.exports import EXPORTS
from optdispatch.serve.knobs import knobs
from optdispatch.serve.session import Session
from optdispatch.serve.tariffs import Offer, offers
from optdispatch.serve.uploads import MOST
from optdispatch.study.remembered import Remembered
from optdispatch.study.valuation import Valuer

NAME = "jiangxi-2025"
READINGS = "\n".join(
    ["time,power_kw"]
    + [
        f"{hour.astype('datetime64[m]')!s},{2000 + 5 * n % 700}".replace("T", " ")
        for n, hour in enumerate(np.arange("2025-01-01", "2026-01-01", dtype="datetime64[h]"))
    ]
)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session.begin(tmp_path, NAME)


def measured(session: Session) -> dict[str, float | None]:
    return session.view.valuation.measured()


@pytest.mark.parametrize(
    ("knob", "value", "path"),
    [
        ("battery power", 300.0, "assets.battery.power_kw"),
        ("battery energy", 1500.0, "assets.battery.energy_kwh"),
        ("capex", 900.0, "economics.capex.per_kwh"),
        ("loan rate", 0.05, "economics.loan.rate"),
    ],
)
def test_a_knob_moves_what_the_valuer_says(
    session: Session, knob: str, value: float, path: str
) -> None:
    moved = session.turn({knob: value})
    expected = Valuer()(changed(Case.load(NAME), {path: value}))

    assert measured(moved) == expected.measured() != measured(session)
    assert moved.view.outcome.saving() == pytest.approx(expected.saving, abs=1e-6)
    assert moved.value(knob) == value


def test_the_spread_moves_what_floats(session: Session) -> None:
    wider = session.turn({"spread": 1.2})

    assert wider.view.outcome.saving() > 1.15 * session.view.outcome.saving()
    assert wider.turn({"spread": 1.0}).view.numbers == session.view.numbers


def test_money_plans_nothing_anew(session: Session) -> None:
    assert isinstance(session.viewer.value.run, Remembered)

    class Refuses:
        def __call__(self, _: Case) -> None:
            raise AssertionError("planned anew")

    object.__setattr__(session.viewer.value.run, "run", Refuses())
    dearer = session.turn({"capex": 1300.0, "loan rate": 0.06})

    assert dearer.view.outcome is session.view.outcome
    assert dearer.view.numbers["irr_after_tax"] != session.view.numbers["irr_after_tax"]
    with pytest.raises(AssertionError, match="planned anew"):
        session.turn({"battery power": 700.0})


def test_two_sessions_are_independent(session: Session, tmp_path: Path) -> None:
    other = Session.begin(tmp_path / "other", NAME)
    before = other.view
    moved = session.turn({"battery power": 300.0})

    assert other.view is before
    assert other.viewer is not session.viewer
    assert other.turn({"loan rate": 0.05}).value("battery power") == 1000.0
    assert moved.value("loan rate") == session.value("loan rate")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"battery power": 1e6}, "battery power: 1e\\+06 is not within 250 kW to 2,000 kW"),
        ({"battery": 1.0}, "no knob 'battery'; nearest: battery power"),
    ],
)
def test_a_knob_that_is_not_there_or_goes_too_far(
    session: Session, settings: dict[str, float], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        session.turn(settings)


def test_a_meter_file_stands_for_the_load(session: Session) -> None:
    metered = session.turn({"capex": 900.0}).meter("C:\\files\\load.csv", READINGS.encode())

    assert (session.folder / "load.csv").is_file()
    assert metered.view.outcome.ways[0].schedule.imported_kw.max() == pytest.approx(2695, abs=5)
    assert metered.value("capex") == 900.0


def test_a_meter_file_of_another_year_stands_for_that_of_the_case(session: Session) -> None:
    text = READINGS.replace("2025-", "2023-")
    notes = session.meter("load.csv", text.encode()).view.outcome.notes

    assert any("readings of 2023 stand for 2025" in note for note in notes)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("load.csv", "time,power_kw\n2025-01-01 00:00,much\n", "load.csv: "),
        ("load.csv", "", "load.csv: "),
        ("load.exe", "MZ", "load.exe: should end in .csv"),
        ("../../.csv", "a", "should end in .csv"),
        ("load.csv", READINGS[: READINGS.index("2025-03-01")], "load.csv: "),
    ],
)
def test_a_broken_meter_file_is_refused_in_one_line(
    session: Session, name: str, text: str, says: str
) -> None:
    with pytest.raises(InputError) as refused:
        session.meter(name, text.encode())
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_refused_file_leaves_the_one_before_it(session: Session) -> None:
    metered = session.meter("load.csv", READINGS.encode())
    with pytest.raises(InputError):
        metered.meter("load.csv", b"nothing")
    with pytest.raises(InputError):
        metered.meter("other.csv", b"nothing")

    assert [path.name for path in session.folder.iterdir()] == ["load.csv"]
    assert (session.folder / "load.csv").read_text() == READINGS


def test_another_file_of_the_same_name_is_read_anew(session: Session) -> None:
    metered = session.meter("load.csv", READINGS.encode())
    higher = metered.meter("load.csv", READINGS.replace(",2", ",3").encode())

    assert higher.view.outcome.ways[0].cost > 1.2 * metered.view.outcome.ways[0].cost


def test_a_file_that_is_too_large(session: Session) -> None:
    with pytest.raises(InputError, match=r"has 20\.0 MB; at most 20 MB can be sent"):
        session.meter("load.csv", bytes(MOST + 1))


def test_a_case_file_is_taken(session: Session) -> None:
    file, content = EXPORTS["case file"](session.turn({"battery power": 300.0}), Words())
    taken = session.take(file, content)

    assert taken.value("battery power") == 300.0
    assert taken.settings == {}
    with pytest.raises(InputError, match=r"site.yaml: not YAML"):
        session.take("site.yaml", b"name: [a")


@pytest.mark.parametrize("file", ["/etc/passwd.csv", "../x.csv", "C:\\x.csv", "a/../../x.csv"])
def test_a_case_file_opens_nothing_of_this_machine(session: Session, file: str) -> None:
    content = Case.load(NAME).model_dump(mode="json", exclude_none=True)
    content["assets"][0]["profile"] = {"file": file}

    with pytest.raises(InputError, match="leads out of this page's folder"):
        session.take("site.yaml", yaml.safe_dump(content).encode())


def test_another_tariff_bills_the_case(session: Session) -> None:
    by_demand = session.bill_by(Offer("china/jiangxi/2025-07", billing="demand"))

    assert any("demand" in line for line in by_demand.view.outcome.ledger.index)
    assert by_demand.knobs.keys() == session.knobs.keys()
    with pytest.raises(InputError, match="economics is in CNY, the tariff in USD"):
        session.bill_by(offers("demo/two-rate")[0])


def test_offers_of_a_tariff_with_variants() -> None:
    found = offers("china/jiangxi/2026-08")

    assert "two-part, 1-10 kV, demand" in map(str, found)
    assert offers("china/hubei/2026-08") == ()


def test_no_path_is_a_case_of_the_catalogue(session: Session) -> None:
    with pytest.raises(InputError, match="no '/etc/x'"):
        session.choose("/etc/x.yaml")


def test_what_is_taken_home_is_what_plan_writes(session: Session) -> None:
    moved = session.turn({"battery power": 500.0})
    case = changed(Case.load(NAME), {"assets.battery.power_kw": 500.0})
    outcome = evaluate(case)
    made = Made(f"optdispatch plan {NAME}.yaml --report", Words("zh"))

    name, report = EXPORTS["report"](moved, Words("zh"))
    assert name == f"{NAME}.html"
    assert report.decode() == page(outcome, document(outcome, case), made)

    name, written = EXPORTS["case file"](moved, Words())
    assert name == f"{NAME}.yaml"
    assert Case.of(yaml.safe_load(written), "written") == case

    name, book = EXPORTS["workbook"](moved, Words())
    assert name == f"{NAME}.xlsx"
    assert book.startswith(b"PK")


def test_a_case_file_names_what_was_sent_by_its_bare_name(session: Session) -> None:
    metered = session.meter("load.csv", READINGS.encode())
    written = EXPORTS["case file"](metered, Words())[1]

    assert yaml.safe_load(written)["assets"][0]["profile"]["file"] == "load.csv"
    assert session.take("again.yaml", written).view.numbers == metered.view.numbers


def test_the_chart_holds_the_optimum(session: Session) -> None:
    day = next(iter(session.view.days.values()))
    series = {s.get("name"): s["data"] for s in options(day)["series"]}
    storage = session.view.outcome.optimum.schedule.storage_kw[day.where]

    drawn = [y for _, y in series["storage, optimum"]]
    assert drawn == pytest.approx([*storage, storage[-1]], abs=1e-4)
    assert [x for x, _ in series["storage, optimum"]] == pytest.approx([*day.at])


@pytest.mark.parametrize("name", ["bus-depot", "office-sacramento"])
def test_cases_of_other_kinds_have_the_knobs_that_they_can_bear(name: str) -> None:
    case = Case.load(name)
    assert all(k.low <= k.value <= k.high for k in knobs(case).values())
    assert ("capex" in knobs(case)) == (case.economics is not None)
