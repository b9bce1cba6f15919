"""Wider or narrower float ratios: each one's distance from 1 by one factor."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, NonNegativeFloat

from optdispatch.case import Case
from optdispatch.study.portfolio.redraw import Redraw, spread


class Spread(Redraw):
    """Ratios that are further from 1, or nearer to it."""

    spread: NonNegativeFloat = Field(description="Factor on the distance of each ratio from 1.")
    name: str = Field(default="", description="What it is called; `spread 1.2` if left out.")

    def called(self) -> tuple[str, ...]:
        """See `Redraw.called`."""
        return (self.name or f"spread {self.spread:g}",)

    def changes(self, called: str, case: Case) -> Mapping[str, Any]:
        """See `Redraw.changes`."""
        return spread(case, self.spread)
