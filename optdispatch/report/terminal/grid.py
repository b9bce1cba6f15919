"""Days as rows of coloured blocks: a half-hour is a block, with a letter for eyes and pipes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

HALF_HOURS = 48
HOURS = "".join(f"{h:02d}    " for h in range(0, 24, 3))
"""A clock above the blocks: six blocks are three hours."""
SHADES = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Key:
    """What a block of one colour stands for."""

    letter: str
    colour: str
    says: str = ""


def grid(rows: Sequence[tuple[str, Sequence[str]]], keys: Mapping[str, Key]) -> RenderableType:
    """Rows of blocks by name; names without a key are a dot."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_row("", Text(HOURS.rstrip(), style="dim"))
    for label, names in rows:
        table.add_row(label, _blocks(names, keys))
    return table


def legend(keys: Mapping[str, Key]) -> RenderableType:
    """What each letter and colour is."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, key in keys.items():
        table.add_row(Text(f" {key.letter} ", style=_style(key)), Text(name), Text(key.says))
    return table


def sparks(rows: Sequence[tuple[str, Sequence[float]]], highest: float) -> RenderableType:
    """Rows of levels, each from 0 to the highest."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_row("", Text(HOURS.rstrip(), style="dim"))
    for label, levels in rows:
        marks = (SHADES[round(v / highest * (len(SHADES) - 1)) if highest else 0] for v in levels)
        table.add_row(label, Text("".join(marks), style="cyan"))
    return table


def _blocks(names: Sequence[str], keys: Mapping[str, Key]) -> Text:
    text = Text()
    for name in names:
        key = keys.get(name)
        text.append(key.letter if key else "·", style=_style(key) if key else "dim")
    return text


def _style(key: Key) -> str:
    """Black or white on the colour, whichever is read better."""
    red, green, blue = (int(key.colour[i : i + 2], 16) for i in (1, 3, 5))
    bright = 0.299 * red + 0.587 * green + 0.114 * blue > 140
    return f"{'black' if bright else 'white'} on {key.colour}"
