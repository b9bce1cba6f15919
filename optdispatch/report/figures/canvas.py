"""A blank figure in the one style, without a display and without global state."""

import gc
import io
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findSystemFonts, fontManager
from matplotlib.ticker import StrMethodFormatter

from optdispatch.report.style import FONT, HAN, HAN_FILES, LOOK
from optdispatch.report.words import ENGLISH, Words

WIDTH = 9.6
"""Inches; at 110 dots an inch, 1056 pixels."""
LEFT, RIGHT, TOP, BOTTOM, BETWEEN = 1.0, 1.85, 0.66, 0.5, 0.2
"""Margins in inches: for labels, for legends, for the title, for the clock, between panels."""
LEGEND = 22
"""Letters in a line of a legend; a Han letter takes the room of two."""
SERIES, KEY = "series:", "key:"
"""Before the ids of what is drawn of a series, and of its words in a legend."""


@contextmanager
def look(words: Words = ENGLISH) -> Iterator[None]:
    """The style, for as long as figures are drawn and saved in a language."""
    found = han_font() if words != ENGLISH else _known()
    fonts = [FONT, *([found] if found else [])]
    with mpl.rc_context(cast("Any", LOOK | {"font.family": fonts})), warnings.catch_warnings():
        # A name in letters that no font here has is drawn with boxes; the data have it right.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        # Drawing makes a million small objects. Among those of an evaluation, collecting them takes
        # a quarter of the time; alone it takes none that could be measured.
        gc.freeze()
        try:
            yield
        finally:
            gc.unfreeze()


def drawable(words: Words) -> Words:
    """The language that figures can be drawn in here: English, where fonts lack the letters."""
    return words if words == ENGLISH or han_font() else ENGLISH


@cache
def han_font() -> str | None:
    """A font of this machine that has Chinese letters; None where there is none.

    What matplotlib knows of fonts can be older than a font, so the machine is searched too.
    """
    if found := _known():
        return found
    for path in findSystemFonts():
        if any(part in Path(path).stem.lower() for part in HAN_FILES):
            fontManager.addfont(path)
    return _known()


def _known() -> str | None:
    there = {font.name for font in fontManager.ttflist}
    return next((name for name in HAN if name in there), None)


def panels(heights: Sequence[float], title: str, subtitle: str = "") -> tuple[Figure, list[Axes]]:
    """Panels one below the other that share their abscissa, and room for legends on the right.

    Margins are fixed, since a layout that measures every text takes longer than the drawing. All
    but the last panel go without their own abscissa: ticks cost more than what they mark.
    """
    lines, below = wrapped(title, 88) or [""], wrapped(subtitle, 110)
    top = TOP + 0.2 * (len(lines) - 1) + 0.16 * max(0, len(below) - 1)
    height = sum(heights) + BETWEEN * (len(heights) - 1) + top + BOTTOM
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    axes: list[Axes] = []
    above = height - top
    for panel in heights:
        above -= panel
        box = (LEFT / WIDTH, above / height, 1 - (LEFT + RIGHT) / WIDTH, panel / height)
        axes.append(figure.add_axes(box, sharex=axes[0] if axes else None))
        above -= BETWEEN
    for ax in axes:
        ax.xaxis.set_visible(ax is axes[-1])
        ax.yaxis.set_label_coords(-0.66 * LEFT / (WIDTH - LEFT - RIGHT), 0.5)
    left = LEFT / WIDTH
    figure.text(left, 1 - 0.13 / height, "\n".join(lines), va="top", size=12, weight="bold")
    figure.text(
        left, 1 - (top - 0.1) / height, "\n".join(below), va="bottom", size=9, color="#444444"
    )
    return figure, axes


