"""Where figures are drawn: each once, for files and for a page."""

from dataclasses import dataclass, field
from functools import cached_property

from matplotlib.figure import Figure

from optdispatch.report.figures.canvas import svg
from optdispatch.report.figures.plate import Plate


@dataclass(frozen=True)
class Print:
    """A figure that was drawn."""

    name: str
    figure: Figure

    @cached_property
    def svg(self) -> str:
        """Its text, as files and pages have it."""
        return svg(self.figure, self.name)


@dataclass(frozen=True)
class Press:
    """Draws the figures of one outcome, and keeps what it drew."""

    _prints: dict[tuple[str, str], Print] = field(default_factory=dict, repr=False)

    def __call__(self, plate: Plate) -> Print:
        """A plate's figure in its language; the style is the caller's."""
        key = plate.words.language, plate.name
        if key not in self._prints:
            self._prints[key] = Print(plate.name, plate.draw())
        return self._prints[key]
