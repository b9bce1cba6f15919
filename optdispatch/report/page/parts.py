"""The few shapes that a page is made of; the templates know how each of them looks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

Cell = str
"""Text, or `Markup` for what is HTML already."""


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    name: Cell
    cells: Sequence[Cell]
    style: str = ""
    """`total`, `saving`, `group`, `detail`."""


@dataclass(frozen=True)
class Table:
    """Numbers, or facts."""

    kind: ClassVar[str] = "table"
    heads: Sequence[Cell]
    """Of the names, and of each column."""
    rows: Sequence[Row]
    caption: Cell = ""
    note: Cell = ""
    style: str = "numbers"
    """`numbers`, `narrow` for many columns, `facts` for words."""
    folded: bool = False
    """Whether its rows are seen only when somebody asks, and on paper."""


@dataclass(frozen=True)
class Tile:
    """A number that stands out."""

    label: Cell
    value: Cell
    note: Cell = ""


@dataclass(frozen=True)
class Tiles:
    """The answer, at a glance."""

    kind: ClassVar[str] = "tiles"
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Said:
    """Sentences."""

    kind: ClassVar[str] = "said"
    sentences: Sequence[Cell]
    style: str = ""
    """`bullets`, `note`, or nothing."""


@dataclass(frozen=True)
class Picture:
    """A figure that was drawn, and what is needed to read values off it."""

    name: str
    title: str
    says: str
    svg: str
    panels: Sequence[Sequence[float]]
    """Left, top, width and height of each panel, as shares of the figure."""
    span: Sequence[float]
    """Ends of the abscissa, and of a map's ordinate."""
    reading: str
    at: Sequence[float]
    heads: Sequence[str]
    rows: Sequence[Sequence[float | str | None]]
    of: Sequence[int] = ()
    """Of a map, the column of the data that each date has; days alike share one."""

    @property
    def data(self) -> dict[str, object]:
        """What the script reads."""
        return {
            "panels": self.panels,
            "span": self.span,
            "reading": self.reading,
            "at": self.at,
            "heads": self.heads,
            "rows": self.rows,
            "of": self.of,
        }


@dataclass(frozen=True)
class Pictures:
    """Figures; one at a time on a screen, where a reader may `pick`."""

    kind: ClassVar[str] = "pictures"
    pictures: Sequence[Picture]
    pick: bool = False


Part = Table | Tiles | Said | Pictures


@dataclass(frozen=True)
class Section:
    """A headed part of the page."""

    name: str
    title: str
    parts: Sequence[Part] = field(default=())


def sections(*made: Section | None) -> tuple[Section, ...]:
    """Those that there are."""
    return tuple(section for section in made if section is not None and section.parts)
