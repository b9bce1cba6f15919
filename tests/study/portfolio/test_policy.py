"""Policies: what becomes of a bill line by line, and what just earns a hurdle."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optdispatch as od
from optdispatch.case.paths import changed, read
from optdispatch.finance.irr import internal_rates
from optdispatch.study import OPTIMUM, WITHOUT
from optdispatch.study.portfolio import Effects, Policy, PolicyPlan, effects
from optdispatch.study.portfolio.break_even import (
    CAPEX,
    FACTOR,
    RATIO,
    SIDE,
    BreakEven,
    RatioRange,
    Root,
    root,
    with_capex,
)
from optdispatch.study.portfolio.policy import AS_IS
from optdispatch.study.portfolio.redraw import replaced, spread, widest
from optdispatch.study.valuation import Valuer
from optdispatch.tariff import Tariff
from tests.doors import refused
from tests.study.portfolio.portfolios import BROKEN, SMALL, day, rows, written

SPREAD = {"spread": 1.2}
HOURS = {
    "name": "nights only",
    "hours": {
        "rest": "flat",
        "seasons": [
            {
                "months": [*range(1, 13)],
                "windows": {"peak": ["16:00-22:00"], "valley": ["00:00-06:00"]},
                "override": {"sharp": ["18:00-20:00"], "deep valley": ["02:00-04:00"]},
            }
        ],
    },
}
POLICIES = [
    {"every_tariff": "all", "choose": ["two-part", "1-10 kV"]},
    HOURS,
    {"name": "dear", "ratios": {"peak": 1.9, "sharp": 2.2}},
    SPREAD,
]


def asked(folder: Path, **fields: Any) -> Path:
    """A file of two sites' days, of which one is broken."""
    sites = [{"name": "site", "case": day(folder)}, BROKEN]
    content = {"name": "asked", "sites": sites, "policies": POLICIES, **fields}
    return written(folder, content)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Effects:
    folder = tmp_path_factory.mktemp("policies")
    plan = PolicyPlan(Policy.load(str(asked(folder))))
    return effects(plan, rows(plan)[1])


def test_bill_lines_add_up_to_the_saving(found: Effects) -> None:
    """And gains by line to the gain; `saving_year_1` is the valuer's own."""
    there = found.of("site")

    assert there[0].policy == AS_IS
    assert {e.policy for e in there} >= {"nights only", "dear", "spread 1.2", "demo/spot-two-part"}
    for effect in there:
        assert sum(effect.saved.values()) == pytest.approx(effect.saving, abs=1e-6)
        assert effect.saving == pytest.approx(effect.numbers["saving_year_1"], rel=1e-9, abs=1e-6)
        assert sum(found.gains(effect).values()) == pytest.approx(found.gain(effect), abs=1e-6)
        assert effect.saving > 0
    assert found.gain(there[0]) == found.more(there[0]) == 0
    assert [e.saving for e in there[1:]] == sorted((e.saving for e in there[1:]), reverse=True)


def test_what_cannot_be_solved_is_named(found: Effects) -> None:
    assert "CNY" in found.errors["site", "demo/two-rate"]
    assert {site for site, _ in found.errors} == {"site", "broken"}
    assert ("broken", AS_IS) in found.errors
    assert "no price was given" in found.plan.asked.left_out["china/jiangxi/2026-08"]


def test_the_ledger_is_that_of_a_plan(tmp_path: Path) -> None:
    day(tmp_path)
    case = od.Case.load(str(tmp_path / "site.yaml"))
    plan = PolicyPlan(Policy.load(str(asked(tmp_path, policies=[SPREAD]))))
    (effect, _) = effects(plan, rows(plan)[1]).of("site")
    ledger = od.evaluate(case).ledger.drop(index=["total", "saving"])

    assert effect.before == pytest.approx(ledger[WITHOUT].to_dict(), abs=1e-6)
    assert effect.after == pytest.approx(ledger[OPTIMUM].to_dict(), abs=1e-6)


def test_policies_change_what_they_say() -> None:
    case = od.Case.load("jiangxi-2025")
    policy = Policy.of({"name": "p", "sites": [BROKEN], "policies": POLICIES}, "p")
    ratios = "tariff.charges.0.price.ratios"

    def after(name: str) -> od.Case:
        redraw = policy.called[name]
        assert redraw is not None
        return changed(case, redraw.changes(name, case))

    was = read(case, ratios)
    assert read(after("dear"), ratios) == was | {"peak": 1.9, "sharp": 2.2}
    assert read(after("spread 1.2"), ratios) == pytest.approx(
        {p: 1 + 1.2 * (r - 1) for p, r in was.items()}
    )
    assert read(after("nights only"), "tariff.time_of_use.seasons.0.months") == (*range(1, 13),)
    old = after("china/jiangxi/old-study")
    assert (old.tariff, old.billing) == (
        Tariff.load("china/jiangxi/old-study").elect("capacity"),
        "capacity",
    )


@cache
def jiangxi() -> tuple[od.Case, Valuer]:
    return od.Case.load("jiangxi-2025"), Valuer()


