"""A redrawn calendar: other hours for the periods, at the prices that they have."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from optdispatch.case import Case
from optdispatch.study.portfolio.redraw import Redraw
from optdispatch.tariff.time_of_use import TimeOfUse


class Hours(Redraw):
    """The hours of each period, in place of what the tariff says."""

    hours: TimeOfUse = Field(description="Seasons and special days, as a tariff's `time_of_use`.")
    name: str = Field(description="What it is called.")

    def called(self) -> tuple[str, ...]:
        """See `Redraw.called`."""
        return (self.name,)

    def changes(self, called: str, case: Case) -> Mapping[str, Any]:
        """See `Redraw.changes`."""
        return {"tariff.time_of_use": self.hours}
