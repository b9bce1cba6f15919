"""What a plant costs to build, to run and to renew, by its size.

    C     = c_E·E + c_P·P + c_0                                               (C1)
    O_t   = (o_E·E + o_P·P + o_C·C + o_0)·(1 + g)^(t-1)                       (C2)
    Rep_t = (r_E·q_t + r_0·[q_t > 0])·(1 + g)^t                               (C3)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
C             capital cost, paid in year 0                      currency      Capex.at
O_t           cost of a year of running: O&M, or insurance      currency      YearlyCost.over
Rep_t         cost of cells bought at the end of year t         currency      Replacement.over
E, P          nominal energy, rated power                       kWh, kW       yearly.*
q_t           cells bought at the end of year t                 kWh           replaced_kwh
c, o, r       prices                                            currency/…    per_*, fixed_*
g             yearly change of a price                          1/year        escalation
============  ================================================  ============  ================

Prices are in the currency of the case. Every price names its unit.
"""

from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from optdispatch.finance.yearly import FloatArray, Yearly, from_year_0
from optdispatch.nouns import Noun

Price = Annotated[float, Field(ge=0, le=1e9)]
Amount = Annotated[float, Field(ge=0, le=1e15)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Escalation = Annotated[float, Field(ge=-0.5, le=0.5)]


class Priced(Noun):
    """Prices by unit, of which at least one is written down."""

    PRICES: ClassVar[tuple[str, ...]]

    @model_validator(mode="before")
    @classmethod
    def _has_units(cls, content: Any) -> Any:
        if isinstance(content, (int, float, str)):
            raise ValueError(f"{content!r} needs a unit: write {' or '.join(cls.PRICES)}")  # noqa: TRY004
        return content

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if not self.model_fields_set & set(self.PRICES):
            raise ValueError(f"has no price: write {' or '.join(self.PRICES)}")
        return self

    def times(self, factor: float) -> Self:
        """Return the same at `factor` times its prices; shares of other costs stay."""
        scaled = {name: factor * getattr(self, name) for name in self.PRICES if "share" not in name}
        return self.of(self.model_dump() | scaled, f"prices times {factor:g}")


class Capex(Priced):
    """What it costs to build: (C1)."""

    PRICES = ("per_kwh", "per_kw", "fixed")
    per_kwh: Price = Field(default=0.0, description="By nominal energy. [currency/kWh]")
    per_kw: Price = Field(default=0.0, description="By rated power. [currency/kW]")
    fixed: Amount = Field(default=0.0, description="Whatever the size. [currency]")

    def at(self, power_kw: float, energy_kwh: float) -> float:
        """(C1). [currency]"""
        return self.per_kwh * energy_kwh + self.per_kw * power_kw + self.fixed


class YearlyCost(Priced):
    """What a year costs: (C2)."""

    PRICES = ("per_kwh_year", "per_kw_year", "share_of_capex", "fixed_per_year")
    per_kwh_year: Price = Field(default=0.0, description="By nominal energy. [currency/kWh/year]")
    per_kw_year: Price = Field(default=0.0, description="By rated power. [currency/kW/year]")
    share_of_capex: Fraction = Field(default=0.0, description="By capital cost. [1/year]")
    fixed_per_year: Amount = Field(default=0.0, description="Whatever the size. [currency/year]")
    escalation: Escalation = Field(default=0.0, description="Rise after year 1. [1/year]")

    def over(self, yearly: Yearly, capex: float) -> FloatArray:
        """(C2), shape (N + 1,). [currency]"""
        by_size = self.per_kwh_year * yearly.energy_kwh + self.per_kw_year * yearly.power_kw
        first = by_size + self.share_of_capex * capex + self.fixed_per_year
        return from_year_0(first * (1 + self.escalation) ** np.arange(float(yearly.years)))


class Replacement(Priced):
    """What new cells cost, who pays, and how they are booked: (C3)."""

    PRICES = ("per_kwh", "fixed_per_event")
    per_kwh: Price = Field(default=0.0, description="By cells bought. [currency/kWh]")
    fixed_per_event: Amount = Field(
        default=0.0, description="Each time, such as labour. [currency]"
    )
    escalation: Escalation = Field(default=0.0, description="Change of price from year 0. [1/year]")
    accounting: Literal["capitalised", "expensed"] = Field(
        description="On the books and depreciated, or a cost of its year."
    )
    funded_by: Literal["equity", "loan"] = Field(
        description="Whether the loan pays its share of it, as of the plant."
    )

    def over(self, yearly: Yearly) -> FloatArray:
        """(C3), shape (N + 1,). [currency]"""
        q = yearly.replaced_kwh
        cost = self.per_kwh * q + self.fixed_per_event * (q > 0)
        return from_year_0(cost * (1 + self.escalation) ** np.arange(1.0, yearly.years + 1))
