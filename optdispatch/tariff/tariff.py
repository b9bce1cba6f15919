"""A tariff, and the bill that it makes."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from optdispatch import catalog
from optdispatch.catalog import From
from optdispatch.connection import Connection
from optdispatch.horizon import BoolArray, FloatArray, Horizon
from optdispatch.nouns import CURRENCY, nearest
from optdispatch.tariff.bill import Bill
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.charges import AnyCharge
from optdispatch.tariff.choices import Choosing, Unsettled, picked, told
from optdispatch.tariff.monthly_prices import MonthlyPrices
from optdispatch.tariff.ops import NUMBERS, Ops, Profile
from optdispatch.tariff.reckoning import Months, check_bases, joined, optimised, reckoned
from optdispatch.tariff.time_of_use import TimeOfUse
from optdispatch.tariff.use import Use


class Tariff(Choosing):
    """A named list of charges, and the calendar that they go by."""

    name: str
    name_local: str = Field(default="", description="Name in the language of its document.")
    currency: str = Field(pattern=CURRENCY, description="ISO 4217 code, such as CNY.")
    time_zone: str = Field(description="IANA name of the local time, such as Asia/Shanghai.")
    calendar: str = Field(description="`china`, `alike`, `weekends`, or a country such as US-CA.")
    source: str = Field(min_length=1, description="Document number, or where it was found.")
    confidence: Literal["high", "medium", "low"] = Field(
        description="high: the text of the rule, or arithmetic that closes."
    )
    note: str = Field(default="", description="What a reader must know before relying on it.")
    note_zh: str = Field(default="", description="The same in Chinese, for a Chinese report.")
    valid_from: date | None = None
    valid_to: date | None = None
    purchase_mode: Literal["agency", "retail", "spot"] | None = None
    time_of_use: TimeOfUse | None = None
    monthly_prices: Annotated[MonthlyPrices, From("models/monthly_prices")] | None = Field(
        default=None, description="Name, path or prices: components that change by month."
    )
    unpriced: str = Field(default="", description="Why no bill can be made of it; empty: it can.")
    charges: tuple[AnyCharge, ...] = Field(default=(), description="Lines of every bill.")
    also: tuple[AnyCharge, ...] = Field(
        default=(),
        description="Charges beside those of the `model`, such as what vehicles are paid that give "
        "back: {kind: export, name: discharge, price: {share_of_import: 1}}.",
    )
    billing: dict[str, tuple[AnyCharge, ...]] = Field(
        default={},
        description="Further charges among which the customer elects: name to charges. A site that "
        "is exempt from them, as a centralised charging station is from demand and capacity, "
        "elects a way that has none: {exempt: []}.",
    )

    elected: str | None = Field(default=None, description="The way of billing that was elected.")
    variants: SkipJsonSchema[tuple["Tariff", ...]] = ()
    differ: ClassVar[tuple[str, ...]] = ("time_of_use", "charges", "billing", "unpriced")

    @classmethod
    def load(cls, name: str, **fields: Any) -> Self:
        """Read a tariff by catalogue name or `.yaml` path; paths inside are relative to it.

        `fields` stand in place of the file's own.
        """
        is_path = name.endswith((".yaml", ".yml"))
        folder = {"folder": Path(name).parent} if is_path else {}
        return cls.of(catalog.read("tariffs", name) | fields, name, folder)

    @model_validator(mode="before")
    @classmethod
    def _join(cls, content: Any) -> Any:
        if not isinstance(content, Mapping) or not content.get("also"):
            return content
        charges, also = content.get("charges") or (), content["also"]
        if not all(isinstance(some, (list, tuple)) for some in (charges, also)):
            raise ValueError("also: should be a list of charges, beside a list of charges")
        return {k: v for k, v in content.items() if k != "also"} | {"charges": [*charges, *also]}

    @model_validator(mode="after")
    def _stands(self) -> Self:
        if self.time_zone not in _zones():
            raise ValueError(f"no time zone {self.time_zone!r}; {self._like_zone()}")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        if self.elected is not None and self.billing and not self._is_merged():
            raise ValueError(f"elected {self.elected!r}: its charges do not end `charges`")
        if not self.charges and not self.variants:
            raise ValueError("charges: there is none")
        self._has_components()
        for charge in self._all():
            self._names_periods(charge)
        for way in self.billing.values() or ((),):
            check_bases((*self._common(), *way))
        return self

    def pick(self, *options: str) -> "Tariff":
        """Choose the variant that has these options, one of each choice.

        Raises `InputError` where there is none.
        """
        if not self.variants:
            raise Unsettled(f"{self.name} has no variants to choose from")
        chosen = picked(options, self.choices)
        for variant in self.variants:
            if variant.chosen == chosen:
                return variant
        close = [v.chosen for v in self.variants if len({*v.chosen} - {*chosen}) == 1]
        there = "; ".join(", ".join(options) for options in close)
        raise Unsettled(f"there is no {', '.join(chosen)}; there is {there}")

    def elect(self, billing: str | None) -> Self:
        """Settle the way of billing: its charges join the others. Another may be elected later.

        Raises `ValueError` for a way that the tariff does not have, or none where it has some;
        `Unsettled` for a tariff that has no prices, or whose variant is still to be chosen.
        """
        if self.unpriced:
            raise Unsettled(f"{self.name} has no prices: {self.unpriced}")
        if self.variants:
            raise Unsettled(f"{self.name} has several variants; `choose` {told(self.choices)}")
        is_settled = self.elected is not None or not self.billing
        if is_settled and billing in {None, self.elected}:
            return self
        if billing not in self.billing:
            ways = ", ".join(self.billing) or "none"
            raise ValueError(f"billing {billing!r} is not one of the tariff's ways: {ways}")
        charges = (*self._common(), *self.billing[billing])
        return self.model_copy(update={"charges": charges, "elected": billing})

    @property
    def optimised(self) -> Self:
        """The tariff that a program optimises: each charge that is not convex has its stand-in.

        Raises `ValueError` where the tariff still has a choice of billing.
        """
        settled = self.elect(None)
        kept = optimised(settled.charges)
        unchanged = {id(c) for c in kept} == {id(c) for c in settled.charges}
        return settled if unchanged else settled.model_copy(update={"charges": kept})

    def bill(
        self,
        imported_kw: Profile,
        horizon: Horizon,
        exported_kw: Profile | None = None,
        connection: Connection | None = None,
        ops: Ops = NUMBERS,
        reactive_kvar: FloatArray | None = None,
    ) -> Bill:
        """Price what the meter sees, profiles of shape (T,). [kW, kvar]

        With numbers it is the invoice; with expressions, what the program optimises of it.
        Raises `ValueError` where the tariff still has a choice of billing.
        """
        use = self.use(imported_kw, horizon, exported_kw, connection, reactive_kvar)
        return self.invoice(use, ops)

    def invoice(self, use: Use, ops: Ops = NUMBERS) -> Bill:
        """Price what the meter sees; see `bill`."""
        convex, months = self.optimised, tuple(month.name for month in use.horizon.months)
        optimised = Bill(joined(convex.by_charge(use, ops)), self.currency, months)
        if ops is not NUMBERS or convex is self.elect(None):
            return optimised
        whole = joined(self.by_charge(use, ops))
        return Bill(whole, self.currency, months, optimised.lines)

    def by_charge(self, use: Use, ops: Ops = NUMBERS) -> Iterator[tuple[Charge, Months]]:
        """Each charge, and what it costs in each billing month by bill line; by rank."""
        return reckoned(self.elect(None).charges, use, ops)

    def use(
        self,
        imported_kw: Profile,
        horizon: Horizon,
        exported_kw: Profile | None = None,
        connection: Connection | None = None,
        reactive_kvar: FloatArray | None = None,
    ) -> Use:
        """Put together what charges are applied to."""
        exported = np.zeros(len(horizon)) if exported_kw is None else exported_kw
        site = connection or Connection()
        periods, prices = self.time_of_use, self.monthly_prices
        drawn = tuple((c.name, c.import_price) for c in self.charges if c.has_import_price)
        return Use(imported_kw, exported, horizon, site, periods, reactive_kvar, prices, drawn)

    def marginal(
        self,
        horizon: Horizon,
        imported_kw: FloatArray | None = None,
        exported_kw: FloatArray | None = None,
    ) -> tuple[FloatArray, FloatArray]:
        """What a kWh imported costs, and a kWh exported earns, each of shape (T,). [per kWh]

        Where prices depend on how much is used, the next kWh on top of these profiles.
        """
        nothing = np.zeros(len(horizon))
        use = self.use(nothing if imported_kw is None else imported_kw, horizon, exported_kw)
        imports, exports = zip(*(c.marginal(use) for c in self.charges), strict=True)
        return np.sum(imports, axis=0), np.sum(exports, axis=0)

    def peaks(self, horizon: Horizon) -> tuple[BoolArray, ...]:
        """Where the highest demand is charged, one mask of shape (T,) for each such charge."""
        use = self.use(np.zeros(len(horizon)), horizon)
        masks = (c.peaks(use) for c in self.charges)
        return tuple(mask for mask in masks if mask is not None)

    def peak_days(self, horizon: Horizon, imported_kw: FloatArray) -> set[date]:
        """The days on which each month's demand is billed, if the meter sees a profile."""
        use = self.use(imported_kw, horizon)
        return set().union(*(charge.peak_days(use) for charge in self.charges))

    def own_days(self, horizon: Horizon) -> set[date]:
        """Days that no typical day may stand for."""
        return set().union(*(charge.own_days(horizon) for charge in self.charges))

    def notes(
        self,
        horizon: Horizon,
        connection: Connection | None = None,
        reactive_kvar: FloatArray | None = None,
    ) -> tuple[str, ...]:
        """What a reader must know about how the charges meet the horizon and the site."""
        nothing = np.zeros(len(horizon))
        use = self.use(nothing, horizon, None, connection, reactive_kvar)
        doubts = self.monthly_prices.doubts if self.monthly_prices else ()
        notes = (note for charge in self.charges for note in charge.notes(use))
        return tuple(dict.fromkeys([*self.gaps, *doubts, *notes]))

    def compared(self, before: Use, after: Use) -> tuple[str, ...]:
        """What a reader must know about the change from one use to another."""
        owed = (c for c in self.charges if not (c.is_optional and c.lacks(before)))
        return tuple(note for charge in owed for note in charge.compared(before, after))

    def zone(self) -> ZoneInfo:
        """Local time."""
        return ZoneInfo(self.time_zone)

    def _common(self) -> tuple[Charge, ...]:
        """The charges that are owed whatever is elected."""
        way = self.billing[self.elected] if self.elected is not None and self.billing else ()
        return self.charges[: len(self.charges) - len(way)]

    def _is_merged(self) -> bool:
        way = self.billing.get(str(self.elected), (None,))
        return self.charges[-len(way) :] == way if way else True

    def _all(self) -> tuple[Charge, ...]:
        return (*self.charges, *(c for way in self.billing.values() for c in way))

    def _like_zone(self) -> str:
        return nearest(self.time_zone, _zones())

    def _has_components(self) -> None:
        """Monthly prices are of components that some charge has."""
        known = [c for t in (self, *self.variants) for x in t._all() for c in x.components()]
        for name in self.monthly_prices.components if self.monthly_prices else ():
            if name not in known:
                raise ValueError(f"monthly_prices: no component {name!r}; {nearest(name, known)}")

    def _names_periods(self, charge: Charge) -> None:
        """A charge names periods that there are; a price by period, each of them."""
        named = charge.periods()
        known = self.time_of_use.periods if self.time_of_use else ()
        for period in named:
            if period not in known:
                raise ValueError(
                    f"charge {charge.name!r}: no period {period!r}; {nearest(period, known)}"
                )
        missing = [p for p in known if p not in named]
        if named and charge.every_period and missing:
            raise ValueError(f"charge {charge.name!r} has no price for period {missing[0]!r}")


@cache
def _zones() -> frozenset[str]:
    """Names of the time zones: looking them up reads hundreds of files."""
    return frozenset(available_timezones())
