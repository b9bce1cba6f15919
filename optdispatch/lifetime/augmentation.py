"""When cells are added beside the old ones."""

from abc import ABC, abstractmethod
from typing import Annotated, Literal

from pydantic import Field

from optdispatch.nouns import Noun


class Augmentation(Noun, ABC):
    """A policy; cells are added at the end of a year, and none at the end of the last."""

    add_kwh: float = Field(gt=0, description="Capacity of the cells that are added. [kWh]")

    @property
    def dates(self) -> tuple[int, ...]:
        """Years at whose end cells are added in any case."""
        return ()

    @abstractmethod
    def due(self, year: int, years: int, capacity: float) -> bool:
        """Whether cells are added, given the capacity left, of what was installed first."""


class AddBelow(Augmentation):
    """At the end of each year that ends below a capacity."""

    kind: Literal["below"] = "below"
    capacity: float = Field(gt=0, description="Capacity, of what was installed first.")
    not_in_last_years: int = Field(
        default=0, ge=0, description="In so many last years of the project, nothing is added."
    )

    def due(self, year: int, years: int, capacity: float) -> bool:
        """See `Augmentation.due`."""
        return capacity < self.capacity and year <= years - self.not_in_last_years


class AddInYears(Augmentation):
    """At the end of given years."""

    kind: Literal["in_years"] = "in_years"
    years: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        min_length=1, description="Years of the project, the first being 1."
    )

    @property
    def dates(self) -> tuple[int, ...]:
        """The years."""
        return self.years

    def due(self, year: int, years: int, capacity: float) -> bool:
        """See `Augmentation.due`."""
        return year in self.years


AnyAugmentation = Annotated[AddBelow | AddInYears, Field(discriminator="kind")]
