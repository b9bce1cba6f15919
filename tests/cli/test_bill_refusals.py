"""`bill`: what cannot be billed is told in one line, and nothing is written."""

from pathlib import Path

import pytest

from tests.cli.doors import call, refused
from tests.cli.metered import JIANGXI, TWO_PART, february, readings


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--tariff", "china/jianxi/2025-07"), "nearest: china/jiangxi/2025-07"),
        (("--tariff", "china/jiangxi/2026-08"), "has several variants; --choose one of two-part"),
        ((*JIANGXI,), "say which --billing: demand, contract, capacity"),
        ((*JIANGXI, "--billing", "demnd"), "billing 'demnd' is not one of the tariff's ways"),
        ((*JIANGXI, "--billing", "capacity"), "--kva is missing; 'capacity' is charged on it"),
        ((*JIANGXI, "--billing", "contract"), "--contract-kw is missing"),
        ((*JIANGXI, "--billing", "capacity", "--kva", "-1"), "capacity_kva: should be greater"),
        ((*JIANGXI, "--billing", "demand", "--power-factor", "1.2"), "power_factor"),
        ((*JIANGXI, "--billing", "demand", "--choose", "35 kV"), "choose: there are no choices"),
        ((*JIANGXI, "--billing", "demand", "--prices", "no.yaml"), "no.yaml: No such file"),
        ((*JIANGXI, "--billing", "demand", "--column", "kwh"), "no column 'kwh'"),
        ((*JIANGXI, "--billing", "demand", "--as-year", "1900"), "year"),
        (("--tariff", "china/hunan/2026-08", *TWO_PART), "has no prices"),
        ((*JIANGXI, "--billing", "demand", "--reactive-column", "kva"), "no column 'kva'"),
        (
            (*JIANGXI, "--billing", "demand", "--power-factor", "0.9", "--reactive-column", "kvar"),
            "give --reactive-column or --power-factor, not both",
        ),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    options: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    refused(call("bill", *february(tmp_path), *options, "-o", out), says)
    assert not out.exists()


def test_variants_are_chosen(tmp_path: Path) -> None:
    asked = ("bill", "--tariff", "china/jiangxi/2026-08", *february(tmp_path))

    refused(call(*asked, "--choose", "two-part"), "choose: one of below 1 kV, 1-10 kV")


def test_files_that_cannot_be_billed(tmp_path: Path) -> None:
    some = ("bill", *JIANGXI, "--billing", "demand", "--meter")
    short, slow = tmp_path / "short.csv", tmp_path / "slow.csv"
    short.write_text("time,kw\n" + "\n".join(f"2026-02-01 {h:02d}:00,1" for h in range(9)))
    slow.write_text("time,kw\n" + "\n".join(f"2026-02-{d:02d} 00:00,1" for d in range(1, 29)))
    holed = readings(tmp_path, "2026-02-01", 3)
    lines = holed.read_text().splitlines()
    holed.write_text("\n".join([*lines[:50], *lines[60:]]))

    refused(call(*some, tmp_path / "no.csv"), "no file")
    refused(call(*some, short), "a bill needs a whole day at least")
    refused(call(*some, slow), "the step is 1440 min")
    refused(call(*some, holed, "--column", "kw"), "missing", "; --short-gaps-h or --long-gaps fill")
    filled = call(*some, holed, "--column", "kw", "--short-gaps-h", "3")
    assert "filled: interpolated" in " ".join(filled.stdout.split())
    file = tmp_path / "file"
    file.write_text("x")
    whole = readings(tmp_path, "2026-02-01", 3)
    refused(call(*some, whole, "--column", "kw", "-o", file), "cannot be written")


def test_a_year_that_the_calendar_does_not_know_may_stand_for_another() -> None:
    plant = ("--meter", "meters/plant-2016-15min.csv", "--column", "active_kw")
    asked = ("bill", *JIANGXI, "--billing", "demand", *plant, "--time-zone", "Europe/Berlin")

    refused(call(*asked), "not 2016; say --as-year if the readings stand for another")
    refused(call(*asked, "--as-year", "2026"), "say --meter-calendar, such as DE")
    refused(call(*asked, "--meter-calendar", "DE"), "--as-year is missing")
    result = call(*asked, "--as-year", "2026", "--meter-calendar", "DE")
    assert "5,231,203 kWh, at most 1,500.0 kW" in result.stdout
