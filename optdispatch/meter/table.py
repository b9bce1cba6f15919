"""A table as a file has it: names, and cells that nobody has interpreted.

CSV is read in UTF-8, with a byte-order mark or without, or in GB18030; Excel is its first
sheet. A layout (`long_table`) makes readings of the cells.
"""

import csv
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import BytesIO, StringIO

from optdispatch.errors import MeterError

SUFFIXES = (".csv", ".txt", ".xlsx", ".xlsm")
Cell = object
_STAMP = re.compile(r"\s*\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}")


@dataclass(frozen=True)
class Table:
    """Columns by name, and the line of the file that each row stands on."""

    name: str
    columns: dict[str, list[Cell]]
    lines: list[int]


def read_table(source: Traversable, name: str) -> Table:
    """Read a file; `name` stands in messages.

    Raises `MeterError` where there is no table in it.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise MeterError(f"{name}: {error.strerror or 'cannot be read'}") from None
    suffix = name[name.rfind(".") :].lower()
    if suffix not in SUFFIXES:
        raise MeterError(f"{name}: is no meter file; save it as .csv or .xlsx")
    rows = _excel(content, name) if suffix.startswith(".xls") else _csv(content, name)
    return _table(rows, name)


def _csv(content: bytes, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    text = _decode(content, name)
    header = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise MeterError(f"{name}, line {reader.line_num}: not CSV: {error}") from None


def _decode(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MeterError(f"{name}: is neither UTF-8 nor GB18030 text; save it as CSV in UTF-8")


def _excel(content: bytes, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only for those who have Excel files

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which hold no readings
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=True)
            rows = [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        except Exception:  # a broken workbook fails in a hundred ways
            raise MeterError(f"{name}: is no readable Excel workbook; save it as CSV") from None
    first = next((row for row in rows if any(not is_empty(cell) for cell in row)), ())
    width = max((n for n, cell in enumerate(first, 1) if not is_empty(cell)), default=0)
    for line, row in enumerate(rows, 1):
        extra = any(cell is not None for cell in row[width:])
        yield line, row if extra else (*row[:width], *(None,) * (width - len(row)))


def _table(rows: Iterable[tuple[int, Sequence[Cell]]], name: str) -> Table:
    kept = [(line, row) for line, row in rows if any(not is_empty(cell) for cell in row)]
    if len(kept) < 2:
        raise MeterError(f"{name}: has no readings; line 1 names the columns, the rest hold them")
    line, first = kept[0]
    if any(is_stamp(cell) for cell in first):
        raise MeterError(f"{name}, line {line}: should name the columns, such as time,kw")
    header = [str(c).strip() if not is_empty(c) else f"column {n}" for n, c in enumerate(first, 1)]
    for n, column in enumerate(header):
        if column in header[:n]:
            raise MeterError(f"{name}, line {line}: two columns are called {column!r}; rename one")
    for line, row in kept[1:]:
        if len(row) != len(header):
            raise MeterError(f"{name}, line {line}: has {len(row)} cells, the header {len(header)}")
    columns = zip(*(row for _, row in kept[1:]), strict=True)
    return Table(
        name, dict(zip(header, map(list, columns), strict=True)), [line for line, _ in kept[1:]]
    )


def is_empty(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_stamp(cell: Cell) -> bool:
    """Whether a cell holds a date.

    >>> is_stamp("2016/1/31 0:15"), is_stamp("31.01.2016"), is_stamp("305.5")
    (True, True, False)
    """
    return hasattr(cell, "year") or (isinstance(cell, str) and bool(_STAMP.match(cell)))
