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
        if rest and first in self.catalogue and (said := self.name(rest)) != rest:
            return f"{self.catalogue[first]} {said}"
        return text

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
        return f"{compact(number)} {self(noun)}"

    @cached_property
    def catalogue(self) -> Mapping[str, str]:
        """What the code says to what is said; of English, names that are codes."""
        import yaml  # noqa: PLC0415 - most of the time nobody needs it

        path = Path(__file__).with_name(f"words_{self.language}.yaml")
        found: dict[str, str] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return found


ENGLISH = Words()
