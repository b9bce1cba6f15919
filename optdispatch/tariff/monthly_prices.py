"""Prices that change from month to month, laid over a tariff.

Grid companies in China publish each month what a kWh of agency purchase (代理购电) is made of:
purchase, line loss, system operation. A tariff names these components; a file of monthly
prices gives their values. A month that the file does not have is an error, never a guess; a
forecast may be written down for a span of months.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import Literal, Self

from pydantic import Field, model_validator

from optdispatch import catalog
from optdispatch.note import Named, Note
from optdispatch.nouns import Noun

Components = dict[str, float]
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class MonthlyPrices(Noun):
    """Components of a price, month by month."""

    name: str
    name_local: str = Field(default="", description="Name in the language of its document.")
    source: str = Field(min_length=1, description="Document, or where it was found.")
    confidence: Literal["high", "medium", "low"] = Field(
        description="high: as published, or arithmetic that closes; low: a forecast."
    )
    note: str = Field(default="", description="What a reader must know before relying on it.")
    months: dict[str, Components] = Field(
        min_length=1,
        description="`2026-10`, or `2027-01 to 2027-12`, to component to its price per kWh.",
    )

    @classmethod
    def load(cls, name: str) -> Self:
        """Read monthly prices by catalogue name or `.yaml` path."""
        return cls.of(catalog.read("models/monthly_prices", name), name)

    @model_validator(mode="after")
    def _each_month_once(self) -> Self:
        months = [month for span in self.months for month in _expanded(span)]
        if twice := [month for month in months if months.count(month) > 1]:
            raise ValueError(f"months: {twice[0]} stands twice")
        if empty := [span for span, components in self.months.items() if not components]:
            raise ValueError(f"months: {empty[0]} has no component")
        return self

    @cached_property
    def by_month(self) -> dict[str, Components]:
        """Each month's components, by its name such as 2026-10."""
        return {m: values for span, values in self.months.items() for m in _expanded(span)}

    @property
    def doubts(self) -> tuple[str, ...]:
        """What a reader must know of prices that are not as published."""
        if self.confidence == "high":
            return ()
        return (
            Note(
                "monthly prices: {prices}, {source}; {confidence} confidence",
                prices=Named(self.name, self.name_local),
                source=self.source,
                confidence=self.confidence,
            ),
        )

    @property
    def components(self) -> tuple[str, ...]:
        """Every component that some month has."""
        return tuple(dict.fromkeys(name for values in self.months.values() for name in values))


def spans(months: Iterable[str]) -> str:
    """Runs of months in words.

    >>> spans(["2026-11", "2026-12", "2027-01", "2027-03"])
    '2026-11 to 2027-01, 2027-03'
    """
    numbers = sorted(_number(month) for month in months)
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        whole = [number for _, number in run]
        first, last = _name(whole[0]), _name(whole[-1])
        runs.append(first if first == last else f"{first} to {last}")
    return ", ".join(runs)


def _expanded(span: str) -> list[str]:
    """Months of a span.

    >>> _expanded("2026-12 to 2027-01")
    ['2026-12', '2027-01']
    """
    first, _, last = span.partition(" to ")
    if not all(_MONTH.fullmatch(month) for month in (first, last or first)):
        raise ValueError(f"{span!r} is not a month such as 2026-10, or 2027-01 to 2027-12")
    numbers = range(_number(first), _number(last or first) + 1)
    if not numbers:
        raise ValueError(f"{span!r} ends before it begins")
    return [_name(number) for number in numbers]


def _number(month: str) -> int:
    year, of_year = month.split("-")
    return int(year) * 12 + int(of_year) - 1


def _name(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"
