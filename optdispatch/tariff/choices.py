"""One file for a whole table of tariffs: what differs with a choice is written once.

A file with `choices` names the options of each, such as the voltages of a supply. Wherever a
value differs with a choice, a mapping of option to value stands in its place; an option that
is left out of such a mapping does not exist there, and an item of a list that is null for an
option is left out. With one option of each choice put in, a
tariff without choices is left:

>>> file = {"choices": {"voltage": ["10 kV", "35 kV"]}, "charges": [{"10 kV": 1.5, "35 kV": 1.2}]}
>>> settled(file | {"choose": ["35 kV"]}, ("charges",))
{'charges': [1.2], 'chosen': ('35 kV',)}
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import core_schema

from optdispatch.errors import InputError
from optdispatch.note import Note
from optdispatch.nouns import Noun, nearest

Content = Mapping[str, Any]


class Unsettled(InputError, ValueError):
    """A choice that cannot be made, or is still to be made; a validator may raise it too."""


class Choosing(Noun):
    """A noun that a file may offer in several variants."""

    choices: dict[str, tuple[str, ...]] = Field(
        default={}, description="What tells variants apart, such as the voltage: name to options."
    )
    choose: tuple[str, ...] = Field(default=(), description="One option of each choice.")
    chosen: tuple[str, ...] = Field(default=(), description="The options that were chosen.")
    day_lists: dict[str, tuple[date, ...]] = Field(
        default={}, description="Lists of dates, by the names under which `time_of_use` has them."
    )
    differ: ClassVar[tuple[str, ...]] = ()
    """Fields in which a mapping of option to value may stand for a value."""

    @property
    def gaps(self) -> tuple[str, ...]:
        """Lists of dates that hold none, in words."""
        empty = [name for name, dates in self.day_lists.items() if not dates]
        return tuple(
            Note("{days}: `day_lists` has no date, so none goes by its hours", days=name)
            for name in empty
        )

    @model_validator(mode="before")
    @classmethod
    def _settle(cls, content: Any) -> Any:
        return _dated(settled(content, cls.differ)) if isinstance(content, Mapping) else content

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Let fields that may differ hold anything where there are choices."""
        whole = handler(schema)
        said = handler.resolve_ref_schema(whole)
        strict = {name: said["properties"][name] for name in cls.differ}
        said["properties"] |= {
            name: {k: v for k, v in field.items() if k in {"title", "description"}}
            for name, field in strict.items()
        }
        said |= {"if": {"required": ["choices"]}, "else": {"properties": strict}}
        return whole


def settled(content: Content, differ: tuple[str, ...]) -> Content:
    """Put one option of each choice into the fields that differ; without `choose`, all variants.

    Raises `ValueError` for a choice that cannot be made.
    """
    choices, rest = _choices(content), {k: v for k, v in content.items() if k not in _OWN}
    if not choices and content.get("choose"):
        raise ValueError("choose: there are no choices")
    if not choices or content.get("variants"):
        return content
    if content.get("choose"):
        return _variant(rest, differ, picked(content["choose"], choices), choices)
    variants = list(_variants(rest, differ, choices))
    for option in (o for options in choices.values() for o in options):
        if not any(option in variant["chosen"] for variant in variants):
            raise ValueError(f"choices: no variant has {option!r}")
    shared = {k: v for k, v in variants[0].items() if all(v == other[k] for other in variants)}
    return shared | {"choices": choices, "variants": variants}


