"""What a rule promises: a wish for storage power in each period.

A rule is a habit: it looks at the clock and at the site's net load, not ahead. What the
physics and the connection make of its wishes is the same for every rule (`follow`).
"""

from abc import abstractmethod

from pydantic import Field

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.nouns import Noun


class Rule(Noun):
    """A policy that people use today."""

    name: str = Field(description="Name in the ledger.")
    source: str = Field(default="", description="Who uses it, or where it was published.")

    @abstractmethod
    def wishes_kw(self, net_kw: FloatArray, horizon: Horizon) -> FloatArray:
        """Power wished of the storage in each period, shape (T,); positive to discharge. [kW]

        `net_kw` is the site's load less its own generation; infinite wishes mean all there is.
        """
