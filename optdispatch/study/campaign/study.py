"""A study: a case, what about it may be otherwise, and which points of that are run."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from optdispatch import catalog
from optdispatch.nouns import TITLE, Noun, any_kind, nearest
from optdispatch.study.campaign import designs
from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.short import Short
from optdispatch.study.valuation import MEASURES

SHELF = "models/studies"
USUAL = ("saving_year_1", "npv_after_tax", "irr_after_tax", "payback_after_tax_years")
"""Measures that are kept where a study names none, as far as its case has them."""


def _named(content: Any) -> Any:
    """The name of a design stands for the design."""
    return {"kind": content} if isinstance(content, str) else content


if TYPE_CHECKING:
    from optdispatch.study.campaign.design import Design as AnyDesign
else:
    AnyDesign = Annotated[any_kind(designs), Short(_named, (("type", "string"),))]


class Study(Noun):
    """Points of a case to be run, and what is kept of each."""

    name: str = Field(pattern=TITLE, description="What it is called.")
    title: str = Field(default="", description="Its question in a sentence.")
    source: str = Field(default="", description="Where its facts come from.")
    case: str = Field(description="Name in models/cases, or a path from this file's folder.")
    fields: dict[str, Any] = Field(
        default={}, description="Path to value: fields of the case that are otherwise throughout."
    )
    axes: tuple[Along, ...] = Field(min_length=1, description="What may be otherwise.")
    design: AnyDesign = Field(description="Which points are run.")
    metrics: tuple[str, ...] = Field(
        default=(), description="Measures to keep, such as npv_after_tax; if none, the usual ones."
    )
    hurdles: dict[str, float] = Field(
        default={}, description="Measure to what it should reach; the chance that it is below."
    )
    seed: int = Field(default=0, ge=0, lt=2**32, description="Of designs that draw by lot.")

    @classmethod
    def load(cls, name: str) -> Self:
        """Read a study by its name in the catalogue, or from a `.yaml` file."""
        is_path = name.endswith((".yaml", ".yml"))
        context = {"folder": Path(name).parent} if is_path else {}
        return cls.of(catalog.read(SHELF, name), name, context)

    @field_validator("case")
    @classmethod
    def _from_here(cls, case: str, info: ValidationInfo) -> str:
        is_path = case.endswith((".yaml", ".yml"))
        folder = (info.context or {}).get("folder") or Path()
        return str(folder / case) if is_path else case

    @field_validator("metrics", "hurdles")
    @classmethod
    def _are_measures(cls, names: Any) -> Any:
        for name in names:
            if name not in MEASURES:
                raise ValueError(f"no measure {name!r}; {nearest(name, MEASURES)}")
        return names

    @model_validator(mode="after")
    def _each_axis_once(self) -> Self:
        names = [axis.name for axis in self.axes]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"two axes are called {twice[0]!r}; make them one")
        taken = {"point", "error", *MEASURES}
        if clash := [name for name in names if name in taken]:
            raise ValueError(f"{clash[0]!r} is a column of its own; move another field")
        return self

    @model_validator(mode="after")
    def _can_tell_chances(self) -> Self:
        if self.hurdles and not self.design.is_sample:
            raise ValueError(
                f"a {self.design.kind} tells no chances, so it has no hurdles; "
                "use latin_hypercube or sobol"
            )
        return self

    def __len__(self) -> int:
        """How many points it has."""
        return self.design.size(self.axes)
