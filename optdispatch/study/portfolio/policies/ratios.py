"""Other float ratios: of some periods, in place of what the tariff says."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, NonNegativeFloat

from optdispatch.case import Case
from optdispatch.study.portfolio.redraw import Redraw, replaced


class Ratios(Redraw):
    """Ratios of some periods; the others stay."""

    ratios: dict[str, NonNegativeFloat] = Field(
        min_length=1, description="Period to its ratio; flat is 1."
    )
    name: str = Field(description="What it is called.")

    def called(self) -> tuple[str, ...]:
        """See `Redraw.called`."""
        return (self.name,)

    def changes(self, called: str, case: Case) -> Mapping[str, Any]:
        """See `Redraw.changes`."""
        return replaced(case, self.ratios)
