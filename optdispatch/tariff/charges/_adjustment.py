"""What charges have in common that are reckoned on what other charges come to."""

from typing import Any

from pydantic import Field

from optdispatch.note import Note
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.use import Use


class Adjustment(Charge):
    """A line that is reckoned on other lines."""

    of_charges: tuple[str, ...] = Field(
        default=(), description="Names of the charges it is reckoned on; all before it if absent."
    )

    def charges(self) -> tuple[str, ...]:
        """See `Charge.charges`."""
        return self.of_charges

    def base(self, use: Use) -> list[Any]:
        """What the charges it is reckoned on come to, month by month. [currency]"""
        owed = [
            months
            for name, months in use.owed.items()
            if not self.of_charges or name in self.of_charges
        ]
        return [sum(month) for month in zip(*owed, strict=True)] or [0.0] * len(use.horizon.months)


class SiteAdjustment(Adjustment):
    """A line that goes by what only the site can say."""

    if_known: bool = Field(
        default=False,
        description="Where the site does not say what it goes by, leave it out with a note; else "
        "that is an error.",
    )

    @property
    def is_optional(self) -> bool:
        """See `Charge.is_optional`."""
        return self.if_known

    def notes(self, use: Use) -> tuple[str, ...]:
        """See `Charge.notes`: that it is left out."""
        lacks = self.lacks(use) if self.if_known else ""
        left_out = Note(
            "{charge} is left out of the bill: it goes by {lacks}", charge=self.name, lacks=lacks
        )
        return (left_out,) if lacks else ()
