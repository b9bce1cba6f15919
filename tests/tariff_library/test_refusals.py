"""Tariffs without prices are refused with the reason; so are rules for days that are none."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from optdispatch import catalog
from optdispatch.calendar import calendar
from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.tariff import Tariff, TimeOfUse
from optdispatch.tariff.prices.floating import Floating
from tests.doors import refused
from tests.sites import days
from tests.tariff_library.shelf import EVERY, floating, load

UNKNOWN = {
    "china/zhejiang/2026-08": "which components float",
    "china/anhui/2026-08": "which components float",
    "china/hunan/2026-08": "which components float",
    "china/sichuan/2026-08": "which components float",
    "china/hubei/2026-08": "the ratios",
    "china/zhejiang/2024-03": "ratios, float base",
}
PRICE = {
    "components": {"a": 0.4, "b": 0.1},
    "float_base": ["a"],
    "ratios": {"peak": 1.5, "flat": 1},
}
MONTH = {"mode": "month", "year": 2026, "month": 10, "step_minutes": 60}


def site(tariff: Any, **fields: Any) -> Case:
    load_ = {"kind": "load", "name": "load", "profile": {"flat_kw": 100}}
    content = {"name": "site", "tariff": tariff, "time": MONTH, "assets": [load_]}
    return Case.of(content | fields, "site.yaml")


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_province_without_prices_is_refused_with_the_reason(name: str) -> None:
    whole = load(name)
    one = {"model": name, "choose": ["two-part", "1-10 kV"]} if whole.choices else name
    variant = whole.pick("two-part", "1-10 kV") if whole.choices else whole

    refused(site, one, says=("site.yaml: tariff: ", "has no prices", UNKNOWN[name]))
    refused(variant.elect, None, says=("has no prices", UNKNOWN[name]))
    with pytest.raises(InputError, match="not known"):
        floating(variant).at("peak", "2026-10")


def test_unpriced_are_those_whose_base_or_ratios_are_not_known_and_beijing_in_two_parts() -> None:
    unpriced = {(name, v.chosen) for name, v in EVERY if v.unpriced}
    unknown = {
        (n, v.chosen) for n, v in EVERY if not (floating(v).float_base and floating(v).ratios)
    }
    beijing = {
        ("china/beijing/2026-08", ("two-part", v)) for v in ("1-10 kV", "35-110 kV", "220 kV")
    }

    assert unpriced == unknown | beijing
    assert {name for name, _ in unknown} == set(UNKNOWN)


def test_no_price_slips_through_a_bill() -> None:
    """Without the sentence in the file, the price itself refuses."""
    horizon = days(date(2026, 10, 1), date(2026, 10, 1), "Asia/Shanghai", 60, "china")
    for name in UNKNOWN:
        whole = load(name)
        variant = whole.variants[0] if whole.variants else whole
        bare = variant.model_copy(update={"unpriced": "", "billing": {}})
        refused(bare.bill, np.zeros(24), horizon, says=("not known",))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"float_base": ["c"]}, ("float_base names 'c'", "a, b")),
        ({"monthly": ["a"]}, ("'a' stands twice",)),
        ({"monthly": ["c", "c"]}, ("'c' stands twice",)),
        ({"ratios": [{"months": [1, 2], "ratios": {"peak": 1}}]}, ("month 3 stands never",)),
        ({"ratios": [{"months": [*range(1, 13), 5], "ratios": {}}]}, ("month 5 stands twice",)),
        ({"ratios": {"peak": -1}}, ("peak", "greater than or equal to 0")),
    ],
)
def test_prices_that_do_not_stand(fields: dict[str, Any], says: tuple[str, ...]) -> None:
    refused(Floating.of, PRICE | fields, "price", says=says)


def test_a_price_of_no_month_or_period() -> None:
    by_month = [{"months": list(range(1, 13)), "ratios": {"peak": 1.5}}]

    refused(Floating.of(PRICE | {"ratios": by_month}, "p").at, "peak", says=("needs its month",))
    refused(Floating.of(PRICE, "p").at, "peek", says=("no ratio", "'peek'", "peak"))


def test_a_period_without_a_ratio_in_its_month_has_no_price() -> None:
    content = catalog.read("tariffs", "china/shanghai/2026-08") | {"choose": ["single", "1-10 kV"]}
    price = content["charges"][0]["price"]
    lost = [{"months": [*range(1, 13)], "ratios": {"peak": 1.2, "flat": 1.0}}]
    charge = content["charges"][0] | {"price": price | {"ratios": lost}}

    refused(Tariff.of, content | {"charges": [charge]}, "t", says=("no price", "'valley'"))
    some = [{"months": [1], "ratios": {"peak": 1.2, "valley": 0.5, "flat": 1.0}}]
    some.append({"months": [*range(2, 13)], "ratios": {"peak": 1.2, "flat": 1.0}})
    known = {"components": {"energy_purchase": 0.4}, "float_base": ["energy_purchase"]}
    charge = content["charges"][0] | {"price": known | {"ratios": some}}
    tariff = Tariff.of(content | {"charges": [charge]}, "t")
    horizon = days(date(2026, 2, 1), date(2026, 2, 1), "Asia/Shanghai", 60, "china")
    refused(tariff.bill, np.zeros(24), horizon, says=("no ratio", "'valley'", "2026-02"))


def test_a_tariff_without_charges() -> None:
    content = catalog.read("tariffs", "demo/two-rate") | {"charges": []}

    refused(Tariff.of, content, "t", says=("charges: there is none",))


SEASON = {"months": list(range(1, 13)), "windows": {}}
DEEP = {"override": {"deep": ["12:00-14:00"]}}


def special(*rules: Any) -> TimeOfUse:
    content = {"rest": "flat", "seasons": [SEASON], "special_days": rules}
    return TimeOfUse.of(content, "time_of_use")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (DEEP, ("need a condition", "`dates`")),
        (DEEP | {"between": ["02-30", "03-01"]}, ("'02-30'", "07-15")),
        (DEEP | {"between": ["7-1", "03-01"]}, ("'7-1'", "07-15")),
        (DEEP | {"day_list": "hot days"}, ("'hot days'", "`day_lists`")),
        (DEEP | {"first_days": 0}, ("first_days", "greater than 0")),
        (
            {"months": [1], "override": {"a": ["08:00-12:00"], "b": ["11:30-13:00"]}},
            ("11:30", "twice"),
        ),
    ],
)
def test_rules_that_do_not_stand(rule: Any, says: tuple[str, ...]) -> None:
    refused(special, rule, says=says)


@pytest.mark.parametrize(
    ("conditions", "held"),
    [
        ({"dates": []}, set()),
        ({"dates": ["2026-10-03", "2026-10-20"]}, {3, 20}),
        ({"days": ["holiday"]}, {1, 2, 3, 4, 5, 6, 7}),
        ({"days": ["rest day"]}, {11, 17, 18, 24, 25, 31}),
        ({"days": ["holiday"], "first_days": 2}, {1, 2}),
        ({"blocks": ["National Day"], "least_days": 7}, {1, 2, 3, 4, 5, 6, 7}),
        ({"least_days": 8}, set()),
        ({"blocks": ["Spring Festival"]}, set()),
        ({"months": [9]}, set()),
        ({"between": ["10-30", "01-02"]}, {30, 31}),
        ({"between": ["10-30", "01-02"], "days": ["workday"]}, {30}),
    ],
)
def test_conditions_hold_together(conditions: Any, held: set[int]) -> None:
    """October 2026: National Day is 1 to 7, and Saturday 10 is worked."""
    use = special(DEEP | conditions)
    deep = use.periods.index("deep")
    days_of = {n for n in range(1, 32) if deep in use.day(date(2026, 10, n), calendar("china"))}

    assert days_of == held


def test_a_later_rule_goes_before_others() -> None:
    use = special(DEEP | {"months": [10]}, {"months": [10], "override": {"sharp": ["13:00-15:00"]}})
    index = use.day(date(2026, 10, 20), calendar("china"))

    assert [use.periods[index[60 * h]] for h in (12, 13, 14, 15)] == [
        "deep",
        "sharp",
        "sharp",
        "flat",
    ]


def hot(**fields: Any) -> Tariff:
    choose = {"choose": ["single", "1-10 kV", "Huizhou"]}
    return Tariff.of(catalog.read("tariffs", "china/guangdong/2026-08") | choose | fields, "hot")


def test_a_list_of_days_is_known_by_its_name() -> None:
    given = hot(day_lists={"hot days": ["2026-06-21"]})
    again = Tariff.of({name: getattr(given, name) for name in Tariff.model_fields}, "again")

    assert again == given
    assert given.time_of_use is not None
    assert given.time_of_use.special_days[0].dates == (date(2026, 6, 21),)
    assert given.gaps == ()
    assert hot().gaps[0].startswith("hot days: ")


def test_a_changed_list_of_days_changes_the_hours() -> None:
    fields = {name: getattr(hot(), name) for name in Tariff.model_fields}
    changed = Tariff.of(fields | {"day_lists": {"hot days": [date(2026, 6, 22)]}}, "changed")

    assert changed.time_of_use is not None
    assert changed.time_of_use.special_days[0].dates == (date(2026, 6, 22),)


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ({}, ("no list 'hot days'",)),
        ({"hot day": []}, ("no list 'hot days'", "hot day")),
        ({"hot days": [], "cold days": []}, ("no rule", "'cold days'")),
        ({"hot days": ["21 June"]}, ("hot days", "'21 June'")),
    ],
)
def test_lists_of_days_that_are_none(lists: Any, says: tuple[str, ...]) -> None:
    refused(lambda: hot(day_lists=lists), says=says)


def test_rules_that_are_records_already_are_as_good_as_written_ones() -> None:
    whole = hot(day_lists={"hot days": ["2026-06-21"]})
    use = whole.time_of_use
    assert use is not None
    fields = {name: getattr(whole, name) for name in Tariff.model_fields}
    parts = {"rest": "flat", "seasons": use.seasons, "special_days": use.special_days}

    assert Tariff.of(fields | {"time_of_use": parts}, "again") == whole


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ({"blocks": ["Spring Festival", "National Day"]}, "Spring Festival, National Day"),
        ({"first_days": 3, "months": [5, 10]}, "the first 3 days of a holiday block; months 5, 10"),
        ({"least_days": 3}, "holiday blocks of 3 days or more"),
        ({"between": ["12-15", "01-31"], "days": ["workday"]}, "workdays; 12-15 to 01-31"),
        ({"dates": ["2026-06-21"]}, "2026-06-21"),
        ({"dates": [], "day_list": "hot days"}, "hot days: no date is given"),
    ],
)
def test_conditions_in_words(conditions: Any, told: str) -> None:
    assert special(DEEP | conditions).special_days[0].when == told
