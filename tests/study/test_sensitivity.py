"""One thing at a time: what levers move, and what a case comes to where they have moved.

The reference numbers were computed from the study's formulas by a program that is not this one.
"""

from typing import Any

import numpy as np
import pytest

from optdispatch import Case, Schedule, evaluate
from optdispatch.case.paths import changed, read
from optdispatch.study.axis import Axis
from optdispatch.study.remembered import Remembered
from optdispatch.study.sensitivity import BASE, Point, Sensitivity, vary
from optdispatch.study.valuation import MEASURES, Valuer
from tests.doors import refused

NEW, OLD = Case.load("jiangxi-2025"), Case.load("jiangxi-old")
MONEY = ("capex", "loan_rate", "om", "replacement_cost", "system_cost")
AXES = (
    Axis(lever="energy_price"),
    Axis(lever="system_cost"),
    Axis(lever="capex"),
    Axis(lever="loan_rate"),
    Axis(field="assets.battery.wear_per_kwh", values=(0.17,)),
    Axis(field="ageing.replacement.kind", values=("end_of_year_before", "year_of_crossing")),
)


@pytest.fixture(scope="module")
def found(value: Valuer) -> Sensitivity:
    return vary(NEW, AXES, value=value)


def at(found: Sensitivity, axis: str, step: Any = None) -> Point:
    """The point of an axis with this factor or value."""
    return next(p for p in found.along(axis) if step in (p.factor, p.value))


def holds(point: Point, rate: float, years: float | None, when: str = "after") -> None:
    """To 0.01 points and 0.01 years."""
    assert 100 * number(point, f"irr_{when}_tax") == pytest.approx(rate, abs=0.005)
    payback = point.measures[f"payback_{when}_tax_years"]
    assert payback == (years if years is None else pytest.approx(years, abs=0.005))


def number(point: Point, measure: str) -> float:
    """A measure that must be there."""
    value = point.measures[measure]
    assert value is not None
    return value


def test_the_reference_case_as_it_is(found: Sensitivity) -> None:
    holds(found.base, 6.20, 13.76, "before")
    holds(found.base, 4.61, 15.96)
    assert 100 * number(found.base, "equity_irr_before_tax") == pytest.approx(13.28, abs=0.005)
    assert 100 * number(found.base, "equity_irr_after_tax") == pytest.approx(9.10, abs=0.005)
    assert found.base.measures["cycles_year_1"] == pytest.approx(632.5)
    assert found.base.measures["years_to_retirement"] == pytest.approx(9.49, abs=0.005)
    assert found.base.measures["first_replacement_year"] == 9
    assert found.base.measures["replacements"] == 1


@pytest.mark.parametrize(
    ("axis", "factor", "rate", "years"),
    [
        ("energy_price", 1.15, 7.30, 12.76),
        ("energy_price", 0.85, 1.61, None),
        ("system_cost", 0.85, 7.54, 12.54),
        ("system_cost", 1.15, 2.23, None),
    ],
)
def test_price_and_cost(
    found: Sensitivity, axis: str, factor: float, rate: float, years: float | None
) -> None:
    holds(at(found, axis, factor), rate, years)


@pytest.mark.parametrize(("factor", "rate"), [(0.85, 6.32), (1.15, 3.29)])
def test_capital_cost_alone(found: Sensitivity, factor: float, rate: float) -> None:
    value = number(at(found, "capex", factor), "irr_after_tax")
    assert 100 * value == pytest.approx(rate, abs=0.005)


@pytest.mark.parametrize(("factor", "saving"), [(0.85, 326_965), (1.15, 452_652)])
def test_the_energy_price_moves_the_part_that_floats(
    found: Sensitivity, factor: float, saving: float
) -> None:
    point = at(found, "energy_price", factor)
    assert point.measures["saving_year_1"] == pytest.approx(saving, abs=0.5)
    assert point.value == pytest.approx(factor * 0.44934)


def test_the_old_tariff(value: Valuer) -> None:
    base = Point(BASE, 1.0, None, "", value(OLD).measured())
    holds(base, 2.32, None, "before")
    holds(base, 1.74, None)
    assert base.measures["cycles_year_1"] == pytest.approx(330)
    assert base.measures["replacements"] == 0
    assert base.measures["first_replacement_year"] is None


