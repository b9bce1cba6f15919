"""Who leaves first is served first, as far as the site has power left.

Source: C. L. Liu and J. W. Layland, Scheduling Algorithms for Multiprogramming in a Hard-Real-
Time Environment, J. ACM 20 (1973), doi:10.1145/321738.321743.
"""

from typing import Literal

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.rules.rule import Queue
from optdispatch.waiting import Waiting, in_turn


class EarliestDeadlineFirst(Queue):
    """In the order of departures; of two that leave together, who came first."""

    kind: Literal["earliest_deadline_first"] = "earliest_deadline_first"

    def share_kw(self, waiting: Waiting, room_kw: float) -> FloatArray:
        """See `Rule.share_kw`."""
        order = np.lexsort((waiting.arrived, waiting.left_hours))
        return in_turn(order, waiting.most_kw, room_kw)
