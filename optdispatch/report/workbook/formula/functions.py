"""The functions that the workbook uses, as Excel defines them.

    PV·(1 + r)^n + PMT·(1 + r·b)·((1 + r)^n - 1)/r + FV = 0                   (X1)
    Σ_t F_t·(1 + IRR)^-t = 0                                                  (X2)

======  =========================================================  ========  ============
symbol  meaning                                                    unit      code
======  =========================================================  ========  ============
PV, FV  what is had at the start and at the end                    currency  pv, fv
PMT     what is had in each period                                 currency  payment
r, n    rate of a period; number of periods                        -         r, n
b       1 where payments are made at the start of periods          -         early
F_t     flow at the end of period t                                currency  flow
======  =========================================================  ========  ============

Source: ECMA-376, 5th edition, part 1, section 18.17.7.
"""

import math
from collections.abc import Callable
from typing import Final

from optdispatch.report.workbook.formula.operations import COMPARISONS
from optdispatch.report.workbook.formula.values import (
    BY_ZERO,
    NOT_A_NUMBER,
    NOT_AVAILABLE,
    Fault,
    Scalar,
    Value,
    is_number,
    number,
    numbers,
    scalars,
)

STEPS, NEAR, SMALL = 20, 1e-13, 1e-6


def pmt(rate: float, n: float, pv: float, fv: float = 0.0, early: float = 0.0) -> Scalar:
    """(X1), solved for PMT.

    >>> round(pmt(0.05, 2, -100.0), 2)
    53.78
    """
    if rate == 0:
        return -(pv + fv) / n if n else BY_ZERO
    discount = math.pow(1 + rate, -n)
    return -(pv + fv * discount) * rate / (1 + rate * early) / (1 - discount)


def rate(*given: float) -> Scalar:
    """(X1), solved for r, from n, PMT, PV, FV, b and a guess."""
    n, payment, pv, fv, early, guess = given

    def worth(r: float) -> float:
        discount = math.pow(1 + r, -n)
        annuity = (1 - discount) / r if r else n
        return pv + payment * (1 + r * early) * annuity + fv * discount

    def at(r: float) -> tuple[float, float, float]:
        slope = (worth(r + SMALL) - worth(r - SMALL)) / (2 * SMALL)
        return worth(r), slope, abs(pv) + abs(n * payment) + abs(fv)

    return _newton(at, guess)


def irr(flow: Value, guess: float = 0.1) -> Scalar:
    """(X2), near a guess.

    >>> round(irr([-1000.0, 2300.0, -1320.0], 0.05), 9)
    0.1
    """
    F = numbers(flow)
    if not F or min(F) >= 0 or max(F) <= 0:
        return NOT_A_NUMBER

    def at(r: float) -> tuple[float, float, float]:
        terms = [f * (1 + r) ** -t for t, f in enumerate(F)]
        slope = sum(-t * term for t, term in enumerate(terms)) / (1 + r)
        return sum(terms), slope, sum(map(abs, terms))

    return _newton(at, guess)


def _newton(at: Callable[[float], tuple[float, float, float]], r: float) -> Scalar:
    """A root near a guess, from what is to vanish, its slope, and the size of its terms.

    It gives up as spreadsheets do, after so many steps.
    """
    for _ in range(STEPS):
        try:
            value, slope, size = at(r)
        except OverflowError:
            break
        if abs(value) <= NEAR * size:
            return r
        if not slope or r - value / slope <= -1:
            break
        r -= value / slope
    return NOT_A_NUMBER


def npv(r: float, *flow: Value) -> Scalar:
    """The first of the flows is at the end of the first period."""
    return sum(f * (1 + r) ** -(t + 1) for t, f in enumerate(numbers(*flow)))


def sum_ifs(added: Value, *conditions: Value) -> Scalar:
    """Sum of what meets every condition, such as `">=5"`.

    >>> sum_ifs([1.0, 2.0, 4.0], [1.0, 2.0, 3.0], ">1", [1.0, 2.0, 3.0], 3.0)
    4.0
    """
    cells = list(scalars(added))
    ranges = [list(scalars(cells)) for cells in conditions[::2]]
    tests = [_criterion(c) for c in scalars(*conditions[1::2])]
    rows = zip(cells, zip(*ranges, strict=True), strict=True)
    meet = [c for c, row in rows if all(t(v) for t, v in zip(tests, row, strict=True))]
    return sum(numbers(*meet))


def _criterion(text: Scalar) -> Callable[[Scalar], bool]:
    sign = next((s for s in COMPARISONS if str(text).startswith(s)), "")
    limit = float(str(text).removeprefix(sign))
    compare = COMPARISONS[sign or "="]
    return lambda value: is_number(value) and compare(value, limit)


def sum_product(*factors: Value) -> Scalar:
    """Sum of products, cell by cell."""
    rows = zip(*(list(scalars(f)) for f in factors), strict=True)
    return sum(math.prod(v if is_number(v) else 0.0 for v in row) for row in rows)


def index(cells: Value, position: float) -> Scalar:
    """A cell of a row or a column, counted from 1."""
    there = list(scalars(cells))
    return there[int(position) - 1] if 1 <= position <= len(there) else Fault("#REF!")


def match(value: Value, cells: Value, kind: float) -> Scalar:
    """Position of the first cell that equals a value, counted from 1; `kind` is 0."""
    found = (n for n, there in enumerate(scalars(cells), 1) if there == value)
    return float(next(found, 0)) or NOT_AVAILABLE if kind == 0 else NOT_AVAILABLE


def average(*values: Value) -> Scalar:
    """Mean of the numbers."""
    found = numbers(*values)
    return sum(found) / len(found) if found else BY_ZERO


def truth(value: Value) -> bool:
    """A value as a truth."""
    return bool(value)


def _plain(function: Callable[[float], float]) -> Callable[..., Scalar]:
    def of(value: Value) -> Scalar:
        given = number(value)
        return given if isinstance(given, Fault) else function(given)

    return of


FUNCTIONS: Final[dict[str, Callable[..., Value]]] = {
    "ABS": _plain(abs),
    "AND": lambda *given: all(truth(v) for v in scalars(*given)),
    "AVERAGE": average,
    "COUNT": lambda *given: float(len(numbers(*given))),
    "INDEX": index,
    "INT": _plain(math.floor),
    "IRR": irr,
    "MATCH": match,
    "MAX": lambda *given: max(numbers(*given), default=0.0),
    "MIN": lambda *given: min(numbers(*given), default=0.0),
    "NA": lambda: NOT_AVAILABLE,
    "NPV": npv,
    "OR": lambda *given: any(truth(v) for v in scalars(*given)),
    "PMT": pmt,
    "RATE": rate,
    "ROUND": lambda value, places: round(value, int(places)),
    "SIGN": _plain(lambda value: float((value > 0) - (value < 0))),
    "SUM": lambda *given: sum(numbers(*given)),
    "SUMIFS": sum_ifs,
    "SUMPRODUCT": sum_product,
}
"""All that are given values; `IF`, `IFERROR` and `ISNUMBER` are given what is not yet one."""
