"""The best size of whole cases."""

import numpy as np
import pytest

from optdispatch import Case, Infeasible
from optdispatch.asset import Free
from optdispatch.case.sizing import Sizing
from optdispatch.study.sizing import Pace, Sized, size
from optdispatch.study.sizing.annual import with_battery
from optdispatch.study.valuation import Valuer
from tests.doors import refused
from tests.study.sizing.conftest import demand_site

KW, KWH = 125.0, 261.2
NPV, IRR = "npv_after_tax", "irr_after_tax"


def npv(case: Case, kw: float, kwh: float, value: Valuer) -> float:
    """The NPV of a size, of a case that was written with it."""
    cabinets = {
        "model": "batteries/cabinet-125kw-261kwh",
        "name": "cabinets",
        "power_kw": kw,
        "energy_kwh": kwh,
    }
    others = tuple(a for a in case.assets if a.name != "cabinets")
    found = value(case.changed(assets=(*others, cabinets))).measured()[NPV]
    assert found is not None
    return found


def test_the_factory_of_jiangxi() -> None:
    """One cabinet more or one fewer is worse, run by itself."""
    case = Case.load("factory-jiangxi")
    paces: list[Pace] = []
    found = size(case, progress=paces.append, map_steps=0)
    best, n = found.best, found.best.place[0]
    assert best.place == (n, n)
    assert [best.power_kw, best.energy_kwh] == pytest.approx([n * KW, n * KWH])
    value = Valuer()
    there = {m: npv(case, m * KW, m * KWH, value) for m in (n - 1, n, n + 1)}
    assert there[n] == pytest.approx(best.told(NPV), rel=1e-9)
    assert there[n - 1] < there[n] > there[n + 1]
    assert {p.place for p in found.neighbours} == {(n - 1, n - 1), (n + 1, n + 1)}
    assert all(found.beats(p) for p in found.neighbours)
    assert all(found.beats(p) for p in found.points if p.fits and p.place != best.place)
    # The two ways: of all that was run, nothing costs less in year 1 than free sizes do.
    assert found.check.holds
    assert found.guide.bound == pytest.approx(found.guide.cost, rel=1e-8)
    assert paces[-1].done == len(found.points) - 1
    assert paces[-1].per_second > 0


def test_power_and_energy_apart(in_hours: Case, value: Valuer) -> None:
    """None of the eight neighbours is better, and what is as good is no smaller."""
    found = size(in_hours, Sizing(steps="apart"), map_steps=0, value=value)
    i, j = found.best.place
    assert {p.place for p in found.neighbours} == {
        (a, b) for a in (i - 1, i, i + 1) for b in (j - 1, j, j + 1)
    } - {(i, j)}
    best = npv(in_hours, i * KW, j * KWH, value)
    for a, b in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
        assert npv(in_hours, a * KW, b * KWH, value) <= best * (1 + 1e-9)
        # Power costs nothing in these terms, so more of it can be as good.
        assert a > i or npv(in_hours, a * KW, b * KWH, value) < best
    whole = size(in_hours, map_steps=0, value=value)
    assert (found.best.told(NPV) or 0) >= (whole.best.told(NPV) or 0)
    assert found.gain(NPV, 1, 0) == pytest.approx(
        npv(in_hours, (i + 1) * KW, j * KWH, value) - best
    )


@pytest.mark.parametrize("best", ["irr", "payback", "bill"])
def test_other_goals(best: str, in_hours: Case, value: Valuer) -> None:
    found = size(in_hours, Sizing.of({"best": best}, "a test"), map_steps=0, value=value)
    goal = found.terms.goal
    had = (p.told(goal.number) for p in found.points if p.fits)
    every = [goal.sign * number for number in had if number is not None]
    assert goal.sign * (found.best.told(goal.number) or 0) == max(every)
    if best == "irr":  # savings are concave: the first cabinet earns most
        assert found.best.place == (1, 1)
    if best == "bill":  # and no cabinets are cheaper than any size can be
        assert (found.best.told("yearly_cost") or 0) >= found.guide.bound


def test_limits_hold(in_hours: Case, value: Valuer) -> None:
    def of(**limits: float) -> Sized:
        return size(in_hours, Sizing.of(limits, "a test"), map_steps=0, value=value)

    paid = of(budget=4.99 * KWH * 1100)
    assert paid.best.place == (4, 4)
    earns = of(min_irr=0.13)
    irrs = {p.place[0]: p.told(IRR) or 0 for p in earns.points if len(set(p.place)) == 1}
    n = earns.best.place[0]
    assert irrs[n] >= 0.13 > irrs[n + 1]
    counted = of(most_cabinets=2)
    assert counted.best.place == (2, 2)
    assert counted.terms.lattice.greatest == (2 * KW, 2 * KWH)
    ground = Sizing.of(
        {
            "cabinet": {"power_kw": KW, "energy_kwh": KWH, "area_m2": 4},
            "max_area_m2": 13,
        },
        "a test",
    )
    assert size(in_hours, ground, map_steps=0, value=value).best.place == (3, 3)


