"""A site as a row of a table: a case, or a meter file and a tariff.

Nothing is read before the site is run, so a row that cannot be used stops no other.
"""

from typing import Any, Self

from pydantic import Field, PositiveInt, ValidationInfo, field_validator, model_validator

from optdispatch.assets.load import Load
from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.case.times import AnyTime
from optdispatch.connection import Connection
from optdispatch.errors import InputError
from optdispatch.meter import MeterFile
from optdispatch.nouns import TITLE, Noun
from optdispatch.study.portfolio import paths

LOAD = "load"
"""Name of the load of a site that is a meter file."""


class Site(Noun):
    """A case with what is otherwise there; or a meter file, its tariff and its connection."""

    name: str = Field(pattern=TITLE, description="What it is called.")
    case: str | None = Field(
        default=None, description="Name in models/cases, or a path from this file's folder."
    )
    meter: dict[str, Any] | None = Field(
        default=None, description="In place of a case: a profile of `kind: file`, or its path."
    )
    tariff: str | dict[str, Any] | None = Field(
        default=None, description="Name, path, or `model` with fields; a case has its own."
    )
    billing: str | None = Field(default=None, description="The way of billing.")
    connection: Connection | None = Field(
        default=None, description="Limits and capacities where the site meets the grid."
    )
    most_cabinets: PositiveInt | None = Field(
        default=None, description="How many there is room for; none: no limit."
    )

    @field_validator("case")
    @classmethod
    def _case_from_here(cls, case: str | None, info: ValidationInfo) -> str | None:
        return None if case is None else paths.there(case, info)

    @field_validator("tariff")
    @classmethod
    def _tariff_from_here(cls, tariff: Any, info: ValidationInfo) -> Any:
        return paths.entry(tariff, info)

    @field_validator("meter", mode="before")
    @classmethod
    def _meter_from_here(cls, meter: Any, info: ValidationInfo) -> Any:
        if isinstance(meter, str):
            meter = {"file": meter}
        if isinstance(meter, dict) and isinstance(file := meter.get("file"), str):
            return meter | {"file": paths.meter(file, info)}
        return meter

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.case is None) == (self.meter is None):
            raise ValueError(f"site {self.name!r} needs a case, or a meter and a tariff")
        if self.meter is not None and self.tariff is None:
            raise ValueError(f"site {self.name!r}: a meter needs a tariff to be billed by")
        return self

    def as_case(self, time: AnyTime | None, terms: dict[str, Any]) -> Case:
        """The case of the site; `terms` are its ageing and economics, where they are given.

        Raises `InputError` where something that it names cannot be used.
        """
        own = {"tariff": self.tariff, "billing": self.billing, "connection": self.connection}
        given = {name: value for name, value in (own | terms).items() if value is not None}
        if self.case is not None:
            return changed(Case.load(self.case), given)
        if time is None:
            raise InputError(f"{self.name}: a meter needs `time`: say which to plan")
        profile = MeterFile.of(self.meter, self.name)
        load = Load.of({"name": LOAD, "profile": profile}, self.name)
        content = {"name": self.name, "time": time, "assets": (load,)} | given
        return Case.of(content, self.name)