def wrapped(text: str, width: int) -> list[str]:
    """Lines of a text; Chinese, which has no spaces, is broken anywhere.

    >>> wrapped("one two", 4), wrapped("充电放电", 4)
    (['one', 'two'], ['充电', '放电'])
    """
    if text.isascii() or not any("\u4e00" <= letter <= "\u9fff" for letter in text):
        return textwrap.wrap(text, width)
    lines, line, room = [], "", width
    for part in re.findall(r"[!-~–−·]+|.", text):
        wide = sum(1 if letter < "\u2e80" else 2 for letter in part)
        if wide > room and line:
            lines.append(line.rstrip())
            line, room = "", width
        line, room = (line + part, room - wide) if line or part != " " else (line, room)
    return [*lines, line.rstrip()] if line else lines


def legend(axes: Axes, handles: Iterable[Artist] | None = None) -> None:
    """A legend to the right of the data, its words wrapped."""
    drawn = list(axes.get_legend_handles_labels()[0] if handles is None else handles)
    words = [str(handle.get_label()).split("\n") for handle in drawn]
    labels = ["\n".join(w for line in lines for w in wrapped(line, LEGEND)) for lines in words]
    made = axes.legend(
        drawn, labels, loc="upper left", bbox_to_anchor=(1.01, 1.04), borderaxespad=0
    )
    for handle, text in zip(drawn, made.get_texts(), strict=True):
        if (series := str(handle.get_gid() or "")).startswith(SERIES):
            text.set_gid(KEY + series.removeprefix(SERIES))


def beside(figure: Figure, axes: Axes) -> Axes:
    """A narrow panel in the right margin, as high as `axes`, for a scale of colours."""
    box = axes.get_position()
    return figure.add_axes((box.x1 + 0.15 / WIDTH, box.y0, 0.16 / WIDTH, box.height))


def thousands(axes: Axes) -> None:
    """Separators in the numbers of the ordinate."""
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def save(figure: Figure, path: Path) -> None:
    """Write a PNG. It carries no date, so the same figure is the same file."""
    quick: Any = {"compress_level": 3}
    figure.savefig(path, format="png", metadata={"Software": "optdispatch"}, pil_kwargs=quick)


def svg(figure: Figure, name: str) -> str:
    """The figure as the text of an SVG, whose ids begin with its name: many fit on one page.

    What belongs to a series carries `data-series`, its words in the legend `data-key`. Of the
    other ids, those that nothing refers to are left out. Places are rounded to a hundredth of a
    point.
    """
    text = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": name}):
        nothing: Any = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(text, format="svg", metadata=nothing)
    drawn = text.getvalue()
    drawn = _short(drawn[drawn.index("<svg") :].replace("xlink:href", "href"))
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', drawn))

    def renamed(match: re.Match[str]) -> str:
        found = match[1]
        for prefix, attribute in ((SERIES, "data-series"), (KEY, "data-key")):
            if found.startswith(prefix):
                return f' {attribute}="{found.removeprefix(prefix)}"'
        return f' id="{name}.{found}"' if found in used else ""

    drawn = re.sub(r' id="([^"]+)"', renamed, drawn)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{name}.", drawn)


def _short(drawn: str) -> str:
    """The same picture in half as many letters: its font said once, and fewer digits."""
    fonts = re.search(r"font-family: ([^;\"]+)", drawn)
    if fonts:
        drawn = drawn.replace(f"font-family: {fonts[1]}; ", "").replace(
            f"font-family: {fonts[1]}", ""
        )
        drawn = drawn.replace("<svg ", f'<svg font-family="{fonts[1]}" ', 1)
    for what, instead in (
        (r"<metadata>.*?</metadata>|<!--.*?-->", ""),
        (r' xmlns:xlink="[^"]*"| transform="rotate\(-0 [^"]*"', ""),
        (r">\s+<", "><"),
        (r"\s*\n\s*", " "),
    ):
        drawn = re.sub(what, instead, drawn, flags=re.DOTALL)
    # Only in tags: what is between them are words, whose numbers stay as they are.
    return re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]), drawn)
