"""A sheet that is written from the top down, and printed on A4."""

import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Border, Font
from openpyxl.utils import get_column_letter

from optdispatch.report.workbook import look

LONGEST = 2000
"""Letters of a text that are kept; a cell that holds more is not read."""


class Page:
    """A worksheet, and the row that is written next."""

    def __init__(self, book: Workbook, name: str, title: str, subtitle: str = "") -> None:
        self.sheet: Any = book.create_sheet(name)
        self.name, self.row = name, 1
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_view.zoomScale = 90
        self.text(1, title, look.TITLE)
        self.sheet.row_dimensions[1].height = 24
        self.row = 2
        if subtitle:
            self.text(1, subtitle, look.SMALL)
            self.row = 3
        self._print()

    def at(self, column: int, row: int | None = None) -> str:
        """The cell as other sheets refer to it, such as `'Cash flow'!$C$7`."""
        return f"{quoted(self.name)}!${get_column_letter(column)}${row or self.row}"

    def text(self, column: int, text: str, font: Font = look.PLAIN, *, wrap: bool = False) -> Any:
        """Write a text in the present row, whatever it begins with."""
        cell = self.sheet.cell(self.row, column)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
        if cell.value:
            cell.data_type = "s"
        cell.font, cell.alignment = font, look.LEFT if wrap else look.LABEL
        return cell

    def put(self, column: int, value: Any, kind: str = "general", font: Font = look.PLAIN) -> Any:
        """Write a number, or a formula, in the present row.

        In a formula the sheet's own name is left out.
        """
        cell = self.sheet.cell(self.row, column)
        own = isinstance(value, str)
        cell.value = value.replace(f"{quoted(self.name)}!", "") if own else value
        cell.font, cell.alignment = font, look.RIGHT
        cell.number_format = look.FORMATS[kind]
        return cell

    def planned(self, column: int, value: float | str, kind: str = "general") -> None:
        """Write a number or a word that was planned, in the present row: in grey."""
        if isinstance(value, str):
            self.text(column, value, look.SMALL).alignment = look.RIGHT
        else:
            self.put(column, value, kind, look.SMALL)

    def heading(self, texts: Sequence[str], column: int = 1, lines: int = 1) -> None:
        """A row of names of columns, so many lines high."""
        self.sheet.row_dimensions[self.row].height = 13.5 * lines + 2
        for n, text in enumerate(texts):
            cell = self.text(column + n, text, look.HEADING)
            cell.fill = look.HEAD_FILL
            cell.alignment = look.CENTRE if n or column > 1 else look.LEFT
        self.row += 1

    def section(self, title: str, columns: int, note: str = "") -> None:
        """A title of some rows, over so many columns."""
        self.row += 1
        self.text(1, title, look.SECTION)
        for column in range(1, columns + 1):
            self.sheet.cell(self.row, column).border = look.UNDER
        self.row += 1
        if note:
            self.note(note, columns)

    def note(self, text: str, columns: int, letters: int = 150) -> None:
        """A sentence in small letters over some columns, as high as it needs."""
        self.text(1, text, look.SMALL, wrap=True)
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=1, end_column=columns
        )
        self.sheet.row_dimensions[self.row].height = 13.5 * (1 + width(text) // letters)
        self.row += 1

    def ruled(self, columns: Sequence[int], border: Border = look.TOTAL) -> None:
        """A rule over some cells of the present row."""
        for column in columns:
            self.sheet.cell(self.row, column).border = border

    def widths(self, *widths: float, rest: float = 0.0, last: int = 0) -> None:
        """Widths of the first columns, and of the rest up to a last one."""
        for n in range(1, max(len(widths), last) + 1):
            letter = get_column_letter(n)
            self.sheet.column_dimensions[letter].width = widths[n - 1] if n <= len(widths) else rest

    def freeze(self, cell: str, heads: int) -> None:
        """Keep rows above and columns left of a cell in sight, and the heads on every page."""
        self.sheet.freeze_panes = cell
        self.sheet.print_title_rows = f"{heads}:{heads}"

    def _print(self) -> None:
        """A4, landscape, as wide as the page."""
        sheet = self.sheet
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
        sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"


def quoted(name: str) -> str:
    """A sheet's name as a formula needs it.

    >>> quoted("Cash flow"), quoted("Inputs")
    ("'Cash flow'", 'Inputs')
    """
    return name if re.fullmatch(r"[A-Za-z]\w*", name) else f"'{name}'"


def width(text: str) -> int:
    """Letters of a text; a letter that is written in a square takes the room of two.

    >>> width("江西, 2025")
    10
    """
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
