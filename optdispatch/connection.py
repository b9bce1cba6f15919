"""Where the site meets the grid."""

from pydantic import Field, NonNegativeFloat, PositiveFloat

from optdispatch.nouns import Noun


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
    contracted_kw: PositiveFloat | None = Field(
        default=None, description="Demand that is contracted with the utility each month."
    )
