"""An axis: one lever or field of a case, and the steps that it is moved by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from optdispatch.case import Case
from optdispatch.case.paths import changed, read
from optdispatch.errors import InputError
from optdispatch.nouns import Noun
from optdispatch.study.lever import USUAL, is_scalable, lever, scaled

Factor = Annotated[float, Field(gt=0, le=1000)]


@dataclass(frozen=True)
class Move:
    """One step along an axis: fields of the case, and what they become."""

    axis: str
    factor: float | None
    """On what was there; None for values that are no multiple of it."""
    value: Any
    """What the field becomes; None where several become something."""
    step: str
    """The factor or the value, as it was asked for: `× 0.85`, `= 20`."""
    changes: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.axis} {self.step}"

    def of(self, case: Case) -> Case:
        """The case moved.

        Raises `InputError` where it cannot be.
        """
        try:
            return changed(case, self.changes)
        except InputError as error:
            raise InputError(f"{self}: {error}") from None


class Axis(Noun):
    """A lever or a field, and factors on it or values of it."""

    lever: str | None = Field(default=None, description="Name of a lever, such as energy_price.")
    field: str | None = Field(default=None, description="Path, such as economics.loan.rate.")
    factors: tuple[Factor, ...] = Field(
        default=(), description="Of what is there; without values, the usual ones of the lever."
    )
    values: tuple[Any, ...] = Field(default=(), description="In place of what is there.")

    @model_validator(mode="after")
    def _says_what_moves(self) -> Self:
        if (self.lever is None) == (self.field is None):
            raise ValueError("an axis has a `lever` or a `field`, one of them")
        if self.factors and self.values:
            raise ValueError(f"{self.name}: give factors or values, not both")
        if self.lever is not None:
            try:
                lever(self.lever)
            except InputError as error:
                raise ValueError(str(error)) from None
        return self

    @property
    def name(self) -> str:
        """Of the lever, or the field's path."""
        return self.lever or str(self.field)

    def by(self, steps: Sequence[float]) -> Self:
        """The axis with these factors, where it says neither factors nor values.

        Raises `InputError` for what is no factor.
        """
        if self.factors or self.values or not steps:
            return self
        return type(self).of({"lever": self.lever, "field": self.field, "factors": steps}, "steps")

    def moves(self, case: Case) -> tuple[Move, ...]:
        """Each step from where a case is.

        Raises `InputError` for a lever that the case cannot bear, or a field that it lacks.
        """
        paths, usual = self._paths(case), lever(self.lever).steps if self.lever else USUAL
        if self.values:
            if len(paths) > 1:
                moved = ", ".join(paths)
                raise InputError(f"{self.name} moves {moved}; give it factors, not values")
            return tuple(_to(self.name, case, paths[0], value) for value in self.values)
        return tuple(_by(self.name, case, paths, factor) for factor in self.factors or usual)

    def _paths(self, case: Case) -> tuple[str, ...]:
        if self.field is not None:
            read(case, self.field)
            return (self.field,)
        found = lever(str(self.lever))
        if not (paths := found.paths(case)):
            raise InputError(
                f"{case.name}: the lever {self.lever!r} needs {found.needs}, which the case does "
                "not have"
            )
        return paths


def _by(name: str, case: Case, paths: tuple[str, ...], factor: float) -> Move:
    """Fields times a factor."""
    there = {path: read(case, path) for path in paths}
    for path, value in there.items():
        if not is_scalable(value) or scaled(value, 2.0) == value:
            raise InputError(
                f"{case.name}: {path} is {shown(value)}, which no factor moves; give it values"
            )
    changes = {path: scaled(value, factor) for path, value in there.items()}
    only = changes[paths[0]] if len(paths) == 1 else None
    value = only if isinstance(only, (int, float)) else None
    return Move(name, factor, value, f"× {factor:g}", changes)


def _to(name: str, case: Case, path: str, value: Any) -> Move:
    """A field with another value; a number in place of a number is a multiple of it too."""
    before = read(case, path)
    numbers = all(is_scalable(v) and isinstance(v, (int, float)) for v in (before, value))
    factor = value / before if numbers and before else None
    return Move(name, factor, value, f"= {shown(value)}", {path: value})


def shown(value: Any) -> str:
    """A value in few letters.

    >>> shown(0.0306), shown("annuity"), shown(None)
    ('0.0306', 'annuity', 'none')
    """
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
