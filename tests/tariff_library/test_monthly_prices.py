"""Prices of a month laid over a tariff, from a file or written in place, and what is missing."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.tariff import Tariff
from optdispatch.tariff.monthly_prices import MonthlyPrices
from tests.doors import refused
from tests.sites import days
from tests.tariff_library.shelf import floating, load, prices

OCTOBER = {"energy_purchase": 0.4, "line_loss": 0.01, "system_operation": 0.06}
FILE = """\
name: what the grid company says
source: a test
confidence: medium
months:
  2026-10: {energy_purchase: 0.4, line_loss: 0.01, system_operation: 0.06}
  2026-11 to 2027-01: {energy_purchase: 0.5, line_loss: 0.01, system_operation: 0.06}
"""
CASE = """\
name: shop
tariff: {model: china/jiangxi/2026-08, choose: [single, 1-10 kV], monthly_prices: prices/mine.yaml}
time: {mode: month, year: 2026, month: 10, step_minutes: 60}
assets:
  - {kind: load, name: shop, profile: {flat_kw: 100}}
"""


def written(months: Any) -> MonthlyPrices:
    content = {"name": "p", "source": "s", "confidence": "high", "months": months}
    return MonthlyPrices.of(content, "p")


def laid(there: MonthlyPrices | None) -> Tariff:
    tariff = load("china/jiangxi/2026-08").pick("single", "1-10 kV")
    return tariff.model_copy(update={"monthly_prices": there})


def test_a_case_finds_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "mine.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(CASE, encoding="utf-8")
    case = Case.load(str(tmp_path / "shop.yaml"))
    bill = case.tariff.bill(np.full(len(case.horizon), 100.0), case.horizon)

    assert bill.lines["energy flat"] == pytest.approx(100 * 31 * 11 * (0.47 + 0.1716))
    assert any("what the grid company says" in note and "medium" in note for note in case.notes)


def test_a_tariff_of_ones_own_finds_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(FILE, encoding="utf-8")
    lines = ["choose: [single, 1-10 kV]", "monthly_prices: mine.yaml"]
    shipped = catalog.root() / "tariffs" / "china" / "jiangxi" / "2026-08.yaml"
    text = shipped.read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text("\n".join([*lines, text]), encoding="utf-8")

    found = Tariff.load(str(tmp_path / "own.yaml")).monthly_prices
    assert found is not None
    assert found.by_month["2027-01"]["energy_purchase"] == 0.5


def test_the_shipped_prices_are_laid_over_by_name() -> None:
    name = "china/jiangxi-2025-07"
    content = catalog.read("tariffs", "china/jiangxi/2025-07") | {"monthly_prices": name}
    tariff = Tariff.of(content, "t")

    assert tariff.monthly_prices is not None
    assert tariff.monthly_prices.months == {
        "2025-07": {"energy_purchase": 0.44934, "line_loss_and_system_operation": 0.0361}
    }


def test_a_month_goes_before_the_component_that_stands_in_the_file() -> None:
    price = floating(laid(None))
    there = prices(m2026_10=OCTOBER | {"td_energy": 0.2})

    assert price.at("flat", "2026-10", there) == pytest.approx(0.47 + 0.2)
    assert price.at("peak", "2026-10", there) == pytest.approx(0.47 + 0.2 + 0.4 * 0.6)


def test_no_prices_at_all_is_one_line() -> None:
    horizon = days(date(2026, 10, 1), date(2026, 10, 2), "Asia/Shanghai", 60, "china")

    refused(
        laid(None).bill,
        np.zeros(len(horizon)),
        horizon,
        says=("energy_purchase, line_loss, system_operation", "2026-10", "monthly_prices"),
    )


def test_months_that_are_missing_are_one_line() -> None:
    horizon = days(date(2026, 1, 1), date(2026, 12, 31), "Asia/Shanghai", 60, "china")
    some = {"energy_purchase": 0.4, "line_loss": 0.01}
    tariff = laid(prices(m2026_03=OCTOBER, m2026_04=some, m2026_10=OCTOBER))

    refused(
        tariff.bill,
        np.zeros(len(horizon)),
        horizon,
        says=(
            "no energy_purchase, line_loss, system_operation",
            "2026-01 to 2026-02, 2026-04 to 2026-09, 2026-11 to 2026-12",
            "there is 2026-03 to 2026-04, 2026-10",
        ),
    )


def test_a_component_that_the_tariff_does_not_have() -> None:
    there = {"name": "p", "source": "s", "confidence": "high", "months": {"2026-10": {"fee": 0.1}}}
    content = catalog.read("tariffs", "china/jiangxi/2026-08") | {"monthly_prices": there}

    refused(Tariff.of, content, "t", says=("monthly_prices", "no component 'fee'", "line_loss"))


def test_a_span_is_all_of_its_months() -> None:
    there = written({"2026-11 to 2027-02": {"a": 0.1}})

    assert list(there.by_month) == ["2026-11", "2026-12", "2027-01", "2027-02"]


@pytest.mark.parametrize(
    ("months", "says"),
    [
        ({"2026-13": {"a": 0.1}}, ("'2026-13'", "2026-10")),
        ({"October": {"a": 0.1}}, ("'October'", "2026-10")),
        ({"2026-10 to": {"a": 0.1}}, ("'2026-10 to'",)),
        ({"2026-10 to 2026-08": {"a": 0.1}}, ("ends before it begins",)),
        ({"2026-10": {"a": 0.1}, "2026-09 to 2026-11": {"a": 0.1}}, ("2026-10 stands twice",)),
        ({"2026-10": {}}, ("2026-10 has no component",)),
        ({}, ("months",)),
        ({"2026-10": {"a": "dear"}}, ("2026-10.a", "number", "'dear'")),
        ({"2026-10": {"a": float("nan")}}, ("2026-10.a", "finite")),
    ],
)
def test_months_that_are_none(months: Any, says: tuple[str, ...]) -> None:
    refused(written, months, says=says)


def test_every_shipped_file_loads() -> None:
    for name in catalog.names("models/monthly_prices"):
        there = MonthlyPrices.of(catalog.read("models/monthly_prices", name), name)
        assert there.source
        assert there.confidence == "high"
