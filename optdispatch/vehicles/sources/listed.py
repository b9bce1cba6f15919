"""Sessions written out."""

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from optdispatch.horizon import Horizon
from optdispatch.vehicles.session import Session
from optdispatch.vehicles.source import Source


class Listed(Source):
    """Sessions, one by one."""

    listed: tuple[Session, ...] = Field(min_length=1, description="The sessions.")

    def sessions(self, days: Sequence[date], horizon: Horizon) -> Sequence[Session]:
        """See `Source.sessions`."""
        return self.listed
