"""Another tariff, by name or as a file."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from optdispatch import tariff as tariffs
from optdispatch.case import Case
from optdispatch.catalog import From
from optdispatch.study.portfolio.redraw import Redraw, put_under

AnyTariff = Annotated[tariffs.Tariff, From("tariffs"), From("tariffs", key="model")]


class Tariff(Redraw):
    """A tariff in place of the site's own; the way of billing stays where it is offered."""

    tariff: AnyTariff = Field(description="Name or path, or a `model` with some fields.")
    name: str = Field(default="", description="What it is called; the tariff's name if left out.")

    def called(self) -> tuple[str, ...]:
        """See `Redraw.called`."""
        return (self.name or self.tariff.name,)

    def changes(self, called: str, case: Case) -> Mapping[str, Any]:
        """See `Redraw.changes`."""
        return put_under(self.tariff, case)
