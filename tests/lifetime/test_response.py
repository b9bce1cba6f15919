"""Savings by capacity, and the search for a wear cost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.errors import InputError
from optdispatch.lifetime import EveryYear, Interpolated, average_wear, best_wear

lines = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=6)


def concave(drawn):
    """The lowest of some rising lines, as the value of a linear program is."""
    return lambda q: min(a + b * q for a, b in drawn)


@given(
    drawn=lines, at=st.lists(st.floats(0.8, 1), min_size=1, max_size=8), points=st.integers(2, 9)
)
@settings(deadline=None)
def test_interpolation_of_concave_savings_never_overstates(drawn, at, points):
    savings = concave(drawn)
    grid = Interpolated(lambda q: q, savings, lowest=0.8, points=points)
    yearly = grid.yearly(at)
    truth = np.array([savings(q) for q in at])
    assert (yearly <= truth + 1e-9).all()
    assert len(grid.solved) <= points + 1
    for error in grid.errors():
        assert error.relative >= -1e-9
        assert error.solved == savings(error.capacity)


@given(drawn=lines, points=st.integers(2, 9))
@settings(deadline=None)
def test_the_bound_of_one_check_holds_at_every_capacity(drawn, points):
    savings = concave(drawn)
    grid = Interpolated(lambda q: q, savings, lowest=0.8, points=points)
    grid.yearly(np.linspace(0.8, 1, 40))
    [checked] = grid.errors(checks=1)
    every = grid.errors()
    assert len(every) == points - 1
    for error in every:
        assert error.relative <= error.bound + 1e-9 <= checked.bound + 2e-9


def test_the_worst_error_comes_first():
    """A bend at 0.9, in the middle of 0.88 to 0.92: 0.01 of 0.9 is missed there."""
    grid = Interpolated(lambda q: q, lambda q: min(q, 0.9), lowest=0.8, points=6)
    grid.yearly([0.81, 0.85, 0.89, 0.93, 0.97])
    worst, *others = grid.errors()
    assert worst.capacity == pytest.approx(0.9)
    assert worst.relative == pytest.approx(0.01 / 0.9)
    assert [error.relative for error in others] == pytest.approx([0, 0, 0, 0])
    assert worst.bound == pytest.approx(0.01 / 0.9)


@given(drawn=lines, at=st.floats(0.3, 1.3))
def test_the_grid_goes_on_beyond_its_ends(drawn, at):
    savings = concave(drawn)
    grid = Interpolated(lambda q: q, savings, lowest=0.8)
    parts = grid.parts(at)
    assert sum(weight for weight, _ in parts) == pytest.approx(1)
    assert sum(weight * q for weight, q in parts) == pytest.approx(at)
    assert all(abs(q - at) < grid.spacing * (1 + 1e-9) for _, q in parts)


def test_only_what_is_wanted_is_solved_and_only_once():
    calls = []

    def solve(capacity):
        calls.append(capacity)
        return capacity

    grid = Interpolated(solve, lambda q: q, lowest=0.8)
    grid.yearly([1.0, 0.99, 0.97, 0.96, 0.91, 0.95])
    assert calls == [1.0, 0.95, 0.9]


def test_an_overstatement_is_reported_as_one():
    """Not concave: a line over the bowl."""
    grid = Interpolated(lambda q: q, lambda q: q**2, lowest=0.8, points=2)
    grid.at(0.9)
    [error] = grid.errors()
    assert error.capacity == pytest.approx(0.9)
    assert error.scale == 1
    assert error.relative == pytest.approx(0.81 - 0.82)


def test_savings_of_nothing_have_no_error():
    grid = Interpolated(lambda q: q, lambda _: 0.0, lowest=0.8)
    grid.at(0.93)
    assert [error.relative for error in grid.errors()] == [0]
    assert Interpolated(lambda q: q, lambda q: q, lowest=0.8).errors() == ()


def test_every_year_is_solved_outright():
    calls = []

    def solve(capacity):
        calls.append(capacity)
        return capacity

    every = EveryYear(solve, lambda q: q**2)
    assert every.yearly([1, 0.97, 0.94, 1]) == pytest.approx([1, 0.9409, 0.8836, 1])
    assert calls == [1, 0.97, 0.94]
    assert every.errors() == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lowest": 1.0}, "should rise from above 0, not from 1 to 1"),
        ({"lowest": 0.0}, "should rise from above 0"),
        ({"lowest": 0.8, "points": 1}, "2 points or more, not 1"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Interpolated(lambda q: q, lambda q: q, **arguments)


def test_no_capacity_and_no_number_are_refused():
    with pytest.raises(InputError, match=r"no dispatch can be planned with 0\.02"):
        Interpolated(lambda q: q, lambda q: q, lowest=0.8).at(0.02)
    with pytest.raises(InputError, match=r"none of the capacity left"):
        EveryYear(lambda q: q, lambda q: q).at(0.0)
    with pytest.raises(InputError, match="should be a finite number, not nan"):
        EveryYear(lambda q: q, lambda _: float("nan")).at(1.0)


def test_average_wear_is_of_replacement_cells():
    """900 000 for 6000 cycles of 90 % of 2000 kWh at a mean capacity of 90 %: 0.0926."""
    assert average_wear(900_000, 6000 * 0.9 * 2000 * 0.9) == pytest.approx(0.0926, abs=5e-5)


@given(st.lists(st.floats(-1e6, 1e6), min_size=14, max_size=14))
def test_the_best_of_all_candidates_is_found_whatever_their_shape(values):
    table = dict(zip([0.0, *(np.arange(1, 13) / 6 * 0.09).round(9)], values, strict=False))
    found = best_wear(lambda wear: table[round(wear, 9)], 0.09)
    assert found.npv == max(table.values())
    assert table[round(found.wear_per_kwh, 9)] == found.npv
    assert found.gain == found.npv - values[0]
    assert found.gain >= 0
    assert len(found.tried) == 13
    assert {0.0, 0.09} <= set(found.tried.round(9))


def test_a_wear_cost_that_gains_nothing_is_not_chosen():
    assert best_wear(lambda _: 5.0, 0.09).wear_per_kwh == 0
    assert best_wear(lambda wear: -wear, 0.09).gain == 0


def test_candidates_may_be_given():
    found = best_wear(lambda wear: wear, 0.09, candidates=[0.3, 0.2])
    assert found.tried.tolist() == [0.0, 0.09, 0.2, 0.3]
    assert found.wear_per_kwh == 0.3


def test_wear_that_makes_no_sense_is_refused():
    with pytest.raises(InputError, match="cells that discharge 0 kWh"):
        average_wear(900_000, 0)
    with pytest.raises(InputError, match="cost of new cells should be 0 or more, not -1"):
        average_wear(-1, 100)
    with pytest.raises(InputError, match="wear costs should be 0 or more"):
        best_wear(lambda wear: wear, 0.09, candidates=[-0.1])
    with pytest.raises(InputError, match=r"NPV with a wear cost of 0.09 is not a number"):
        best_wear(lambda wear: float("nan") if wear else 0.0, 0.09, candidates=[])
