"""The long layout: one row a reading, a column of times and columns of numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray
from optdispatch.meter.stamps import Stamps, read_stamps
from optdispatch.meter.table import Cell, Table, is_empty, is_stamp
from optdispatch.nouns import nearest

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_UNIT = re.compile(r"(?<![a-z])([kmg]wh?|k?varh?|kva)(?![a-z])|(?:[(\[]|_)(wh?)(?:[)\]]|$)")


@dataclass(frozen=True, eq=False)
class Column:
    """One meter's numbers in the order of the file; NaN where a cell is empty."""

    name: str
    """The file's name, for messages."""
    title: str
    stamps: Stamps
    values: FloatArray
    lines: list[int]

    @property
    def units(self) -> set[str]:
        """The units that the title names, in small letters."""
        return {unit or bare for unit, bare in _UNIT.findall(self.title.lower())}


def read_long(table: Table, column: str | None, time_column: str | None) -> Column:
    """Take the times and one column of numbers out of a table.

    Raises `MeterError` where it is not clear which they are, or where one cannot be read.
    """
    time = _time_column(table, time_column)
    title = _number_column(table, column, time)
    return Column(
        name=table.name,
        title=title,
        stamps=read_stamps(table.columns[time], table.lines, table.name),
        values=_numbers(table, title),
        lines=table.lines,
    )


def _time_column(table: Table, asked: str | None) -> str:
    if asked is not None:
        return _known(table, asked)
    found = [title for title, cells in table.columns.items() if _mostly(cells, is_stamp)]
    if not found:
        raise MeterError(
            f"{table.name}: has no time column such as 2016-01-31 13:45; "
            f"columns: {_listed(list(table.columns))}"
        )
    if len(found) > 1:
        raise MeterError(f"{table.name}: which is the time? say `time_column:` {_listed(found)}")
    return found[0]


def _number_column(table: Table, asked: str | None, time: str) -> str:
    if asked is not None:
        return _known(table, asked)
    found = [t for t, cells in table.columns.items() if t != time and _mostly(cells, _is_number)]
    if not found:
        others = [title for title in table.columns if title != time]
        raise MeterError(f"{table.name}: has no column of numbers; columns: {_listed(others)}")
    if sum(map(_is_time_of_day, found)) > 1:
        raise MeterError(f"{table.name}: has one row a day; write one row a reading: time,kw")
    if len(found) > 1:
        raise MeterError(f"{table.name}: which column? say `column:` {_listed(found)}")
    return found[0]


def _known(table: Table, asked: str) -> str:
    if asked not in table.columns:
        raise MeterError(f"{table.name}: no column {asked!r}; {nearest(asked, table.columns)}")
    return asked


def _numbers(table: Table, title: str) -> FloatArray:
    cells = table.columns[title]
    values = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if is_empty(cell):
            continue
        if _is_number(cell):
            values[row] = float(str(cell))
        if not np.isfinite(values[row]):
            raise MeterError(
                f"{table.name}, line {table.lines[row]}: {str(cell)!r} in {title!r} is no number; "
                "write it as 1305.5, or leave it empty and say `fill:`"
            )
    return values


def _is_number(cell: Cell) -> bool:
    return _NUMBER.fullmatch(str(cell).strip()) is not None


def _is_time_of_day(title: str) -> bool:
    return re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", title) is not None


def _mostly(cells: list[Cell], test: Callable[[Cell], bool]) -> bool:
    """Whether most of the first cells that say something pass a test."""
    said = [test(cell) for cell in cells[:400] if not is_empty(cell)]
    return sum(said) * 2 > len(said)


def _listed(titles: list[str]) -> str:
    return ", ".join(titles[:8]) + (", …" if len(titles) > 8 else "")
