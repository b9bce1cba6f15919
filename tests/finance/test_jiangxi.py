"""The Jiangxi study: 江西电力 2025(06), 35-38, rebuilt.

The revenues of year 1 are those of the charge-basis reading: 1800 kWh bought, 1584 kWh sold a
cycle. The returns and paybacks were computed from the study's statement formulas by a program
that is not this one; how far they are from what the study prints is its replication's matter.
"""

from collections.abc import Callable

import pytest

from optdispatch.finance import Economics, Split, Worth, Yearly, appraise

Study = Callable[..., Yearly]

LEASE = {
    "rate": 0.05,
    "years": 8,
    "payments_per_year": 4,
    "deposit_share": 0.05,
    "fee_share": 0.02,
    "buyout_price": 100,
}


def percent(worth: Worth) -> float:
    """The one rate of return, in percent."""
    assert len(worth.irrs) == 1
    return 100 * worth.irrs[0]


def holds(worth: Worth, rate: float, years: float | None) -> None:
    """To 0.01 points and 0.01 years."""
    assert percent(worth) == pytest.approx(rate, abs=0.005)
    if years is None:
        assert worth.payback_years is None
    else:
        assert worth.payback_years == pytest.approx(years, abs=0.005)


def test_new_tariff(terms: Economics, study: Study) -> None:
    metrics = appraise(terms, study()).metrics
    holds(metrics.project_before_tax, 6.20, 13.76)
    holds(metrics.project_after_tax, 4.61, 15.96)
    assert percent(metrics.equity_before_tax) == pytest.approx(13.28, abs=0.005)
    assert percent(metrics.equity_after_tax) == pytest.approx(9.10, abs=0.005)


def test_old_tariff(terms: Economics, study: Study) -> None:
    metrics = appraise(terms, study(287_690, cycles=330, replaced=None)).metrics
    holds(metrics.project_before_tax, 2.32, None)
    holds(metrics.project_after_tax, 1.74, None)


@pytest.mark.parametrize(
    ("revenue", "rate", "years"), [(326_965, 1.61, None), (452_652, 7.30, 12.76)]
)
def test_energy_price(
    terms: Economics, study: Study, revenue: float, rate: float, years: float | None
) -> None:
    holds(appraise(terms, study(revenue)).metrics.project_after_tax, rate, years)


@pytest.mark.parametrize(("factor", "rate", "years"), [(0.85, 7.54, 12.54), (1.15, 2.23, None)])
def test_system_cost(
    terms: Economics, study: Study, factor: float, rate: float, years: float | None
) -> None:
    cash = appraise(terms.with_costs_times(factor), study())
    holds(cash.metrics.project_after_tax, rate, years)


@pytest.mark.parametrize(("per_kwh", "rate"), [(935, 6.32), (1265, 3.29)])
def test_capital_cost(terms: Economics, study: Study, per_kwh: float, rate: float) -> None:
    cash = appraise(terms.changed(capex={"per_kwh": per_kwh}), study())
    assert percent(cash.metrics.project_after_tax) == pytest.approx(rate, abs=0.005)


def test_price_and_cost_cannot_both_be_as_printed(terms: Economics, study: Study) -> None:
    """Money has no scale: 15 % more cost is 1/1.15 of the revenue, and no more than that.

    So a return after a price fall that costs 16.1 % of the revenue lies below the return
    after a cost rise of 15 %; the study prints 1.34 above 0.47 %.
    """
    dearer = appraise(terms.with_costs_times(1.15), study()).metrics.project_after_tax
    poorer = appraise(terms, study(389_808 / 1.15)).metrics.project_after_tax
    cheaper = appraise(terms, study(326_965)).metrics.project_after_tax
    assert percent(dearer) == pytest.approx(percent(poorer), rel=1e-9)
    assert percent(cheaper) < percent(dearer)


def split_of(economics: Economics, study: Study, **mode: object) -> Split:
    """Split the reference project by a mode."""
    split = appraise(economics.changed(mode=mode), study()).split
    assert split is not None
    return split


def test_contract(untaxed: Economics, study: Study) -> None:
    mode = {"kind": "shared_savings", "investor_share": 0.85, "contract_years": 15}
    metrics = appraise(untaxed.changed(mode=mode), study()).metrics
    assert percent(metrics.project_before_tax) == pytest.approx(7.48, abs=0.005)
    assert percent(metrics.parties["investor"]) == pytest.approx(1.25, abs=0.005)
    assert metrics.parties["host"].irr is None
    assert metrics.parties["host"].payback_years == 0


def test_lease(untaxed: Economics, study: Study) -> None:
    split = split_of(untaxed, study, kind="direct_lease", lease=LEASE)
    assert split.figures["rent"] == pytest.approx(83_837, abs=0.5)
    assert split.figures["effective_rate"] == pytest.approx(0.0619, abs=5e-5)


def test_a_lease_with_a_contract_does_not_carry_itself(untaxed: Economics, study: Study) -> None:
    contract = {"investor_share": 0.9, "contract_years": 15}
    split = split_of(untaxed, study, kind="lease_with_contract", lease=LEASE, contract=contract)
    assert split.coverage[1] == pytest.approx(0.75, abs=0.005)
    assert max(ratio for ratio in split.coverage if ratio is not None) < 1
    assert [ratio is None for ratio in split.coverage] == [True] + 8 * [False] + 10 * [True]
