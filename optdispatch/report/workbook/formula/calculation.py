"""Calculate the cells of a workbook."""

import re
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from optdispatch.errors import CertificateError
from optdispatch.report.workbook.formula.functions import FUNCTIONS, truth
from optdispatch.report.workbook.formula.grammar import (
    Call,
    Constant,
    Node,
    Operation,
    Reference,
    Sign,
    parse,
)
from optdispatch.report.workbook.formula.operations import operate
from optdispatch.report.workbook.formula.values import Fault, Scalar, Value, fault, is_number

_RANGE = re.compile(
    r"(?:(?:'(?P<quoted>[^']+)'|(?P<sheet>[^'!]+))!)?"
    r"\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+)(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d+))?"
)


class Calculation:
    """Values of cells, each calculated when it is first asked for.

    Raises `CertificateError` for a formula that reads an empty cell, a label, or itself: a
    spreadsheet would take them for 0, or stop.
    """

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._known: dict[tuple[str, int, int], Scalar | None] = {}

    def value(self, reference: str) -> Scalar:
        """Value of a cell or a name, such as `Metrics!C7`."""
        cells = self._cells(reference, "")
        return self._cell(*next(cells), "the workbook")

    def formulas(self, sheet: str) -> dict[str, Scalar]:
        """Value of every formula of a sheet, by its cell."""
        rows: Any = self.book[sheet].iter_rows()
        cells = [cell for row in rows for cell in row if cell.data_type == "f"]
        return {c.coordinate: self._cell(sheet, c.row, c.column, sheet) for c in cells}

    def _cell(self, sheet: str, row: int, column: int, reader: str) -> Scalar:
        at = sheet, row, column
        if at in self._known:
            if (known := self._known[at]) is None:
                raise CertificateError(f"workbook: {reader} reads {_name(at)}, which needs itself")
            return known
        cell: Any = self.book[sheet].cell(row, column)
        if cell.value is None or cell.data_type == "s":
            what = "is empty" if cell.value is None else f"is the text {cell.value!r}"
            raise CertificateError(f"workbook: {reader} reads {_name(at)}, which {what}")
        self._known[at] = None
        if cell.data_type == "f":
            value = self._of(parse(cell.value), sheet, _name(at))
            found = value[0] if isinstance(value, list) else value
        else:
            found = cell.value
        self._known[at] = found
        return found

    def _cells(self, reference: str, home: str) -> Iterator[tuple[str, int, int]]:
        """Sheet, row and column of each cell that a reference names, row by row."""
        if reference in self.book.defined_names:
            reference = self.book.defined_names[reference].attr_text
        if (match := _RANGE.fullmatch(reference)) is None:
            raise CertificateError(f"workbook: {home} reads {reference!r}, which is not there")
        sheet = match["quoted"] or match["sheet"] or home
        left, top = column_index_from_string(match["left"]), int(match["top"])
        right = column_index_from_string(match["right"]) if match["right"] else left
        for row in range(top, int(match["bottom"] or top) + 1):
            for column in range(left, right + 1):
                yield sheet, row, column

    def _of(self, node: Node, home: str, reader: str) -> Value:
        """Value of a part of the formula in `reader`, on the sheet `home`."""
        match node:
            case Constant(value):
                return value
            case Reference(to):
                found = [self._cell(*at, reader) for at in self._cells(to, home)]
                return found if ":" in to or len(found) > 1 else found[0]
            case Sign(minus, of):
                signed = self._of(of, home, reader)
                return _each("*", signed, -1.0) if minus else signed
            case Operation(sign, left, right):
                return _each(sign, self._of(left, home, reader), self._of(right, home, reader))
            case Call():
                return self._call(node, home, reader)

    def _call(self, call: Call, home: str, reader: str) -> Value:
        def given(n: int) -> Value:
            return self._of(call.given[n], home, reader)

        if call.function == "IF":
            test = given(0)
            if isinstance(test, Fault):
                return test
            return given(1) if truth(test) else given(2)
        if call.function == "IFERROR":
            value = given(0)
            return given(1) if isinstance(value, Fault) else value
        if call.function == "ISNUMBER":
            return is_number(given(0))
        values = [given(n) for n in range(len(call.given))]
        return fault(*values) or FUNCTIONS[call.function](*values)


def _each(sign: str, left: Value, right: Value) -> Value:
    """An operation, cell by cell where there are ranges."""
    if not isinstance(left, list) and not isinstance(right, list):
        return fault(left, right) or operate(sign, left, right)
    size = len(left) if isinstance(left, list) else len(right)  # type: ignore[arg-type]
    lefts = left if isinstance(left, list) else [left] * size
    rights = right if isinstance(right, list) else [right] * size
    return [fault(a, b) or operate(sign, a, b) for a, b in zip(lefts, rights, strict=True)]


def _name(at: tuple[str, int, int]) -> str:
    sheet, row, column = at
    return f"{sheet}!{get_column_letter(column)}{row}"
