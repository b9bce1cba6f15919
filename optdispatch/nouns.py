"""The base of every noun that a user writes down, and the kinds that a noun may be.

A noun is a frozen record. It rejects what it does not know, and says what it does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Annotated, Any, Self, Union

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from optdispatch.errors import InputError

PLAIN = ("float", "constrained-float", "int", "constrained-int", "str", "constrained-str")
"""What pydantic calls the branches of a union that are no records."""
NAME = r"^[^\s\d!-/:-@\[-`{-~][^\x00-\x1f!-,./:-@\[-^`{-~]*$"
"""Of an asset: a key of powers, and part of the names of columns.

It says what may not stand, since what `\\w` means differs between JSON schemas and Python.
"""
TITLE = r"^\w[\w .-]*$"
"""Of what is written to files of its name."""
CURRENCY = "^[A-Z]{3}$"
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
PATTERNS = {
    NAME: "should be a letter, then letters, digits, blanks, `_` and `-`",
    TITLE: "should be a letter or digit, then letters, digits, blanks, `.`, `_` and `-`",
    CURRENCY: "should be three capital letters, such as CNY",
    MONTH: "should be a month, such as 2026-07",
}
"""What a text should be, in words."""


class Noun(BaseModel):
    """A frozen record that rejects what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _knows(cls, content: Any) -> Any:
        if isinstance(content, Mapping):
            for key in content:
                if key not in cls.model_fields:
                    raise ValueError(f"unknown {key!r}; {nearest(str(key), cls.model_fields)}")
        return content

    def __eq__(self, other: object) -> bool:
        """Compare fields alone: what a record has worked out from them is no part of it."""
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in type(self).model_fields)

    def __hash__(self) -> int:
        """Of the fields."""
        return hash((type(self), *(getattr(self, name) for name in type(self).model_fields)))

    @classmethod
    def of(cls, content: Any, where: str, context: Mapping[str, Any] | None = None) -> Self:
        """Validate `content`, which stands in `where`.

        Raises `InputError`, in one line, where it does not fit.
        """
        try:
            return cls.model_validate(content, context=dict(context or {}))
        except ValidationError as error:
            raise InputError(f"{where}: {_one_line(error)}") from None


@dataclass(frozen=True)
class NamesFile:
    """Marks a field, as `Annotated[str, NamesFile()]`: the bytes of what it names matter."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known names are like `name`; if none is, which there are.

    >>> nearest("jiangxy", ["china/jiangxi/2025-07", "china/jiangsu/2025", "us/demo"])
    'nearest: china/jiangxi/2025-07, china/jiangsu/2025'
    >>> nearest("x", ["kw", "kwh"])
    'known: kw, kwh'
    """
    names = sorted(known)
    like = {n: _likeness(name, n) for n in names}
    if close := sorted((n for n in names if like[n] > 0.6), key=lambda n: -like[n]):
        return f"nearest: {', '.join(close[:3])}"
    more = ", …" if len(names) > 12 else ""
    return f"known: {', '.join(names[:12])}{more}" if names else "there is none"


def _likeness(name: str, known: str) -> float:
    """Likeness of a name to a known one, or to the part of a path that is most like it."""
    parts = (known, *known.split("/"))
    return max(SequenceMatcher(None, name.lower(), part.lower()).ratio() for part in parts)


def kinds(package: ModuleType) -> dict[str, type[Noun]]:
    """Every kind of noun in a package, where one file is one kind.

    `peak_shaving.py` defines `PeakShaving`, of kind `peak_shaving`.
    """
    found = {}
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        kind = module.name.rpartition(".")[2]
        if not kind.startswith("_"):
            found[kind] = getattr(import_module(module.name), kind.title().replace("_", ""))
    return found


def any_kind(package: ModuleType) -> Any:
    """Type of a field that holds any kind of noun that a package has."""
    classes = tuple(kinds(package).values())
    return Annotated[Union[classes], Field(discriminator="kind")]  # noqa: UP007


def any_keyed(package: ModuleType) -> Any:
    """Type of a field whose kind shows in the key that it carries: each kind's first field."""
    classes = kinds(package)
    keys = {noun.__name__: next(iter(noun.model_fields)) for noun in classes.values()}

    def which(content: Any) -> str | None:
        if isinstance(content, Mapping):
            found = [name for name, key in keys.items() if key in content]
            return found[0] if len(found) == 1 else None
        return next((n.__name__ for n in classes.values() if isinstance(content, n)), None)

    tagged = tuple(Annotated[noun, Tag(noun.__name__)] for noun in classes.values())
    told_by = Discriminator(
        which,
        custom_error_type="key",
        custom_error_message=f"needs one of {', '.join(f'`{key}`' for key in keys.values())}",
    )
    return Annotated[Union[tagged], told_by]  # noqa: UP007


def _one_line(error: ValidationError) -> str:
    """The first thing wrong, and how many more there are."""
    details = [*_causes(error.errors(include_url=False))]
    first = details[0]
    where = ".".join(str(part) for part in first["loc"] if not _is_a_branch(part))
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    return f"{where}: {_what(first)}{more}" if where else f"{_what(first)}{more}"


def _causes(details: Sequence[Any]) -> Iterator[Any]:
    """One detail for each thing wrong.

    A list is not too short because an item in it is wrong; of a union, the branch that got
    furthest tells most, else the first.
    """
    places = [detail["loc"] for detail in details]
    for n, detail in enumerate(details):
        at, short = detail["loc"], detail["type"] == "too_short"
        deeper = [p for p in places if len(p) > len(at)]
        if short and any(p[: len(at)] == at for p in deeper):
            continue
        if at and _is_a_branch(at[-1]):
            union = at[:-1]
            if any(p[: len(union)] == union for p in [*deeper, *places[:n]]):
                continue
        yield detail


def _is_a_branch(part: int | str) -> bool:
    """Whether a part of a location names a branch that pydantic tried, not a field."""
    return isinstance(part, str) and ("[" in part or part[:1].isupper() or part in PLAIN)


def _what(detail: Any) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "union_tag_invalid":
        known = [name.strip("'") for name in context["expected_tags"].split(", ")]
        return f"unknown {_tag(context)} {context['tag']!r}; {nearest(context['tag'], known)}"
    if kind == "union_tag_not_found":
        tag = _tag(context)
        return f"needs a `{tag}`{', or a `model` from the catalogue' if tag == 'kind' else ''}"
    if kind == "string_pattern_mismatch" and context["pattern"] in PATTERNS:
        return f"{PATTERNS[context['pattern']]}, not {_shown(given)}"
    message = str(detail["msg"]).removeprefix("Value error, ")
    if kind in {"value_error", "key"}:
        return message
    hint = ""
    if kind in {"less_than", "less_than_equal"} and isinstance(given, (int, float)):
        limit = context.get("le", context.get("lt"))
        hint = f"; a fraction such as {given / 100:g}?" if limit == 1 and 1 < given <= 100 else ""
    asked = re.sub(r"^\w+ (?=should )|, unable to parse.*| after validation.*", "", message)
    return f"{asked}, not {_shown(given)}{hint}"


def _tag(context: dict[str, Any]) -> str:
    """The field by which a union is told apart."""
    name: str = context["discriminator"].strip("'")
    return name if name.isidentifier() else "kind"


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:57]}…"
