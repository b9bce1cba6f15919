"""A battery as it is sold: so many cabinets, at a price."""

from functools import cached_property
from typing import Self

from pydantic import Field, PositiveInt, ValidationInfo, field_validator, model_validator

from optdispatch import catalog
from optdispatch.asset import Free
from optdispatch.assets.battery import Battery
from optdispatch.errors import InputError
from optdispatch.finance import Economics
from optdispatch.finance.costs import Capex, Replacement, YearlyCost
from optdispatch.nouns import TITLE, Noun
from optdispatch.study.portfolio.paths import there

SHELF = "models/batteries"


class Product(Noun):
    """A battery that is sold in cabinets, and what it costs where that is its own."""

    name: str = Field(pattern=TITLE, description="What it is called.")
    battery: str = Field(description="Name in models/batteries, or a path from this file's folder.")
    cabinets: tuple[PositiveInt, ...] = Field(
        min_length=1, description="How many to try; an entry without a cabinet is one as it stands."
    )
    capex: Capex | None = Field(default=None, description="In place of that of the economics.")
    om: YearlyCost | None = Field(default=None, description="In place of that of the economics.")
    replacement: Replacement | None = Field(
        default=None, description="In place of that of the economics."
    )

    @field_validator("battery")
    @classmethod
    def _from_here(cls, battery: str, info: ValidationInfo) -> str:
        return there(battery, info)

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        if len({*self.cabinets}) < len(self.cabinets):
            raise ValueError(f"cabinets of {self.name!r}: a number stands twice")
        try:
            _ = self.cabinet
        except InputError as error:
            raise ValueError(str(error)) from None
        return self

    @cached_property
    def cabinet(self) -> Battery:
        """One of it.

        Raises `InputError` for an entry that is none, or whose size is free.
        """
        content = catalog.read(SHELF, self.battery) | {"name": "battery"}
        battery = Battery.of(content, self.battery)
        if isinstance(battery.power_kw, Free) or isinstance(battery.energy_kwh, Free):
            raise InputError(f"{self.battery}: a product needs a given power_kw and energy_kwh")
        return battery

    @property
    def size(self) -> tuple[float, float]:
        """Power and energy of a cabinet. [kW, kWh]"""
        one = self.cabinet
        if one.cabinet is not None:
            return one.cabinet.power_kw, one.cabinet.energy_kwh
        return one.rated_kw, one.nameplate_kwh

    def some(self, number: int, name: str) -> Battery:
        """So many cabinets, as one battery of a site."""
        kw, kwh = self.size
        content = self.cabinet.model_dump(exclude_unset=True)
        sized = {"kind": "battery", "name": name, "power_kw": number * kw}
        return Battery.of(content | sized | {"energy_kwh": number * kwh}, self.name)

    @property
    def is_priced(self) -> bool:
        """Whether it has a price of its own."""
        return any(price is not None for price in (self.capex, self.om, self.replacement))

    def terms(self, economics: Economics) -> Economics:
        """The economics of a site with the product's own prices in their places."""
        own = {"capex": self.capex, "om": self.om, "replacement": self.replacement}
        given = {name: price.model_dump() for name, price in own.items() if price is not None}
        return economics.changed(**given) if given else economics