def picked(choose: Any, choices: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """One option of each choice, in the order of the choices.

    Raises `Unsettled` where an option is unknown, missing, or one of two.

    >>> picked(["35 kV", "two-part"], {"supply": ("single", "two-part"), "voltage": ("35 kV",)})
    ('two-part', '35 kV')
    """
    if not isinstance(choose, (list, tuple)) or not all(isinstance(o, str) for o in choose):
        raise Unsettled(f"choose: should be a list of options, {told(choices)}")
    known = [option for options in choices.values() for option in options]
    for option in choose:
        if option not in known:
            raise Unsettled(f"choose: no {option!r}; {nearest(option, known)}")
    found = {name: [o for o in options if o in choose] for name, options in choices.items()}
    for name, options in found.items():
        if len(options) != 1:
            several = f", not {' and '.join(options)}" if options else ""
            raise Unsettled(f"choose: {told({name: choices[name]})} ({name}){several}")
    return tuple(options[0] for options in found.values())


def told(choices: Mapping[str, tuple[str, ...]]) -> str:
    """What there is to choose.

    >>> told({"supply": ("single", "two-part"), "voltage": ("10 kV", "35 kV")})
    'one of single, two-part; one of 10 kV, 35 kV'
    """
    return "; ".join(f"one of {', '.join(options)}" for options in choices.values())


_OWN = ("choices", "choose", "chosen", "variants")


class _Absent(ValueError):
    """A combination of options that does not exist."""


def _choices(content: Content) -> dict[str, tuple[str, ...]]:
    """The choices of a file, and no option in two of them."""
    given = content.get("choices") or {}
    if not isinstance(given, Mapping) or not all(
        isinstance(options, (list, tuple)) and options for options in given.values()
    ):
        raise ValueError("choices: should map a name to a list of options")
    options = [str(option) for options in given.values() for option in options]
    if twice := [option for option in options if options.count(option) > 1]:
        raise ValueError(f"choices: {twice[0]!r} stands twice")
    return {str(name): tuple(str(o) for o in options) for name, options in given.items()}


def _variants(
    content: Content, differ: tuple[str, ...], choices: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, Any]]:
    for chosen in product(*choices.values()):
        try:
            yield _variant(content, differ, chosen, choices)
        except _Absent:
            continue


def _variant(
    content: Content,
    differ: tuple[str, ...],
    chosen: tuple[str, ...],
    choices: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """The content with some options put in."""
    siblings = {option: options for options in choices.values() for option in options}
    put = {k: _put(v, chosen, siblings, k) for k, v in content.items() if k in differ}
    return {**content, **put, "chosen": chosen}


def _put(
    value: Any, chosen: tuple[str, ...], siblings: Mapping[str, tuple[str, ...]], where: str
) -> Any:
    """The value that stands for some options, in place of mappings of option to value."""
    if isinstance(value, (list, tuple)):
        items = [_put(item, chosen, siblings, where) for item in value]
        return [item for item in items if item is not None]
    if not isinstance(value, Mapping):
        return value
    options = next((siblings[key] for key in value if key in siblings), None)
    if options is None:
        return {key: _put(item, chosen, siblings, str(key)) for key, item in value.items()}
    if strange := [str(key) for key in value if key not in options]:
        raise ValueError(f"{where}: no option {strange[0]!r}; {nearest(strange[0], options)}")
    option = next(option for option in chosen if option in options)
    if option not in value:
        raise _Absent(
            f"there is no {', '.join(chosen)}: {where} stands for {', '.join(value)} only"
        )
    return _put(value[option], chosen, siblings, where)


def _dated(content: Content) -> Content:
    """The content with the dates of each list where a rule names the list.

    Raises `ValueError` for a name that `day_lists` does not have, or that no rule has.
    """
    use, lists = _plain(content.get("time_of_use")), content.get("day_lists") or {}
    rules = use.get("special_days") if isinstance(use, Mapping) else None
    rules = [_plain(rule) for rule in rules] if isinstance(rules, (list, tuple)) else []
    lists_of = [rule.get("day_list") if isinstance(rule, Mapping) else None for rule in rules]
    named = [name for name in lists_of if name is not None]
    if not isinstance(lists, Mapping) or not (named or lists):
        return content
    for name in named:
        if name not in lists:
            raise ValueError(f"day_lists: no list {name!r}; {nearest(str(name), lists)}")
    # The periods of variants that differ in them are in the variants alone.
    if "variants" not in content and (strange := [name for name in lists if name not in named]):
        raise ValueError(f"day_lists: no rule of time_of_use is for {strange[0]!r}")
    put = [
        rule if name is None else {**rule, "dates": lists[name]}
        for rule, name in zip(rules, lists_of, strict=True)
    ]
    return {**content, "time_of_use": {**dict(use or {}), "special_days": put}} if put else content


def _plain(value: Any) -> Any:
    """A noun as it was written; anything else as it is."""
    return value.model_dump(exclude_unset=True) if isinstance(value, Noun) else value
