"""Ageing laws: published numbers, independent stepping, and properties."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.errors import InputError
from optdispatch.lifetime import Ageing, DayType, years_to
from optdispatch.lifetime.law import advance
from optdispatch.lifetime.laws.semi_empirical import SemiEmpirical, anode_potential
from tests.lifetime.laws import LAWS, capacities

NAMEPLATE = {"cycles": 6000, "depth": 0.9, "c_rate": 0.5, "capacity_left": 0.8}


@pytest.mark.parametrize("name", LAWS)
def test_every_law_of_the_catalogue_has_a_name_a_source_and_a_confidence(law, name):
    entry = law(name)
    assert entry.name
    assert len(entry.source) > 20
    assert entry.confidence


@pytest.mark.parametrize(
    ("name", "cycles", "left"),
    [
        ("linear-6000-cycles", 1, (0.989, 0.945, 0.901, 0.802)),
        ("linear-6000-cycles", 2, (0.978, 0.890, 0.802, 0.604)),
        ("lfp-250ah", 1, (0.966, 0.894, 0.840, 0.746)),
        ("lfp-250ah", 2, (0.950, 0.840, 0.762, 0.633)),
        ("lfp-naumann", 1, (0.925, 0.832, 0.774, 0.681)),
        ("lfp-naumann", 2, (0.917, 0.814, 0.751, 0.648)),
    ],
)
def test_capacity_after_1_5_9_and_18_years(law, operate, name, cycles, left):
    """330 days at 0.45 C and 90 % depth, 35 idle, 25 °C: as measured with the packages named.

    `lfp-250ah` is the day-by-day loop of blast-lite 1.1.1 (cell Lfp_Gr_250AhPrismatic) with
    rests left out of the C-rate; `lfp-naumann` is SimSES 1.3.12 and 2.1.1, which agree.
    """
    assert capacities(law(name), operate(cycles)) == pytest.approx(left, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "two", "one"), [("lfp-6000-cycles", 8.8, 15.7), ("lfp-naumann", 5.0, 6.3)]
)
def test_years_to_80_percent_when_calibrated_to_6000_cycles(law, operate, name, two, one):
    calibrated = law(name, calibrate_to=NAMEPLATE)
    assert years_to(calibrated, operate(2), 0.8) == pytest.approx(two, abs=0.05)
    assert years_to(calibrated, operate(1), 0.8) == pytest.approx(one, abs=0.05)


def test_the_calibrated_law_is_slightly_slower_when_warmer(law, operate):
    """The fit's own caveat: 9.3 years at 30 °C."""
    warmer = years_to(law("lfp-6000-cycles"), operate(2, temperature_c=30), 0.8)
    assert warmer == pytest.approx(9.3, abs=0.05)


@pytest.mark.parametrize("name", ["lfp-6000-cycles", "lfp-naumann"])
@given(
    cycles=st.integers(2000, 8000),
    depth=st.floats(0.5, 1),
    c_rate=st.floats(0.4, 1),
    left=st.floats(0.6, 0.8),
)
@settings(max_examples=15, deadline=None)
def test_the_nameplates_test_ends_at_the_nameplates_capacity(
    law, name, cycles, depth, c_rate, left
):
    plate = {"cycles": cycles, "depth": depth, "c_rate": c_rate, "capacity_left": left}
    try:
        calibrated = law(name, calibrate_to=plate)
    except InputError as error:  # time alone took more than the nameplate allows
        assert "time alone leaves" in str(error)  # noqa: PT017
        return
    half = 4 * depth / c_rate / 2
    ramp = np.linspace(0.5 - depth / 2, 0.5 + depth / 2, 201)
    test = (DayType(np.concatenate([ramp, ramp[-2::-1]]), half / 400, cycles, 25),)
    after = advance(calibrated, calibrated.rate(test), calibrated.new(), 1.0)
    assert calibrated.capacity(after) == pytest.approx(left, abs=2e-4)


def test_the_linear_laws_nameplate_is_a_closed_form(law, operate):
    """80 % after 6000 cycles: 9.09 years at two a day, 330 days; 18.18 at one."""
    linear = law("linear-6000-cycles")
    assert years_to(linear, operate(2), 0.8) == pytest.approx(6000 / 660, abs=1e-6)
    assert years_to(linear, operate(1), 0.8) == pytest.approx(6000 / 330, abs=1e-6)
    assert years_to(linear, operate(2, days=365), 0.8) == pytest.approx(6000 / 730, abs=1e-6)
    assert years_to(linear, operate(0), 0.8) is None


