"""Stretches of runs as runs of their own: from what is stored at one joint to the next."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.numbers import Runs


def chains(
    runs: Runs, joints: Mapping[int, IntArray], energy: FloatArray, worth: FloatArray
) -> tuple[Runs, list[int]]:
    """Cut some runs at their joints, each by its number. Returns which of the runs are stretches.

    At a joint there is what `energy` says at the end of each period, and a kWh there is worth
    what `worth` says, arrays of shape (T,).
    """
    bounds, which = [0], []
    own: list[FloatArray] = []
    closed: list[bool] = []
    for r, (a, b) in enumerate(pairwise(runs.bounds.tolist())):
        at = joints.get(r, np.array([0, b - a]))
        ring = bool(runs.closed[r])
        for s, e in pairwise((a + at).tolist()):
            row = runs.own[r].copy()
            if ring or s > a:
                row[4] = energy[(s if s > a else b) - 1]
            if ring or e < b:
                row[5:] = energy[e - 1], energy[e - 1], worth[e - 1]
            if r in joints:
                which.append(len(own))
            own.append(row)
            closed.append(ring and r not in joints)
            bounds.append(e)
    return runs._replace(own=np.array(own), closed=np.array(closed), bounds=np.array(bounds)), which
