import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from optdispatch.report.site import costs
from optdispatch.report.terminal.ledger import verdict
from optdispatch.report.terminal.parts import Numbers, Row
from optdispatch.report.terminal.plan import plan
from optdispatch.study import Outcome
from tests.report.outcomes import cell, compared, eight_hours, flat, july, plant

OUTCOMES = [plant, july, compared, eight_hours, flat]


def text(part: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(part)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def joined(part: RenderableType) -> str:
    """Words without the line ends that the width makes."""
    return " ".join(text(part).split())


@pytest.fixture(params=OUTCOMES, ids=lambda make: make.__name__)
def outcome(request: pytest.FixtureRequest) -> Outcome:
    made: Outcome = request.param()
    return made


@pytest.mark.parametrize("width", [50, 80, 200])
def test_it_fits_the_width_and_loses_no_number(outcome: Outcome, width: int) -> None:
    narrow = text(plan(outcome), width)
    assert all(cell_len(line) <= min(width, 96) for line in narrow.splitlines())
    assert "\x1b" not in narrow
    number = r"−?\d[\d,]*\.?\d*"
    wide = re.findall(number, text(plan(outcome), 96))
    assert set(wide) <= set(re.findall(number, narrow))


def test_the_parts_stand_in_their_order(outcome: Outcome) -> None:
    printed = text(plan(outcome))
    heads = ["What the storage does", "What it costs", "Proof", "Certificates"]
    assert [printed.count(head) for head in heads] == [1] * len(heads)
    assert sorted(heads, key=printed.index) == heads
    assert printed.startswith(outcome.case.name)
    assert printed.count("✓") == sum(len(way.checks) for way in outcome.ways)
    assert "✗" not in printed


def test_every_operating_day_type_is_there_and_days_at_rest_in_a_line() -> None:
    printed = joined(plan(plant()))
    assert "At rest on 35 days of the year." in printed
    assert "Feb · holiday (Spring Festival)" in printed
    peaks = ", ".join(re.findall(r"peak day \(([^)]*)\)", printed))
    assert sorted(int(day[:2]) for day in peaks.split(", ")) == [*range(1, 13)]


def test_the_windows_of_the_study_are_shown_with_their_margins() -> None:
    printed = joined(plan(flat()))
    assert "Mar–Jun, Oct, Nov · workday, rest day, holiday" in printed
    assert "charge 12:00–14:00 deep valley, discharge 16:00–22:00 peak" in printed
    assert "two charges, two discharges" in printed
    strategy = next(s for s in flat().strategies if s.label == "2026-03 workday")
    assert f"{strategy.margin:,.1f}" in printed
    for cycle in strategy.cycles:
        assert f"{cycle.margin:,.1f}" in printed


def test_the_ledger_says_what_the_outcome_says() -> None:
    printed = text(plan(plant()))
    rows = {
        line[:28].strip(): re.findall(r"−?\d[\d,]*", line[28:])
        for line in printed.splitlines()
        if re.match(r"(energy |demand|total|saving )", line)
    }
    paid = costs(plant())
    for line in [line for line in paid if line != "saving"]:
        said = [int(v.replace(",", "").replace("−", "-")) for v in rows[line]]
        assert said == [round(v) for v in paid[line].values()], line
    saved = [round(v) for v in paid["saving"].values()][1:]
    assert [int(v.replace(",", "")) for v in rows["saving"]] == saved
    assert f"saving  {saved[-1]:,} CNY a year by the optimum" in printed


def test_gaps_are_listed_where_there_are_any() -> None:
    gap = plant().gap("shaving")
    printed = text(plan(plant()))
    part = printed.split("Where the gap")[1].split("Highest demand")[0]
    demand = next(line for line in part.splitlines() if line.startswith("demand"))
    sign = "+" if gap["demand"] > 0 else "−"
    assert f"{sign}{abs(gap['demand']):,.0f}" in demand
    assert "capacity" not in text(plan(flat())).split("Where the gap")[1].split("Proof")[0]


def test_real_days_are_counted_by_month() -> None:
    printed = text(plan(july()))
    row = next(line for line in printed.splitlines() if line.startswith("2026-07")).split()
    counts = [int(n) for n in row[2:-3]]
    assert int(row[1]) == sum(counts) == 31
    assert row[-1] == f"{sum(s.margin for s in july().strategies):,.0f}"
    head = printed.split("2026-07", 2)[1]
    assert "month by month" in printed
    assert head


def test_binaries_are_admitted() -> None:
    printed = joined(plan(eight_hours()))
    assert "1,037.78" in printed
    assert "mixed-integer program: binaries keep charging and discharging" in printed
    assert "no binaries were needed" in joined(plan(plant()))


def test_how_far_typical_days_are_off() -> None:
    printed = joined(plan(compared()))
    table = compared().against_year
    assert table is not None
    off = abs(cell(table, "total", "difference") / cell(table, "total", "year"))
    assert f"promise {100 * off:.1f} %" in printed
    assert "Typical days against the chronological year" not in text(plan(plant()))


@pytest.mark.parametrize(
    ("saved", "says"),
    [
        ({"energy": (1.0, 1.0), "total": (1.0, 1.0)}, "what the chronological year saves"),
        ({"energy": (3.0, 2.0), "total": (3.0, 2.0)}, "50.0 % more"),
        ({"energy": (1.0, 0.0), "total": (1.0, 0.0)}, "– more"),
    ],
)
def test_the_verdict(saved: dict[str, tuple[float, float]], says: str) -> None:
    assert says in verdict(saved)


def test_columns_that_do_not_fit_go_on_below() -> None:
    names = [f"rule {n}" for n in range(9)]
    cells = [f"{1e6 * (n + 1):,.0f}" for n in range(9)]
    printed = text(Numbers(names, [Row("energy", cells)], repeat_first=True), 40)
    assert all(len(line) <= 40 for line in printed.splitlines())
    assert set(re.findall(r"[\d,]{9,}", printed)) == set(cells)
    assert printed.count("1,000,000") == printed.count("energy") > 1
