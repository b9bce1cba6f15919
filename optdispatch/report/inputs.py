"""The fields of a case, each by its path."""

from collections.abc import Iterator, Mapping
from typing import Any

LONG = 24
"""Most numbers of a list that are written out."""
LEFT_OUT = {"variants", "choices", "choose", "chosen", "day_lists", "billing"}
"""What no bill of this case is made of."""


def fields_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every field that says anything, by its path."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in LEFT_OUT:
                yield from fields_of(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(v, (list, Mapping)) for v in value):
        for n, part in enumerate(value):
            name = part.get("name") if isinstance(part, Mapping) else None
            yield from fields_of(part, f"{path}[{name or n + 1}]")
    elif value not in (None, "", []):
        yield path, _shown(value)


def _shown(value: Any) -> str:
    """A value, long lists shortened."""
    if isinstance(value, list):
        few = ", ".join(map(_shown, value[:LONG]))
        return few if len(value) <= LONG else f"{few}, … ({len(value):,})"
    if isinstance(value, float):
        return f"{value:,.10g}"
    return str(value)
