"""Revenues that no bill shows: leases of capacity, services, subsidies.

    R_t = r·(1 + g)^(t-a) ,           a ≤ t ≤ b         (yearly)              (S1)
    R_t = p·W_t ,                     t ≤ n             (per_kwh_discharged)  (S2)
    R_t = p·P·[t = a]                                   (per_kw_once)         (S3)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
R_t           revenue of year t                                 currency      over
r, p          amount a year; price                              currency/…    per_year, price_*
g             yearly rise of the amount                         1/year        escalation
a, b          first and last year                               -             first_year, …
n             years for which it is paid                        -             years
W_t           energy discharged in year t                       kWh           discharged_kwh
P             rated power                                       kW            power_kw
============  ================================================  ============  ================

All of it is taxed as income of its year. Whether it bears VAT is said of each: in China a
subsidy by volume does, other subsidies do not (State Taxation Administration, announcement
45 of 2019, article 7).
"""

from abc import abstractmethod
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, PositiveInt

from optdispatch.finance.costs import Amount, Escalation, Price
from optdispatch.finance.yearly import FloatArray, Yearly
from optdispatch.nouns import Noun


class OtherRevenue(Noun):
    """A named line of the cash flow."""

    name: str = Field(min_length=1, description="What the line is called.")
    bears_vat: bool = Field(description="Whether VAT is in it, and is owed.")

    @abstractmethod
    def over(self, yearly: Yearly) -> FloatArray:
        """Revenue of each year, shape (N + 1,). [currency]"""

    @property
    @abstractmethod
    def starts(self) -> int:
        """The first year in which it is paid."""


class YearlyRevenue(OtherRevenue):
    """An amount a year: (S1)."""

    kind: Literal["yearly"] = "yearly"
    per_year: Amount = Field(description="In its first year. [currency/year]")
    first_year: PositiveInt = Field(default=1, description="The first year that is paid.")
    last_year: PositiveInt | None = Field(default=None, description="The last; none: to the end.")
    escalation: Escalation = Field(default=0.0, description="Rise after the first. [1/year]")

    def over(self, yearly: Yearly) -> FloatArray:
        """(S1)."""
        year = np.arange(yearly.years + 1)
        paid = (year >= self.first_year) & (year <= (self.last_year or yearly.years))
        return paid * self.per_year * (1 + self.escalation) ** (year - float(self.first_year))

    @property
    def starts(self) -> int:
        """See `OtherRevenue.starts`."""
        return self.first_year


class PerKwhDischarged(OtherRevenue):
    """A price for each kWh discharged, for some years: (S2)."""

    kind: Literal["per_kwh_discharged"] = "per_kwh_discharged"
    price_per_kwh: Price = Field(description="[currency/kWh]")
    years: PositiveInt = Field(description="For how many years, from year 1.")

    def over(self, yearly: Yearly) -> FloatArray:
        """(S2)."""
        R = np.zeros(yearly.years + 1)
        R[1 : self.years + 1] = self.price_per_kwh * yearly.discharged_kwh[: self.years]
        return R

    @property
    def starts(self) -> int:
        """See `OtherRevenue.starts`."""
        return 1


class PerKwOnce(OtherRevenue):
    """A price for each kW, paid once: (S3)."""

    kind: Literal["per_kw_once"] = "per_kw_once"
    price_per_kw: Price = Field(description="[currency/kW]")
    year: PositiveInt = Field(description="The year in which it is paid.")

    def over(self, yearly: Yearly) -> FloatArray:
        """(S3)."""
        R = np.zeros(yearly.years + 1)
        R[self.year] = self.price_per_kw * yearly.power_kw
        return R

    @property
    def starts(self) -> int:
        """See `OtherRevenue.starts`."""
        return self.year


AnyRevenue = Annotated[YearlyRevenue | PerKwhDischarged | PerKwOnce, Field(discriminator="kind")]
