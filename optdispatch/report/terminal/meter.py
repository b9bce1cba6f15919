"""What `meter` shows: how a file was read, what is in it, what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import indent

import numpy as np
import pandas as pd
import yaml
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from optdispatch.meter import Survey
from optdispatch.meter.cleaning import Change, run_in_words
from optdispatch.meter.laying import Repeat
from optdispatch.meter.outliers import RULE
from optdispatch.meter.survey import STUCK_H, Tally
from optdispatch.report.numbers import compact, counted, percent, shown
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, facts, section, sentence

_REGISTER = (
    "Readings never fall, as those of a register do. If they are one, write the differences "
    "from one to the next."
)
LISTED = 12
"""Lines of a list; the rest is a number."""


def survey(found: Survey) -> RenderableType:
    """All that was found."""
    parts: list[RenderableType | None] = [
        Text(found.name, style="bold"),
        section("How it was read", facts(_read(found))),
        section("What is in it", facts(_content(found)), Text(), _tallies(found)),
        _wrong(found),
        _changes(found),
    ]
    return Constrain(Group(*(part for part in parts if part is not None)), WIDEST)


def meters(found: Mapping[str, Survey]) -> RenderableType:
    """A line for each meter of a file."""
    name = next(iter(found.values())).name
    heads = ["readings", "of", "kWh", "peak kW", "at"]
    rows = []
    for number, each in found.items():
        total = each.total
        numbers = [shown(total.readings), percent(total.readings, total.room)]
        peak = [compact(total.peak_kw), _at(total.peak_start)]
        rows.append(Row(number, [*numbers, shown(total.energy_kwh), *peak]))
    says = (
        "Choose one with --meter NUMBER, several with more of them, or add up all with --meter sum."
    )
    parts: list[RenderableType] = [
        Text(name, style="bold"),
        section(f"It holds {len(found)} meters", Numbers(heads, rows)),
    ]
    return Constrain(Group(*parts, Text(), sentence(says)), WIDEST)


def snippet(fields: Mapping[str, object], note: str = "") -> RenderableType:
    """The profile that a case writes to use the file; a long path is not wrapped, to be copied."""
    text = yaml.safe_dump(
        {"profile": dict(fields)}, sort_keys=False, allow_unicode=True, width=1000
    )
    lines = Text(indent(text.rstrip(), "  "), no_wrap=True, overflow="ignore")
    return section("In a case", lines, *([sentence(note, "dim")] if note else []))


def wrote(paths: Sequence[Path]) -> RenderableType:
    """What was written."""
    return section("Written", *(sentence(str(path)) for path in paths))


def zone_note(found: Survey) -> str:
    """What a case must know of the clock where the file does not say it."""
    if found.clock.is_known:
        return ""
    if found.clock.zones:
        return "Add the time zone: it is one of those above."
    return "Times are taken for those of the case's time zone; add `time_zone:` if it is another."


def _read(found: Survey) -> Iterator[tuple[str, str]]:
    readout = found.readout
    column = readout.columns[0]
    days = f", {column.labels[0]} … {column.labels[-1]}" if column.labels else ""
    yield "file", f"{column.form}, {column.layout}{days}"
    if column.meter:
        names = ", ".join(c.meter for c in readout.columns[:LISTED])
        yield "meter", names if len(readout.columns) == 1 else f"the sum of {names}"
    why = f" ({readout.stamp_why})" if readout.stamp_why else "; the file does not show which end"
    ends = "starts" if readout.stamp == "start" else "ends"
    yield "times", f"{column.time_title}: taken for the {ends} of intervals{why}"
    yield "clock", _clock(found)
    others = f"; not taken: {', '.join(column.others)}" if column.others else ""
    title = f"{column.title} " if column.title else ""
    kind = f"{column.quantity} " if column.quantity else ""
    yield "readings", f"{title}{kind}in {readout.unit} ({readout.unit_why}){others}"
    if readout.scale is not None:
        yield "multiplier", f"{readout.scale:g} (as it was said)"
    elif factors := readout.multipliers:
        said = ", ".join(f"{factor:g}" for factor in factors[:LISTED])
        yield "multiplier", f"{said} (column {column.multiplier_title})"
    yield "step", f"{shown(found.step.total_seconds() / 60)} min"


def _clock(found: Survey) -> str:
    clock = found.clock
    if clock.how == "said":
        return f"{clock.zone} (as it was said)"
    if clock.how == "unchanged":
        return "is never changed; the file does not say its time zone"
    zones = list(clock.zones[:5])
    more = f" and {len(clock.zones) - 5} others" if len(clock.zones) > 5 else ""
    like = f"{', '.join(zones)}{more}"
    if clock.how == "written":
        return f"{clock.zone} (each time says it)" if not zones else f"like that of {like}"
    days = [f"{'forward' if hours < 24 else 'back'} on {day}" for day, hours in found.changed_days]
    return f"is put {', '.join(days)}, like that of {like}"


def _content(found: Survey) -> Iterator[tuple[str, str]]:
    total, index = found.total, found.laid.index
    yield "from", f"{_at(index[0])} to {_at(index[-1] + pd.Timedelta(found.step))}"
    gaps = counted(len(found.gaps), "gap") if found.gaps else "no gaps"
    yield (
        "coverage",
        (
            f"{percent(total.readings, total.room)}: {shown(total.readings)} of "
            f"{counted(total.room, 'reading')}, {gaps}"
        ),
    )
    yield "energy", f"{shown(total.energy_kwh)} kWh"
    yield "peak", f"{compact(total.peak_kw)} kW, {_span(total, found)}"
    yield "load factor", f"{total.load_factor:.3f}" if np.isfinite(total.load_factor) else ""
    days = [f"{day} has {hours:g} h" for day, hours in found.changed_days]
    yield "clock changes", "; ".join(days)


def _tallies(found: Survey) -> Numbers:
    """Months, and years below."""
    heads = ["read", "kWh", "peak kW", "at", "load factor"]
    rows = [_tally(month) for month in found.months]
    years = [_tally(year, "bold") for year in found.years]
    years[0] = Row(years[0].name, years[0].cells, years[0].style, ruled=True)
    return Numbers(heads, [*rows, *years])


def _tally(tally: Tally, style: str = "") -> Row:
    factor = f"{tally.load_factor:.2f}" if np.isfinite(tally.load_factor) else "–"
    when = f"{tally.peak_start:%m-%d %H:%M}"
    cells = [percent(tally.readings, tally.room), shown(tally.energy_kwh), compact(tally.peak_kw)]
    return Row(tally.name, [*cells, when, factor], style)


def _wrong(found: Survey) -> RenderableType | None:
    """What a person should look at."""
    runs = [run_in_words(found.laid, gap) for gap in found.gaps]
    stuck = [
        f"{run_in_words(found.laid, run)}: {compact(found.power_kw[run.start])} kW"
        for run in found.stuck
    ]
    far = [
        f"{_at(found.laid.index[n])}: {compact(found.power_kw[n])} kW, beside {_beside(found, n)}"
        for n in found.outliers
    ]
    twice = [_repeat(repeat) for repeat in found.repeats]
    doubled = counted(len(twice), "time")
    parts = [
        *_list(counted(len(runs), "gap"), runs),
        *_list(f"{doubled} with several readings, of which the first counts", twice),
        *_list(f"{counted(len(far), 'outlier')}: {RULE}", far),
        *_list(f"The same reading for more than {STUCK_H:g} h", stuck),
    ]
    if found.negative:
        parts.append(sentence(f"{counted(found.negative, 'reading')} below zero."))
    if found.never_falls:
        parts.append(sentence(_REGISTER))
    return section("What to look at", *parts) if parts else None


def _changes(found: Survey) -> RenderableType | None:
    if not found.changes:
        return None
    words = [_change(change) for change in sorted(found.changes, key=lambda c: c.start)]
    title = f"{counted(len(words), 'reading')} changed, as it was told"
    return section("Changes", *_list(title, words))


def _change(change: Change) -> str:
    before = "nothing" if np.isnan(change.before_kw) else f"{compact(change.before_kw)} kW"
    after = "nothing" if np.isnan(change.after_kw) else f"{compact(change.after_kw)} kW"
    return f"{_at(change.start)}: {before} → {after}, {change.how}"


def _repeat(repeat: Repeat) -> str:
    lines = ", ".join(str(line) for line in repeat.lines)
    values = ", ".join("nothing" if np.isnan(v) else f"{compact(v)} kW" for v in repeat.values)
    return f"{_at(repeat.start)}: {values} (lines {lines})"


def _beside(found: Survey, n: int) -> str:
    """What was read before and after a reading."""
    near = [found.power_kw[m] for m in (n - 1, n + 1) if 0 <= m < len(found.power_kw)]
    said = [f"{compact(value)} kW" for value in near if np.isfinite(value)]
    return " and ".join(said) or "nothing"


def _list(title: str, lines: Sequence[str]) -> list[RenderableType]:
    """A sentence and lines under it; nothing, where there are none."""
    if not lines:
        return []
    parts: list[RenderableType] = [sentence(f"{title}.")]
    more = [f"and {shown(len(lines) - LISTED)} more"] if len(lines) > LISTED else []
    parts += [Padding(Text(line, style="dim"), (0, 0, 0, 2)) for line in (*lines[:LISTED], *more)]
    return parts


def _span(tally: Tally, found: Survey) -> str:
    end = tally.peak_start + pd.Timedelta(found.step)
    return f"{_at(tally.peak_start)} to {end:%H:%M}"


def _at(instant: pd.Timestamp) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
