"""Fields of a noun in words: what was set, without what stands at its default."""

from collections.abc import Mapping, Sequence
from typing import Any

LONG = 60
"""A list or mapping of more letters is told by its length."""


def words(value: Any) -> str:
    """A value as people write it.

    >>> words({"price_per_kw_month": 42.0, "months": list(range(1, 13)), "windows": []})
    'price_per_kw_month 42, months 1 to 12'
    """
    if isinstance(value, Mapping):
        parts = ((str(k), _part(v)) for k, v in value.items() if not _is_empty(v))
        return ", ".join(f"{name} {said}".rstrip() for name, said in parts)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _listed(value)
    return str(value)


def _part(value: Any) -> str:
    """A value inside another; a record that has a name is told by it."""
    if isinstance(value, Mapping):
        named = value.get("name")
        return str(named) if named else f"({words(value)})"
    return words(value)


def _listed(values: Sequence[Any]) -> str:
    whole = all(isinstance(v, int) for v in values)
    if whole and len(values) > 2 and list(values) == list(range(values[0], values[-1] + 1)):
        return f"{values[0]} to {values[-1]}"
    text = ", ".join(_part(v) for v in values)
    return text if len(text) <= LONG else f"{len(values)} of them"


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], (), {})
