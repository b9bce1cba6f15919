"""What is on the shelves of the catalogue, a line each, and what a name or a path is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from optdispatch import assets, catalog
from optdispatch.calendar import Announced
from optdispatch.case import Case
from optdispatch.errors import CatalogError, InputError
from optdispatch.meter.shapes import DayShapes
from optdispatch.nouns import Noun, kinds, nearest
from optdispatch.rules import kinds as rule_kinds
from optdispatch.study.campaign import Study
from optdispatch.study.pool import Pool
from optdispatch.study.portfolio import Policy, Sites
from optdispatch.tariff import Tariff
from optdispatch.tariff.monthly_prices import MonthlyPrices
from optdispatch.vehicles.habits import Habits

TARIFFS, MODELS = "tariffs", "models"
SHORT = 25
"""A name of fewer letters says too little by itself."""


@dataclass(frozen=True)
class Entry:
    """A name on a shelf."""

    shelf: str
    name: str

    @property
    def text(self) -> str:
        """The file as it stands."""
        path = catalog.root() / self.shelf / f"{self.name}.yaml"
        return path.read_text(encoding="utf-8")

    @property
    def about(self) -> str:
        """What it is in a line: its title, its name, the comment at its head, or its source."""
        content = catalog.read(self.shelf, self.name)
        name = str(content.get("name", ""))
        is_said = name and name != self.name.rpartition("/")[2]
        source = str(content.get("source", ""))
        if is_said and source and len(name) < SHORT:
            name = f"{name} ({source})"
        said = (content.get("title"), name if is_said else "", _comment(self.text), source)
        return " ".join(next((str(s) for s in said if s), "").split())


@dataclass(frozen=True)
class Shown:
    """Something that was found, as a noun if it is of a kind that is known."""

    where: str
    content: Mapping[str, Any]
    noun: Noun | None


def shelves() -> tuple[str, ...]:
    """Every shelf that has something on it."""
    models = catalog.root() / MODELS
    folders = sorted(f.name for f in models.iterdir() if f.is_dir()) if models.is_dir() else []
    names = (TARIFFS, *(f"{MODELS}/{folder}" for folder in folders))
    return tuple(name for name in names if catalog.names(name))


def entries(shelf: str | None = None) -> tuple[Entry, ...]:
    """What stands on a shelf, on all shelves under a name such as `models`, or on all.

    Raises `CatalogError` for a shelf that is not there.
    """
    there = shelves()
    asked = (shelf or "").strip("/")
    found = [
        s for s in there if not asked or asked in {s, s.partition("/")[0], s.rpartition("/")[2]}
    ]
    if not found:
        names = {*there, *(s.partition("/")[0] for s in there)}
        raise CatalogError(f"no shelf {shelf!r}; {nearest(asked, names)}")
    return tuple(Entry(s, name) for s in found for name in catalog.names(s))


def find(name: str, options: Sequence[str] = ()) -> tuple[Shown, ...]:
    """Everything of a name, wherever it stands, or the file at a path that ends in `.yaml`.

    A name may carry its shelf: `rules/jiangxi-2025`. Of a tariff with choices, `options` pick
    a variant. Raises `InputError` for what is not there or cannot be read.
    """
    if name.endswith((".yaml", ".yml")):
        content = catalog.read("", name)
        found = [Shown(name, content, noun(content, name, Path(name).parent))]
    else:
        found = _named(name)
    if not options:
        return tuple(found)
    picked = [replace(s, noun=s.noun.pick(*options)) for s in found if isinstance(s.noun, Tariff)]
    if not picked:
        raise InputError(f"{name}: only a tariff has options to pick, and this is none")
    return tuple(picked)


def _named(name: str) -> list[Shown]:
    """Everything of a name in the catalogue."""
    every = entries()
    found = [e for e in every if name in _names(e)]
    found = found or [e for e in every if name == e.name.rpartition("/")[2]]
    if not found:
        raise CatalogError(f"no {name!r} on any shelf; {nearest(name, {e.name for e in every})}")
    shown = []
    for entry in found:
        where = f"{entry.shelf}/{entry.name}"
        content = catalog.read(entry.shelf, entry.name)
        shown.append(Shown(where, content, noun(content, where)))
    return shown


def noun(content: Mapping[str, Any], where: str, folder: Path | None = None) -> Noun | None:
    """The noun that a file holds, told by its fields; None for one that is of no known kind.

    Raises `InputError` where its fields do not fit.
    """
    context = {"folder": folder} if folder else {}
    by_key: dict[str, type[Noun]] = {
        "charges": Tariff,
        "assets": Case,
        "axes": Study,
        "products": Sites,
        "policies": Policy,
        "sites": Pool,
        "shapes": DayShapes,
        "months": MonthlyPrices,
        "years": Announced,
        "visits": Habits,
    }
    kind = content.get("kind")
    known = kinds(assets) | kinds(rule_kinds)
    if isinstance(kind, str) and kind in known:
        named = content if "name" in content else {"name": _plain(Path(where).stem), **content}
        return known[kind].of(named, where, context)
    dated = {"months", "years"}
    for key, cls in by_key.items():
        if key in content and (key not in dated or isinstance(content[key], Mapping)):
            return cls.of(content, where, context)
    return None


def _names(entry: Entry) -> tuple[str, str, str]:
    """How an entry may be asked for."""
    short = entry.shelf.rpartition("/")[2]
    return entry.name, f"{short}/{entry.name}", f"{entry.shelf}/{entry.name}"


def _plain(stem: str) -> str:
    """A name that an asset may have."""
    return stem if stem[:1].isalpha() else f"a {stem}"


def _comment(text: str) -> str:
    """The first sentence of the comment that a file begins with."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").strip())
    return " ".join(lines).partition(". ")[0].rstrip(".")
