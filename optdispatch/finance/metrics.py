"""What a flow is worth, and the ratios by which a project is judged.

    NPV  = Σ_t F_t·(1 + d)^-t                                                 (M1)
    IRR  : Σ_t F_t·(1 + IRR)^-t = 0                                           (M2)
    W_t  = Σ_{s ≤ t} F_s·(1 + d)^-s                                           (M3)
    PB   = a + T + W_T/(W_T - W_{T+1}) ,  T the last year in which W_T < 0    (M4)
    ROI  = mean_{t ≥ 1} EBIT_t / C                                            (M5)
    LCOS = Σ_t (cost_t - RV_t)·(1 + d)^-t / Σ_t Q_t·(1 + d)^-t                (M6)
    DSCR_t = (F_t - tax_t + drawn_t)/(I_t + P_t)                              (M7)
    BCR  = Σ_t benefit_t·(1 + d)^-t / Σ_t cost_t·(1 + d)^-t                   (M8)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
F_t           flow at the end of year t                         currency      flow
d             rate of discount; 0 for the static payback        1/year        rate
PB, a         payback; years counted before year 0              years         payback, lead
EBIT_t        profit before interest and income tax             currency      ebit
C             capital cost                                      currency      capex
W_t           worth of the flow up to year t                    currency      W
cost_t,       what goes out and comes in, above zero            currency      cost, benefit
benefit_t
RV_t          residual value                                    currency      residual
Q_t           energy discharged in year t                       kWh           discharged
I_t, P_t      interest and principal                            currency      debt.service
============  ================================================  ============  ================

A payback is reached when the flow is paid back *for good*: where new cells put it under water
again, the earlier crossing does not count. (M6) and (M8) are before income tax, with costs as
paid; (M6) leaves VAT out, and the cost of charging unless it is named. In (M7) the tax is the
one that is owed after interest, and F_t the project's flow before tax, new cells included.

Sources: (M1) to (M4), (M8): W. Short, D. Packey and T. Holt, A Manual for the Economic
Evaluation of Energy Efficiency and Renewable Energy Technologies, NREL/TP-462-5173, 1995.
(M1) to (M5), (M7): 建设项目经济评价方法与参数 (Methods and Parameters for the Economic
Evaluation of Construction Projects), 3rd edition, NDRC and Ministry of Construction,
发改投资〔2006〕1325号. (M6): O. Schmidt et al., Joule 3 (1), 2019, 81-100,
doi:10.1016/j.joule.2018.12.008.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from optdispatch.finance.costs import Fraction
from optdispatch.finance.irr import ROUNDING, internal_rates, the_rate
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun


class PaybackFrom(Noun):
    """Where a payback is counted from."""

    lead_years: float = Field(
        default=0.0, ge=0, le=20, description="Years before year 0, such as construction."
    )


class StaticPayback(PaybackFrom):
    """Money is counted, not discounted."""

    kind: Literal["static"] = "static"


class DiscountedPayback(PaybackFrom):
    """Money is discounted."""

    kind: Literal["discounted"] = "discounted"
    rate: Fraction = Field(description="Rate of discount. [1/year]")


AnyPayback = Annotated[StaticPayback | DiscountedPayback, Field(discriminator="kind")]


@dataclass(frozen=True)
class Worth:
    """What one flow is worth to whom it belongs. None: there is no such number."""

    npv: float
    irrs: tuple[float, ...]
    """Every internal rate of return, in rising order; more than one is worth a warning."""
    static_payback_years: float | None
    discounted_payback_years: float | None
    payback_years: float | None
    """The one of the two that the case goes by."""

    @property
    def irr(self) -> float | None:
        """The rate of return, where one can be named: see `irr.the_rate`."""
        return the_rate(self.irrs)


@dataclass(frozen=True)
class Metrics:
    """What the project is worth, to itself, to its equity and to each party."""

    project_before_tax: Worth
    project_after_tax: Worth
    equity_before_tax: Worth
    equity_after_tax: Worth
    roi: float | None
    lcos_per_kwh: float | None
    """Without the cost of charging. [currency/kWh]"""
    lcos_with_charging_per_kwh: float | None
    """None also where the cost of charging was not given. [currency/kWh]"""
    dscr: tuple[float | None, ...]
    """Of years 0 … N; None where no debt is served."""
    benefit_cost_ratio: float | None
    parties: Mapping[str, Worth]
    """Of each party of the investment mode, before tax."""

    @property
    def least_dscr(self) -> float | None:
        """The debt service coverage of the worst year."""
        return min((ratio for ratio in self.dscr if ratio is not None), default=None)


def present_value(flow: FloatArray, rate: float) -> float:
    """(M1), of a flow of shape (N + 1,). [currency]"""
    return float(flow @ (1 + rate) ** -np.arange(float(flow.size)))


def payback(flow: FloatArray, rate: float = 0.0, lead: float = 0.0) -> float | None:
    """(M3) and (M4), linear within the year; None if the flow never pays back. [years]

    >>> payback(np.array([-100.0, 40.0, 40.0, 40.0])), payback(np.array([-100.0, 40.0]))
    (2.5, None)
    """
    discounted = flow * (1 + rate) ** -np.arange(float(flow.size))
    W = np.cumsum(discounted)
    short = np.flatnonzero(-ROUNDING * np.abs(discounted).sum() > W)
    if not short.size:
        return 0.0
    last = int(short[-1])
    if last == flow.size - 1:
        return None
    return lead + last + min(float(W[last] / (W[last] - W[last + 1])), 1.0)


def worth(flow: FloatArray, discount_rate: float, by: StaticPayback | DiscountedPayback) -> Worth:
    """(M1) to (M4), of a flow of shape (N + 1,)."""
    rate = by.rate if isinstance(by, DiscountedPayback) else discount_rate
    static = payback(flow, lead=by.lead_years)
    discounted = payback(flow, rate, by.lead_years)
    return Worth(
        npv=present_value(flow, discount_rate),
        irrs=internal_rates(flow),
        static_payback_years=static,
        discounted_payback_years=discounted,
        payback_years=discounted if isinstance(by, DiscountedPayback) else static,
    )


def return_on_investment(ebit: FloatArray, capex: float) -> float | None:
    """(M5), from profits of shape (N + 1,)."""
    return float(ebit[1:].mean()) / capex if capex > 0 else None


def levelised(cost: FloatArray, discharged: FloatArray, rate: float) -> float | None:
    """(M6), from costs less residual value, shape (N + 1,), and energy [kWh]."""
    energy = present_value(discharged, rate)
    return present_value(cost, rate) / energy if energy > 0 else None


def coverage(available: FloatArray, service: FloatArray) -> tuple[float | None, ...]:
    """(M7): how often years 0 … N cover their service; None in year 0, and without service."""
    pairs = zip(available[1:].tolist(), service[1:].tolist(), strict=True)
    return (None, *(have / owed if owed > 0 else None for have, owed in pairs))


def benefit_cost_ratio(benefit: FloatArray, cost: FloatArray, rate: float) -> float | None:
    """(M8), from benefits and costs, both positive, of shape (N + 1,)."""
    spent = present_value(cost, rate)
    return present_value(benefit, rate) / spent if spent > 0 else None
