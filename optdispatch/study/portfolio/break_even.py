"""Where a project just earns its hurdle: what it may cost, and how far prices must be apart.

    NPV(h; x) = Σ_t flow_t(x) / (1 + h)^t = 0                                     (K1)

A flow of money earns the rate h exactly where its value at that rate is nothing, so x is the root
of (K1), by R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4. The
value has a number at every x, where a rate of return may have none.

========  ============================================  =========  ======================
symbol    meaning                                       unit       code
========  ============================================  =========  ======================
h         hurdle of the rate of return                  1/year     BreakEven.hurdle_irr
x         factor on the capital cost; or a ratio, or    -          root
          a factor on each ratio's distance from 1
flow_t    the flow whose return is asked for            currency   flow
========  ============================================  =========  ======================
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator
from scipy.optimize import brentq

from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.errors import InputError
from optdispatch.finance.metrics import present_value
from optdispatch.nouns import Noun
from optdispatch.study.campaign.plan import Numbers
from optdispatch.study.portfolio.redraw import replaced, spread, widest
from optdispatch.study.valuation import Valuer

Flow = Literal["project_before_tax", "project_after_tax", "equity_before_tax", "equity_after_tax"]
CAPEX, FACTOR, RATIO = "break-even capex", "break-even capex factor", "break-even ratio"
SIDE = "{}: side"
"""Where there is none: 1, the hurdle is exceeded in the whole range; -1, missed in all of it;
0, jumped over."""
JUMP = 1e-6
"""Value at a root, per capital cost, above which the flow jumps there."""


@dataclass(frozen=True)
class Root:
    """A root, or on which side of it everything is."""

    x: float | None
    """None: there is none."""
    side: int | None = None
    """See `SIDE`; None: there is a root."""


class RatioRange(Noun):
    """The ratio that is looked for, and where."""

    period: str | None = Field(
        default=None, description="Whose ratio; none: each ratio's distance from 1 by one factor."
    )
    low: NonNegativeFloat = Field(description="Where the search begins.")
    high: PositiveFloat = Field(description="Where it ends.")

    @model_validator(mode="after")
    def _runs_up(self) -> "RatioRange":
        if self.low >= self.high:
            raise ValueError(f"low {self.low:g} is not below high {self.high:g}")
        return self

    def most(self, case: Case) -> float:
        """Where the search ends, at the latest where some ratio would be below nothing.

        Raises `InputError` where the tariff has no such ratio.
        """
        if self.period:
            replaced(case, {self.period: self.low})
            return self.high
        return min(self.high, widest(case))

    def at(self, case: Case, x: float) -> Case:
        """A case with the ratio, or the factor, at a value.

        Raises `InputError` where its tariff has no such ratio, or it would be below nothing.
        """
        moved = replaced(case, {self.period: x}) if self.period else spread(case, x)
        return changed(case, moved)


class BreakEven(Noun):
    """The hurdle, and where it is looked for."""

    hurdle_irr: float = Field(ge=0, le=1, description="Rate of return to be earned. [1/year]")
    flow: Flow = Field(default="project_after_tax", description="Whose return.")
    capex_factor_low: PositiveFloat = Field(
        default=0.1, description="Least factor on the capital cost that is looked at."
    )
    capex_factor_high: PositiveFloat = Field(default=10.0, description="The greatest.")
    ratio: RatioRange | None = Field(
        default=None, description="The float ratio to look for, if any."
    )

    @model_validator(mode="after")
    def _runs_up(self) -> "BreakEven":
        if self.capex_factor_low >= self.capex_factor_high:
            low, high = self.capex_factor_low, self.capex_factor_high
            raise ValueError(f"capex_factor_low {low:g} is not below capex_factor_high {high:g}")
        return self

    def numbers(self, case: Case, value: Valuer) -> Numbers:
        """Break-even values of a case, by name; none of a ratio that its tariff does not have."""
        low, high = self.capex_factor_low, self.capex_factor_high
        factor = root(lambda x: self.worth(with_capex(case, x), value), low, high)
        found = _named(FACTOR, factor) | {CAPEX: None}
        project = value(case).project
        if factor.x is not None and project is not None and case.economics is not None:
            capex = case.economics.capex.at(project.yearly.power_kw, project.yearly.energy_kwh)
            found[CAPEX] = factor.x * capex
        if self.ratio is None:
            return found
        asked = self.ratio
        try:
            low, high = asked.low, asked.most(case)
        except InputError:
            return found
        if low >= high:
            return found
        return found | _named(
            RATIO, root(lambda x: self.worth(asked.at(case, x), value), low, high)
        )

    def worth(self, case: Case, value: Valuer) -> float:
        """(K1), per unit of the capital cost.

        Raises `InputError` where the case has no economics.
        """
        cash, economics = value(case).cash, case.economics
        if cash is None or economics is None:
            raise InputError("a break-even needs ageing and economics")
        whose, _, when = self.flow.partition("_")
        flow = getattr(getattr(cash, whose), when)
        return present_value(flow, self.hurdle_irr) / max(abs(float(flow[0])), 1.0)


def with_capex(case: Case, factor: float) -> Case:
    """A case whose capital cost is so many times what it is.

    Raises `InputError` where it has no economics.
    """
    if case.economics is None:
        raise InputError("a break-even needs ageing and economics")
    capex = case.economics.capex.times(factor)
    return changed(case, {"economics": case.economics.changed(capex=capex.model_dump())})


def root(of: Callable[[float], float], low: float, high: float) -> Root:
    """Where a function is nothing, between two ends."""
    first, last = of(low), of(high)
    if first * last > 0:
        return Root(None, 1 if first > 0 else -1)
    x = float(brentq(of, low, high, xtol=1e-13, rtol=1e-13))
    return Root(x) if abs(of(x)) <= JUMP else Root(None, 0)


def _named(name: str, found: Root) -> Numbers:
    if found.side is None:
        return {name: found.x}
    return {name: None, SIDE.format(name): float(found.side)}
