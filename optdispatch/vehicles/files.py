"""What readers of session files share: where a file is, what it leaves out, and its times."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field, NonNegativeFloat, PositiveFloat, ValidationInfo

from optdispatch.errors import InputError
from optdispatch.nouns import NamesFile, Noun, nearest
from optdispatch.vehicles.session import Access, Session


class Usual(Noun):
    """What holds for sessions of which a file does not say it."""

    charge_kw: PositiveFloat | None = None
    discharge_kw: NonNegativeFloat | None = None
    efficiency_charge: float | None = Field(default=None, gt=0, le=1)
    efficiency_discharge: float | None = Field(default=None, gt=0, le=1)
    battery_kwh: PositiveFloat | None = None
    soc_arrival: float | None = Field(default=None, ge=0, le=1)
    soc_departure: float | None = Field(default=None, ge=0, le=1)
    soc_min: float | None = Field(default=None, ge=0, lt=1)
    soc_max: float | None = Field(default=None, gt=0, le=1)
    access: Access | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The fields that are given; a need of its own takes the place of the usual one."""
        return self.model_dump(exclude_none=True)


def session(row: Mapping[str, Any], usual: Usual, where: str) -> Session:
    """A session of a row in which empty cells say nothing.

    Raises `InputError` with the session's id where it does not fit.
    """
    said = {k: v for k, v in row.items() if v is not None and v != ""}
    given = usual.given
    if "energy_kwh" in said:
        given.pop("soc_departure", None)
    return Session.of(given | said, f"{where}: session {said.get('id', '?')}")


def _found(file: str, info: ValidationInfo) -> str:
    path = Path((info.context or {}).get("folder") or Path()) / file
    try:
        if path.is_file():
            return str(path.resolve())
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError as error:
        raise ValueError(f"{file[:60]!r}: {error.strerror}") from None
    raise ValueError(f"no file {file!r}; {nearest(path.name, beside)}")


SessionFile = Annotated[str, AfterValidator(_found), NamesFile()]
"""A path, relative to the file that names it."""


def text_of(file: str) -> str:
    """What a file says.

    Raises `InputError` where it is not UTF-8 text.
    """
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{Path(file).name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{Path(file).name}: is not UTF-8 text") from None


def rows_of(file: str, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    """Rows of a CSV file with commas or semicolons, by the titles of its columns.

    Raises `InputError` where a needed column is missing, or there is no row.
    """
    name, lines = Path(file).name, text_of(file).splitlines()
    semicolons = bool(lines) and lines[0].count(";") > lines[0].count(",")
    reader = csv.DictReader(lines, delimiter=";" if semicolons else ",", restkey="")
    titles = [title.strip() for title in reader.fieldnames or ()]
    for title in needed:
        if title not in titles:
            raise InputError(f"{name}: no column {title!r}; {nearest(title, titles)}")
    count = 0
    for row in reader:
        count += 1
        if None in row.values() or "" in row:
            raise InputError(f"{name}, line {reader.line_num}: needs {len(titles)} cells")
        cells = {str(key).strip(): str(value).strip() for key, value in row.items()}
        yield {k: _decimal(v) for k, v in cells.items()} if semicolons else cells
    if not count:
        raise InputError(f"{name}: holds no session")


def _decimal(cell: str) -> str:
    """A number with a comma, as files with semicolons write it, with a point."""
    whole, comma, part = cell.partition(",")
    return f"{whole}.{part}" if comma and part.isdigit() else cell


def zone_of(name: str, where: str) -> ZoneInfo:
    """Find a time zone.

    Raises `InputError` for a name that there is not.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(str(name), available_timezones())
        raise InputError(f"{where}: no time zone {name!r}; {near}") from None


def in_zone(when: str, zone: ZoneInfo | None, where: str) -> datetime:
    """A time as ISO 8601 writes it, in a zone if it names none of its own.

    Raises `InputError` for a text that is no time.
    """
    try:
        found = datetime.fromisoformat(when)
    except (ValueError, TypeError):
        raise InputError(f"{where}: {when!r} is not a time such as 2025-07-01 08:30") from None
    return found.replace(tzinfo=zone) if zone and found.tzinfo is None else found
