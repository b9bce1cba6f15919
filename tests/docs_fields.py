"""Tables of the fields that users write, from the JSON schemas of the nouns.

A noun that has a page of its own is linked; any other stands where it is used.
"""

import inspect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optdispatch.nouns import Noun
from optdispatch.report.terminal.fields import words

Schema = dict[str, Any]
KEPT = re.compile(r"(`[^`]*`|\*\*[^*]+\*\*|(?<!\S)\*\w[^*]*\w\*(?!\w))")
"""Code, and words that stand out, in prose whose other stars are mathematics."""
UNIT = re.compile(r"\s*\[([^\]]+)\]\s*$")
NAMED = {"kwh": "kWh", "kw": "kW", "kva": "kVA", "minutes": "min", "hours": "h", "m2": "m²"}
"""Units in the names of fields."""
HEAD = "| field | type | unit | if absent | what it is |\n|---|---|---|---|---|"


def prose(text: str) -> str:
    r"""Prose whose stars and angles stay what they are.

    >>> prose("below μ*, and *only* there, **P** < `a*b`")
    'below μ\\*, and *only* there, **P** \\< `a*b`'
    """
    parts = KEPT.split(text)
    return "".join(p if n % 2 else re.sub(r"([*<])", r"\\\1", p) for n, p in enumerate(parts))


def says(schema: Schema) -> tuple[str, str]:
    """Title and first sentences of a schema: what one noun is told from another by."""
    title = re.sub(r"\[.*", "", schema.get("title", ""))
    return title, inspect.cleandoc(schema.get("description", "")).partition("\n\n")[0]


@dataclass(frozen=True)
class Fields:
    """The tables of a page; `home` is where nouns stand that have a page."""

    path: str
    home: Mapping[tuple[str, str], str]
    known: dict[str, Schema] = field(default_factory=dict)

    def tables(self, nouns: Sequence[type[Noun]]) -> Iterator[str]:
        """A table of each noun, then of what stands inside and has no page of its own."""
        waiting = [noun.model_json_schema() for noun in nouns]
        told: set[tuple[str, str]] = set()
        while waiting:
            schema = waiting.pop(0)
            self.known.update(schema.pop("$defs", {}))
            if says(schema) not in told and "properties" in schema:
                told.add(says(schema))
                yield self._table(schema)
            names = dict.fromkeys(re.findall(r"#/\$defs/([\w.-]+)", json.dumps(schema)))
            inner = [self.known[name] for name in names]
            waiting += [one for one in inner if says(one) not in {*self.home, *told}]

    def _table(self, schema: Schema) -> str:
        needed = schema.get("required", [])
        rows = [
            f"| `{name}` | {self._type(one)} | {_unit(name, one)} | "
            f"{'must be given' if name in needed else _usual(one)} | {_cell(one)} |"
            for name, one in schema["properties"].items()
        ]
        title, sentences = says(schema)
        return "\n".join([f"### {title}\n", f"{prose(sentences)}\n", HEAD, *rows, ""])

    def _type(self, one: Schema) -> str:
        """What may stand in a field, in words."""
        if "$ref" in one:
            return self._link(self.known[one["$ref"].rpartition("/")[2]])
        for either in ("anyOf", "oneOf", "allOf"):
            if either in one:
                inner = [self._type(part) for part in one[either] if part.get("type") != "null"]
                return " or ".join(dict.fromkeys(inner))
        if "const" in one or "enum" in one:
            return ", ".join(f"`{part}`" for part in one.get("enum", [one.get("const")]))
        if one.get("type") == "array":
            return f"list of {self._type(one['items'])}" if one.get("items") else "list"
        if one.get("type") == "object":
            each = one.get("additionalProperties")
            return f"names, each of {self._type(each)}" if isinstance(each, dict) else "names"
        return f"{one.get('type', 'any')}{_bounds(one)}"

    def _link(self, schema: Schema) -> str:
        if "properties" not in schema:
            return self._type(schema)
        title = says(schema)[0]
        there = self.home.get(says(schema), self.path)
        place = "" if there == self.path else "../" * self.path.count("/") + there
        return f"[{title}]({place}#{title.lower()})"


def _bounds(one: Schema) -> str:
    signs = {"exclusiveMinimum": ">", "minimum": "≥", "exclusiveMaximum": "<", "maximum": "≤"}
    told = [f"{sign} {one[key]:g}" for key, sign in signs.items() if key in one]
    return f" {', '.join(told)}".rstrip()


def _unit(name: str, one: Schema) -> str:
    """The unit that a description ends with, or else that the name does: `price_per_kw_month`."""
    if found := UNIT.search(one.get("description", "")):
        return found[1]
    _, per, units = name.partition("per_")
    if per:
        return "".join(f"/{NAMED.get(part, part)}" for part in units.split("_"))
    return NAMED.get(name.rpartition("_")[2], "")


def _usual(one: Schema) -> str:
    usual = one.get("default")
    return "" if usual in (None, "", [], {}) else words(usual).replace("|", "\\|")


def _cell(one: Schema) -> str:
    text = " ".join(UNIT.sub("", one.get("description", "")).split())
    return prose(text).replace("|", "\\|")
