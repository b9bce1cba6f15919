"""The Jiangxi study beside ours: 江西电力 2025(06), 35-38, run from its case files."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from optdispatch.report.replication import page
from optdispatch.study.replication import Replicated, Replication, Result, replicate
from optdispatch.study.valuation import Valuer
from tests.doors import refused

PAGE = Path(__file__).parents[2] / "docs" / "replication.md"
NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")
IRR = ("irr_before_tax", "irr_after_tax")
PAYBACK = ("payback_before_tax_years", "payback_after_tax_years")


@pytest.fixture(scope="module")
def found(value: Valuer) -> Replicated:
    return replicate(Replication.load("jiangxi-2025"), value=value)


def ours(
    found: Replicated, scenario: str, measure: str, reading: str = "reading B"
) -> float | None:
    """What a scenario comes to under a reading."""
    for section, results in zip(found.replication.sections, found.results, strict=True):
        for result in results:
            row = result.row
            if (row.scenario, row.measure) == (scenario, measure) and reading in section.readings:
                return result.ours[section.readings.index(reading)]
    raise LookupError(f"{scenario}, {measure}, {reading}")


def section(found: Replicated, title: str) -> tuple[Result, ...]:
    """The results of a section."""
    both = zip(found.replication.sections, found.results, strict=True)
    return next(results for section, results in both if section.title == title)


REFERENCE: list[tuple[str, str, float | None]] = [
    ("new", "irr_before_tax", 6.20),
    ("new", "irr_after_tax", 4.61),
    ("new", "payback_before_tax_years", 13.76),
    ("new", "payback_after_tax_years", 15.96),
    ("price +15 %", "irr_after_tax", 7.30),
    ("price +15 %", "payback_after_tax_years", 12.76),
    ("price -15 %", "irr_after_tax", 1.61),
    ("price -15 %", "payback_after_tax_years", None),
    ("cost -15 %", "irr_after_tax", 7.54),
    ("cost -15 %", "payback_after_tax_years", 12.54),
    ("cost +15 %", "irr_after_tax", 2.23),
    ("capex -15 %", "irr_after_tax", 6.32),
    ("capex +15 %", "irr_after_tax", 3.29),
    ("old", "irr_before_tax", 2.32),
    ("old", "irr_after_tax", 1.74),
    ("old", "payback_before_tax_years", None),
    ("old", "payback_after_tax_years", None),
    ("new", "equity_irr_before_tax", 13.28),
    ("new", "equity_irr_after_tax", 9.10),
    ("new", "years_to_retirement", 9.49),
]


@pytest.mark.parametrize(("scenario", "measure", "number"), REFERENCE)
def test_the_reference_set(
    found: Replicated, scenario: str, measure: str, number: float | None
) -> None:
    """To 0.01 points and 0.01 years, as another program computed them from the formulas."""
    value = ours(found, scenario, measure)
    if number is None:
        assert value is None
    else:
        assert value is not None
        assert (100 if "irr" in measure else 1) * value == pytest.approx(number, abs=0.005)


@pytest.mark.parametrize(
    ("scenario", "measure", "number"),
    [
        ("new", "cycles_year_1", 632.5),
        ("old", "cycles_year_1", 330),
        ("new", "first_replacement_year", 9),
        ("new", "replacements", 1),
        ("old", "replacements", 0),
    ],
)
def test_cycles_and_replacement(
    found: Replicated, scenario: str, measure: str, number: float
) -> None:
    assert ours(found, scenario, measure) == pytest.approx(number)


@pytest.mark.parametrize(
    ("reading", "new", "old"),
    [
        # The study's hours would earn 442,964, if 2,045 kWh went into two hours of 1 MW.
        ("reading A", 442_458, 326_920),
        ("reading B", 389_808, 287_690),
        ("reading C", 415_537, 306_679),
    ],
)
def test_revenues_of_the_readings(found: Replicated, reading: str, new: float, old: float) -> None:
    assert ours(found, "new", "saving_year_1", reading) == pytest.approx(new, abs=0.6)
    assert ours(found, "old", "saving_year_1", reading) == pytest.approx(old, abs=0.6)


PRINTED = {
    ("new", "irr_before_tax"): 0.0671,
    ("new", "irr_after_tax"): 0.0440,
    ("new", "payback_before_tax_years"): 13.5,
    ("new", "payback_after_tax_years"): 16.5,
    ("old", "irr_before_tax"): 0.0288,
    ("old", "irr_after_tax"): 0.0143,
    ("old", "payback_before_tax_years"): "none",
    ("old", "payback_after_tax_years"): "none",
    ("price +15 %", "irr_after_tax"): 0.0721,
    ("price +15 %", "payback_after_tax_years"): 13.0,
    ("price -15 %", "irr_after_tax"): 0.0134,
    ("price -15 %", "payback_after_tax_years"): "none",
    ("cost -15 %", "irr_after_tax"): 0.0902,
    ("cost -15 %", "payback_after_tax_years"): 11.4,
    ("cost +15 %", "irr_after_tax"): 0.0047,
}


@pytest.mark.parametrize("title", ["Results", "Three readings of the round trip"])
def test_each_printed_result_is_there_with_its_place(found: Replicated, title: str) -> None:
    rows = [r.row for r in section(found, title) if r.row.printed is not None]
    assert {(row.scenario, row.measure): row.printed for row in rows} == PRINTED
    assert all(row.place for row in rows)


def test_printed_prices_are_met_to_the_last_digit(found: Replicated) -> None:
    """Table 1: flat 0.6626925, of which 0.44934 float; before July 2025, 0.59984."""
    results = section(found, "Prices")
    ratios = {"sharp": 0.8, "peak": 0.6, "flat": 0, "valley": -0.6, "deep valley": -0.7}
    table = {("new", p): 0.6626925 + 0.44934 * r for p, r in ratios.items()}
    table |= {
        ("old", p): 0.6626925 + 0.59984 * r
        for p, r in {"peak": 0.5, "flat": 0, "valley": -0.5}.items()
    }
    printed = {
        (r.row.scenario, r.row.measure.removeprefix("price of ")): r.row.printed for r in results
    }
    assert printed == pytest.approx(table, abs=1e-12)
    for result in results:
        assert result.residual == pytest.approx(0, abs=1e-12)


def test_residuals_are_ours_less_the_printed(found: Replicated) -> None:
    results = {(r.row.scenario, r.row.measure): r for r in section(found, "Results")}
    tax = results["new", "irr_after_tax"]
    assert tax.residual == pytest.approx(0.0461 - 0.0440, abs=5e-5)
    assert results["old", "payback_after_tax_years"].agrees_on_none
    assert results["new", "saving_year_1"].residual is None
    costs = {"cost -15 %", "cost +15 %"}
    points = [r.residual for k, r in results.items() if k[0] not in costs and k[1] in IRR]
    years = [r.residual for k, r in results.items() if k[0] not in costs and k[1] in PAYBACK]
    assert max(abs(p) for p in points if p is not None) < 0.006
    assert max(abs(y) for y in years if y is not None) < 0.55


def test_the_statement_that_fits_best_misses_only_the_costs(found: Replicated) -> None:
    results = section(found, "The statement that fits best")
    for result in results:
        if result.row.printed is None or result.row.scenario.startswith("cost"):
            continue
        if result.row.printed == "none":
            assert result.agrees_on_none
        else:
            assert result.residual is not None
            assert abs(result.residual) < (0.0013 if result.row.unit == "rate" else 0.17)
    missed = [r.residual for r in results if r.row.scenario.startswith("cost")]
    assert len(missed) == 3
    assert all(miss is not None and abs(miss) > 0.014 for miss in missed)


def test_price_and_cost_cannot_both_be_as_printed(found: Replicated) -> None:
    """What 15 % less of the price takes from the revenue is more than 1 - 1/1.15."""
    price, cost = (
        ours(found, "price -15 %", "irr_after_tax"),
        ours(found, "cost +15 %", "irr_after_tax"),
    )
    before, after = (ours(found, s, "saving_year_1") for s in ("new", "price -15 %"))
    assert None not in {price, cost, before, after}
    assert after / before == pytest.approx(1 - 0.15 * 1.0748, abs=1e-4)  # type: ignore[operator]
    assert after / before < 1 / 1.15  # type: ignore[operator]
    assert price < cost  # type: ignore[operator]
    assert PRINTED["price -15 %", "irr_after_tax"] > PRINTED["cost +15 %", "irr_after_tax"]  # type: ignore[operator]


def test_what_is_called_equity_does_not_move_like_one(found: Replicated) -> None:
    title = "What cannot be met: the equity does not behave like an equity"
    rows = {(r.row.scenario, r.row.measure): r for r in section(found, title)}
    base = rows["new", "equity_irr_after_tax"]
    for step in ("price +15 %", "price -15 %"):
        moved = rows[step, "equity_irr_after_tax"]
        assert abs(moved.ours[0] - base.ours[0]) > 0.09  # type: ignore[operator]
        assert abs(moved.row.printed - base.row.printed) < 0.035  # type: ignore[operator]


def test_the_page_in_the_docs_is_what_comes_out(found: Replicated) -> None:
    """Word for word; a number may differ by one in its last digit, which a solver may round."""
    fresh, kept = page(found), PAGE.read_text(encoding="utf-8")
    assert NUMBER.sub("#", fresh) == NUMBER.sub("#", kept), "make it anew: optdispatch replicate"
    for now, then in zip(NUMBER.findall(fresh), NUMBER.findall(kept), strict=True):
        last = 10.0 ** -len(then.partition(".")[2])
        assert abs(amount(now) - amount(then)) < 1.5 * last, f"{then} has become {now}"


def amount(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


SMALL: dict[str, Any] = {
    "name": "small",
    "title": "Small",
    "source": "A study",
    "text": "Words.",
    "scenarios": {"new": {"case": "jiangxi-2025"}},
    "readings": {"usual": {}},
    "sections": [
        {
            "title": "Prices",
            "readings": ["usual"],
            "rows": [
                {
                    "what": "sharp",
                    "scenario": "new",
                    "measure": "price of sharp",
                    "printed": 1.02,
                    "place": "page 1",
                }
            ],
        }
    ],
}
ROW = SMALL["sections"][0]["rows"][0]


def with_row(**fields: Any) -> dict[str, Any]:
    """The small replication with another row."""
    return SMALL | {"sections": [SMALL["sections"][0] | {"rows": [ROW | fields]}]}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (with_row(scenario="newer"), ("sharp: no scenario 'newer'", "nearest: new")),
        (with_row(measure="irr_after_taxes"), ("no measure", "nearest: irr_after_tax")),
        (with_row(place=""), ("sharp: a printed number needs its place",)),
        (with_row(printed="never"), ("printed",)),
        (SMALL | {"readings": {}}, ("no reading 'usual'", "there is none")),
        (SMALL | {"sections": [SMALL["sections"][0] | {"readings": []}]}, ("names no reading",)),
        (SMALL | {"sections": []}, ("sections",)),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(
    content: dict[str, Any], says: tuple[str, ...]
) -> None:
    refused(Replication.of, content, "small", says=says)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scenarios": {"new": {"case": "jiangxy"}}}, ("no 'jiangxy' in models/cases",)),
        (
            {"scenarios": {"new": {"case": "jiangxi-2025", "levers": {"capx": 2}}}},
            ("no lever 'capx'", "capex"),
        ),
        ({"readings": {"usual": {"fields": {"asets.0": 1}}}}, ("no field 'asets'", "assets")),
        (with_row(measure="price of dawn"), ("no period 'dawn'",)),
    ],
)
def test_a_case_that_cannot_be_moved_is_refused(
    changes: dict[str, Any], says: tuple[str, ...], value: Valuer
) -> None:
    content = Replication.of(SMALL | changes, "small")
    refused(lambda: replicate(content, value=value), says=says)


def test_a_case_without_money_has_no_return(value: Valuer) -> None:
    fields = {"economics": None}
    content = with_row(measure="irr_after_tax") | {"readings": {"usual": {"fields": fields}}}
    refused(
        lambda: replicate(Replication.of(content, "small"), value=value),
        says=("jiangxi-2025 has no irr_after_tax", "economics"),
    )


def test_a_file_beside_the_user_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(SMALL), encoding="utf-8")
    assert Replication.load(str(path)).title == "Small"
