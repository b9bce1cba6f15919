"""Sites from a CSV: a row a site, a column a field of it by its path.

    name,case,tariff,billing,meter.file,meter.column,connection.capacity_kva

A cell that is empty gives nothing. Options of a tariff stand in one cell, between semicolons.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optdispatch.errors import InputError
from optdispatch.nouns import nearest
from optdispatch.study.portfolio.site import Site

LISTS = ("tariff.choose",)
"""Columns whose cells hold several words."""


def read_sites(path: Path) -> tuple[Site, ...]:
    """The sites of a table; files that it names are looked for from its own folder.

    Raises `InputError` for a file that is not readable, and for a row that is no site.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or (
            "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"not CSV: {error}"
        )
        raise InputError(f"{path}: {reason}") from None
    if not rows or not any(cell.strip() for row in rows[1:] for cell in row):
        raise InputError(f"{path}: should hold a line of names such as name,case and a row a site")
    heads = [head.strip() for head in rows[0]]
    _known(path, heads)
    filled = ((n, row) for n, row in enumerate(rows[1:], 2) if any(c.strip() for c in row))
    return tuple(_site(path, n, heads, row) for n, row in filled)


def _known(path: Path, heads: list[str]) -> None:
    """Each column is a field, and none stands twice."""
    for head in heads:
        if heads.count(head) > 1:
            raise InputError(f"{path}: two columns are called {head!r}")
        if (field := head.partition(".")[0]) not in Site.model_fields:
            raise InputError(f"{path}: no column {head!r}; {nearest(field, Site.model_fields)}")


def _site(path: Path, line: int, heads: list[str], row: list[str]) -> Site:
    where = f"{path}, line {line}"
    if len(row) != len(heads):
        raise InputError(f"{where}: has {len(row)} cells, not {len(heads)}")
    found: dict[str, Any] = {}
    for head, cell in zip(heads, row, strict=True):
        if text := cell.strip():
            listed = head in LISTS
            value = [part.strip() for part in text.split(";")] if listed else text
            _put(found, head.split("."), value, where)
    return Site.of(found, where, {"folder": path.parent})


def _put(found: dict[str, Any], path: list[str], value: Any, where: str) -> None:
    """Put a value where its path leads."""
    *way, last = path
    for step in way:
        found = found.setdefault(step, {})
        if not isinstance(found, Mapping):
            raise InputError(f"{where}: {step!r} and {'.'.join(path)!r} cannot both be given")
    if last in found:
        raise InputError(f"{where}: {'.'.join(path)!r} is given together with its parts")
    found[last] = value
