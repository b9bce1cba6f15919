"""Sheets whose columns are years: each year in the same column, on every sheet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from optdispatch.finance.yearly import FloatArray
from optdispatch.report.workbook import look
from optdispatch.report.workbook.page import Page, quoted

YEAR_0, TOTAL = 4, 3
"""Columns of year 0, and of the total over all years."""
HEAD = 4
"""Row of the years."""
ROOM = 10.5
"""Least width of a year."""
PRINTED = 13
"""Years that a page can hold in letters that can be read."""
Entry = str | float | None
"""What a year holds: a formula, a number, nothing."""


@dataclass(frozen=True)
class Line:
    """A row of yearly cells."""

    sheet: str
    row: int
    last: int
    """N."""

    def __getitem__(self, year: int) -> str:
        """Cell of a year, such as `Schedules!F12`."""
        return f"{quoted(self.sheet)}!{letter(year)}{self.row}"

    def over(self, first: int = 0, last: int | None = None) -> str:
        """Cells of some years, all of them unless said, such as `Schedules!$D$12:$V$12`."""
        end = letter(self.last if last is None else last)
        return f"{quoted(self.sheet)}!${letter(first)}${self.row}:${end}${self.row}"

    def until(self, year: int, first: int = 0) -> str:
        """Cells up to a year, in a form that may be copied to other years."""
        return f"{quoted(self.sheet)}!${letter(first)}{self.row}:{letter(year)}{self.row}"

    def since(self, year: int) -> str:
        """Cells from a year on, in a form that may be copied to other years."""
        return f"{quoted(self.sheet)}!{letter(year)}{self.row}:${letter(self.last)}{self.row}"

    @property
    def start(self) -> str:
        """The cell of year 0, whatever column a formula is copied to."""
        return f"{quoted(self.sheet)}!${letter(0)}${self.row}"

    @property
    def end(self) -> str:
        """The cell of year N, whatever column a formula is copied to."""
        return f"{quoted(self.sheet)}!${letter(self.last)}${self.row}"


class Timeline(Page):
    """A sheet with a column for each year, from year 0 to year N."""

    def __init__(
        self,
        book: Workbook,
        name: str,
        title: str,
        subtitle: str,
        years: int,
        room: float = ROOM,
    ) -> None:
        super().__init__(book, name, title, subtitle)
        self.years = years
        self.row = HEAD
        self.heading(["Year", "unit", "total"])
        self.row = HEAD
        for t in range(years + 1):
            cell = self.put(YEAR_0 + t, t, "year", look.HEADING)
            cell.fill = look.HEAD_FILL
        self.row += 1
        room = max(room, ROOM)
        self.widths(35, 7, room + 1, rest=room, last=self.columns)
        self.freeze(f"{letter(0)}{HEAD + 1}", HEAD)
        self.sheet.print_title_cols = "A:B"
        self.sheet.page_setup.fitToWidth = 1 + years // PRINTED

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return YEAR_0 + self.years

    def year(self, t: int) -> str:
        """The cell that holds the number of a year."""
        return f"{letter(t)}${HEAD}"

    @property
    def year_line(self) -> Line:
        """The row of the years."""
        return Line(self.name, HEAD, self.years)

    def block(self, title: str, note: str = "") -> None:
        """A section of lines."""
        self.section(title, self.columns, note)

    def line(
        self,
        label: str,
        unit: str,
        of: Callable[[int], Entry],
        *,
        kind: str = "money",
        total: bool = False,
        strong: bool = False,
        fixed: bool = False,
    ) -> Line:
        """Write what each year holds; with its sum, ruled as a result, or in grey as given."""
        font = look.STRONG if strong else look.SMALL if fixed else look.PLAIN
        line = Line(self.name, self.row, self.years)
        self.text(1, label, look.STRONG if strong else look.PLAIN).alignment = look.SHRUNK
        self.text(2, unit, look.SMALL)
        entries = [of(t) for t in range(self.years + 1)]
        for t, entry in enumerate(entries):
            if entry is not None:
                self.put(YEAR_0 + t, entry, kind, font)
        if total:
            self.put(TOTAL, f"=SUM({line.over(int(entries[0] is None))})", kind, font)
        if strong:
            self.ruled(range(1, self.columns + 1))
        self.row += 1
        return line

    def given(
        self, label: str, unit: str, values: FloatArray, *, kind: str = "money", total: bool = False
    ) -> Line:
        """Write the values of years 1 to N, shape (N,), as they were planned."""
        numbers = [None, *(values + 0.0).tolist()]
        return self.line(label, unit, lambda t: numbers[t], kind=kind, total=total, fixed=True)


def letter(year: int) -> str:
    """Column of a year.

    >>> letter(0), letter(18)
    ('D', 'V')
    """
    return str(get_column_letter(YEAR_0 + year))


def added(lines: Iterable[Line], year: int) -> str:
    """Sum of some lines in a year, as a formula says it.

    >>> added([Line("Costs", 7, 3), Line("Costs", 9, 3)], 1), added([], 1)
    ('Costs!E7+Costs!E9', '0')
    """
    return "+".join(line[year] for line in lines) or "0"
