"""What a cell may hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard


@dataclass(frozen=True)
class Fault:
    """An error that a cell shows, such as `#N/A`."""

    code: str


Scalar: TypeAlias = float | str | bool | Fault
Value: TypeAlias = Scalar | list[Scalar]
"""A list is the cells of a range, row by row."""

NOT_AVAILABLE, NOT_A_NUMBER = Fault("#N/A"), Fault("#NUM!")
BY_ZERO, WRONG_VALUE = Fault("#DIV/0!"), Fault("#VALUE!")


def scalars(*values: Value) -> Iterator[Scalar]:
    """Every scalar of some values."""
    for value in values:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def fault(*values: Value) -> Fault | None:
    """The first fault among some values."""
    return next((v for v in scalars(*values) if isinstance(v, Fault)), None)


def numbers(*values: Value) -> list[float]:
    """The numbers among some values: text and truth in a range do not count."""
    return [float(v) for v in scalars(*values) if is_number(v)]


def is_number(value: Value) -> TypeGuard[float]:
    """Whether a value is a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: Value) -> float | Fault:
    """A value as a number; truth is 1, text is a fault."""
    if isinstance(value, Fault):
        return value
    return float(value) if isinstance(value, (int, float)) else WRONG_VALUE
