"""Plans of a life, days and cells that make no sense are refused in one line."""

import pytest

from optdispatch.errors import InputError
from optdispatch.lifetime import Cells, DayType, simulate
from tests.lifetime.laws import CELLS, at_retirement


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"years": 0}, "years: should be greater than or equal to 1, not 0"),
        ({"replacement": at_retirement("year_of_crossing", retirement_capacity=80)}, "such as 0.8"),
        (
            {"replacement": {"kind": "in_years", "years": [18]}},
            "end of year 18 of 18 serve no year",
        ),
        ({"replacement": {"kind": "in_years", "years": [0]}}, "greater than or equal to 1"),
        ({"replacement": {"kind": "someday"}}, "unknown kind 'someday'"),
        ({"energy_basis": "middle"}, "'start', 'mean' or 'end'"),
        ({"efficiency_fade_per_year": 0.2}, "less than or equal to 0.05"),
        ({"augmentation": {"kind": "in_years", "years": [30], "add_kwh": 5}}, "year 30 of 18"),
        ({"augmentation": {"kind": "below", "capacity": 0.9, "add_kwh": 0}}, "greater than 0"),
        ({"warranty": {"years": 10}}, "give cycles_per_year, throughput_mwh or retention"),
        ({"warranty": {"years": 10, "cycles_per_year": 365}}, "go together"),
        (
            {"warranty": {"years": 10, "retention_by_year": {5: 0.7, 10: 0.8}}},
            "retention goes from 0.7 in year 5 to 0.8 in year 10",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_one_line(plan, changes, message):
    with pytest.raises(InputError) as caught:
        plan(**changes)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_days_that_do_not_fill_a_year_are_refused(plan, operate):
    busy, idle = operate(2)
    with pytest.raises(InputError, match=r"fill 330 days of a year.*idle days"):
        simulate(plan(), [busy], CELLS)
    with pytest.raises(InputError, match=r"fill 400 days of a year.*once"):
        simulate(plan(), [busy, idle, idle], CELLS)
    leap = DayType(idle.soc, 0.25, 36, 25)
    assert simulate(plan(), [busy, leap], CELLS).years == 18


def test_cells_that_do_not_last_a_year_are_refused(plan, operate):
    short = {"model": "linear-6000-cycles", "cycles": 500}
    for kind in ("year_of_crossing", "end_of_year_before"):
        with pytest.raises(InputError, match=r"fall below 0.8 of their capacity within a year"):
            simulate(plan(law=short, replacement=at_retirement(kind)), operate(2), CELLS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "energy_kwh should be greater than 0"),
        ((float("nan"),), "energy_kwh should be greater than 0"),
        ((2000, 95), "efficiency_charge should be a fraction"),
        ((2000, 0.9, 0), "efficiency_discharge should be a fraction"),
    ],
)
def test_cells_that_make_no_sense_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Cells(*arguments)


def test_efficiency_that_runs_out_is_refused(plan, operate):
    policy = plan(years=40, replacement={"kind": "never"}, efficiency_fade_per_year=0.05)
    with pytest.raises(InputError, match=r"takes all of the round-trip efficiency of 0.88"):
        simulate(policy, operate(1), CELLS)