def test_any_size_near_the_free_one(value: Valuer) -> None:
    """By the bill, the search over any sizes ends next to the program's."""
    asked = Sizing(best="bill", steps="any", max_power_kw=200, max_energy_kwh=600)
    found = size(demand_site(), asked, map_steps=0, value=value)
    lattice, guide = found.terms.lattice, found.guide
    assert abs(found.best.power_kw - guide.power_kw) <= 2 * lattice.step_kw
    assert abs(found.best.energy_kwh - guide.energy_kwh) <= 2 * lattice.step_kwh
    assert found.best.told("yearly_cost") == pytest.approx(guide.cost, rel=1e-4)
    assert any("in steps of" in note for note in found.notes)


def test_the_map_the_frontier_and_the_margins(in_hours: Case, value: Valuer) -> None:
    found = size(in_hours, map_steps=3, value=value)
    powers, energies = found.map
    assert len(powers) == len(energies) == 3
    assert {(i, j) for i in powers for j in energies} <= {p.place for p in found.points}
    capital = [p.capex for p in found.frontier]
    worth = [p.told(NPV) or 0 for p in found.frontier]
    assert capital == sorted(set(capital))
    assert worth == sorted(set(worth))
    assert worth[-1] == found.best.told(NPV)
    # One more of a size that is a right-hand side of a linear program is worth ever less.
    for worths in ([m.of_kw for m in found.margins], [m.of_kwh for m in found.margins]):
        assert (np.diff(worths) <= 1e-6 * max(worths)).all()
    table = found.to_frame()
    assert len(table) == len(found.points)
    assert {"power_kw", "energy_kwh", "capex", "fits", NPV, "yearly_cost"} <= set(table)


def test_a_size_that_serves_nobody_is_left_out(value: Valuer) -> None:
    """Behind a narrow connection a small battery cannot carry the peak."""
    plain = demand_site()
    limit = float(plain.net_kw(plain.horizon).max()) - 30
    case = plain.changed(connection={"import_limit_kw": limit})
    asked = Sizing(cabinet={"power_kw": 20, "energy_kwh": 60}, max_power_kw=100)
    found = size(case, asked, map_steps=0, value=value)
    failed = [p for p in found.points if p.why]
    assert failed
    assert all(p.place < found.best.place and not p.fits for p in failed)
    assert any("do not serve the site" in note for note in found.notes)


def test_what_is_not_worth_building_is_said(value: Valuer) -> None:
    case = demand_site()
    dear = case.economics.with_costs_times(20) if case.economics else None
    found = size(case.changed(economics=dear), Sizing(max_power_kw=100, best="npv", cabinet={
        "power_kw": 50, "energy_kwh": 100}), map_steps=0, value=value)  # fmt: skip
    assert found.best.place == (1, 1)
    assert any("nothing is worth building" in note for note in found.notes)


def test_a_case_says_its_own_limits() -> None:
    sizing = {"best": "irr", "most_cabinets": 3}
    case = Case.load("factory-jiangxi").changed(sizing=sizing)
    assert case.sizing == Sizing.of(sizing, "a test")
    free = with_battery(case, power_kw=Free(maximum=500, price=1))
    assert free.sizing == case.sizing


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"max_power_kw": 100}, ("not even 125 kW and 261.2 kWh are within the limits",)),
        ({"budget": 1000}, ("within the limits",)),
        ({"max_area_m2": 10}, ("needs a cabinet with its `area_m2`",)),
    ],
)
def test_limits_that_leave_nothing(
    limits: dict[str, float], says: tuple[str, ...], in_hours: Case
) -> None:
    refused(size, in_hours, Sizing.of(limits, "a test"), says=says)


def test_what_cannot_be_sized() -> None:
    case = Case.load("factory-jiangxi")
    refused(size, case.changed(economics=None), says=("sizes need `economics`",))
    both = (*case.assets, case.storages[0].model_copy(update={"name": "other"}))
    refused(size, case.changed(assets=both), says=("one battery can be sized, not 2",))
    refused(size, demand_site(), Sizing(steps="apart"), says=("no cabinet to count in",))
    refused(size, demand_site(), Sizing(budget=4000), says=("does not even pay", "capex.fixed"))
    refused(Sizing.of, {"steps": "any", "most_cabinets": 3}, "sizing", says=("drop one of them",))


def test_an_irr_that_no_size_earns(in_hours: Case, value: Valuer) -> None:
    with pytest.raises(Infeasible, match=r"no size earns an IRR of 50.00 %; it is \d+.\d+ % at"):
        size(in_hours, Sizing(min_irr=0.5), map_steps=0, value=value)


def test_the_smallest_is_told_apart_from_the_best(in_hours: Case, value: Valuer) -> None:
    found = size(in_hours, Sizing(best="irr", most_cabinets=2), map_steps=0, value=value)
    assert any("the first kWh earn most" in note for note in found.notes)
