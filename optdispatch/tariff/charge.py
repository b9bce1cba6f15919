"""What every charge promises.

Most charges are convex, so the program can optimise them. One that is not stands in the
invoice all the same; in the program its `stand_in` takes its place, or nothing does.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field, field_validator

from optdispatch.horizon import BoolArray, FloatArray, Horizon
from optdispatch.note import Note
from optdispatch.nouns import Noun
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use
from optdispatch.windows import Month


class Charge(Noun):
    """Lines of a bill: a convex function of what the meter sees, if it can be."""

    name: str = Field(description="Name of the bill line.")
    stream: ClassVar[str] = "other charges"
    """The value stream to which a saving on this charge belongs."""
    rank: ClassVar[int] = 0
    """Charges of a higher rank are reckoned on what those of lower ones come to."""
    needs_reactive: ClassVar[bool] = False
    """Whether the reactive power of the site must be known."""

    @field_validator("name")
    @classmethod
    def _is_no_name_of_the_ledger(cls, name: str) -> str:
        if name in {"total", "saving", "wear and sizes"}:
            raise ValueError(f"{name!r} is a line of the ledger already; call the charge another")
        return name

    @property
    def is_optional(self) -> bool:
        """Whether it is left out, with a note, where the site does not say what it goes by."""
        return False

    @property
    def every_period(self) -> bool:
        """Whether a charge that names periods must name each."""
        return False

    @property
    def needs(self) -> tuple[str, ...]:
        """Fields of the connection that must be given."""
        return ()

    @property
    def convex(self) -> bool:
        """Whether the program can optimise it as it stands."""
        return True

    @property
    def convex_by_month(self) -> bool:
        """Whether what it costs in each single month is convex too."""
        return self.convex

    @property
    def goes_by_month(self) -> bool:
        """Whether it is reckoned on what other charges cost in single months."""
        return False

    @property
    def stand_in(self) -> Self | None:
        """What the program optimises in its place; None: nothing, it is invoiced only."""
        return self if self.convex else None

    @abstractmethod
    def monthly(self, use: Use, ops: Ops) -> Mapping[str, Sequence[Any]]:
        """Cost in each billing month, by bill line. [currency]

        A charge that is not convex is only ever asked with numbers.
        """

    def quantities(self, use: Use) -> Mapping[str, Quantity]:
        """What lines are reckoned on, by bill line; lines of a flat amount have none."""
        return {}

    def parts(self, use: Use) -> Mapping[str, Sequence[float]]:
        """What an energy charge is made of in each billing month, by component. [currency]"""
        return {}

    def lacks(self, use: Use) -> str:
        """What the site does not say and the charge goes by; nothing: it is all there."""
        missing = [f for f in self.needs if getattr(use.connection, f) is None]
        if missing:
            return f"connection.{missing[0]}"
        unknown = self.needs_reactive and use.reactive_kvar is None
        return Note("a load's `reactive` or `power_factor`") if unknown else ""

    def lines(self, use: Use, ops: Ops) -> dict[str, Any]:
        """Cost by bill line. [currency]"""
        return {line: sum(months) for line, months in self.monthly(use, ops).items()}

    def marginal(self, use: Use) -> tuple[FloatArray, FloatArray]:
        """What a kWh imported costs, and a kWh exported earns, each of shape (T,). [per kWh]"""
        return np.zeros(len(use.horizon)), np.zeros(len(use.horizon))

    @property
    def has_import_price(self) -> bool:
        """Whether `marginal` says what any kWh drawn costs, however many there are."""
        return False

    def import_price(self, use: Use) -> FloatArray:
        """What a kWh imported costs, shape (T,). [per kWh]"""
        return self.marginal(use)[0]

    def peaks(self, use: Use) -> BoolArray | None:
        """Where the highest demand of a month is charged, shape (T,); None: nowhere."""
        return None

    def peak_days(self, use: Use) -> set[date]:
        """The days on which each month's demand is billed, if `use` is what the meter sees."""
        where, power = self.peaks(use), np.asarray(use.imported_kw, dtype=np.float64)
        found = set()
        for at in () if where is None else use.month_periods:
            charged = at[where[at]] if where is not None else at
            if len(charged):
                found.add(use.horizon.index[charged[np.argmax(power[charged])]].date())
        return found

    def own_days(self, horizon: Horizon) -> set[date]:
        """Days that no typical day may stand for, because the charge names them."""
        return set()

    def periods(self) -> tuple[str, ...]:
        """Periods of the tariff that the charge names."""
        return ()

    def components(self) -> tuple[str, ...]:
        """Components of its price, which monthly prices may give."""
        return ()

    def charges(self) -> tuple[str, ...]:
        """Other charges of the tariff that the charge names."""
        return ()

    def notes(self, use: Use) -> tuple[str, ...]:
        """What a reader must know about how the charge meets the horizon."""
        return ()

    def compared(self, before: Use, after: Use) -> tuple[str, ...]:
        """What a reader must know about the change from one use to another."""
        return ()


def in_months(months: tuple[Month, ...], horizon: Horizon) -> BoolArray:
    """Periods that lie in some months of the year, shape (T,)."""
    listed = np.zeros(13, dtype=np.bool_)
    listed[list(months)] = True
    return listed[horizon.month_of_year]


EVERY_MONTH: tuple[Month, ...] = tuple(range(1, 13))
