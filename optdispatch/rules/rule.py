"""What a rule promises: a wish for storage power in each period.

A rule is a habit: it looks at the clock and at the site's net load, not ahead. What the
physics and the connection make of its wishes is the same for every rule (`follow`). A rule
for those who wait for energy wishes nothing of storage; other rules leave them alone.
"""

from abc import abstractmethod

import numpy as np
from pydantic import Field, field_validator

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.nouns import Noun
from optdispatch.waiting import Waiting

WITHOUT, OPTIMUM = "without storage", "optimum"
"""Columns of the ledger that are no rule's."""


class Rule(Noun):
    """A policy that people use today."""

    name: str = Field(description="Name in the ledger.")
    source: str = Field(default="", description="Who uses it, or where it was published.")

    @field_validator("name")
    @classmethod
    def _is_no_name_of_the_ledger(cls, name: str) -> str:
        if name in {WITHOUT, OPTIMUM}:
            raise ValueError(f"{name!r} is a column of the ledger already; call the rule another")
        return name

    @abstractmethod
    def wishes_kw(self, net_kw: FloatArray, horizon: Horizon) -> FloatArray:
        """Power wished of the storage in each period, shape (T,); positive to discharge. [kW]

        `net_kw` is the site's load less its own generation; infinite wishes mean all there is.
        """

    def share_kw(self, waiting: Waiting, room_kw: float) -> FloatArray:
        """What each of those who wait draws, of what the site has left, (n,). [kW]

        Unless a rule says otherwise, all that they can, whatever there is.
        """
        return waiting.most_kw


class Queue(Rule):
    """A rule for those who wait for energy; storage rests."""

    def wishes_kw(self, net_kw: FloatArray, horizon: Horizon) -> FloatArray:
        """See `Rule.wishes_kw`: nothing."""
        return np.zeros(len(horizon))
