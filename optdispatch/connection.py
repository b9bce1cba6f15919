"""Where the site meets the grid."""

from typing import Annotated

from pydantic import AfterValidator, Field, NonNegativeFloat, PositiveFloat

from optdispatch.nouns import Noun


def _is_a_standard(standard: float) -> float:
    """One of the three of (83)水电财字第215号."""
    if standard not in {0.9, 0.85, 0.8}:
        raise ValueError(f"{standard:g} is not one of 0.9, 0.85 and 0.8")
    return standard


PowerFactorStandard = Annotated[float, AfterValidator(_is_a_standard)]


class Connection(Noun):
    """Limits of the connection, and what the customer has agreed with the utility."""

    import_limit_kw: PositiveFloat | None = Field(
        default=None, description="Most power that may be drawn from the grid; none: no limit."
    )
    export_limit_kw: NonNegativeFloat = Field(
        default=0.0, description="Most power that may be fed into the grid; 0: no export."
    )
    capacity_kva: PositiveFloat | None = Field(
        default=None, description="Transformer capacity on which capacity charges are paid."
    )
    power_factor_standard: PowerFactorStandard | None = Field(
        default=None, description="The site's own standard, where it is not the tariff's: 0.85."
    )
    contracted_kw: PositiveFloat | None = Field(
        default=None, description="Demand that is contracted with the utility each month."
    )
