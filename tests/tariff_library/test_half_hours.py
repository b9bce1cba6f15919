"""The periods of every shipped tariff, half-hour by half-hour and day by day."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import numpy as np
import pytest
import yaml

from optdispatch import catalog
from optdispatch.calendar import calendar
from optdispatch.tariff import Tariff, TimeOfUse
from tests.tariff_library.shelf import EVERY, NAMES, load, variants

HERE = Path(__file__).parent
ROWS = yaml.safe_load((HERE / "half_hours.yaml").read_text(encoding="utf-8"))
LETTERS = {"sharp": "S", "peak": "P", "flat": "F", "valley": "V", "deep valley": "D"}
CHINA = calendar("china")
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]
FESTIVALS = (
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 10, 1), date(2026, 10, 7)),
)
"""Spring Festival, Labour Day and National Day: 国办发明电〔2024〕12号 and 〔2025〕7号."""


def drawn(use: TimeOfUse | None, day: date) -> str:
    """The period of each half-hour by its letter; every minute of a half-hour is in one."""
    assert use is not None
    minutes = use.day(day, CHINA)
    assert minutes.shape == (1440,)
    halves = minutes.reshape(48, 30)
    assert (halves == halves[:, :1]).all()
    return "".join(LETTERS[use.periods[i]] for i in halves[:, 0])


def over(half_hours: str, letter: str, *hours: tuple[float, float]) -> str:
    """Half-hours with some hours in another period."""
    slots = np.array(list(half_hours))
    for first, last in hours:
        slots[int(2 * first) : int(2 * last)] = letter
    return "".join(slots)


def expected(row: Any, day: date) -> str:
    return next(str(text) for text, months in row["months"].items() if day.month in months)


def one(name: str, *options: str) -> Tariff:
    return next(v for v in variants(name) if set(options) <= set(v.chosen))


def is_festival(day: date) -> bool:
    return any(first <= day <= last for first, last in FESTIVALS)


def is_rest_day(day: date) -> bool:
    """A day of a weekend that is no holiday and not worked, says another calendar."""
    off, holiday = chinese_calendar.get_holiday_detail(day)
    return bool(off) and holiday is None


def is_holiday(day: date) -> bool:
    off, holiday = chinese_calendar.get_holiday_detail(day)
    return bool(off) and holiday is not None


PLAIN = [row for row in ROWS if "jiangxi" not in row["tariff"] and "zhejiang" not in row["tariff"]]


def test_every_tariff_of_the_fourth_cycle_has_its_hours_transcribed() -> None:
    shipped = set(NAMES) - {"china/jiangxi/2025-07", "china/jiangxi/old-study"}

    assert {row["tariff"] for row in ROWS} == shipped


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row["source"])
def test_each_day_of_two_years(row: Any) -> None:
    supplies = row.get("supplies", [])
    of = [v for v in variants(row["tariff"]) if not supplies or v.chosen[0] in supplies]
    distinct = [
        use
        for n, use in enumerate(v.time_of_use for v in of)
        if use not in [v.time_of_use for v in of[:n]]
    ]

    assert len(distinct) == 1
    for day in DAYS:
        assert drawn(distinct[0], day) == expected(row, day), day


@pytest.mark.parametrize(
    ("name", "hours"), [("china/jiangxi/2026-08", (12, 14)), ("china/zhejiang/2024-03", (10, 14))]
)
def test_deep_valley_of_the_three_festivals(name: str, hours: tuple[float, float]) -> None:
    """赣发改价管〔2025〕463号; 浙发改价格〔2024〕21号."""
    row = next(row for row in ROWS if row["tariff"] == name)
    for day in DAYS:
        usual = expected(row, day)
        assert drawn(load(name).time_of_use, day) == (
            over(usual, "D", hours) if is_festival(day) else usual
        ), day


def test_jiangxi_as_of_2025_has_the_same_hours() -> None:
    row = next(row for row in ROWS if row["tariff"] == "china/jiangxi/2026-08")
    day = date(2026, 2, 10)

    assert drawn(load("china/jiangxi/2025-07").time_of_use, day) == expected(row, day)


def test_zhejiang_has_the_first_three_days_of_two_festivals() -> None:
    """浙发改价格〔2026〕112号: all of Spring Festival, three days of Labour and National Day."""
    row = next(row for row in ROWS if row["tariff"] == "china/zhejiang/2026-08")
    use = load("china/zhejiang/2026-08").time_of_use
    for day in DAYS:
        begins = next((a for a, b in FESTIVALS if a <= day <= b), None)
        deep = begins is not None and (begins.month < 5 or (day - begins).days < 3)
        usual = expected(row, day)
        assert drawn(use, day) == (over(usual, "D", (9, 15)) if deep else usual), day


def test_deep_valley_of_large_industry_in_shanghai() -> None:
    """沪发改价管〔2024〕28号: holidays, and days of rest but in January, July, August, December."""
    row = next(row for row in ROWS if row.get("supplies") == ["two-part"])
    use = one("china/shanghai/2026-08", "two-part industry").time_of_use
    for day in DAYS:
        deep = is_holiday(day) or (is_rest_day(day) and day.month in {2, 3, 4, 5, 6, 9, 10, 11})
        usual = expected(row, day)
        assert drawn(use, day) == (over(usual, "D", (0, 6), (22, 24)) if deep else usual), day


@pytest.mark.parametrize(
    ("day", "deep"),
    [
        (date(2025, 10, 8), True),  # the last day of the National Day block
        (date(2025, 10, 11), False),  # a Saturday that is worked
        (date(2025, 10, 12), True),  # a Sunday
        (date(2026, 2, 14), False),  # a Saturday that is worked, before Spring Festival
        (date(2026, 2, 15), True),  # a Sunday, the first day of Spring Festival
        (date(2026, 7, 4), False),  # a Saturday in July
        (date(2026, 1, 2), True),  # a Friday, within New Year
    ],
)
def test_shanghai_on_real_dates(day: date, deep: bool) -> None:
    assert (
        "D" in drawn(one("china/shanghai/2026-08", "two-part industry").time_of_use, day)
    ) is deep


def test_industry_in_jiangsu_has_sharp_hours_and_a_deep_valley() -> None:
    """苏发改价格发〔2025〕426号, as transcribed second-hand."""
    row = next(row for row in ROWS if row["tariff"] == "china/jiangsu/2026-08")
    use = one("china/jiangsu/2026-08", "two-part industry").time_of_use
    for day in DAYS:
        half_hours = expected(row, day)
        if day.month in {7, 8}:
            half_hours = over(half_hours, "S", (14, 15), (19.5, 21.5))
        if day.month in {1, 12}:
            half_hours = over(half_hours, "S", (18, 20))
        if is_holiday(day):
            half_hours = over(half_hours, "D", (10, 14))
        assert drawn(use, day) == half_hours, day


@pytest.mark.parametrize(
    ("day", "change"),
    [
        (date(2026, 7, 14), None),
        (date(2026, 7, 15), ("S", (20, 22))),
        (date(2026, 8, 31), ("S", (20, 22))),
        (date(2026, 12, 14), None),
        (date(2026, 12, 15), ("S", (19, 21))),
        (date(2025, 1, 27), ("S", (19, 21))),
        (date(2026, 6, 20), ("D", (11, 15))),  # Dragon Boat has three days in 2026
        (date(2024, 6, 10), None),  # and one in 2024
    ],
)
def test_industry_in_anhui_has_rules_between_days_and_by_length(
    day: date, change: tuple[str, tuple[float, float]] | None
) -> None:
    """皖发改价格〔2025〕302号."""
    row = next(row for row in ROWS if row["tariff"] == "china/anhui/2026-08")
    usual = expected(row, day)
    use = one("china/anhui/2026-08", "two-part industry").time_of_use

    assert drawn(use, day) == (over(usual, change[0], change[1]) if change else usual)


def test_hot_days_in_guangdong_are_given_by_the_user() -> None:
    """粤发改价格〔2021〕331号: sharp on any other day on which Guangzhou reaches 35 °C."""
    row = next(row for row in ROWS if row["tariff"] == "china/guangdong/2026-08")
    hot, next_day = date(2026, 6, 21), date(2026, 6, 22)
    content = catalog.read("tariffs", row["tariff"]) | {"day_lists": {"hot days": [hot]}}
    use = Tariff.of(content, "hot").time_of_use
    usual = expected(row, hot)

    assert (
        drawn(use, hot) == over(usual, "S", (11, 12), (15, 17)) == expected(row, date(2026, 7, 1))
    )
    assert drawn(use, next_day) == usual


def test_every_minute_of_every_kind_of_day_is_in_one_period() -> None:
    seen: list[TimeOfUse] = []
    for _, variant in EVERY:
        if variant.time_of_use is None or variant.time_of_use in seen:
            continue
        seen.append(variant.time_of_use)
        kinds = set()
        for day in (date(2026, month, n) for month in range(1, 13) for n in range(1, 29)):
            index = variant.time_of_use.day(day, CHINA)
            assert index.shape == (1440,)
            assert 0 <= index.min() <= index.max() < len(variant.time_of_use.periods)
            kinds.add((day.month, CHINA.kind(day)))
        assert len({month for month, kind in kinds if kind == "workday"}) == 12
    assert len(seen) >= 20
