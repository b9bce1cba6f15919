"""NREL's System Advisor Model, module Singleowner, as an independent cash flow.

Revenue is the price of a million kWh a year; new cells are a cost of their year; the books
are written down by a custom schedule; a loss is refunded, and the salvage is taxed in full.
Its internal rate of return stops at about 3e-7.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import PySAM.Singleowner as Singleowner
import pytest

from optdispatch.finance import Economics, Yearly, appraise
from optdispatch.finance.yearly import FloatArray

LIFE, ENERGY = 18, 1e6

NOTHING = """
    inflation_rate cost_debt_closing cost_debt_fee cost_other_financing dscr_reserve_months
    months_working_reserve months_receivables_reserve reserves_interest construction_financing_cost
    equip1_reserve_cost equip2_reserve_cost equip3_reserve_cost property_tax_rate insurance_rate
    prop_tax_cost_assessed_percent prop_tax_assessed_decline ppa_escalation om_fixed_escal
    om_capacity_escal om_production_escal depr_alloc_macrs_5_percent depr_alloc_macrs_15_percent
    depr_alloc_sl_5_percent depr_alloc_sl_15_percent depr_alloc_sl_20_percent
    depr_alloc_sl_39_percent debt_option ppa_multiplier_model system_use_lifetime_output
    cp_capacity_payment_type cp_capacity_payment_esc cp_battery_nameplate
"""
OUTPUTS = """
    cf_debt_payment_interest cf_debt_payment_principal cf_debt_payment_total cf_cash_for_ds
    cf_project_return_pretax cf_project_return_aftertax project_return_aftertax_irr
    project_return_aftertax_npv
"""


def sam(revenue: FloatArray, costs: FloatArray, payment_option: int) -> dict[str, Any]:
    """The reference plant in Singleowner: 80 % debt at 3.6 % over 15 years, 25 % tax."""
    model = Singleowner.new()
    values = dict.fromkeys(NOTHING.split(), 0) | {
        "analysis_period": LIFE,
        "federal_tax_rate": [25],
        "state_tax_rate": [0],
        "real_discount_rate": 3,
        "debt_percent": 80,
        "term_int_rate": 3.6,
        "term_tenor": 15,
        "payment_option": payment_option,
        "equip1_reserve_freq": 12,
        "equip2_reserve_freq": 12,
        "equip3_reserve_freq": 12,
        "salvage_percentage": 5,
        "system_capacity": 1000,
        "total_installed_cost": 2.2e6,
        "ppa_soln_mode": 1,
        "ppa_price_input": list(revenue / ENERGY),
        "flip_target_percent": 5,
        "flip_target_year": LIFE,
        "om_fixed": list(costs),
        "om_capacity": [0],
        "om_production": [0],
        "depr_alloc_custom_percent": 100,
        "depr_custom_schedule": [100 / LIFE] * LIFE,
        "gen": [ENERGY / 8760] * 8760,
        "degradation": [0],
        "dispatch_tod_factors": [1] * 9,
        "dispatch_sched_weekday": [[1] * 24] * 12,
        "dispatch_sched_weekend": [[1] * 24] * 12,
        "cp_capacity_payment_amount": [0],
        "cp_capacity_credit_percent": [0],
        "cp_system_nameplate": 1,
    }
    for name, value in values.items():
        model.value(name, value)
    model.execute(0)
    return {name: np.array(model.value(name)) for name in OUTPUTS.split()}


@pytest.mark.parametrize("replaced", [9, None])
@pytest.mark.parametrize(("kind", "payment_option"), [("annuity", 0), ("equal_principal", 1)])
def test_agrees(
    terms: Economics,
    study: Callable[..., Yearly],
    kind: str,
    payment_option: int,
    replaced: int | None,
) -> None:
    economics = terms.changed(
        vat=None,
        loan={"kind": kind, "rate": 0.036, "years": 15},
        income_tax={"rate": 0.25, "losses": {"kind": "refunded"}},
        depreciation={"years": LIFE},
        replacement={"per_kwh": 350, "accounting": "expensed", "funded_by": "equity"},
    )
    yearly = study(replaced=replaced)
    cash = appraise(economics, yearly)
    lines, equity, metrics = cash.equity.lines, cash.equity, cash.metrics
    costs = 100_000 + 350 * yearly.replaced_kwh
    theirs = sam(yearly.revenue["energy"], costs, payment_option)

    def agree(ours: FloatArray, name: str) -> None:
        np.testing.assert_allclose(ours, theirs[name], rtol=0, atol=0.05)

    agree(-lines["interest"], "cf_debt_payment_interest")
    agree(-lines["principal"], "cf_debt_payment_principal")
    agree(equity.before_tax, "cf_project_return_pretax")
    agree(equity.after_tax, "cf_project_return_aftertax")
    assert len(metrics.equity_after_tax.irrs) == 1
    theirs_irr = theirs["project_return_aftertax_irr"] / 100
    assert metrics.equity_after_tax.irr == pytest.approx(theirs_irr, abs=1e-6)
    agree(np.array(metrics.equity_after_tax.npv), "project_return_aftertax_npv")

    served = slice(1, 16)
    dscr = np.array(metrics.dscr[served], dtype=float)
    available = dscr * theirs["cf_debt_payment_total"][served] - equity.income_tax[served]
    np.testing.assert_allclose(available, theirs["cf_cash_for_ds"][served], rtol=0, atol=0.05)
