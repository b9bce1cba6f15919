"""Reading rates: what is carried, what is said of what is not, and what is refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optdispatch import urdb
from optdispatch.errors import InputError
from optdispatch.tariff import Tariff
from tests.sites import days
from tests.urdb.rates import DEMAND, ENERGY, Rate, hours, read, rows

YEAR = days(date(2022, 1, 1), date(2022, 12, 31), "UTC", minutes=60, name="weekends")
COLD = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1]
FLAT = {"energyratestructure": [[{"rate": 0.1}]]}
LOOKBACK: Rate = FLAT | {
    "flatdemandstructure": [[{"rate": 11.5}], [{"rate": 10.5}]],
    "flatdemandmonths": COLD,
}


def notes(rate: Rate) -> str:
    """All notes in one text."""
    return " | ".join(urdb.read(rate, time_zone="UTC")[1])


@pytest.mark.parametrize(
    "how",
    [
        {"lookbackpercent": 0.35, "lookbackrange": 11},
        {"lookbackpercent": 0.35, "lookbackmonths": [1] * 12},
        {"lookbackpercent": 35},
        {"demandratchetpercentage": [0.35] * 12},
    ],
)
def test_one_january_hour_is_billed_all_year(how: Rate) -> None:
    power = np.ones(len(YEAR))
    power[7] = 100
    bill = read(LOOKBACK | how).bill(power, YEAR).to_months()["demand"]

    # 100 kW in January, 35 kW in five more cold months and in six warm ones.
    assert bill.sum() == pytest.approx(100 * (10.5 + 0.35 * 10.5 * 5 + 0.35 * 11.5 * 6))


def test_flagged_months_are_looked_back_on() -> None:
    one = FLAT | {"flatdemandstructure": [[{"rate": 1}]], "flatdemandmonths": [0] * 12}
    flags = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    power = np.full(len(YEAR), 100.0)
    power[[21, 2402, 4087, 8332]] = 200, 400, 500, 300  # January, April, June, December
    flagged = read(one | {"lookbackpercent": 0.75, "lookbackmonths": flags}).bill(power, YEAR)
    ranged = read(one | {"lookbackpercent": 0.75, "lookbackrange": 6}).bill(power, YEAR)

    assert flagged.to_months()["demand"].tolist() == pytest.approx(
        [300, 300, 300, 400, 300, 500, *[300] * 6]
    )
    assert ranged.to_months()["demand"].tolist() == pytest.approx(
        [225, 225, 225, 400, 300, 500, *[375] * 6]
    )


def test_a_demand_window_is_an_average() -> None:
    quarters = days(date(2022, 1, 1), date(2022, 1, 1), "UTC")
    power = np.zeros(96)
    power[[4, 5]] = 10, 30
    rate = LOOKBACK | {"demandwindow": 30}

    assert read(rate).bill(power, quarters).lines["demand"] == pytest.approx(10.5 * 20)


def test_fuel_adjustments_come_on_top_by_month() -> None:
    bill = read(FLAT | {"fueladjustmentsmonthly": [0.01] * 6 + [0] * 3 + [-0.02] * 3})
    months = bill.bill(np.ones(len(YEAR)), YEAR).to_months()["fuel adjustment"]

    assert months.iloc[[0, 7, 11]].tolist() == pytest.approx([7.44, 0, -14.88])


def test_a_day_is_charged_for_each_day() -> None:
    rate = FLAT | {"fixedchargefirstmeter": 2, "fixedchargeunits": "$/day"}
    rate |= {"mincharge": 3, "minchargeunits": "$/day"}
    months = read(rate).bill(np.zeros(len(YEAR)), YEAR).to_months()

    assert months["fixed charge"].iloc[:2].tolist() == pytest.approx([62, 56])
    assert months["minimum bill"].iloc[:2].tolist() == pytest.approx([31, 28])


def test_older_fields() -> None:
    rate = FLAT | {"fixedmonthlycharge": 275, "minmonthlycharge": 300, "annualmincharge": 4000}
    lines = read(rate).bill(np.zeros(len(YEAR)), YEAR).lines

    assert lines == pytest.approx(
        {"energy": 0, "fixed charge": 3300, "minimum bill, month": 300, "minimum bill, year": 400}
    )


def test_the_head_says_where_it_is_from() -> None:
    when = {"startdate": 1672531200, "enddate": {"$date": "2024-12-31T00:00:00.000Z"}}
    content, _ = urdb.read(ENERGY | when | {"approved": True}, time_zone="America/Chicago")

    assert content["name"] == "Test Light & Power, General service"
    assert content["source"].endswith("IURDB/rate/view/539fba68ec4f024bc1dc2db3")
    assert content["valid_from"] == date(2023, 1, 1)
    assert content["valid_to"] == date(2024, 12, 31)
    assert (content["confidence"], content["currency"]) == ("medium", "USD")
    assert content["time_zone"] == "America/Chicago"


def test_months_and_kinds_of_day_that_are_alike_are_one_season() -> None:
    content, _ = urdb.read(ENERGY)
    seasons = content["time_of_use"]["seasons"]

    assert [s["months"] for s in seasons] == [[1, 2, 3, 4, 5, 10, 11, 12]] * 2 + [[6, 7, 8, 9]] * 2
    assert seasons[1] == {
        "months": [1, 2, 3, 4, 5, 10, 11, 12],
        "days": ["rest day"],
        "windows": {"period 0": ["00:00-24:00"]},
    }


def test_demand_is_said_as_simply_as_it_can_be() -> None:
    simple = {
        "demandratestructure": [[{"rate": 0}], [{"rate": 3}]],
        "demandweekdayschedule": rows(hours((0, 9), (1, 5), (0, 10))),
        "demandweekendschedule": rows(hours((0, 9), (1, 5), (0, 10))),
    }
    (charge,) = urdb.read(FLAT | simple)[0]["charges"][1:]
    assert charge["windows"] == ["09:00-14:00"]
    assert "months" not in charge
    charges = urdb.read(ENERGY | DEMAND)[0]["charges"]
    assert [c["name"] for c in charges] == [
        "energy",
        "demand",
        "demand",
        "time-of-use demand period 1",
        "time-of-use demand period 2",
    ]
    assert charges[4]["months"] == [6, 7, 8, 9]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, ""),
        ({"demandreactivepowercharge": 2.7}, "demandreactivepowercharge: reactive power is not"),
        ({"coincidentratestructure": [[{"rate": 9}]]}, "add a charge of kind `coincident`"),
        ({"energycomments": "see rider"}, "energycomments: a text that may hold a price; read it"),
        ({"flubber": 3}, "flubber is not known and not carried"),
        ({"flubber": [0, 0]}, ""),
        ({"flatdemandstructure": [[{"rate": 3}]], "flatdemandunit": "kVA"}, "demand in kVA is not"),
        ({"dgrules": "Buy All Sell All"}, "needs a meter of its own; it is not carried"),
        ({"dgrules": "Net Metering"}, "carries surplus kWh forward until the year's end"),
        ({"usenetmetering": True}, "carries surplus kWh forward until the year's end"),
        ({"dgrules": "Net Billing Hourly"}, "is carried by the step that is planned"),
        ({"country": "TON"}, "country TON: its currency is not known here"),
        ({"lookbackrange": 11}, "say nothing without lookbackpercent"),
        ({"lookbackpercent": 0.3}, "no demand charge that it could raise"),
        ({"lookbackpercent": 30}, "lookbackpercent: 30 is read as a percentage"),
        ({"mincharge": 3, "minchargeunits": "$/fortnight"}, "$/fortnight is not known"),
        ({"energyratestructure": [[{"rate": 0.1, "max": 9}]]}, "it is taken to have no end"),
        ({"energyratestructure": [[{"rate": 0.1, "color": 9}]]}, "`color` of a tier is not known"),
        ({"energyratestructure": None}, "energy costs nothing"),
    ],
)
def test_what_is_not_carried_is_said(fields: Rate, says: str) -> None:
    said = notes(FLAT | fields)

    assert says in said
    assert bool(said) is bool(says)
    content, told = urdb.read(FLAT | fields, time_zone="UTC")
    assert all(note[1:] in content["note"] for note in told)


def test_a_time_zone_that_is_taken_is_said() -> None:
    content, said = urdb.read(FLAT)

    assert content["time_zone"] == "America/New_York"
    assert said == ("the database has no time zone; America/New_York is taken",)


def test_tiers_that_end_at_different_limits_are_said() -> None:
    uneven = {
        "energyratestructure": [
            [{"rate": 0.1, "max": 100}, {"rate": 0.2}],
            [{"rate": 0.3}],
        ],
        "energyweekdayschedule": rows(hours((0, 12), (1, 12))),
        "energyweekendschedule": rows(hours((0, 24))),
    }
    content, said = urdb.read(uneven, time_zone="UTC")

    assert content["charges"][0]["blocks"] == [
        {"up_to": 100, "price_per_kwh": {"period 0": 0.1, "period 1": 0.3}},
        {"price_per_kwh": {"period 0": 0.2, "period 1": 0.3}},
    ]
    assert "periods of one month end tiers at different limits" in said[0]
    assert "the same share of each tier" in said[1]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"energyratestructure": 3}, "energyratestructure should be a list of tiers"),
        ({"energyratestructure": [[]]}, "energyratestructure should be a list of tiers"),
        ({"energyratestructure": "[["}, "energyratestructure is text, and not JSON"),
        ({"energyratestructure": [[{"rate": "dear"}]]}, "'dear' is no number"),
        ({"energyratestructure": [[{"rate": True}]]}, "True is no number"),
        (
            {"energyratestructure": [[{"rate": 1, "max": 9}, {"rate": 2, "max": 5}]]},
            "a tier ends at 5, after one at 9",
        ),
        (
            {"energyratestructure": [[{"rate": 1, "max": 9, "unit": "hp"}, {"rate": 2}]]},
            "tiers in hp, kwh cannot be carried",
        ),
        ({"energyratestructure": [[{"rate": 1}], [{"rate": 2}]]}, "energyweekdayschedule or"),
        ({"energyweekdayschedule": [[0] * 24] * 11}, "should be 12 rows of 24 periods"),
        ({"energyweekdayschedule": [[0] * 23] * 12}, "should be 12 rows of 24 periods"),
        ({"energyweekdayschedule": [[4] * 24] * 12}, "energyweekdayschedule names period 4 of 1"),
        ({"demandratestructure": [[{"rate": 1}]]}, "demandweekdayschedule or"),
        (
            {"flatdemandstructure": [[{"rate": 1}]], "flatdemandmonths": [1] * 12},
            "flatdemandmonths names period 1 of 1",
        ),
        ({"flatdemandstructure": [[{"rate": 1}]], "flatdemandmonths": [0]}, "12 numbers"),
        ({"fixedchargefirstmeter": "free"}, "fixedchargefirstmeter: 'free' is no number"),
        ({"lookbackpercent": 400}, "is neither a fraction nor a percentage"),
        ({"startdate": "soon"}, "startdate 'soon' is no date"),
        ({"startdate": 1672531200, "enddate": 0.0}, "valid_to 1970-01-01 is before valid_from"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(fields: Rate, says: str) -> None:
    with pytest.raises(InputError) as error:
        urdb.read(FLAT | fields)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_files_of_one_rate_and_of_several(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    as_text = {k: json.dumps(v) if k.startswith("energy") else v for k, v in ENERGY.items()}
    one.write_text(json.dumps(as_text), encoding="utf-8")
    two.write_text(json.dumps({"items": [ENERGY, FLAT | {"label": "flat"}]}), encoding="utf-8")

    content, _ = urdb.read(one)
    assert content == urdb.read(two, label=ENERGY["label"])[0]
    assert content == urdb.read(ENERGY)[0]
    assert Tariff.of(urdb.read(str(two), label="flat")[0], "flat").charges
    with pytest.raises(InputError, match=r"two\.json: holds 2 rates; say which label: 539fba68"):
        urdb.read(two)
    with pytest.raises(InputError, match=r"two\.json: no rate 'flt'; nearest: flat"):
        urdb.read(two, label="flt")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file"),
        (b"{", "not JSON: "),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"[]", "holds no rate"),
        (b"3", "holds no rate"),
    ],
)
def test_files_that_are_no_rate(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "rate.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=f"rate.json: {says}"):
        urdb.read(path)


def test_nothing_that_is_given_is_changed() -> None:
    rate: dict[str, Any] = json.loads(json.dumps(ENERGY | DEMAND))
    urdb.read(rate)

    assert rate == ENERGY | DEMAND
