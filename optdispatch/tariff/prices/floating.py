"""A flat price of which some components float with the period.

    price[p,m] = Σ_c component[c,m] + Σ_{c ∈ float base} component[c,m]·(ratio[p,m] - 1)     (P1)

The first sum is the flat price of month m. Which components float differs by province; the
file says so. Ratios may differ by month, and so may components: those named in `monthly` have
no value but what monthly prices give them, which may replace any other component too.
"""

from functools import cached_property
from typing import Any, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, model_validator

from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray
from optdispatch.nouns import Noun, nearest
from optdispatch.tariff.monthly_prices import MonthlyPrices, spans
from optdispatch.tariff.price import Price
from optdispatch.tariff.use import Use
from optdispatch.windows import Month

Ratios = dict[str, NonNegativeFloat]
GIVE = "give the tariff `monthly_prices`: a name in models/monthly_prices, or a file"


class RatiosInMonths(Noun):
    """The ratio of each period in some months."""

    months: tuple[Month, ...] = Field(min_length=1, description="Months of the year, 1 to 12.")
    ratios: Ratios = Field(description="Period to its ratio; flat is 1.")


class Floating(Price):
    """Components, which of them float, and the ratio of each period."""

    components: dict[str, float] = Field(description="Component to its price per kWh.")
    monthly: tuple[str, ...] = Field(
        default=(), description="Further components, whose prices are published month by month."
    )
    float_base: tuple[str, ...] | None = Field(
        description="Components that float with the period; null: not known, so no price is."
    )
    ratios: Ratios | tuple[RatiosInMonths, ...] | None = Field(
        description="Period to its ratio, or a list by months; flat is 1; null: not known."
    )

    @model_validator(mode="after")
    def _stands(self) -> Self:
        known = self.names
        for name in self.float_base or ():
            if name not in known:
                raise ValueError(f"float_base names {name!r}; {nearest(name, known)}")
        if twice := [name for name in self.monthly if known.count(name) > 1]:
            raise ValueError(f"{twice[0]!r} stands twice among components and monthly")
        if isinstance(self.ratios, tuple):
            months = [month for some in self.ratios for month in some.months]
            for month in range(1, 13):
                if months.count(month) != 1:
                    times = "twice" if month in months else "never"
                    raise ValueError(f"ratios: month {month} stands {times}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """See `Price.names`."""
        return (*self.components, *self.monthly)

    def periods(self) -> tuple[str, ...]:
        """Periods that have a ratio in some month."""
        if isinstance(self.ratios, tuple):
            return tuple(dict.fromkeys(p for some in self.ratios for p in some.ratios))
        return tuple(self.ratios or ())

    def at(self, period: str, month: str = "", prices: MonthlyPrices | None = None) -> float:
        """Price of a period in a month such as 2026-10, by (P1). [per kWh]

        Raises `InputError` where a component, the float base or the ratio is not known.
        """
        names = self._base()
        component = self._components([month], prices)[0]
        base = sum(component[c] for c in names)
        return sum(component.values()) + base * (self._ratio(period, month) - 1)

    def parts(self, use: Use) -> dict[str, FloatArray]:
        """See `Price.parts`: each component, times the ratio where it floats.

        Raises `InputError` where something of a month's price is not known.
        """
        base, months = self._base(), use.horizon.months
        component = self._components([m.name for m in months], use.monthly_prices)
        ratio = np.zeros(len(use.horizon))
        for period in self.periods():
            for month in months:
                if (share := use.shares[period][month.mask]).any():
                    ratio[month.mask] += self._ratio(period, month.name) * share
        parts = {name: np.zeros(len(ratio)) for name in self.names}
        for month, values in zip(months, component, strict=True):
            for name, value in values.items():
                parts[name][month.mask] = value
        return {c: price * (ratio if c in base else 1.0) for c, price in parts.items()}

    def per_kwh(self, use: Use) -> dict[str, FloatArray]:
        """See `Price.per_kwh`: one line a period.

        Raises `InputError` where something of a month's price is not known.
        """
        asked = use.horizon, use.time_of_use, use.monthly_prices
        for known, lines in self._known:
            if all(a is b for a, b in zip(asked, known, strict=True)):
                return dict(lines)
        found = self._per_kwh(use)
        self._known[:] = [(asked, found)]
        return dict(found)

    @cached_property
    def _known(self) -> list[tuple[tuple[Any, ...], dict[str, FloatArray]]]:
        """What was asked last, and its lines: bills of one case ask again and again."""
        return []

    def _per_kwh(self, use: Use) -> dict[str, FloatArray]:
        base, months = self._base(), use.horizon.months
        component = self._components([m.name for m in months], use.monthly_prices)
        lines = {}
        for period in self.periods():
            share = use.shares[period]
            price = np.zeros(len(share))
            for month, values in zip(months, component, strict=True):
                if share[month.mask].any():
                    floating = sum(values[c] for c in base)
                    ratio = self._ratio(period, month.name)
                    price[month.mask] = sum(values.values()) + floating * (ratio - 1)
            lines[period] = price * share
            lines[period].flags.writeable = False
        return lines

    def _base(self) -> tuple[str, ...]:
        if self.float_base is None:
            raise InputError("which components float with the period is not known (float_base)")
        if self.ratios is None:
            raise InputError("the ratios of the periods are not known (ratios)")
        return self.float_base

    def _ratio(self, period: str, month: str) -> float:
        """The ratio of a period in a month."""
        ratios = self.ratios or {}
        if isinstance(ratios, tuple):
            if not month:
                raise InputError("the ratios differ by month, so a price needs its month")
            of_year = int(month[-2:])
            ratios = next(some.ratios for some in ratios if of_year in some.months)
        if period not in ratios:
            when = f" in {month}" if month else ""
            raise InputError(f"no ratio for period {period!r}{when}; {nearest(period, ratios)}")
        return ratios[period]

    def _components(
        self, months: list[str], prices: MonthlyPrices | None
    ) -> list[dict[str, float]]:
        """Every component in each of some months."""
        published = prices.by_month if prices else {}
        found, missing = [], {}
        for month in months:
            values = self.components | published.get(month, {})
            found.append({c: values[c] for c in self.names if c in values})
            if lacks := [c for c in self.monthly if c not in values]:
                missing[month] = lacks
        if missing:
            raise InputError(_missing(missing, prices))
        return found


def _missing(missing: dict[str, list[str]], prices: MonthlyPrices | None) -> str:
    """What monthly prices lack, in one line."""
    what = ", ".join(dict.fromkeys(c for lacks in missing.values() for c in lacks))
    when = f" in {spans(missing)}" if "" not in missing else ""
    if prices is None:
        return f"{what} differ by month and have no price{when}; {GIVE}"
    return f"{prices.name}: no {what}{when}; there is {spans(prices.by_month)}"