@pytest.mark.parametrize(
    ("february", "cycles", "years"),
    [
        # One cycle in February, as its hours have it: the second crossing comes in year 18.
        ({}, 702, (9, 18)),
        # Two cycles on each day of the year, as if February had the hours of March.
        ({"months": [2]}, 730, (9, 17)),
    ],
)
def test_every_day_of_the_year(
    value: Valuer, february: dict[str, Any], cycles: float, years: tuple[int, ...]
) -> None:
    changes: dict[str, Any] = {
        "time.operating_days": 365,
        "ageing.replacement.kind": "year_of_crossing",
    }
    if february:
        march = read(NEW, "tariff.time_of_use.seasons.4").model_dump(exclude_unset=True)
        changes["tariff.time_of_use.seasons.1"] = march | february
    project = value(changed(NEW, changes)).project
    assert project is not None
    assert project.lifetime.cycles[0] == pytest.approx(cycles)
    assert project.lifetime.replacement_years == years


def test_each_step_is_dispatched_anew(found: Sensitivity, value: Valuer) -> None:
    """A second cycle earns 0.179 a kWh sold in winter, 0.216 else; 0.88 are sold of a kWh worn."""
    winter = at(found, "assets.battery.wear_per_kwh", 0.17)
    assert winter.measures["cycles_year_1"] == pytest.approx(577.5)
    store = value.run(changed(NEW, {"assets.battery.wear_per_kwh": 0.2})).stores["battery"]
    sold = float(NEW.horizon.weight @ store.discharge_kw) * NEW.horizon.hours
    assert sold / (0.88 * 1800) == pytest.approx(330)


def test_a_point_is_what_evaluate_says_of_the_case(found: Sensitivity) -> None:
    content = NEW.model_dump(exclude_unset=True)
    content["economics"]["loan"]["rate"] = 0.036 * 1.15
    project = evaluate(Case.of(content, "written")).projects["optimum"]
    assert project.cash is not None
    metrics, point = project.cash.metrics, at(found, "loan_rate", 1.15)
    assert point.measures["npv_after_tax"] == pytest.approx(metrics.project_after_tax.npv)
    assert point.measures["equity_irr_after_tax"] == pytest.approx(metrics.equity_after_tax.irr)
    assert point.measures["equity_irr_after_tax"] != found.base.measures["equity_irr_after_tax"]
    assert point.measures["npv_after_tax"] == found.base.measures["npv_after_tax"]


def test_money_alone_is_never_dispatched_again(found: Sensitivity, value: Valuer) -> None:
    solved: list[str] = []

    def counted(case: Case) -> Schedule:
        solved.append(case.name)
        return value.run(case)

    own = Valuer(Remembered(counted))
    own(NEW)
    as_it_is = len(solved)
    assert as_it_is > 1
    axes = [Axis(lever=name) for name in (*MONEY, "cycle_life")]
    moved = vary(NEW, [*axes, Axis(field="economics.discount_rate")], value=own)
    assert len(solved) == as_it_is
    assert at(moved, "capex", 0.85).measures == pytest.approx(at(found, "capex", 0.85).measures)
    assert len({number(point, "npv_after_tax") for point in moved.points}) == 13
    own.run(changed(NEW, {"assets.battery.energy_kwh": 1999}))
    assert len(solved) > as_it_is


def unsolved(_: Case) -> Schedule:
    raise AssertionError("a case was solved before all of them were checked")


@pytest.mark.parametrize(
    ("changes", "axis", "says"),
    [
        ({"economics.loan": None, "economics.equity_share": 1}, {"lever": "loan_rate"}, ("loan",)),
        ({"economics.loan.rate": 0}, {"lever": "loan_rate"}, ("needs economics.loan",)),
        ({"economics": None}, {"lever": "capex"}, ("needs economics.capex",)),
        ({"time.operating_days": None}, {"lever": "operating_days"}, ("time.operating_days",)),
        ({"ageing.law": "lfp-naumann"}, {"lever": "cycle_life"}, ("a number of cycles",)),
        ({}, {"lever": "efficiency", "factors": [1.15]}, ("efficiency × 1.15", "1.012")),
        ({}, {"lever": "system_cost", "values": [1]}, ("give it factors",)),
        ({}, {"field": "economics.loan.rat"}, ("has no 'rat'",)),
        ({}, {"field": "economics.loan.kind"}, ("equal_principal", "give it values")),
        ({}, {"field": "economics.host_share"}, ("is 0", "give it values")),
        ({}, {"field": "economics.loan.rate", "values": [0.03, 36]}, ("rate = 36", "not 36")),
        ({}, {"field": "economics.life_years", "values": [20]}, ("ageing.years 18",)),
    ],
)
def test_what_a_case_cannot_bear_is_refused_before_anything_is_solved(
    changes: dict[str, Any], axis: dict[str, Any], says: tuple[str, ...]
) -> None:
    if "economics.loan" in changes:
        changes |= {"economics.vat": None}
    case, what = changed(NEW, changes), Axis.of(axis, "axis")
    refused(vary, case, [what], lambda _: None, (), Valuer(unsolved), says=says)


