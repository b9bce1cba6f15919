"""What `show` draws: a tariff, a rule, a battery, a site's day, a case, or the file itself."""

from collections.abc import Sequence

import yaml
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.asset import Asset, Free, Storage
from optdispatch.calendar import DAY_KINDS
from optdispatch.case import Case
from optdispatch.meter.shapes import DayShapes
from optdispatch.nouns import Noun
from optdispatch.programme import Programme
from optdispatch.report.daytypes import MONTHS, months
from optdispatch.report.numbers import compact
from optdispatch.report.shelves import Shown
from optdispatch.report.style import OPTIMUM, SUN
from optdispatch.report.terminal.fields import words
from optdispatch.report.terminal.grid import HALF_HOURS, Key, grid, legend, sparks
from optdispatch.report.terminal.parts import WIDEST, facts, section
from optdispatch.report.terminal.plan import time_in_words
from optdispatch.report.terminal.tariff import tariff
from optdispatch.rules import Rule
from optdispatch.rules.kinds.windows import Windows
from optdispatch.tariff import Tariff
from optdispatch.windows import MINUTES, covered


def show(found: Sequence[Shown]) -> RenderableType:
    """Everything that was found, one after the other, under where it stands."""
    parts: list[RenderableType] = []
    for n, shown in enumerate(found):
        gap = [Text()] if n else []
        parts += [*gap, Text(shown.where, style="dim"), _drawn(shown)]
    return Constrain(Group(*parts), WIDEST)


def _drawn(shown: Shown) -> RenderableType:
    noun = shown.noun
    if isinstance(noun, Tariff):
        return tariff(noun)
    if isinstance(noun, Case):
        return _case(noun)
    if isinstance(noun, Rule):
        return _rule(noun)
    if isinstance(noun, DayShapes):
        return _shapes(noun)
    if isinstance(noun, Asset):
        return _asset(noun)
    return Text(yaml.safe_dump(dict(shown.content), allow_unicode=True, sort_keys=False).rstrip())


def _fields(noun: Noun, *without: str) -> list[tuple[str, str]]:
    """Fields that are set, and their values."""
    content = noun.model_dump(mode="json", exclude=set(without), exclude_defaults=True)
    return [(name, words(value)) for name, value in content.items()]


def _asset(asset: Asset) -> RenderableType:
    rows = _fields(asset, "name", "kind")
    if isinstance(asset, Storage):
        rows += _derived(asset)
    kind = type(asset).__name__.lower()
    return Group(Text(f"{asset.name} ({kind})", style="bold"), facts(rows))


def _derived(storage: Storage) -> list[tuple[str, str]]:
    """What follows from a storage's fields, where its sizes are given."""
    if any(isinstance(getattr(storage, name), Free) for name in type(storage).model_fields):
        return []
    rated, usable = storage.rated_kw, storage.usable_kwh
    return [("usable", f"{compact(usable)} kWh, {compact(usable / rated)} h at rated power")]


def _rule(rule: Rule) -> RenderableType:
    heading = Text(rule.name, style="bold")
    if not isinstance(rule, Windows):
        return Group(heading, facts(_fields(rule, "name")))
    keys = {"charge": Key("c", SUN), "discharge": Key("d", OPTIMUM)}
    rows = []
    for hours in rule.hours:
        kinds = "" if set(hours.days) == set(DAY_KINDS) else f" {', '.join(hours.days)}"
        blocks = [""] * HALF_HOURS
        for name, windows in (("charge", hours.charge), ("discharge", hours.discharge)):
            share = (covered(windows) > 0).reshape(HALF_HOURS, -1).sum(axis=1)
            for t in range(HALF_HOURS):
                if 2 * share[t] > MINUTES // HALF_HOURS:
                    blocks[t] = name
        rows.append((f"{months(hours.months)}{kinds}", blocks))
    about = facts(_fields(rule, "name", "hours"))
    return Group(heading, about, section("Hours", grid(rows, keys), legend(keys)))


def _shapes(shapes: DayShapes) -> RenderableType:
    mean = shapes.mean
    parts: list[RenderableType] = [
        Text(shapes.name, style="bold"),
        facts([("source", shapes.source), ("yearly mean", _load_factor(shapes))]),
    ]
    alike: dict[bytes, list[int]] = {}
    for k in range(len(DAY_KINDS)):
        alike.setdefault(mean[:, k].tobytes(), []).append(k)
    for members in alike.values():
        half_hours = mean[:, members[0]].reshape(12, HALF_HOURS, 2).mean(axis=2)
        rows = [(MONTHS[m], half_hours[m].tolist()) for m in range(12)]
        kinds = ", ".join(f"{DAY_KINDS[k]}s" for k in members)
        title = "every day" if len(members) == len(DAY_KINDS) else kinds
        parts.append(section(f"Shape of {title}", sparks(rows, float(mean.max()))))
    return Group(*parts)


def _load_factor(shapes: DayShapes) -> str:
    """Mean of workdays over the highest quarter of an hour."""
    mean = shapes.mean
    return f"{mean[:, 0].mean() / mean.max():.0%} of the highest quarter-hour, on workdays"


def _case(case: Case) -> RenderableType:
    rows = [
        ("title", case.title),
        ("source", case.source),
        ("tariff", case.tariff.name),
        ("billing", case.tariff.elected or ""),
        ("time", time_in_words(case)),
        ("connection", words(case.connection.model_dump(mode="json"))),
        *((a.name, _in_words(a)) for a in case.assets),
        *((p.name, _in_words(p)) for p in case.programmes),
        ("rules", ", ".join(rule.name for rule in case.rules)),
    ]
    return Group(Text(case.name, style="bold"), facts(rows))


def _in_words(noun: Asset | Programme) -> str:
    without = {"name", "source", "kind"}
    told = noun.model_dump(mode="json", exclude=without, exclude_defaults=True)
    kind = str(getattr(noun, "kind", type(noun).__name__)).replace("_", " ")
    return f"{kind}: {words(told)}"
