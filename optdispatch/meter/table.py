"""A table: names of columns, and their cells.

The header is the row above the first row of readings, and a row is one of readings where the
column that mostly holds dates holds one. What stands above the header is the preamble. A row
of units under the header is joined to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib.resources.abc import Traversable

from optdispatch.errors import MeterError
from optdispatch.meter.cells import SAMPLE, Cell, is_empty, is_stamp, shown
from optdispatch.meter.grid import Grid, Row, read_grid

_UNIT_CELL = re.compile(
    r"[(\[]?(k|m)?(wh?|varh?|va|v|a)[)\]]?|°c|h|千瓦时?|度|%|[-–]", re.IGNORECASE
)


@dataclass(frozen=True)
class Table:
    """Columns by name, and the line of the file that each row stands on."""

    name: str
    columns: dict[str, list[Cell]]
    lines: list[int]
    preamble: tuple[str, ...] = ()
    """What is said above the header."""
    form: str = ""
    """How the file is written."""

    def where(self, row: int) -> str:
        """Where a row stands, for messages."""
        return f"{self.name}, line {self.lines[row]}"

    def rows(self, chosen: Sequence[int]) -> "Table":
        """Some of the rows."""
        columns = {title: [cells[n] for n in chosen] for title, cells in self.columns.items()}
        lines = [self.lines[n] for n in chosen]
        return Table(self.name, columns, lines, self.preamble, self.form)


def read_table(source: Traversable, name: str, sheet: str | None = None) -> Table:
    """Read a file; `name` stands in messages.

    Raises `MeterError` where there is no table in it.
    """
    grid = read_grid(source, name, sheet)
    kept = [(n, row) for n, row in grid.rows if any(not is_empty(cell) for cell in row)]
    if len(kept) < 2:
        raise MeterError(f"{name}: has no readings; line 1 names the columns, the rest hold them")
    first = _first_reading(kept)
    if first == 0:
        raise MeterError(f"{name}, line {kept[0][0]}: should name the columns, such as time,kw")
    header = _titles(kept[first - 1][1])
    top = first - 1
    if top and _are_units(kept[top][1]) and len(kept[top - 1][1]) == len(header):
        top -= 1
        units = header
        header = _titles(kept[top][1])
        header = [f"{h} ({u})" if not _blank(u) else h for h, u in zip(header, units, strict=True)]
    return _table(Grid(kept[first:], grid.form), name, header, kept[:top], kept[top][0])


def _first_reading(kept: list[Row]) -> int:
    """The first row of readings; 1 where no column holds dates."""
    sample = kept[:SAMPLE]
    width = max(len(row) for _, row in sample)
    dated = [[n for n, (_, row) in enumerate(sample) if c < len(row) and is_stamp(row[c])]
             for c in range(width)]  # fmt: skip
    best = max(dated, key=len)
    rows = set(best)
    for n in best:  # a date in the preamble stands alone
        if n + 1 in rows or n + 1 == len(sample):
            return n
    return 1


def _titles(row: Sequence[Cell]) -> list[str]:
    return [title(c) if not is_empty(c) else f"column {n}" for n, c in enumerate(row, 1)]


def title(cell: Cell) -> str:
    """What a column is called; Excel's times of the day as they are shown.

    >>> title(time(0, 15)), title(timedelta(days=1)), title(datetime(1900, 1, 1))
    ('00:15', '24:00', '24:00')
    """
    if isinstance(cell, timedelta) or (isinstance(cell, datetime) and not is_stamp(cell)):
        minutes = 1440 if isinstance(cell, datetime) else round(cell.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return " ".join(shown(cell).split())


def _blank(title: str) -> bool:
    return title.startswith("column ")


def _are_units(row: Sequence[Cell]) -> bool:
    said = [shown(cell) for cell in row if not is_empty(cell)]
    return all(_UNIT_CELL.fullmatch(word) for word in said)


def _table(grid: Grid, name: str, header: list[str], above: list[Row], header_line: int) -> Table:
    while header and _blank(header[-1]) and all(_ends(row, len(header)) for _, row in grid.rows):
        header.pop()
    for n, column in enumerate(header):
        if column in header[:n]:
            raise MeterError(
                f"{name}, line {header_line}: two columns are called {column!r}; rename one"
            )
    width = len(header)
    for line, row in grid.rows:
        if len(row) < width or not _ends(row, width + 1):
            raise MeterError(f"{name}, line {line}: has {len(row)} cells, the header {width}")
    cells = map(list, zip(*(row[:width] for _, row in grid.rows), strict=True))
    columns = dict(zip(header, cells, strict=True))
    preamble = tuple(shown(cell) for _, row in above for cell in row if not is_empty(cell))
    return Table(name, columns, [line for line, _ in grid.rows], preamble, grid.form)


def _ends(row: Sequence[Cell], n: int) -> bool:
    """Whether a row says nothing from its n-th cell on."""
    return all(is_empty(cell) for cell in row[n - 1 :])
