"""Wait for the valley: the timer that owners set, or that a charger comes with.

    power[s] = most[s]                                 in the valley           (R5)
    power[s] = min(most[s], (missing - P_s·v)⁺/Δt)      outside

v are the hours of valley that are left until the departure; what they cannot give is drawn at
once. The site's limit is not looked at.
"""

from typing import Literal

import numpy as np
from pydantic import Field

from optdispatch.horizon import FloatArray
from optdispatch.rules.rule import Queue
from optdispatch.waiting import Waiting
from optdispatch.windows import MINUTES, Window, covered

HOUR = 60


class DelayToValley(Queue):
    """Charge in the valley, at full power; before it only what it cannot give."""

    kind: Literal["delay_to_valley"] = "delay_to_valley"
    valley: tuple[Window, ...] = Field(min_length=1, description="Times of day to wait for.")

    def share_kw(self, waiting: Waiting, room_kw: float) -> FloatArray:
        """See `Rule.share_kw`: (R5)."""
        is_valley = covered(self.valley) > 0
        now = (waiting.minute + np.arange(round(waiting.hours * HOUR))) % MINUTES
        if is_valley[now].mean() > 0.5:
            return waiting.most_kw
        through = np.concatenate([[0], np.cumsum(np.roll(is_valley, -waiting.minute))]) / HOUR
        days, rest = np.divmod(np.round(waiting.left_hours * HOUR).astype(np.int64), MINUTES)
        valley_hours = days * through[-1] + through[rest]
        needed = np.maximum(waiting.missing_kwh - waiting.rated_kw * valley_hours, 0.0)
        drawn: FloatArray = np.minimum(waiting.most_kw, needed / waiting.hours)
        return drawn
