"""What a user says about the life of the cells."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from optdispatch.catalog import From
from optdispatch.lifetime import laws
from optdispatch.lifetime.augmentation import AnyAugmentation
from optdispatch.lifetime.law import Law
from optdispatch.lifetime.replacement import AnyReplacement
from optdispatch.lifetime.warranty import Warranty
from optdispatch.nouns import Noun, any_kind

SHELF = "models/ageing"

if TYPE_CHECKING:
    AnyLaw = Law
else:
    AnyLaw = Annotated[any_kind(laws), From(SHELF), From(SHELF, key="model")]
"""A law, the name of one in the catalogue, or `{model: name, …}` with some fields changed."""

EnergyBasis = Literal["start", "mean", "end"]


class Ageing(Noun):
    """How long the project runs, how its cells age, and what is done about it."""

    years: int = Field(ge=1, le=60, description="Years of operation.")
    law: AnyLaw = Field(description="Ageing law, or its name in the catalogue.")
    replacement: AnyReplacement = Field(description="When worn cells are replaced.")
    augmentation: AnyAugmentation | None = Field(
        default=None, description="When cells are added; none: never."
    )
    energy_basis: EnergyBasis = Field(
        description="Which capacity of a year its dispatch is planned with."
    )
    temperature_c: float = Field(
        default=25.0, ge=-40, le=90, description="Mean temperature of the cells. [°C]"
    )
    every_year: bool = Field(
        default=False,
        description="Solve each year's dispatch outright, not on a grid of capacities.",
    )
    efficiency_fade_per_year: float = Field(
        default=0.0,
        ge=0,
        le=0.05,
        description="Round-trip efficiency that a year of age takes (0.002: 0.2 points).",
    )
    warranty: Warranty | None = Field(default=None, description="The maker's promise.")

    @model_validator(mode="after")
    def _dates_leave_a_year(self) -> Self:
        for policy in (self.replacement, self.augmentation):
            for year in policy.dates if policy else ():
                if year >= self.years:
                    raise ValueError(
                        f"new cells at the end of year {year} of {self.years} serve no year; "
                        f"give years up to {self.years - 1}"
                    )
        return self
