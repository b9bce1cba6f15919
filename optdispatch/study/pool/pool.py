"""A file of sites that take part in programmes as one."""

from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from optdispatch import catalog
from optdispatch.case.times import AnyTime
from optdispatch.errors import InputError
from optdispatch.nouns import TITLE, Noun
from optdispatch.programmes import AnyProgramme
from optdispatch.study.portfolio.paths import YAML
from optdispatch.study.portfolio.site import Site

SHELF = "models/pools"


class Pool(Noun):
    """Sites, the time that they share, and the programmes in which they are one."""

    name: str = Field(pattern=TITLE, description="What it is called.")
    title: str = Field(default="", description="Its question in a sentence.")
    source: str = Field(default="", description="Where its facts come from.")
    time: AnyTime = Field(description="Real days that all sites plan: chain, month or year.")
    sites: tuple[Site, ...] = Field(min_length=1, description="The sites.")
    programmes: tuple[AnyProgramme, ...] = Field(
        min_length=1, description="Who pays them together; a site may have others of its own."
    )

    @classmethod
    def load(cls, name: str, **fields: Any) -> Self:
        """Read it by its name in the catalogue, or from a `.yaml` file.

        `fields` stand in place of the file's own; raises `InputError` for what cannot be used.
        """
        context = {"folder": Path(name).parent} if name.endswith(YAML) else {}
        return cls.of(catalog.read(SHELF, name) | fields, name, context)

    @model_validator(mode="after")
    def _stands(self) -> Self:
        for kind, nouns in (("site", self.sites), ("programme", self.programmes)):
            names = [noun.name.casefold() for noun in nouns]
            if twice := [n.name for n in nouns if names.count(n.name.casefold()) > 1]:
                raise ValueError(f"two {kind}s are called {twice[0]!r}; give each its own name")
        for programme in self.programmes:
            if not programme.is_for_pools:
                raise ValueError(
                    f"programme {programme.name!r} is of one site; give it to the case of that site"
                )
        if any(site.most_cabinets is not None for site in self.sites):
            raise ValueError("most_cabinets is for `optdispatch sites`; leave it out")
        if self.time.mode == "typical_days":
            raise ValueError("time: typical days differ by site; plan a chain, a month or a year")
        return self

    def refused(self, reason: str) -> InputError:
        """What is wrong with it, to be raised."""
        return InputError(f"{self.name}: {reason}")