def test_one_90_percent_cycle_is_one_cycle_and_so_are_two_of_45(law):
    linear = law("linear-6000-cycles")
    deep = DayType(np.array([0.05, 0.95, 0.05]), 12, 1, 25)
    shallow = DayType(np.array([0.05, 0.50, 0.05, 0.50, 0.05]), 6, 1, 25)
    assert linear.rate([deep])(1.0) == pytest.approx(1 / 6000)
    assert linear.rate([shallow])(1.0) == pytest.approx(1 / 6000)
    assert deep.discharged == pytest.approx(0.9)


def test_semi_empirical_against_the_published_state_equation_stepped_day_by_day(law, operate):
    """dy = k·p·(y/k)^((p-1)/p)·dx, as the fit's authors step it, idle days spread over the year."""
    fit = law("lfp-6000-cycles")
    assert isinstance(fit, SemiEmpirical)
    busy, idle = operate(2)
    time, cycles = fit.time, fit.cycles
    T = 298.15

    def k_time(soc):
        k = time.rate * np.exp((time.kelvin + time.kelvin_per_volt * anode_potential(soc)) / T)
        return float(np.trapezoid(k) / (len(soc) - 1))

    def step(y, k, p, dx):
        return k * dx**p if y == 0 else y + k * p * (y / k) ** ((p - 1) / p) * dx

    y_time = y_cycles = 0.0
    scale = fit.cycle_scale**cycles.exponent
    for day in range(5 * 365):
        q = 1 - y_time - y_cycles
        at_rest = day % 365 % 10 == 9 and day % 365 < 350
        y_time = step(y_time, k_time((idle if at_rest else busy).soc), time.exponent, 1.0)
        if not at_rest:
            k = cycles.constant + cycles.per_depth * 0.9 + cycles.per_c_rate * 0.45 * q
            k *= np.exp(cycles.kelvin / T) * scale
            y_cycles = step(y_cycles, k, cycles.exponent, 1.8 * q)
    assert capacities(fit, operate(2), at=(5,)) == pytest.approx([1 - y_time - y_cycles], abs=3e-4)


def test_c_rate_leaves_out_rests(operate):
    busy, idle = operate(1)
    assert busy.c_rate == pytest.approx(0.45)
    assert idle.c_rate == 0


def test_naumann_calendar_ageing_in_closed_form(law):
    """DOI 10.1016/j.est.2018.01.019: at 50 % SOC and 25 °C, 1.2571e-5·0.60225·√t[s]."""
    resting = (DayType(np.full(25, 0.5), 1.0, 365, 25),)
    left = 1 - 1.2571e-5 * 0.60225 * sqrt(4 * 365 * 86400)
    assert capacities(law("lfp-naumann"), resting, at=(4,)) == pytest.approx([left], abs=1e-9)


def test_a_table_counts_each_cycle_at_its_depth(law):
    """Two days of the maker's depths: 1/2500 and 1/5000 of the 20 % each."""
    table = law("lfp-victron-smart")
    deep = DayType(np.array([0.1, 0.9, 0.1]), 12, 200, 25)
    shallow = DayType(np.array([0.1, 0.6, 0.1]), 12, 165, 25)
    left = 1 - 0.2 * 5 * (200 / 2500 + 165 / 5000)
    assert capacities(table, [deep, shallow], at=(5,)) == pytest.approx([left])


def test_a_nested_cycle_counts_by_rainflow(law):
    table = law("lfp-victron-smart")
    day = DayType(np.array([0.1, 0.7, 0.2, 0.9, 0.1]), 6, 365, 25)
    assert table.rate([day])(1.0)[0] == pytest.approx(365 * (1 / 2500 + 1 / 5000))


def test_a_tables_calendar_curve_adds(plan):
    written = {
        "kind": "table",
        "cycles_by_depth": {0.8: 4000},
        "capacity_left": 0.8,
        "calendar_loss_by_year": {2: 0.04, 10: 0.12},
    }
    table = plan(law=written).law
    resting = (DayType(np.full(25, 0.5), 1.0, 365, 25),)
    assert capacities(table, resting, at=(1, 2, 6, 12)) == pytest.approx([0.98, 0.96, 0.92, 0.86])
    cycle = DayType(np.array([0.1, 0.9, 0.1]), 12, 365, 25)
    assert capacities(table, [cycle], at=(2,)) == pytest.approx([0.96 - 0.2 * 730 / 4000])


