"""Share what the site has left among all who wait, the same for each.

    power[s] = min(most[s], level),  Σ_s power[s] = min(Σ_s most[s], room)     (R3)

This is what simple load management does.
"""

from typing import Literal

from optdispatch.horizon import FloatArray
from optdispatch.rules.rule import Queue
from optdispatch.waiting import Waiting, alike


class EqualShare(Queue):
    """The same power for everybody."""

    kind: Literal["equal_share"] = "equal_share"

    def share_kw(self, waiting: Waiting, room_kw: float) -> FloatArray:
        """See `Rule.share_kw`: (R3)."""
        return alike(waiting.most_kw, room_kw)
