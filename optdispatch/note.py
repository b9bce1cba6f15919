"""A sentence for the reader that knows what it was made of, so it can be said in another language.

`report` says it; whoever makes it knows no language but English, which is what its text is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class Note(str):
    """A sentence with values in their places: a text like any other, in English.

    Values are names, numbers, dates, `Count`s, and notes themselves.

    >>> note = Note("{file}: the sum of {n} meters", file="load.csv", n=3)
    >>> note, note.template
    ('load.csv: the sum of 3 meters', '{file}: the sum of {n} meters')
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> "Note":
        """Put the values in their places."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), self.values


@dataclass(frozen=True)
class Count:
    """A number of things.

    >>> f"{Count(1, 'reading')}, {Count(2, 'reading')}"
    '1 reading, 2 readings'
    """

    n: int
    noun: str
    """Of one of them."""

    def __str__(self) -> str:
        return f"{self.n} {self.noun}{'s' if self.n != 1 else ''}"


@dataclass(frozen=True)
class Named:
    """A name that a catalogue has in two languages."""

    name: str
    local: str = ""

    def __str__(self) -> str:
        return self.name


def unplanned(name: str, some: Sequence[str]) -> tuple[Note, ...]:
    """That some days or hours are not planned."""
    if not some:
        return ()
    if len(some) == 1:
        return (
            Note("{name}: {first} is outside the time that is planned", name=name, first=some[0]),
        )
    said = "{name}: {first} and {more} more are outside the time that is planned"
    return (Note(said, name=name, first=some[0], more=len(some) - 1),)
