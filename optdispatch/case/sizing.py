"""What a user writes under `sizing:`: what the best size is, and within which limits."""

from typing import Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from optdispatch.asset import Cabinet
from optdispatch.nouns import Noun

Best = Literal["npv", "irr", "payback", "bill"]
Steps = Literal["cabinets", "apart", "any"]


class Sizing(Noun):
    """The size that is looked for; what is left out sets no limit."""

    best: Best = Field(
        default="npv",
        description="The highest NPV or IRR after tax, the shortest payback after tax, or the "
        "lowest bill of the first year with a year's share of the battery's cost.",
    )
    steps: Steps | None = Field(
        default=None,
        description="`cabinets`: whole ones; `apart`: power and energy each in steps of a "
        "cabinet's; `any`: any size. If absent, cabinets where there is one to count in.",
    )
    cabinet: Cabinet | None = Field(
        default=None, description="What to count in; the battery's own if absent."
    )
    most_cabinets: PositiveInt | None = Field(
        default=None, description="How many fit; with steps apart, the steps of each size."
    )
    max_power_kw: PositiveFloat | None = Field(
        default=None, description="If absent, the most that the site draws or feeds in. [kW]"
    )
    max_energy_kwh: PositiveFloat | None = Field(
        default=None, description="If absent, four hours of the greatest power. [kWh]"
    )
    budget: PositiveFloat | None = Field(
        default=None, description="The greatest capital cost, as paid. [currency]"
    )
    max_area_m2: PositiveFloat | None = Field(
        default=None, description="Ground that there is for cabinets of a known area. [m²]"
    )
    min_irr: float | None = Field(
        default=None, ge=0, le=1, description="The least IRR after tax. [1/year]"
    )

    @model_validator(mode="after")
    def _counts_in_something(self) -> Self:
        if self.steps == "any" and self.most_cabinets is not None:
            raise ValueError("most_cabinets counts cabinets, but steps are `any`; drop one of them")
        return self
