"""What one visitor has on the page: a case, how its knobs stand, and what it comes to.

Nothing is shared with other visitors but the catalogue. A change that fails, fails before
anything is kept: the session stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.meter.grid import SUFFIXES
from optdispatch.serve.knobs import Knob, knobs, turned
from optdispatch.serve.tariffs import Offer, under
from optdispatch.serve.uploads import CASES, kept, metered, sent_case
from optdispatch.serve.view import View, Viewer

FIRST = "jiangxi-2025"
"""The case that a visitor finds."""


@dataclass(frozen=True)
class Session:
    """A visitor's case; each change makes a new session, which has the old one's memory.

    A file that is sent begins a new memory: it may have the name of another that was sent before.
    """

    folder: Path
    """Where the files go that are sent; nobody else's."""
    asked: Case
    """Before any knob was turned."""
    view: View
    settings: Mapping[str, float] = field(default_factory=dict)
    """Knobs that were turned."""
    viewer: Viewer = field(default_factory=Viewer, repr=False)

    @classmethod
    def begin(cls, folder: Path, name: str = FIRST) -> "Session":
        """A session with a case of the catalogue.

        Raises `InputError` where there is none of that name.
        """
        viewer, case = Viewer(), _of_catalogue(name)
        return cls(folder, case, viewer(case), viewer=viewer)

    @property
    def knobs(self) -> dict[str, Knob]:
        """What can be turned."""
        return knobs(self.asked)

    def value(self, knob: str) -> float:
        """Where a knob stands."""
        return self.settings.get(knob, self.knobs[knob].value)

    def turn(self, settings: Mapping[str, float]) -> "Session":
        """Turn some knobs; the others stay.

        Raises `InputError` for a knob or a value that is not there, `Infeasible` where nothing
        serves the site any more.
        """
        all_of_them = {**self.settings, **settings}
        view = self.viewer(turned(self.asked, all_of_them))
        return replace(self, settings=all_of_them, view=view)

    def choose(self, name: str) -> "Session":
        """Take a case of the catalogue, as it stands there.

        Raises `InputError` where there is none of that name.
        """
        return self._with(_of_catalogue(name), {})

    def take(self, name: str, content: bytes) -> "Session":
        """Take a case from a file that was sent.

        Raises `InputError` where it is no case that can be planned.
        """
        with kept(self.folder, name, content, CASES) as path:
            return replace(self, viewer=Viewer())._with(sent_case(path), {})

    def bill_by(self, offer: Offer) -> "Session":
        """Put the case under another tariff; knobs stay as they are.

        Raises `InputError` where the tariff does not fit the case.
        """
        return self._with(under(self.asked, offer), self.settings)

    def meter(self, name: str, content: bytes) -> "Session":
        """Put the readings of a file that was sent in place of the load; knobs stay.

        Raises `MeterError` for a file that cannot be used.
        """
        with kept(self.folder, name, content, SUFFIXES) as path:
            return replace(self, viewer=Viewer())._with(metered(self.asked, path), self.settings)

    def _with(self, case: Case, settings: Mapping[str, float]) -> "Session":
        there = {name: value for name, value in settings.items() if name in knobs(case)}
        view = self.viewer(turned(case, there))
        return replace(self, asked=case, settings=there, view=view)


def _of_catalogue(name: str) -> Case:
    """A case by its name; no path is followed."""
    return Case.of(catalog.read("models/cases", name.removesuffix(".yaml")), name)