@pytest.mark.parametrize(
    ("law", "message"),
    [
        ({"model": "linear-6000-cycles", "cycles": 0}, "cycles: should be greater than 0"),
        ({"model": "linear-6000-cycles", "capacity_left": 1.1}, "less than 1, not 1.1"),
        ({"model": "linear-6000-cycles", "capacity_left": 80}, "a fraction such as 0.8?"),
        ({"model": "linear-6000-cycles", "depth": 0}, "depth: should be greater than 0"),
        ({"model": "lfp-6000-cicles"}, "nearest: lfp-6000-cycles"),
        ({"model": "lfp-6000-cycles", "calibrate_to": NAMEPLATE | {"cycles": 0}}, "greater than 0"),
        (
            {
                "model": "lfp-6000-cycles",
                "calibrate_to": NAMEPLATE | {"c_rate": 0.01, "capacity_left": 0.9},
            },
            "time alone leaves 0.859 by the end of 6000 cycles at 0.01 C",
        ),
        (
            {"model": "lfp-6000-cycles", "calibrate_to": NAMEPLATE | {"temperature_c": 60}},
            "fitted between 10 and 45",
        ),
        (
            {
                "model": "lfp-6000-cycles",
                "cycles": {
                    "constant": 0,
                    "per_depth": 0,
                    "per_c_rate": 0,
                    "kelvin": 0,
                    "exponent": 0.8,
                },
            },
            "cycles of depth 0.9 take next to nothing",
        ),
        ({"kind": "sqrt"}, "unknown kind 'sqrt'"),
        (
            {"kind": "table", "cycles_by_depth": {0.5: 3000, 0.8: 4000}, "capacity_left": 0.8},
            "cycles rise from 3000 at depth 0.5 to 4000 at 0.8",
        ),
        (
            {"kind": "table", "cycles_by_depth": {80: 4000}, "capacity_left": 0.8},
            "a depth should lie in 0 to 1, not 80",
        ),
        (
            {"kind": "table", "cycles_by_depth": {0.8: 0}, "capacity_left": 0.8},
            "cycles at depth 0.8 should be 1 or more, not 0",
        ),
        ({"kind": "table", "cycles_by_depth": {}, "capacity_left": 0.8}, "at least 1"),
        (
            {
                "kind": "table",
                "cycles_by_depth": {0.8: 4000},
                "capacity_left": 0.8,
                "calendar_loss_by_year": {1: 0.05, 2: 0.03},
            },
            "calendar loss goes from 0.05 in year 1 to 0.03 in year 2",
        ),
    ],
)
def test_a_law_that_makes_no_sense_is_refused_in_one_line(plan, law, message):
    with pytest.raises(InputError) as caught:
        plan(law=law)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_steep_table_never_takes_more_than_a_life_for_a_cycle(plan):
    steep = {"kind": "table", "cycles_by_depth": {0.01: 1e9, 0.0101: 10}, "capacity_left": 0.8}
    cycle = DayType(np.array([0.0, 1.0, 0.0]), 12, 365, 25)
    assert plan(law=steep).law.rate([cycle])(1.0)[0] == 365


def test_days_outside_the_tests_behind_a_fit_are_refused(law, operate):
    with pytest.raises(InputError, match=r"cells at 60 °C.*between 10 and 45 °C"):
        law("lfp-6000-cycles").rate(operate(2, temperature_c=60))
    with pytest.raises(InputError, match=r"cells at 1.2 C.*fitted up to 1 C"):
        law("lfp-6000-cycles").rate(operate(2, c_rate=1.2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.1, 0.9], 1, 365, 25), "SOC begins at 0.1 and ends at 0.9; a run should close"),
        (([0.1, 1.4, 0.1], 1, 365, 25), "SOC runs from 0.1 to 1.4"),
        (([0.1, np.nan, 0.1], 1, 365, 25), "two or more finite points"),
        (([0.1], 1, 365, 25), "two or more finite points"),
        (([0.1, 0.1], 0, 365, 25), "dt_hours should be greater than 0"),
        (([0.1, 0.1], 1, -1, 25), "days_per_year should be 0 or more"),
        (([0.1, 0.1], 1, np.nan, 25), "days_per_year should be 0 or more"),
        (([0.1, 0.1], 1, 365, 298), "temperature_c should lie in -40 to 90, not 298"),
    ],
)
def test_a_day_type_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(InputError) as caught:
        DayType(np.array(arguments[0]), *arguments[1:])
    assert message in str(caught.value)


def test_the_schema_for_editors_knows_every_kind_of_law():
    schema = str(Ageing.model_json_schema())
    assert all(kind in schema for kind in ("linear_cycles", "semi_empirical", "naumann", "table"))
