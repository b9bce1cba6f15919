"""Every tariff of the catalogue that can be priced.

A tariff with choices is taken where `choose` settles each of them. One whose components are
published month by month is taken where `monthly_prices` has all of them. The rest is left out,
and said so.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, field_validator

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.catalog import From
from optdispatch.errors import InputError
from optdispatch.nouns import nearest
from optdispatch.study.portfolio.redraw import Redraw, put_under
from optdispatch.tariff import Tariff
from optdispatch.tariff.monthly_prices import MonthlyPrices

SHELF = "tariffs"


class EveryTariff(Redraw):
    """All tariffs of the catalogue under a name, as far as they can be priced."""

    every_tariff: str = Field(description="What their names begin with, such as china/; or all.")
    choose: tuple[str, ...] = Field(
        default=(), description="Options to take wherever a tariff has them, such as 1-10 kV."
    )
    monthly_prices: Annotated[MonthlyPrices, From("models/monthly_prices")] | None = Field(
        default=None, description="Of components that change by month, wherever a tariff has them."
    )

    @field_validator("every_tariff")
    @classmethod
    def _begin_some(cls, begin: str) -> str:
        shelf = catalog.names(SHELF)
        if begin != "all" and not any(name.startswith(begin) for name in shelf):
            raise ValueError(f"no tariff's name begins with {begin!r}; {nearest(begin, shelf)}")
        return begin

    def called(self) -> tuple[str, ...]:
        """See `Redraw.called`."""
        return tuple(name for name, found in self._settled.items() if isinstance(found, Tariff))

    def changes(self, called: str, case: Case) -> Mapping[str, Any]:
        """See `Redraw.changes`."""
        found = self._settled[called]
        if isinstance(found, str):
            raise InputError(found)
        return put_under(found, case)

    def left_out(self) -> Mapping[str, str]:
        """See `Redraw.left_out`."""
        return {name: found for name, found in self._settled.items() if isinstance(found, str)}

    @cached_property
    def _settled(self) -> dict[str, Tariff | str]:
        """Each tariff, or why it has no price."""
        begin = "" if self.every_tariff == "all" else self.every_tariff
        names = (name for name in catalog.names(SHELF) if name.startswith(begin))
        return {name: self._tariff(name) for name in names}

    def _tariff(self, name: str) -> Tariff | str:
        whole = Tariff.load(name)
        if whole.unpriced:
            return whole.unpriced
        try:
            options = {o for options in whole.choices.values() for o in options}
            chosen = [o for o in self.choose if o in options]
            tariff = whole.pick(*chosen) if whole.variants else whole
            missing = _monthly(tariff) - {*self._published}
            if tariff.unpriced or missing:
                return tariff.unpriced or f"{', '.join(sorted(missing))}: no price was given"
            prices = self._prices(tariff)
            fields = {"choose": chosen} if chosen else {}
            return Tariff.load(name, **fields, **prices) if prices else tariff
        except InputError as error:
            return str(error)

    @property
    def _published(self) -> tuple[str, ...]:
        return self.monthly_prices.components if self.monthly_prices else ()

    def _prices(self, tariff: Tariff) -> dict[str, Any]:
        """Monthly prices of what a tariff takes from them, if anything."""
        names = _monthly(tariff)
        if self.monthly_prices is None or not names:
            return {}
        months = {
            span: {c: price for c, price in values.items() if c in names}
            for span, values in self.monthly_prices.months.items()
        }
        return {"monthly_prices": self.monthly_prices.model_copy(update={"months": months})}


def _monthly(tariff: Tariff) -> set[str]:
    """Components that only monthly prices have."""
    ways = (charge for way in tariff.billing.values() for charge in way)
    prices = (getattr(charge, "price", None) for charge in (*tariff.charges, *ways))
    named = {name for price in prices for name in getattr(price, "monthly", ())}
    there = tariff.monthly_prices.components if tariff.monthly_prices else ()
    return named - {*there}
