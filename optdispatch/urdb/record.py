"""A record of the database: its fields, which of them were read, and what was said of them.

A record comes as the database's API gives it, as its bulk file has it, or with schedules that
are JSON texts, as scenario files of other tools have them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from optdispatch.errors import InputError
from optdispatch.nouns import nearest

Schedule = tuple[tuple[int, ...], ...]
"""Index of a period for each month and hour of the day, (12, 24)."""


@dataclass
class Record:
    """One rate while it is read."""

    name: str
    content: Mapping[str, Any]
    notes: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def get(self, key: str) -> Any:
        """A field, marked as read; None where it is absent or empty."""
        self.read.add(key)
        value = self.content.get(key)
        return None if value in ("", [], {}) else value

    def number(self, key: str) -> float | None:
        """A field that is a number.

        Raises `InputError` for one that is not.
        """
        value = self.get(key)
        return None if value is None else number(value, f"{self.name}: {key}")

    def numbers(self, key: str) -> list[float] | None:
        """A field that has a number for each month.

        Raises `InputError` for one that has not.
        """
        value = self._parsed(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 12:
            raise InputError(f"{self.name}: {key} should have 12 numbers, one a month")
        return [number(v, f"{self.name}: {key}") for v in value]

    def schedule(self, key: str, periods: int) -> Schedule | None:
        """A field that has the index of a period for each month and hour.

        Raises `InputError` where it has another shape, or names a period that is not there.
        """
        value = self._parsed(key)
        if value is None:
            return None
        rows = value if isinstance(value, list) else []
        if len(rows) != 12 or any(not isinstance(r, list) or len(r) != 24 for r in rows):
            raise InputError(f"{self.name}: {key} should be 12 rows of 24 periods")
        found = tuple(tuple(int(number(p, f"{self.name}: {key}")) for p in row) for row in rows)
        for period in sorted({p for row in found for p in row}):
            if not 0 <= period < periods:
                raise InputError(f"{self.name}: {key} names period {period} of {periods}")
        return found

    def structure(self, key: str) -> list[list[Mapping[str, Any]]] | None:
        """A field that has tiers for each period.

        Raises `InputError` where it has another shape.
        """
        value = self._parsed(key)
        if value is None:
            return None
        whole = isinstance(value, list) and all(
            isinstance(tiers, list) and tiers and all(isinstance(t, Mapping) for t in tiers)
            for tiers in value
        )
        if not whole:
            raise InputError(f"{self.name}: {key} should be a list of tiers for each period")
        return list(value)

    def date(self, key: str) -> date | None:
        """A field that is a moment: seconds since 1970, or an ISO date.

        Raises `InputError` for one that is neither.
        """
        value = self.get(key)
        if isinstance(value, Mapping):
            value = next(iter(value.values()), None)
        if value is None:
            return None
        try:
            if isinstance(value, str) and not value.isdecimal():
                return datetime.fromisoformat(value).date()
            return datetime.fromtimestamp(float(value), tz=UTC).date()
        except (ValueError, TypeError, OverflowError, OSError):
            raise InputError(f"{self.name}: {key} {value!r} is no date") from None

    def say(self, note: str) -> None:
        """Add a note, once."""
        if note not in self.notes:
            self.notes.append(note)

    def unread(self) -> Iterable[str]:
        """Fields that hold something and that nobody has read."""
        return [k for k, v in self.content.items() if k not in self.read and not _is_nothing(v)]

    def _parsed(self, key: str) -> Any:
        value = self.get(key)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise InputError(f"{self.name}: {key} is text, and not JSON") from None


def number(value: Any, where: str) -> float:
    """Read a number; texts of numbers count.

    Raises `InputError` for anything else.
    """
    try:
        found = float(value) if not isinstance(value, bool) else float("nan")
    except (TypeError, ValueError):
        found = float("nan")
    if not abs(found) < float("inf"):
        raise InputError(f"{where}: {value!r} is no number")
    return found


def record(source: str | Path | Mapping[str, Any], label: str | None) -> Record:
    """Find the one rate in a file, or in what a file holds.

    Raises `InputError` where it is not readable, or holds none, or several and no `label`.
    """
    name = "rate" if isinstance(source, Mapping) else str(source)
    content = source if isinstance(source, Mapping) else _json(Path(source), name)
    items = content.get("items", content) if isinstance(content, Mapping) else content
    rates = items if isinstance(items, list) else [items]
    if not rates or not all(isinstance(rate, Mapping) for rate in rates):
        raise InputError(f"{name}: holds no rate; save one as its JSON from the database")
    if len(rates) > 1 or label is not None:
        labels = {str(rate.get("label")): rate for rate in rates}
        if label is None:
            raise InputError(
                f"{name}: holds {len(rates)} rates; say which label: {', '.join(labels)}"
            )
        if label not in labels:
            raise InputError(f"{name}: no rate {label!r}; {nearest(label, labels)}")
        rates = [labels[label]]
    return Record(name, rates[0])


def _json(path: Path, name: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError:
        raise InputError(f"{name}: is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{name}: not JSON: {error.msg}, line {error.lineno}") from None


def _is_nothing(value: Any) -> bool:
    """Whether a value says nothing: absent, empty, or zeros all through."""
    if isinstance(value, list):
        return all(_is_nothing(v) for v in value)
    return value is None or value in ("", 0, {})
