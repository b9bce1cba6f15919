"""The yearly table: the study's numbers, replacement, augmentation, warranty."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.errors import InputError
from optdispatch.lifetime import Interpolated, blend, simulate, years_to
from tests.lifetime.laws import CELLS, at_retirement

# 罗旭 et al., 江西电力 2025(06) 35-38, as rebuilt: SOH_t = 1 - 0.2·n·age/6000 at the start.


def test_the_study_under_the_new_tariff_replaces_once_at_the_end_of_year_9(plan, study):
    life = simulate(plan(), study, CELLS)
    assert life.cycles == pytest.approx(np.full(18, 632.5))
    assert life.equivalent_full_cycles == pytest.approx(0.9 * life.cycles)
    assert years_to(plan().law, study, 0.8) == pytest.approx(9.486, abs=5e-4)
    assert life.replacement_years == (9,)
    age = np.array([*range(9), *range(9)])
    assert life.capacity_start == pytest.approx(1 - 0.2 * 632.5 * age / 6000)
    assert life.capacity_end == pytest.approx(1 - 0.2 * 632.5 * (age + 1) / 6000)
    assert life.capacity_kwh == pytest.approx(2000 * life.capacity_start)
    assert life.throughput_cell_kwh[0] == pytest.approx(632.5 * 1800)
    assert life.throughput_meter_kwh[0] == pytest.approx(632.5 * 1584)


def test_the_study_under_the_old_tariff_replaces_nothing(plan, operate):
    """18 years of 330 cycles are 5940, and the cells have 6000."""
    for kind in ("end_of_year_before", "year_of_crossing"):
        life = simulate(plan(replacement=at_retirement(kind)), operate(1), CELLS)
        assert life.replacement_years == ()
    assert life.capacity_end[-1] == pytest.approx(0.802)


def test_6000_cycles_of_6000_are_not_too_many(plan, operate):
    for kind in ("end_of_year_before", "year_of_crossing"):
        policy = plan(replacement=at_retirement(kind), years=20)
        assert simulate(policy, operate(1, days=300), CELLS).replacement_years == ()


def test_two_cycles_on_365_days_cross_in_years_9_and_17(plan, operate):
    """As PySAM replaces; on the spot, since it is the crossing that the year is named for."""
    policy = plan(replacement=at_retirement("year_of_crossing"))
    life = simulate(policy, operate(2, days=365), CELLS)
    assert life.replacement_years == (9, 17)
    done = 9 - 6000 / 730
    assert life.capacity_end[8] == pytest.approx(1 - 0.2 * done * 730 / 6000)
    kept = simulate(plan(), operate(2, days=365), CELLS)
    assert kept.replacement_years == (8, 16)


def test_the_mean_of_a_year_in_which_cells_are_replaced(plan, operate):
    """Halfway through: down from 0.81 to 0.80, then from 1 to 0.99."""
    policy = plan(replacement=at_retirement("year_of_crossing"))
    days = operate(2, days=6000 / 9.5 / 2)
    life = simulate(policy, days, CELLS)
    per_year = 0.2 / 9.5
    assert life.capacity_start[9] == pytest.approx(0.8 + per_year / 2)
    assert life.capacity_end[9] == pytest.approx(1 - per_year / 2)
    expected = (0.8 + per_year / 4) / 2 + (1 - per_year / 4) / 2
    assert life.capacity_mean[9] == pytest.approx(expected)


def test_never_and_in_given_years(plan, operate):
    never = simulate(plan(replacement={"kind": "never"}), operate(2), CELLS)
    assert never.replacement_years == ()
    assert never.capacity_end[-1] == pytest.approx(0.604)
    given_years = simulate(
        plan(replacement={"kind": "in_years", "years": [6, 12]}), operate(2), CELLS
    )
    assert given_years.replacement_years == (6, 12)
    assert given_years.capacity_start[[0, 6, 12]] == pytest.approx([1, 1, 1])
    assert given_years.capacity_start[[5, 11, 17]] == pytest.approx([0.89, 0.89, 0.89])


@pytest.mark.parametrize(
    ("kind", "last", "years"),
    [
        ("end_of_year_before", 2, (8, 16)),
        ("end_of_year_before", 3, (8,)),
        ("end_of_year_before", 11, ()),
        ("year_of_crossing", 1, (9, 17)),
        ("year_of_crossing", 2, (9,)),
        ("year_of_crossing", 18, ()),
    ],
)
def test_not_in_the_last_years(plan, operate, kind, last, years):
    policy = plan(replacement=at_retirement(kind, not_in_last_years=last))
    life = simulate(policy, operate(2, days=365), CELLS)
    assert life.replacement_years == years
    if not years:
        assert life.capacity_end[-1] < 0.8


@given(
    cycles=st.sampled_from([1, 2]),
    busy=st.floats(100, 365),
    retirement=st.floats(0.6, 0.95),
    name=st.sampled_from(["linear-6000-cycles", "lfp-6000-cycles", "lfp-naumann"]),
)
@settings(max_examples=25, deadline=None)
def test_policies_keep_their_word(plan, operate, cycles, busy, retirement, name):
    """No year ends below the retirement capacity, and none is replaced without need."""
    days = operate(cycles, days=busy)
    lives = {}
    for kind in ("end_of_year_before", "year_of_crossing"):
        policy = at_retirement(kind, retirement_capacity=retirement)
        try:
            lives[kind] = simulate(plan(law=name, replacement=policy), days, CELLS)
        except InputError as error:
            assert "within a year" in str(error)  # noqa: PT017
            return
        assert lives[kind].capacity_end.min() >= retirement - 1e-6
    lasts = years_to(plan(law=name).law, days, retirement)
    on_the_spot = lives["year_of_crossing"].replacement_years
    expected = 0 if lasts is None else int((18 - 1e-6) // lasts)
    assert len(on_the_spot) == expected
    if lasts is not None and lasts < 18:
        assert lives["end_of_year_before"].replacement_years[:1] == (
            (int(lasts + 1e-6),) if lasts + 1e-6 < 18 else ()
        )
        assert on_the_spot[0] == int(lasts - 1e-6) + 1


def test_a_year_may_use_its_start_mean_or_end(plan, operate):
    """The law is linear, so the three are known."""
    used = {}
    for basis in ("start", "mean", "end"):
        asked: list[float] = []

        def days(capacity, asked=asked):
            asked.append(capacity)
            return operate(2)

        life = simulate(plan(energy_basis=basis, replacement={"kind": "never"}), days, CELLS)
        used[basis] = life.capacity_kwh / 2000
        assert used[basis] == pytest.approx(getattr(life, f"capacity_{basis}"))
        assert set(np.round(used[basis], 6)) <= set(np.round(asked, 6))
    assert used["mean"] == pytest.approx((used["start"] + used["end"]) / 2)
    assert used["start"][1:] == pytest.approx(used["end"][:-1])


def test_dispatch_by_capacity_feeds_back_into_ageing(plan, operate):
    """One cycle a day instead of two once less than 90 % is left: the fade halves."""

    def days(capacity):
        return operate(2 if capacity >= 0.9 else 1)

    life = simulate(plan(replacement={"kind": "never"}), days, CELLS)
    fade = -np.diff(life.capacity_start)
    assert fade == pytest.approx(np.where(life.capacity_start[:-1] >= 0.9, 0.022, 0.011))
    assert life.cycles == pytest.approx(np.where(life.capacity_start >= 0.9, 660, 330))


def test_days_from_a_grid_of_capacities(plan, operate):
    """Blends of neighbouring solutions; where days depend linearly on q, so does the fade."""

    def solve(capacity):
        return operate(1, days=330 * capacity)

    grid = Interpolated(solve, savings=lambda days: days[0].days_per_year, lowest=0.8)
    life = simulate(plan(replacement={"kind": "never"}), lambda q: blend(grid.parts(q)), CELLS)
    assert life.cycles == pytest.approx(330 * life.capacity_start)
    assert grid.yearly(life.capacity_start) == pytest.approx(life.cycles)


def test_efficiency_fades_with_age_and_is_renewed(plan, study):
    life = simulate(plan(efficiency_fade_per_year=0.002), study, CELLS)
    age = np.array([*range(9), *range(9)])
    assert life.efficiency == pytest.approx(0.88 - 0.002 * age)
    one_way = 0.88 * np.sqrt(life.efficiency / 0.88)
    assert life.throughput_meter_kwh == pytest.approx(life.throughput_cell_kwh * one_way)
    assert simulate(plan(), study, CELLS).efficiency == pytest.approx(np.full(18, 0.88))


def test_augmentation_in_given_years_is_a_cohort_of_its_own(plan, operate):
    """500 of 2000 kWh at the end of year 5: new then, and fading as the others did."""
    life = simulate(
        plan(
            replacement={"kind": "never"},
            augmentation={"kind": "in_years", "years": [5], "add_kwh": 500},
        ),
        operate(2),
        CELLS,
    )
    t = np.arange(18)
    fade = 0.2 * 660 / 6000
    expected = 1 - fade * t + np.where(t >= 5, 0.25 * (1 - fade * (t - 5)), 0)
    assert life.capacity_start == pytest.approx(expected)
    assert life.added_kwh.tolist() == [0, 0, 0, 0, 500] + [0] * 13
    assert life.capacity_end[4] == pytest.approx(1 - 5 * fade)
    assert life.to_frame()["added_kwh"].sum() == 500


def test_augmentation_below_a_capacity_and_not_in_the_last_years(plan, operate):
    policy = {"kind": "below", "capacity": 0.9, "add_kwh": 200, "not_in_last_years": 6}
    life = simulate(plan(replacement={"kind": "never"}, augmentation=policy), operate(2), CELLS)
    due = (life.capacity_end < 0.9) & (life.year <= 12)
    assert life.added_kwh == pytest.approx(np.where(due, 200, 0))
    assert due.sum() > 1
    jump = life.capacity_start[1:] - life.capacity_end[:-1]
    assert jump == pytest.approx(life.added_kwh[:-1] / 2000)


def test_replacement_clears_what_was_added(plan, operate):
    life = simulate(
        plan(
            replacement={"kind": "in_years", "years": [8]},
            augmentation={"kind": "in_years", "years": [4, 8], "add_kwh": 1000},
        ),
        operate(2),
        CELLS,
    )
    assert life.capacity_start[8] == 1
    assert life.added_kwh[[3, 7]].tolist() == [1000, 0]


def test_augmentation_puts_off_replacement(plan, operate):
    policy = {"kind": "in_years", "years": [6], "add_kwh": 100}
    alone = simulate(plan(), operate(2), CELLS)
    helped = simulate(plan(augmentation=policy), operate(2), CELLS)
    assert alone.replacement_years == (9,)
    assert helped.replacement_years == (11,)


def test_warranty_slack(plan, study):
    """10 years, 660 cycles of 90 %, 9 GWh, 70 % after 10 years; renewed with the cells."""
    warranty = {
        "years": 10,
        "cycles_per_year": 660,
        "cycle_depth": 0.9,
        "throughput_mwh": 9000,
        "retention_by_year": {5: 0.9, 10: 0.7},
    }
    life = simulate(plan(warranty=warranty), study, CELLS)
    slack = life.warranty
    assert slack is not None
    assert slack.cycles is not None
    assert slack.throughput_mwh is not None
    assert slack.retention is not None
    assert slack.in_force.all()
    assert slack.cycles == pytest.approx(np.full(18, 27.5))
    first = np.cumsum(life.throughput_cell_kwh[:9]) / 1000
    assert slack.throughput_mwh == pytest.approx(9000 - np.tile(first, 2))
    promised = np.interp(np.arange(1, 10), [0, 5, 10], [1, 0.9, 0.7])
    assert slack.retention == pytest.approx(life.capacity_end - np.tile(promised, 2))
    assert slack.broken.tolist() == (slack.throughput_mwh < 0).tolist()
    assert slack.broken.sum() == 2
    # 90 % was promised after 5 years and 89.5 % is left: the maker owes, while use was kept.
    assert slack.claimable[4]
    assert not slack.claimable[9:].any()
    assert {"warranty_cycles_slack", "warranty_broken"} <= set(life.to_frame().columns)


def test_warranty_runs_out(plan, operate):
    warranty = {"years": 5, "throughput_mwh": 1000}
    life = simulate(plan(warranty=warranty), operate(1), CELLS)
    slack = life.warranty
    assert slack is not None
    assert slack.in_force.tolist() == [True] * 5 + [False] * 13
    assert not slack.broken[5:].any()
    assert slack.cycles is None


def test_warranty_after_replacement_within_a_year(plan, operate):
    """The cells put in during year 9 have worked for the rest of it only."""
    policy = plan(
        replacement=at_retirement("year_of_crossing"),
        warranty={"years": 20, "throughput_mwh": 20000},
    )
    life = simulate(policy, operate(2, days=365), CELLS)
    slack = life.warranty
    assert slack is not None
    assert slack.throughput_mwh is not None
    left = 9 - 6000 / 730
    used = life.throughput_cell_kwh / 1000
    assert 20000 - slack.throughput_mwh[8] == pytest.approx(left * used[8])
    assert 20000 - slack.throughput_mwh[9] == pytest.approx(left * used[8] + used[9])


def test_the_table_is_finite_and_whole(plan, study):
    frame = simulate(plan(), study, CELLS).to_frame()
    assert frame.index.tolist() == list(range(1, 19))
    assert np.isfinite(frame.to_numpy(dtype=float)).all()
    assert not any("warranty" in name or "added" in name for name in frame.columns)
