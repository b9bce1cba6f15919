"""An axis of a study: a lever or a field, and what it may be."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from optdispatch.case import Case
from optdispatch.case.paths import read
from optdispatch.errors import InputError
from optdispatch.nouns import Noun, any_kind, kinds
from optdispatch.study.axis import shown
from optdispatch.study.campaign import spreads
from optdispatch.study.campaign.short import Short
from optdispatch.study.campaign.spread import Distribution, Steps
from optdispatch.study.campaign.spreads.list import List
from optdispatch.study.lever import USUAL, is_scalable, lever, scaled


def _listed(content: Any) -> Any:
    """A plain list stands for its values."""
    if isinstance(content, Mapping) and "kind" not in content:
        raise ValueError(f"needs a `kind`: {', '.join(kinds(spreads))}; or write a plain list")
    return {"kind": "list", "values": content} if isinstance(content, (list, tuple)) else content


if TYPE_CHECKING:
    from optdispatch.study.campaign.spread import Spread as AnySpread
else:
    AnySpread = Annotated[any_kind(spreads), Short(_listed, (("type", "array"), ("minItems", 1)))]


class Along(Noun):
    """A lever or a field, and factors on what is there or values in its place."""

    lever: str | None = Field(default=None, description="Name of a lever, such as energy_price.")
    field: str | None = Field(default=None, description="Path, such as economics.loan.rate.")
    factors: AnySpread | None = Field(
        default=None,
        description="Of what is there: a list, a range, a distribution; if neither these nor "
        "values are given, the usual ones of the lever.",
    )
    values: AnySpread | None = Field(
        default=None, description="In place of what is there: a list, a range, a distribution."
    )
    source: str = Field(default="", description="Where they come from.")

    @model_validator(mode="after")
    def _says_what_moves(self) -> Self:
        if (self.lever is None) == (self.field is None):
            raise ValueError("an axis has a `lever` or a `field`, one of them")
        if self.factors is not None and self.values is not None:
            raise ValueError(f"{self.name}: give factors or values, not both")
        if self.lever is not None:
            try:
                lever(self.lever)
            except InputError as error:
                raise ValueError(str(error)) from None
            if self.values is not None:
                raise ValueError(f"the lever {self.lever} takes factors, not values")
        every = self.factors.every if isinstance(self.factors, Steps) else ()
        for factor in every:
            if not is_scalable(factor) or isinstance(factor, tuple) or not factor > 0:
                raise ValueError(f"{self.name}: a factor is a number above 0, not {factor!r}")
        return self

    @property
    def name(self) -> str:
        """Of the lever, or the field's path."""
        return self.lever or str(self.field)

    @property
    def spread(self) -> AnySpread:
        """What factors or values there are."""
        usual = lever(self.lever).steps if self.lever else USUAL
        return self.values or self.factors or List(values=usual)

    @property
    def is_number(self) -> bool:
        """Whether all that it may be are numbers."""
        spread = self.spread
        if isinstance(spread, Distribution):
            return True
        every = spread.every if isinstance(spread, Steps) else (None,)
        return all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in every)

    def there(self, case: Case) -> Any:
        """Where a case is along the axis: 1 of factors, else the value if it is a plain one."""
        if self.values is None:
            return 1.0
        value = read(case, str(self.field))
        return value if isinstance(value, (int, float, str)) else None

    def check(self, case: Case) -> None:
        """Raise `InputError` for a lever that a case cannot bear, or a field that it lacks."""
        for path in self.paths(case):
            value = read(case, path)
            if self.values is None and (not is_scalable(value) or scaled(value, 2.0) == value):
                raise InputError(
                    f"{case.name}: {path} is {shown(value)}, which no factor moves; give it values"
                )

    def paths(self, case: Case) -> tuple[str, ...]:
        """The fields that it moves in a case.

        Raises `InputError` where there are none.
        """
        if self.field is not None:
            return (self.field,)
        found = lever(str(self.lever))
        if not (paths := found.paths(case)):
            raise InputError(
                f"{case.name}: the lever {self.lever!r} needs {found.needs}, which the case does "
                "not have"
            )
        return paths

    def scale(self, case: Case, factor: float, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a case times a factor, on top of changes that are to be made to it.

        Raises `InputError` for a factor that is not above 0.
        """
        if not factor > 0:
            raise InputError(f"{self.name}: a factor should be above 0, not {factor:g}")
        there = {p: changes[p] if p in changes else read(case, p) for p in self.paths(case)}
        return {path: scaled(value, factor) for path, value in there.items()}
