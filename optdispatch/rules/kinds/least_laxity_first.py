"""Who can wait least is served first, as far as the site has power left.

    laxity[s] = time left - missing energy/rated power                        (R4)

Source: M. L. Dertouzos and A. K. Mok, Multiprocessor On-Line Scheduling of Hard-Real-Time
Tasks, IEEE Trans. Software Eng. 15 (1989), doi:10.1109/32.58762.
"""

from typing import Literal

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.rules.rule import Queue
from optdispatch.waiting import Waiting, in_turn


class LeastLaxityFirst(Queue):
    """In the order of (R4); of two that are alike, who came first."""

    kind: Literal["least_laxity_first"] = "least_laxity_first"

    def share_kw(self, waiting: Waiting, room_kw: float) -> FloatArray:
        """See `Rule.share_kw`."""
        order = np.lexsort((waiting.arrived, waiting.laxity_hours))
        return in_turn(order, waiting.most_kw, room_kw)
