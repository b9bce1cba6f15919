"""What a user may write under `economics:`, and what is said of what he may not."""

from typing import Any

import numpy as np
import pytest

from optdispatch import catalog
from optdispatch.errors import InputError
from optdispatch.finance import Economics, Yearly, appraise
from optdispatch.finance.economics import SHELF

LEAST = {
    "life_years": 10,
    "discount_rate": 0.05,
    "capex": {"per_kwh": 1000},
    "om": {"share_of_capex": 0.02},
}


def economics(**fields: Any) -> Economics:
    """The least that can be written, and some fields."""
    return Economics.of(LEAST | fields, "case.yaml")


def yearly(**fields: Any) -> Yearly:
    """Ten years of a plant of 1 MW and 2 MWh."""
    ten = np.ones(10)
    given: dict[str, Any] = {
        "power_kw": 1000,
        "energy_kwh": 2000,
        "revenue": {"energy": 400_000 * ten},
        "discharged_kwh": 1e6 * ten,
        "replaced_kwh": 0 * ten,
    }
    return Yearly(**(given | fields))


LOAN = {"kind": "annuity", "rate": 0.04, "years": 5}
CELLS = {"per_kwh": 350, "accounting": "expensed", "funded_by": "equity"}
TAX = {"rate": 0.25, "losses": {"kind": "refunded"}}
SUBSIDY = {"kind": "per_kw_once", "name": "grant", "price_per_kw": 200, "year": 1}


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"life_years": 0}, "life_years: should be greater than 0, not 0"),
        ({"capex": 1.1}, "capex: 1.1 needs a unit: write per_kwh or per_kw or fixed"),
        ({"capex": {}}, "capex: has no price: write per_kwh or per_kw or fixed"),
        ({"capex": {"per_wh": 1.1}}, "capex: unknown 'per_wh'; nearest: per_kwh, per_kw"),
        ({"om": {"per_kwh": 50}}, "om: unknown 'per_kwh'; nearest: per_kwh_year, per_kw_year"),
        ({"replacement": 350}, "replacement: 350 needs a unit: write per_kwh or fixed_per_event"),
        ({"replacement": CELLS | {"cost": 350}}, "replacement: unknown 'cost'; "),
        ({"replacement": {"per_kwh": 350, "funded_by": "equity"}}, "accounting: is missing"),
        ({"replacement": CELLS | {"funded_by": "loan"}}, "funded by a loan, but there is no loan"),
        ({"equity_share": 0.2}, "equity_share 0.2 leaves 0.8 without a loan"),
        (
            {"equity_share": 0.2, "loan": LOAN | {"share": 0.7}},
            "equity_share 0.2 and loan.share 0.7 are 0.9, not 1",
        ),
        (
            {"equity_share": 0.2, "loan": LOAN | {"years": 11}},
            "a loan of 11 years outlasts the project of 10",
        ),
        ({"equity_share": 20}, "should be less than or equal to 1, not 20; a fraction such as 0.2"),
        ({"loan": LOAN | {"kind": "balloon"}}, "unknown kind 'balloon'; "),
        ({"loan": {"rate": 0.04, "years": 5}}, "loan: needs a `kind`"),
        ({"income_tax": TAX | {"rate": 25}}, "not 25; a fraction such as 0.25?"),
        ({"income_tax": TAX}, "income_tax needs depreciation"),
        ({"discount_rate": float("nan")}, "discount_rate: "),
        ({"other_revenues": [SUBSIDY | {"bears_vat": False, "year": 11}]}, "after the project"),
        ({"other_revenues": [SUBSIDY]}, "bears_vat: is missing"),
        ({"other_revenues": 2 * [SUBSIDY | {"bears_vat": False}]}, "are called 'grant'; rename"),
        ({"mode": {"kind": "shared_saving"}}, "nearest: shared_savings"),
        (
            {"mode": {"kind": "fixed_discount", "discount": 0.1, "contract_years": 11}},
            "mode ends in year 11, after the project of 10",
        ),
        (
            {
                "host_share": 0.1,
                "mode": {"kind": "owner_invested"},
            },
            "host_share and mode both share the savings; write one",
        ),
        (
            {
                "mode": {
                    "kind": "shared_savings",
                    "investor_share": 0.85,
                    "host_share": 0.1,
                    "contract_years": 5,
                }
            },
            "investor_share 0.85 and host_share 0.1 are 0.95, not 1",
        ),
        (
            {
                "mode": {
                    "kind": "shared_savings",
                    "investor_share": 0.85,
                    "contract_years": 5,
                    "steps": 2 * [{"from_year": 3, "investor_share": 0.5}],
                }
            },
            "steps should be in order of from_year, not [3, 3]",
        ),
        (
            {
                "mode": {
                    "kind": "lease_with_contract",
                    "lease": {"rate": 0.05, "years": 8, "payments_per_year": 4},
                    "contract": {"investor_share": 0.9, "contract_years": 7},
                }
            },
            "a lease of 8 years is longer than the contract of 7",
        ),
        (
            {
                "mode": {
                    "kind": "direct_lease",
                    "lease": {"rate": 5, "years": 8, "payments_per_year": 4},
                }
            },
            "a fraction such as 0.05?",
        ),
    ],
)
def test_one_line_says_what_is_wrong(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        economics(**fields)
    message = str(caught.value)
    assert message.startswith("case.yaml: ")
    assert complaint in message
    assert "\n" not in message
    assert len(message) < 200


def test_the_least_is_enough() -> None:
    cash = appraise(economics(), yearly())
    assert cash.metrics.roi is None
    assert cash.metrics.least_dscr is None
    assert cash.metrics.project_after_tax == cash.metrics.equity_before_tax
    assert cash.split is None


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"revenue": {"energy": np.ones(9)}}, "revenue 'energy' has 9 years, discharged_kwh 10"),
        ({"revenue": {"energy": np.full(10, np.nan)}}, "revenue 'energy' is nan in year 1"),
        ({"discharged_kwh": np.full(10, -1.0)}, "discharged_kwh is below 0 in year 1"),
        ({"discharged_kwh": np.full(10, 1e300)}, "1e\\+300 in year 1, which is no amount"),
        ({"power_kw": 0}, "power_kw should be a size above 0, not 0"),
        ({"energy_kwh": np.inf}, "energy_kwh should be a size above 0, not inf"),
        ({"replaced_kwh": np.ones((10, 1))}, "replaced_kwh should hold one number a year"),
    ],
)
def test_years_that_are_none(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        yearly(**fields)


def test_years_and_terms_must_fit() -> None:
    with pytest.raises(InputError, match=r"the plant runs 10 years, .* is 12"):
        appraise(economics(life_years=12), yearly())
    cells = np.array([0, 0, 5.0, *[0] * 7])
    with pytest.raises(InputError, match="new cells in year 3, but economics has no replacement"):
        appraise(economics(), yearly(replaced_kwh=cells))


@pytest.mark.parametrize("name", ["om", "residual_value", "ebit", "interest", "grant"])
def test_two_lines_of_one_name(name: str) -> None:
    grant = SUBSIDY | {"bears_vat": False}
    with pytest.raises(InputError, match=f"called '{name}'; rename one"):
        appraise(economics(other_revenues=[grant]), yearly(revenue={name: np.ones(10)}))


def test_a_changed_record_is_validated() -> None:
    assert economics().changed(life_years=12).life_years == 12
    with pytest.raises(InputError, match="outlasts"):
        economics(loan=LOAN, equity_share=0.5).changed(life_years=4)
    with pytest.raises(InputError, match="prices times -1"):
        economics().with_costs_times(-1)


def test_costs_times_a_factor() -> None:
    terms = economics(replacement=CELLS, insurance={"share_of_capex": 0.005, "fixed_per_year": 9})
    scaled = terms.with_costs_times(2)
    assert scaled.capex.per_kwh == 2000
    assert scaled.om.share_of_capex == 0.02
    assert scaled.insurance is not None
    assert (scaled.insurance.share_of_capex, scaled.insurance.fixed_per_year) == (0.005, 18)
    assert scaled.replacement is not None
    assert scaled.replacement.per_kwh == 700


@pytest.mark.parametrize("name", catalog.names(SHELF))
def test_every_entry_of_the_catalogue(name: str) -> None:
    """It loads, has a source, and says of each value where that comes from."""
    terms = Economics.load(name)
    assert terms.source
    assert terms.currency
    marks = ("printed", "law", "derived", "fitted", "assumed")
    text = (catalog.root() / SHELF / f"{name}.yaml").read_text(encoding="utf-8")
    for line in text.split("currency:")[1].splitlines()[1:]:
        field, _, mark = line.partition("#")
        if field.strip() and not field.rstrip().endswith(":"):
            assert mark.strip().startswith(marks), line


def test_the_schema_knows_every_mode() -> None:
    schema = Economics.model_json_schema()
    assert {"SharedSavings", "DirectLease", "OwnerInvested"} <= set(schema["$defs"])