IRRS = {
    "project_before_tax": "irr_before_tax",
    "project_after_tax": "irr_after_tax",
    "equity_after_tax": "equity_irr_after_tax",
}


@pytest.mark.parametrize("hurdle", [0.03, 0.08])
@pytest.mark.parametrize("flow", list(IRRS))
def test_the_break_even_capex_earns_the_hurdle(flow: str, hurdle: float) -> None:
    case, value = jiangxi()
    numbers = BreakEven(hurdle_irr=hurdle, flow=flow).numbers(case, value)
    factor = numbers[FACTOR]
    assert factor is not None
    valued = value(with_capex(case, factor))

    assert valued.measured()[IRRS[flow]] == pytest.approx(hurdle, abs=1e-6)
    assert numbers[CAPEX] == pytest.approx(factor * 1100 * 2000)


@pytest.mark.parametrize(("period", "low", "high"), [("peak", 1.0, 3.0), (None, 0.5, 2.0)])
def test_the_break_even_ratio_earns_the_hurdle(period: str | None, low: float, high: float) -> None:
    case, value = jiangxi()
    ratio = RatioRange(period=period, low=low, high=high)
    found = BreakEven(hurdle_irr=0.06, ratio=ratio).numbers(case, value)[RATIO]
    assert found is not None
    again = value(ratio.at(case, found))

    assert low < found < high
    assert again.measured()["irr_after_tax"] == pytest.approx(0.06, abs=1e-6)
    assert again.cash is not None
    assert internal_rates(again.cash.project.after_tax) == pytest.approx((0.06,), abs=1e-6)


def test_where_nothing_breaks_even_it_says_which_side() -> None:
    case, value = jiangxi()
    for hurdle, low, high, side in ((0.05, 0.1, 0.2, 1.0), (0.5, 0.9, 1.1, -1.0)):
        asked = BreakEven(hurdle_irr=hurdle, capex_factor_low=low, capex_factor_high=high)
        numbers = asked.numbers(case, value)
        assert (numbers[FACTOR], numbers[CAPEX]) == (None, None)
        assert numbers[SIDE.format(FACTOR)] == side
    assert root(lambda x: -1.0 if x < 0.4 else 1.0, 0.0, 1.0) == Root(None, 0)
    assert root(lambda x: x**3 - 0.3**3, 0.0, 1.0).x == pytest.approx(0.3, abs=1e-9)
    of_no_period = RatioRange(period="midnight", low=0.5, high=1.0)
    assert RATIO not in BreakEven(hurdle_irr=0.05, ratio=of_no_period).numbers(case, value)


def test_ratios_are_never_below_nothing() -> None:
    case, _ = jiangxi()

    assert widest(case) == pytest.approx(1 / (1 - 0.3))
    assert np.isclose(spread(case, widest(case))["tariff.charges.0.price.ratios"]["deep valley"], 0)
    refused(spread, case, 1.5, says=("deep valley", "below nothing"))
    refused(replaced, case, {"noon": 1.0}, says=("no ratio for 'noon'", "deep valley"))
    refused(spread, od.Case.load("process-plant"), 1.1, says=("no price that floats",))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"policies": []}, ("policies",)),
        ({"policies": [{"tarif": "x"}]}, ("needs one of", "`tariff`", "`spread`")),
        ({"policies": [{"tariff": "china/jiangxi"}]}, ("no 'china/jiangxi' in tariffs",)),
        ({"policies": [{"every_tariff": "chian"}]}, ("no tariff's name begins", "nearest")),
        ({"policies": [{"every_tariff": "china/anhui"}]}, ("none can be priced", "float")),
        ({"policies": [SPREAD, SPREAD]}, ("two policies are called 'spread 1.2'",)),
        ({"policies": [{"name": AS_IS, "ratios": {"peak": 2}}]}, ("two policies", AS_IS)),
        ({"product": SMALL}, ("one number of cabinets",)),
        (
            {"sites": [{"name": "a", "meter": "m.csv", "tariff": "t"}], "time": "year"},
            ("time",),
        ),
        ({"break_even": {"hurdle_irr": 6}}, ("hurdle_irr",)),
        (
            {"break_even": {"hurdle_irr": 0.06, "ratio": {"low": 2, "high": 1}}},
            ("low 2 is not below",),
        ),
        (
            {"break_even": {"hurdle_irr": 0.06, "capex_factor_low": 20}},
            ("capex_factor_low 20 is not below",),
        ),
    ],
)
def test_files_that_cannot_be_used(
    fields: dict[str, Any], says: tuple[str, ...], tmp_path: Path
) -> None:
    refused(Policy.load, str(asked(tmp_path, **fields)), says=says)


def test_a_case_without_money_has_no_break_even(tmp_path: Path) -> None:
    plan = PolicyPlan(Policy.load(str(asked(tmp_path, break_even={"hurdle_irr": 0.06}))))
    case = plan.case(next(plan.points()))
    refused(plan.numbers, case, says=("needs ageing and economics",))
