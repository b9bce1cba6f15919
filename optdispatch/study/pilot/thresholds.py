"""The thresholds of a pilot, as a notice sets them."""

from typing import Annotated, Self

from pydantic import Field, NonNegativeFloat, model_validator

from optdispatch import catalog
from optdispatch.lifetime.ageing import AnyLaw
from optdispatch.lifetime.warranty import Warranty
from optdispatch.nouns import Noun

SHELF = "models/pilots"
Share = Annotated[float, Field(ge=0, le=1)]


class Thresholds(Noun):
    """What a pilot has to reach in a year."""

    name: str = Field(description="Whose thresholds.")
    source: str = Field(min_length=1, description="The notice.")
    note: str = Field(default="", description="What a reader must know before relying on it.")
    valley_share: Share = Field(description="Of the energy charged, in valley hours.")
    private_valley_share: Share = Field(description="Of that charged at private chargers.")
    discharge_power_kw: NonNegativeFloat = Field(description="Power of two-way chargers in all.")
    discharge_kwh: NonNegativeFloat = Field(description="Given back in a year.")
    valley: tuple[str, ...] = Field(min_length=1, description="Periods of tariffs that are valley.")
    warranty: Warranty = Field(description="What the makers of the vehicles promise.")
    ageing: AnyLaw = Field(description="How the vehicles' batteries age.")
    temperature_c: float = Field(ge=-40, le=90, description="Mean temperature of the batteries.")

    @classmethod
    def load(cls, name: str) -> Self:
        """Read thresholds by catalogue name or `.yaml` path."""
        return cls.of(catalog.read(SHELF, name), name)

    @model_validator(mode="after")
    def _promises_something(self) -> Self:
        if self.warranty.throughput_mwh is not None or self.warranty.cycles_per_year is not None:
            raise ValueError("warranty: of vehicles only the capacity promised is looked at")
        return self
