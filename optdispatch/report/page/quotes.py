"""Numbers of a page, each quoted from `outcome.json` by its address.

A number is a `<data>` element: its `value` is what the document holds, unrounded; `data-at` is
where, as a JSON pointer (RFC 6901, as a URI fragment), or several whose sum it is. So whoever
reads the page can look every number up, and a test does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from optdispatch.report.numbers import FORMS
from optdispatch.report.words import Words

Step = str | int
At = tuple[Step, ...]


@dataclass(frozen=True)
class Quotes:
    """A document to quote from."""

    content: Any
    words: Words
    root: At = ()
    """Where the document stands, if it is a part of another."""

    def value(self, *at: Step) -> Any:
        """What stands at an address."""
        found = self.content
        for step in at:
            found = found[step]
        return found

    def __call__(self, *at: Step, form: str = "money", none: str = "none") -> Markup:
        """A number at an address; `none` in words where there is none."""
        value = self.value(*at)
        if value is None:
            return self._quoted("", self.words(none), self._pointer(at))
        return self._quoted(repr(float(value)), FORMS[form](float(value)), self._pointer(at))

    def total(self, ats: Sequence[At], form: str = "money") -> Markup:
        """The sum of the numbers at some addresses."""
        value = float(sum(self.value(*at) for at in ats))
        pointers = " ".join(self._pointer(at) for at in ats)
        return self._quoted(repr(value), FORMS[form](value), pointers)

    def spread(self, ats: Sequence[At], form: str = "one") -> Markup:
        """The least and the greatest number at some addresses; one, where they look alike."""
        ranked = sorted(ats, key=lambda at: float(self.value(*at)))
        low, high = ranked[0], ranked[-1]
        first, last = self(*low, form=form), self(*high, form=form)
        if FORMS[form](self.value(*low)) == FORMS[form](self.value(*high)):
            return first
        return Markup("{}{}{}").format(first, self.words(" to "), last)

    def _pointer(self, at: At) -> str:
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in (*self.root, *at))
        return "#" + "".join(f"/{quote(step, safe='~')}" for step in steps)

    def _quoted(self, value: str, text: str, at: str) -> Markup:
        return Markup('<data value="{}" data-at="{}">{}</data>').format(value, at, text)
