"""What stands between two values, as in Excel."""

import math
import operator
from collections.abc import Callable
from typing import Final

from optdispatch.report.workbook.formula.values import (
    BY_ZERO,
    NOT_A_NUMBER,
    WRONG_VALUE,
    Fault,
    Scalar,
    is_number,
    number,
)

COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<>": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
"""Two letters before one, so that the first that fits a criterion is the right one."""


def operate(sign: str, left: Scalar, right: Scalar) -> Scalar:
    """Two scalars, neither a fault, and what stands between them.

    >>> operate("^", 2.0, 10.0), operate("&", "a", 1.0), operate("=", "A", "a")
    (1024.0, 'a1', True)
    """
    if sign == "&":
        return _shown(left) + _shown(right)
    if sign in COMPARISONS and (isinstance(left, str) or isinstance(right, str)):
        return _alike(sign, left, right)
    a, b = number(left), number(right)
    if isinstance(a, Fault) or isinstance(b, Fault):
        return WRONG_VALUE
    return COMPARISONS[sign](a, b) if sign in COMPARISONS else _compute(sign, a, b)


def _compute(sign: str, a: float, b: float) -> Scalar:
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    if sign == "/":
        return a / b if b else BY_ZERO
    try:
        return math.pow(a, b)
    except (OverflowError, ValueError):
        return NOT_A_NUMBER


def _alike(sign: str, left: Scalar, right: Scalar) -> Scalar:
    """Equality where there is a text; texts have no order here."""
    same = type(left) is type(right) and str(left).lower() == str(right).lower()
    return {"=": same, "<>": not same}.get(sign, WRONG_VALUE)


def _shown(value: Scalar) -> str:
    return f"{value:.15g}" if is_number(value) else str(value)
