"""The language of figures and reports: English as it stands in the code, others by catalogue.

A catalogue is `words_LANG.yaml` beside this file: what the code says in English, and what is
said instead. Words of the program must stand in it; names need not. That of English has but
names that are written otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from optdispatch.errors import InputError
from optdispatch.note import Count, Named, Note
from optdispatch.nouns import nearest
from optdispatch.report.numbers import compact, counted

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Words:
    """A language to say things in.

    >>> Words("zh")("saving"), Words("en")("saving")
    ('节省', 'saving')
    """

    language: str = "en"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise InputError(f"no language {self.language!r}; {nearest(self.language, LANGUAGES)}")

    def __call__(self, text: str, **values: object) -> str:
        """Words of the program, with values in their places.

        Raises `KeyError` for words that the catalogue lacks: a fault of the program.
        """
        said = text if self.language == "en" else self.catalogue[text]
        return said.format(**values) if values else said

    def name(self, text: str) -> str:
        """A name, in whole or in its parts as far as the catalogue has it; else as it is.

        >>> Words("zh").name("energy deep valley"), Words("zh").name("my charge")
        ('电量电费 深谷', 'my charge')
        """
        if text in self.catalogue:
            return self.catalogue[text]
        first, _, rest = text.partition(" ")
        if (
            rest
            and first in self.catalogue
            and ((said := self.name(rest)) != rest or said.isdigit())
        ):
            return f"{self.catalogue[first]} {said}"
        return text

    def note(self, text: str) -> str:
        """A note, and the names in it; a text of somebody else as it is.

        >>> Words("zh").note(Note("{file}: the sum of {n} meters", file="load.csv", n=3))
        'load.csv：3 块电表之和'
        """
        if self.language == "en" or not isinstance(text, Note):
            return str(text)
        return self(text.template, **{name: self._value(v) for name, v in text.values.items()})

    def _value(self, value: object) -> object:
        match value:
            case Note():
                return self.note(value)
            case Named():
                return value.local or value.name
            case Count():
                return self.count(value.n, value.noun)
            case str():
                return self.name(value)
        return value

    def listed(self, names: Iterable[str]) -> str:
        """Names with commas between them."""
        return (", " if self.language == "en" else "、").join(names)

    def count(self, number: float, noun: str) -> str:
        """A number of things.

        >>> Words("zh").count(27.5, "day"), Words("en").count(1, "day")
        ('27.5 天', '1 day')
        """
        if self.language == "en":
            return counted(number, noun)
        return self.catalogue.get(f"{{n}} {noun}", f"{{n}} {self.name(noun)}").format(
            n=compact(number)
        )

    @cached_property
    def catalogue(self) -> Mapping[str, str]:
        """What the code says to what is said; of English, names that are codes."""
        import yaml  # noqa: PLC0415 - most of the time nobody needs it

        path = Path(__file__).with_name(f"words_{self.language}.yaml")
        found: dict[str, str] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return found


ENGLISH = Words()
