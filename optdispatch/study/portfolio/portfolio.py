"""What a file of sites always has: the sites, and the terms that they share."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)
from pydantic_core import core_schema

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.case.case import AnyEconomics
from optdispatch.case.times import AnyTime
from optdispatch.errors import InputError
from optdispatch.lifetime import Ageing
from optdispatch.nouns import TITLE, Noun
from optdispatch.study.portfolio.paths import YAML
from optdispatch.study.portfolio.site import Site
from optdispatch.study.portfolio.site_table import read_sites


@dataclass(frozen=True)
class OrTable:
    """Marks sites that may also be the path of a table, and says so to editors."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the table before the sites are validated."""
        return core_schema.with_info_before_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Allow the path beside the sites themselves."""
        path = {"type": "string", "description": "Path to a .csv with a row a site."}
        return {"anyOf": [path, handler(schema)]}

    def _read(self, content: Any, info: ValidationInfo) -> Any:
        if not isinstance(content, str):
            return content
        try:
            return read_sites(Path((info.context or {}).get("folder") or Path()) / content)
        except InputError as error:
            raise ValueError(str(error)) from None


class Portfolio(Noun):
    """Sites, and the time, the life and the money that they share."""

    SHELF: ClassVar[str]
    name: str = Field(pattern=TITLE, description="What it is called.")
    title: str = Field(default="", description="Its question in a sentence.")
    source: str = Field(default="", description="Where its facts come from.")
    time: AnyTime | None = Field(default=None, description="Of sites that are meter files.")
    ageing: Ageing | None = Field(
        default=None, description="The life of the cells, in place of that of the cases."
    )
    economics: AnyEconomics | None = Field(
        default=None, description="The money, in place of that of the cases: a name, or terms."
    )
    sites: Annotated[tuple[Site, ...], OrTable()] = Field(
        min_length=1, description="The sites, or the path of a .csv that lists them."
    )

    @classmethod
    def load(cls, name: str, **fields: Any) -> Self:
        """Read it by its name in the catalogue, or from a `.yaml` file.

        `fields` stand in place of the file's own; raises `InputError` for what cannot be used.
        """
        context = {"folder": Path(name).parent} if name.endswith(YAML) else {}
        return cls.of(catalog.read(cls.SHELF, name) | fields, name, context)

    @model_validator(mode="after")
    def _each_site_once(self) -> Self:
        names = [site.name.casefold() for site in self.sites]
        if twice := [s.name for s in self.sites if names.count(s.name.casefold()) > 1]:
            raise ValueError(f"two sites are called {twice[0]!r}; give each its own name")
        if self.time is None and (bare := [s.name for s in self.sites if s.meter is not None]):
            raise ValueError(f"time is missing: site {bare[0]!r} is a meter file, not a case")
        return self

    def site(self, name: str) -> Site:
        """One of the sites."""
        return next(site for site in self.sites if site.name == name)

    def as_case(self, site: Site) -> Case:
        """The case of a site under the shared terms.

        Raises `InputError` where something that it names cannot be used.
        """
        return site.as_case(self.time, dict(self._terms()))

    def _terms(self) -> Iterator[tuple[str, Any]]:
        for name in ("ageing", "economics"):
            if (value := getattr(self, name)) is not None:
                yield name, value
