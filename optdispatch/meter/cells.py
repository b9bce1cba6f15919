"""What a cell of a table says: nothing, a date, a number.

Numbers are read a column at a time, because one cell does not tell a decimal comma from one
that separates thousands: `1,305` may be either, `12,5` beside it says which.
"""

import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray

Cell = object
_EMPTY = frozenset({"", "-", "--", "—", "/", "null"})
_STAMP = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}(?!\d)日?(?:$|[ T]*\d)")
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:[ T]?(\d\d):?(\d\d)(?::?(\d\d))?)?"
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_LIKE_A_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
SAMPLE = 400
"""Cells that are looked at to say what a column holds."""


def shown(cell: Cell) -> str:
    """What a cell says, in one dress.

    >>> shown(" 3100012345 "), shown(3100012345.0)
    ('3100012345', '3100012345')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def is_empty(cell: Cell) -> bool:
    """Whether a cell says nothing; a dash says that there is nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip().lower() in _EMPTY)


def is_stamp(cell: Cell) -> bool:
    """Whether a cell holds a date.

    >>> [is_stamp(cell) for cell in ("2016/1/31 0:15", "31.01.2016", 20160131, "305.5")]
    [True, True, True, False]
    """
    if isinstance(cell, datetime):
        return cell.year > 1900  # Excel's 24:00 is a date of 1900
    said = shown(cell)
    return bool(_STAMP.match(said) or _COMPACT.fullmatch(said))


def plain_date(said: str) -> str:
    """A date without separators, with them.

    >>> plain_date("201601310015"), plain_date("2016-01-31 00:15")
    ('2016-01-31 00:15:00', '2016-01-31 00:15')
    """
    if not (found := _COMPACT.fullmatch(said)):
        return said
    year, month, day, hour, minute, second = found.groups()
    date = f"{year}-{month}-{day}"
    return date if hour is None else f"{date} {hour}:{minute}:{second or '00'}"


def is_number(cell: Cell) -> bool:
    """Whether a cell looks like a number."""
    return not isinstance(cell, bool) and _LIKE_A_NUMBER.fullmatch(shown(cell)) is not None


def numbers(cells: Sequence[Cell], at: Sequence[str]) -> FloatArray:
    """Read numbers; NaN where a cell is empty. `at` says where each cell stands.

    Raises `MeterError` that names the first cell that holds none.

    >>> numbers(["12,5", "1.305,25", None], ["", "", ""]).tolist()
    [12.5, 1305.25, nan]
    """
    values = np.full(len(cells), np.nan)
    said = {n: shown(cell) for n, cell in enumerate(cells) if not is_empty(cell)}
    commas = {n: words for n, words in said.items() if "," in words}
    if commas:
        said |= _without_commas(commas, list(said.values()))
    for n, words in said.items():
        if _NUMBER.fullmatch(words):
            values[n] = float(words)
        if not np.isfinite(values[n]):
            raise MeterError(f"{at[n]}: {_why_not(shown(cells[n]), commas)}")
    return values


def _without_commas(commas: dict[int, str], all_said: list[str]) -> dict[int, str]:
    """Numbers in which a comma separates decimals, or thousands, where one of the two is sure."""
    words = list(commas.values())
    if all(_GROUPS.fullmatch(w) for w in words):
        sure = any("." in w for w in all_said) or any(w.count(",") > 1 for w in words)
        return {n: w.replace(",", "") for n, w in commas.items()} if sure else {}
    points = [w for w in all_said if "." in w and "," not in w]
    if points or not all(_COMMA.fullmatch(w) for w in words):
        return {}
    return {n: w.replace(".", "").replace(",", ".") for n, w in commas.items()}


def _why_not(said: str, commas: dict[int, str]) -> str:
    if _GROUPS.fullmatch(said) and all(_GROUPS.fullmatch(w) for w in commas.values()):
        whole, point = said.replace(",", ""), said.replace(",", ".")
        return f"{said!r} may be {whole} or {point}; write it without a comma"
    return f"{said!r} is no number; write it as 1305.5, or leave it empty and say `fill:`"
