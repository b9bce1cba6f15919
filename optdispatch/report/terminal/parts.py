"""The few shapes that every part of a terminal report is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDEST = 96
"""Columns beyond which a report grows no wider: eyes lose the line."""

GAP = 2
"""Columns between columns."""


def section(title: str, *parts: RenderableType) -> Group:
    """A headed part, and a blank line before it."""
    return Group(Text(), Text(title, style="bold cyan"), *parts)


def sentence(text: str, style: str = "") -> Text:
    """Words, to be wrapped; no markup in them."""
    return Text(text, style=style)


def indented(part: RenderableType, by: int = 2) -> Padding:
    """A part moved to the right, wrapped lines too."""
    return Padding(part, (0, 0, 0, by))


def facts(rows: Iterable[tuple[str, str]]) -> Table:
    """Names and what they are."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        if value:
            table.add_row(Text(name), Text(value))
    return table


def bullets(texts: Iterable[str]) -> Table:
    """Sentences, each with its mark."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for text in texts:
        table.add_row("·", Text(text))
    return table


@dataclass(frozen=True)
class Row:
    """A line of a table of numbers."""

    name: str
    cells: Sequence[str]
    style: str = ""
    ruled: bool = False
    """Whether a rule stands above it."""


@dataclass(frozen=True)
class Numbers:
    """A table of numbers whose columns go on below where the terminal is too narrow.

    The first column of numbers is repeated each time, if it is what others are compared with.
    """

    heads: Sequence[str]
    rows: Sequence[Row]
    repeat_first: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many tables as it takes."""
        left = options.max_width - self._names - GAP
        for n, columns in enumerate(self._chunks(left)):
            if n:
                yield Text()
            yield self._table(columns, left)

    @property
    def _names(self) -> int:
        """Width of the column of names."""
        return min(30, max((cell_len(row.name) for row in self.rows), default=0))

    def _chunks(self, left: int) -> Iterator[list[int]]:
        """Columns that fit beside each other."""
        columns: list[int] = []
        for i in range(len(self.heads)):
            if columns and sum(self._least(c) + GAP for c in [*columns, i]) > left:
                yield columns
                columns = [0] if self.repeat_first else []
            columns.append(i)
        yield columns

    def _least(self, column: int) -> int:
        """Least width of a column: its numbers, and the longest word of its head."""
        words = self.heads[column].split()
        return max(len(text) for text in (*words, *(row.cells[column] for row in self.rows)))

    def _table(self, columns: Sequence[int], left: int) -> Table:
        least = [self._least(i) for i in columns]
        ample = [max(n, min(14, len(self.heads[i]))) for n, i in zip(least, columns, strict=True)]
        widths = ample if sum(ample) + GAP * len(columns) <= left else least
        table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="dim")
        table.add_column("", overflow="fold", width=self._names)
        for i, width in zip(columns, widths, strict=True):
            head = Text(self.heads[i])
            table.add_column(head, justify="right", vertical="bottom", width=width)
        for row in self.rows:
            cells = [Text(row.cells[i]) for i in columns]
            if row.ruled:
                table.add_row("", *(Text("─" * len(c.plain), style="dim") for c in cells))
            table.add_row(Text(row.name), *cells, style=row.style)
        return table
