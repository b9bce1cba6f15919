"""Sizes that cost least: the outer convex problem, by cuts.

    least cost = min_{P,E} p_P·P + p_E·E + V(P, E)                                    (X23)
    V(P, E) ≥ bound_i - ν_i·(P - P_i) - η_i·(E - E_i)                                 (X24)

V is convex, since sizes stand in (X1) and (X2) as right-hand sides. The multipliers of one plan
prove (X15) at any size; its tangent there is a cut, by (X16). The master program min (X23) over
the cuts tells the next sizes, and a cost that no sizes go below.
"""

from collections.abc import Callable
from typing import NamedTuple

import highspy
import numpy as np

from optdispatch.horizon import FloatArray

GAP = 1e-9
"""Share of the cost at which cuts are enough."""
PASSES = 200
LEAST = 1e-9
"""Share of the greatest size at which the slope is read where there is none."""


class Sized(NamedTuple):
    """What planning with some sizes comes to."""

    cost: float
    bound: float
    worth: FloatArray
    """What one more unit of each size would save, shape (2,). [currency per kW, per kWh]"""


class Sizes(NamedTuple):
    """The sizes that cost least."""

    values: FloatArray
    """Power and energy, shape (2,). [kW, kWh]"""
    bound: float
    """What no sizes go below, their price included. [currency]"""
    worth: FloatArray
    """What one more unit of each would save, less its price, shape (2,)."""


def cheapest(
    plan: Callable[[FloatArray], Sized], least: FloatArray, most: FloatArray, price: FloatArray
) -> Sizes:
    """Find the sizes that cost least between some bounds; arrays of shape (2,)."""
    master, best, found, low = _master(least, most, price), np.inf, most, -np.inf
    x = most
    for _ in range(PASSES):
        at = np.maximum(x, LEAST * most)
        sized = plan(at)
        here = sized.cost if (x == at).all() else plan(x).cost
        if (cost := here + float(price @ x)) < best:
            best, found = cost, x
        value = sized.bound + float(sized.worth @ at)
        columns, factors = np.arange(3, dtype=np.int32), np.append(sized.worth, 1.0)
        master.addRow(value, highspy.kHighsInf, 3, columns, factors)
        master.run()
        low = max(low, float(master.getInfo().objective_function_value))
        if best - low <= GAP * max(1.0, abs(best)):
            break
        x = np.array(master.getSolution().col_value[:2])
    return Sizes(found, low, -np.array(master.getSolution().col_dual[:2]))


def _master(least: FloatArray, most: FloatArray, price: FloatArray) -> highspy.Highs:
    """Columns: power, energy, V."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("presolve", "off")
    lower, upper = np.append(least, -highspy.kHighsInf), np.append(most, highspy.kHighsInf)
    highs.addVars(3, lower, upper)
    highs.changeColsCost(3, np.arange(3, dtype=np.int32), np.append(price, 1.0))
    return highs