def test_the_table_is_tidy(found: Sensitivity) -> None:
    table = found.to_frame()
    assert len(table) == 1 + 2 * 5 + 1
    assert list(table.columns) == ["axis", "value", "factor", *MEASURES]
    assert table["axis"].tolist()[0] == BASE
    assert set(table.dtypes[["factor", *MEASURES]]) == {np.dtype(float)}
    missing = [str(name) for name in MEASURES if table[name].isna().any()]
    assert missing == ["payback_before_tax_years", "payback_after_tax_years"]
    rates = table.loc[table["axis"] == "loan_rate", "value"].astype(float).tolist()
    assert rates == pytest.approx([0.0306, 0.0414])


def test_what_matters_most_comes_first(found: Sensitivity) -> None:
    assert found.headline == "npv_after_tax"
    ranked = found.ranked(found.headline)
    assert ranked[:3] == ("energy_price", "system_cost", "capex")
    assert ranked[-1] == "loan_rate"
    assert found.swing("loan_rate", "npv_after_tax") == 0
    ends = [number(at(found, "energy_price", f), "npv_after_tax") for f in (0.85, 1.15)]
    assert found.swing("energy_price", "npv_after_tax") == pytest.approx(ends[1] - ends[0])


DAYS: dict[str, Any] = {
    "name": "days",
    "tariff": "china/jiangxi/2025-07",
    "billing": "capacity",
    "connection": {"capacity_kva": 4000},
    "time": {"mode": "chain", "start": "2025-07-02T00:00", "periods": 48, "step_minutes": 60},
    "assets": [
        {"kind": "load", "name": "load", "profile": {"flat_kw": 3000}},
        {"model": "batteries/jiangxi-study", "name": "battery"},
    ],
}


def test_without_axes_every_lever_that_the_case_bears_is_moved() -> None:
    told: list[str] = []
    found = vary(Case.of(DAYS, "days"), (), told.append, (0.9, 1.2))
    assert found.axes == ("efficiency", "energy_price")
    assert [p.step for p in found.points] == ["× 0.9", "× 0.9", "× 1.2"]
    assert len(found.notes) == 1
    assert "efficiency × 1.2" in found.notes[0]
    assert told == [
        "planning days as it is",
        *(
            f"{n} of 3: {m}"
            for n, m in enumerate(
                ["efficiency × 0.9", "energy_price × 0.9", "energy_price × 1.2"], start=1
            )
        ),
    ]


def test_without_money_there_is_the_saving_and_nothing_else() -> None:
    case = Case.of(DAYS, "days")
    found = vary(case, [Axis(lever="energy_price")])
    assert list(found.base.measures) == ["saving_year_1"] == [found.headline]
    outcome = evaluate(case)
    assert found.base.measures["saving_year_1"] == pytest.approx(outcome.saving())
    assert found.swing("energy_price", "saving_year_1") > 0


def test_a_size_that_the_program_chooses_is_chosen_at_each_step() -> None:
    assets = [
        DAYS["assets"][0],
        DAYS["assets"][1] | {"energy_kwh": {"maximum": 4000, "price": 40}},
    ]
    case = Case.of(DAYS | {"assets": assets}, "days")
    found = vary(case, [Axis(field="assets.battery.energy_kwh.price", values=(1, 1e6))])
    assert at(found, "assets.battery.energy_kwh.price", 1e6).measures["saving_year_1"] == 0
    assert number(at(found, "assets.battery.energy_kwh.price", 1), "saving_year_1") > 0
