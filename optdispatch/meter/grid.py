"""The cells of a file, row by row, that nobody has interpreted.

CSV is read in UTF-8, with a byte-order mark or without, or in GB18030. Of an Excel workbook
one sheet is read: the one that is named, else the only one with dates in it.
"""

import csv
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import BytesIO, StringIO
from itertools import islice

from optdispatch.errors import MeterError
from optdispatch.meter.cells import SAMPLE, Cell, is_empty, is_stamp
from optdispatch.nouns import nearest

SUFFIXES = (".csv", ".txt", ".xlsx", ".xlsm")
Row = tuple[int, Sequence[Cell]]
"""The line of the file, and its cells."""


@dataclass(frozen=True)
class Grid:
    """Rows of cells, and in what form they came."""

    rows: list[Row]
    form: str


def read_grid(source: Traversable, name: str, sheet: str | None = None) -> Grid:
    """Read a file; `name` stands in messages.

    Raises `MeterError` where there are no cells in it.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise MeterError(f"{name}: {error.strerror or 'cannot be read'}") from None
    suffix = name[name.rfind(".") :].lower()
    if suffix not in SUFFIXES:
        raise MeterError(f"{name}: is no meter file; save it as .csv or .xlsx")
    if suffix.startswith(".xls"):
        return _excel(content, name, sheet)
    if sheet is not None:
        raise MeterError(f"{name}: is no workbook, so it has no sheet {sheet!r}; take out `sheet:`")
    return _csv(content, name)


def _csv(content: bytes, name: str) -> Grid:
    text, encoding = _decode(content, name)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[Row] = []
    try:
        rows.extend((reader.line_num, row) for row in reader)
    except csv.Error as error:
        raise MeterError(f"{name}, line {reader.line_num}: not CSV: {error}") from None
    return Grid(rows, f"CSV in {encoding}")


def _decode(content: bytes, name: str) -> tuple[str, str]:
    known = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}
    for encoding, title in known.items():
        try:
            return content.decode(encoding), title
        except UnicodeDecodeError:
            continue
    raise MeterError(f"{name}: is neither UTF-8 nor GB18030 text; save it as CSV in UTF-8")


def _delimiter(text: str) -> str:
    """A semicolon or a tab that most lines have, else a comma, which may be a decimal one."""
    lines = [line for line in islice(StringIO(text), SAMPLE) if line.strip()]
    for mark in ";\t":
        if 2 * sum(mark in line for line in lines) > len(lines):
            return mark
    return ","


def _excel(content: bytes, name: str, sheet: str | None) -> Grid:
    sheets = _sheets(content, name, sheet)
    full = {title: rows for title, rows in sheets.items() if rows}
    dated = [title for title, rows in full.items() if _has_dates(rows)]
    chosen = dated or list(full) or list(sheets)
    if len(chosen) > 1:
        raise MeterError(f"{name}: which sheet? say `sheet:` {', '.join(chosen[:8])}")
    rows = sheets[chosen[0]]
    width = max((len(row) for _, row in rows), default=0)
    padded: list[Row] = [(line, (*row, *(None,) * (width - len(row)))) for line, row in rows]
    return Grid(padded, f"Excel, sheet {chosen[0]!r}")


def _sheets(content: bytes, name: str, sheet: str | None) -> dict[str, list[Row]]:
    """Rows of each sheet, or of the one that is asked for, without their blank ends."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only for those who have Excel files

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which hold no readings
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=True)
            pages = {page.title: page for page in book.worksheets}
            read = [sheet] if sheet in pages else [] if sheet else list(pages)
            rows = {title: _trimmed(pages[title].iter_rows(values_only=True)) for title in read}
        except Exception:  # a broken workbook fails in a hundred ways
            raise MeterError(f"{name}: is no readable Excel workbook; save it as CSV") from None
    if sheet is not None and sheet not in pages:
        raise MeterError(f"{name}: no sheet {sheet!r}; {nearest(sheet, pages)}")
    return rows


def _trimmed(rows: Iterable[Sequence[Cell]]) -> list[Row]:
    """Rows that say something, each up to its last cell that does."""
    kept: list[Row] = []
    for line, row in enumerate(rows, 1):
        width = max((n for n, cell in enumerate(row, 1) if cell is not None), default=0)
        if not all(is_empty(cell) for cell in row[:width]):
            kept.append((line, tuple(row[:width])))
    return kept


def _has_dates(rows: list[Row]) -> bool:
    return any(is_stamp(cell) for _, row in rows[:SAMPLE] for cell in row)
