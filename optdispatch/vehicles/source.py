"""What every source of sessions promises."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date

from optdispatch.horizon import Horizon
from optdispatch.nouns import Noun
from optdispatch.vehicles.session import Session


class Source(Noun):
    """Where sessions come from. Each kind is one file of `sources/`, told by its first field."""

    @abstractmethod
    def sessions(self, days: Sequence[date], horizon: Horizon) -> Sequence[Session]:
        """Sessions that arrive on some days of a horizon's calendar, and perhaps on others."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What an outcome must say about where they come from."""
        return ()
