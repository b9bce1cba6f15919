"""A tariff, and the bill that it makes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from optdispatch import catalog
from optdispatch.connection import Connection
from optdispatch.horizon import BoolArray, FloatArray, Horizon
from optdispatch.nouns import Noun, nearest
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.charges import AnyCharge
from optdispatch.tariff.ops import NUMBERS, Ops, Profile
from optdispatch.tariff.time_of_use import TimeOfUse
from optdispatch.tariff.use import Use


@dataclass(frozen=True)
class Bill:
    """What is owed, line by line. [currency]"""

    lines: dict[str, Any]
    currency: str = field(default="", compare=False)

    @property
    def total(self) -> Any:
        """Sum of the lines."""
        return sum(self.lines.values())

    def to_frame(self) -> pd.DataFrame:
        """One row a line, and the total."""
        amounts = [*self.lines.values(), self.total]
        return pd.DataFrame({"line": [*self.lines, "total"], "amount": amounts})


class Tariff(Noun):
    """A named list of charges, and the calendar that they go by."""

    name: str
    name_local: str = Field(default="", description="Name in the language of its document.")
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217 code, such as CNY.")
    time_zone: str = Field(description="IANA name of the local time, such as Asia/Shanghai.")
    calendar: str = Field(description="`china`, `alike`, or a country such as DE or US-CA.")
    source: str = Field(min_length=1, description="Document number, or where it was found.")
    confidence: Literal["high", "medium", "low"] = Field(
        description="high: the text of the rule, or arithmetic that closes."
    )
    note: str = Field(default="", description="What a reader must know before relying on it.")
    valid_from: date | None = None
    valid_to: date | None = None
    purchase_mode: Literal["agency", "retail", "spot"] | None = None
    time_of_use: TimeOfUse | None = None
    charges: tuple[AnyCharge, ...] = Field(min_length=1, description="Lines of every bill.")
    billing: dict[str, tuple[AnyCharge, ...]] = Field(
        default={}, description="Further charges among which the customer elects: name to charges."
    )

    elected: str | None = Field(default=None, description="The way of billing that was elected.")

    @classmethod
    def load(cls, name: str) -> Self:
        """Read a tariff by catalogue name or `.yaml` path."""
        return cls.of(catalog.read("tariffs", name), name)

    @model_validator(mode="after")
    def _stands(self) -> Self:
        if self.time_zone not in available_timezones():
            raise ValueError(f"no time zone {self.time_zone!r}; {self._like_zone()}")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        for charge in self._all():
            self._names_periods(charge)
        return self

    def elect(self, billing: str | None) -> Self:
        """Settle the way of billing; the tariff that is left has no choice.

        Raises `ValueError` for a way that the tariff does not have, or none where it has some.
        """
        if not self.billing and billing in {None, self.elected}:
            return self
        if billing not in self.billing:
            ways = ", ".join(self.billing) or "none"
            raise ValueError(f"billing {billing!r} is not one of the tariff's ways: {ways}")
        charges = (*self.charges, *self.billing[billing])
        return self.model_copy(update={"charges": charges, "billing": {}, "elected": billing})

    def bill(
        self,
        imported_kw: Profile,
        horizon: Horizon,
        exported_kw: Profile | None = None,
        connection: Connection | None = None,
        ops: Ops = NUMBERS,
    ) -> Bill:
        """Price what the meter sees, profiles of shape (T,). [kW]

        Raises `ValueError` where the tariff still has a choice of billing.
        """
        use = self.use(imported_kw, horizon, exported_kw, connection)
        lines: dict[str, Any] = {}
        for charge in self.elect(None).charges:
            for line, cost in charge.lines(use, ops).items():
                lines[line] = lines[line] + cost if line in lines else cost
        return Bill(lines, self.currency)

    def use(
        self,
        imported_kw: Profile,
        horizon: Horizon,
        exported_kw: Profile | None = None,
        connection: Connection | None = None,
    ) -> Use:
        """Put together what charges are applied to."""
        exported = np.zeros(len(horizon)) if exported_kw is None else exported_kw
        return Use(imported_kw, exported, horizon, connection or Connection(), self.time_of_use)

    def marginal(self, horizon: Horizon) -> tuple[FloatArray, FloatArray]:
        """What a kWh imported costs, and a kWh exported earns, each of shape (T,). [per kWh]"""
        use = self.use(np.zeros(len(horizon)), horizon)
        imports, exports = zip(*(c.marginal(use) for c in self.charges), strict=True)
        return np.sum(imports, axis=0), np.sum(exports, axis=0)

    def peaks(self, horizon: Horizon) -> tuple[BoolArray, ...]:
        """Where the highest demand is charged, one mask of shape (T,) for each such charge."""
        nothing = np.zeros(len(horizon))
        masks = (c.peaks(self.use(nothing, horizon)) for c in self.charges)
        return tuple(mask for mask in masks if mask is not None)

    def zone(self) -> ZoneInfo:
        """Local time."""
        return ZoneInfo(self.time_zone)

    def _all(self) -> tuple[Charge, ...]:
        return (*self.charges, *(c for way in self.billing.values() for c in way))

    def _like_zone(self) -> str:
        return nearest(self.time_zone, available_timezones())

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
