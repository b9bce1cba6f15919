"""Every rate at which a flow is worth nothing: its internal rates of return.

    f(u) = Σ_t F_t·e^(-u·t) = 0 ,   u = ln(1 + r)                             (R1)
    g(u) = Σ_t (τ - t)·F_t·e^(-u·t) = e^(-u·τ)·d/du [e^(u·τ)·f(u)]            (R2)

============  ================================================  ========  ========
symbol        meaning                                           unit      code
============  ================================================  ========  ========
F_t           flow at the end of period t                       currency  flow
r             rate of return in one period                      -         (result)
u             its logarithm, from -∞ (r = -1) to ∞              -         u
τ             a time at which F changes sign                    periods   tau
============  ================================================  ========  ========

Put τ between two periods in which F changes sign: then g changes sign once less than F, so
its roots are found first, by the same rule. Between two neighbouring roots of g the function
e^(u·τ)·f(u) is monotone, so that f has one root there or none. This is Laguerre's proof of
Descartes' rule of signs, read as an algorithm: it misses no root, and its depth is the
number of changes of sign, not the number of periods.

Source: G. J. O. Jameson, Counting zeros of generalised polynomials, The Mathematical Gazette
90 (518), 2006, 223-234.
"""

from itertools import pairwise

import numpy as np

from optdispatch.finance.yearly import FloatArray

ROUNDING = 1e-12
"""What is smaller than this share of the largest flow is rounding, not money."""

TOUCHING = 1e-13
"""Where a turn of (R1) comes this close to zero, two roots have met."""


def internal_rates(flow: FloatArray) -> tuple[float, ...]:
    """Every rate of return in (-1, ∞) of a flow of shape (T,), in rising order; perhaps none.

    >>> [round(rate, 9) for rate in internal_rates(np.array([-1000.0, 2300.0, -1320.0]))]
    [0.1, 0.2]
    >>> internal_rates(np.array([-1000.0, -1.0]))
    ()
    """
    size = np.abs(flow).max(initial=0.0)
    at = np.flatnonzero(np.abs(flow) > ROUNDING * size)
    return tuple(float(np.expm1(u)) for u in _roots(at.astype(np.float64), flow[at]))


def the_rate(rates: tuple[float, ...]) -> float | None:
    """The rate of return to name, where one can be named.

    It is the only one; or, of several, the only positive one: a second root below zero is
    there whenever the last flow is negative, as when a lessor gives a deposit back, and is
    the answer to no question. Where two are positive, none is *the* rate.

    >>> the_rate((-0.99, 0.06)), the_rate((0.1, 0.2))
    (0.06, None)
    """
    positive = [rate for rate in rates if rate > 0]
    if len(rates) == 1:
        return rates[0]
    return positive[0] if len(positive) == 1 else None


def _roots(t: FloatArray, flow: FloatArray) -> list[float]:
    """Roots of (R1) in rising order, where no flow is zero."""
    from scipy.optimize import brentq  # noqa: PLC0415 - slow to load, and not all ask for money

    changes = np.flatnonzero(np.sign(flow[1:]) != np.sign(flow[:-1]))
    if not changes.size:
        return []
    tau = (t[changes[0]] + t[changes[0] + 1]) / 2
    turns = _roots(t, (tau - t) / np.abs(tau - t).max() * flow) or [0.0]  # (R2)

    marks = [_beyond(t, flow, turns[0], -1), *turns, _beyond(t, flow, turns[-1], +1)]
    values = [_value(u, t, flow) for u in marks]
    signs = [0.0 if abs(value) < TOUCHING else np.sign(value) for value in values]
    found = [u for u, sign in zip(marks, signs, strict=True) if sign == 0]
    for (a, before), (b, after) in pairwise(zip(marks, signs, strict=True)):
        if before * after < 0:
            found.append(float(brentq(_value, a, b, args=(t, flow), xtol=1e-15, rtol=1e-15)))
    return sorted(found)


def _value(u: float, t: FloatArray, flow: FloatArray) -> float:
    """(R1) as a share of its own terms, so that it neither overflows nor vanishes."""
    weights = np.exp((-u * t) - (-u * t).max())
    return float(flow @ weights) / float(np.abs(flow) @ weights)


def _beyond(t: FloatArray, flow: FloatArray, u: float, direction: int) -> float:
    """A point past `u` where (R1) already has the sign that it keeps for ever."""
    last = flow[0] if direction > 0 else flow[-1]
    step = 1.0
    while np.sign(_value(u + direction * step, t, flow)) != np.sign(last):
        step *= 2
    return u + direction * step
