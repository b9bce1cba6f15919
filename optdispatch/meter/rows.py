"""Which rows of a table belong to which meter, and hold which kind of reading."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from optdispatch.errors import MeterError
from optdispatch.meter.cells import shown
from optdispatch.meter.table import Table
from optdispatch.meter.units import is_active
from optdispatch.meter.words import names_meter, names_quantity
from optdispatch.nouns import nearest

SUM: Literal["sum"] = "sum"


@dataclass(frozen=True)
class Choice:
    """What a user says of a file; what is None is found."""

    column: str | None = None
    time_column: str | None = None
    meter: str | tuple[str, ...] | None = None
    meter_column: str | None = None
    quantity: str | None = None


def known(table: Table, asked: str) -> str:
    """A column that is asked for.

    Raises `MeterError` where there is none of that name.
    """
    if asked not in table.columns:
        raise MeterError(f"{table.name}: no column {asked!r}; {nearest(asked, table.columns)}")
    return asked


def of_one_quantity(table: Table, asked: str | None) -> Table:
    """The rows of one kind of reading: of active power, if none is asked for.

    Raises `MeterError` where it is not clear which that is.
    """
    title = _titled(table, names_quantity)
    if title is None:
        if asked is not None:
            raise MeterError(f"{table.name}: no column such as 数据类型 for `quantity: {asked}`")
        return table
    rows = _rows_by(table, title)
    if asked is None:
        active = [name for name in rows if is_active(name)]
        if len(rows) > 1 and len(active) != 1:
            raise MeterError(f"{table.name}: which readings? say `quantity:` {_listed(rows)}")
        asked = active[0] if len(rows) > 1 else next(iter(rows))
    if asked not in rows:
        raise MeterError(f"{table.name}: no {asked!r} in {title!r}; {nearest(asked, rows)}")
    return table.rows(rows[asked])


def by_meter(table: Table, choice: Choice) -> dict[str, Table]:
    """The rows of each meter that is chosen; of the only one, if none is.

    Raises `MeterError` where there are several to choose from.
    """
    title = meter_column(table, choice)
    if title is None:
        if choice.meter is not None:
            raise MeterError(
                f"{table.name}: no column such as 户号 tells meters apart; say `meter_column:`"
            )
        return {"": table}
    rows = _rows_by(table, title)
    if choice.meter is None and len(rows) > 1:
        raise MeterError(
            f"{table.name}: holds {len(rows)} meters; say `meter:` {_listed(rows)}, or {SUM}"
        )
    if choice.meter is None or choice.meter == SUM:
        chosen = tuple(rows)
    else:
        chosen = (choice.meter,) if isinstance(choice.meter, str) else choice.meter
    for meter in chosen:
        if meter not in rows:
            raise MeterError(f"{table.name}: no {meter!r} in {title!r}; {nearest(meter, rows)}")
    return {meter: table.rows(rows[meter]) for meter in dict.fromkeys(chosen)}


def meter_column(table: Table, choice: Choice) -> str | None:
    """The column that tells meters apart: of several, the one that tells most."""
    if choice.meter_column is not None:
        return known(table, choice.meter_column)
    return _titled(table, names_meter)


def meters(table: Table, choice: Choice) -> tuple[str, ...]:
    """Every meter of a file; none, where no column tells them apart."""
    title = meter_column(table, choice)
    return () if title is None else tuple(_rows_by(table, title))


def _titled(table: Table, is_named: Callable[[str], bool]) -> str | None:
    found = [title for title in table.columns if is_named(title)]
    return max(found, key=lambda title: len(_rows_by(table, title)), default=None)


def _rows_by(table: Table, title: str) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for n, cell in enumerate(table.columns[title]):
        rows.setdefault(shown(cell), []).append(n)
    return rows


def _listed(names: dict[str, list[int]]) -> str:
    return ", ".join(list(names)[:8]) + (", …" if len(names) > 8 else "")
