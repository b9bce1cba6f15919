"""Day types that do the same, together: what a reader wants to see once, not eleven times.

A group has a title such as `Mar–Jun, Oct, Nov · workday, rest day`. A month and a kind that
stand in a title are both there wherever the year has that kind of day in that month, so the
short form says no more than the long one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optdispatch.report.words import ENGLISH, Words
from optdispatch.strategy import Strategy, Window

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PEAK = "peak day"
MOST = 4
"""Names that are listed before an ellipsis."""


@dataclass(frozen=True)
class DayType:
    """What the label of a day type says."""

    month: int
    kind: str
    names: tuple[str, ...]
    """Holidays, or dates of peak days."""

    @classmethod
    def of(cls, strategy: Strategy) -> "DayType":
        """Read a label such as `2026-02 holiday (Spring Festival)`.

        A label that is only a date has no kind.
        """
        match = strategy.read
        if match is None:
            return cls(strategy.day.month, "", (strategy.label,))
        kind = match["kind"] + (match["n"] or "")
        names = match["names"] or match["date"]
        return cls(strategy.day.month, kind, tuple(names.split(", ")) if names else ())


@dataclass(frozen=True)
class Group:
    """Day types whose days are run by the same windows."""

    title: str
    strategies: tuple[Strategy, ...]

    @property
    def days(self) -> float:
        """How many days a year."""
        return sum(s.days for s in self.strategies)

    @property
    def peak(self) -> bool:
        """Whether all of them are months' peak days."""
        return all(DayType.of(s).kind == PEAK for s in self.strategies)

    @property
    def margins(self) -> list[float]:
        """What the energy of a day saves, day type by day type. [currency]"""
        return [s.margin for s in self.strategies]


def grouped(strategies: Sequence[Strategy], words: Words = ENGLISH) -> tuple[Group, ...]:
    """Groups of operating day types, in the order of the year; peak days after the others."""
    there = [(s, DayType.of(s)) for s in strategies if s.operating]
    groups: dict[tuple[bool, str], list[Strategy]] = {}
    for s, day_type in there:
        groups.setdefault((day_type.kind == PEAK, str(s)), []).append(s)
    every = [day_type for _, day_type in there]
    found = [Group(title(map(DayType.of, g), every, words), tuple(g)) for g in groups.values()]
    return tuple(sorted(found, key=lambda g: g.peak))


def title(some: Iterable[DayType], every: Sequence[DayType], words: Words = ENGLISH) -> str:
    """Months and kinds of some day types, among all that there are.

    >>> day = [DayType(m, k, ()) for m in (3, 4, 5) for k in ("workday", "rest day")]
    >>> title(day[:5], day)
    'Mar, Apr · workday, rest day; May · workday'
    """
    some = list(some)
    if any(not d.kind for d in some):
        return _listed([name for d in some for name in d.names], words)
    clauses = []
    left = some
    while left:
        months = _alike(left, every)
        clauses.append(_clause([d for d in left if d.month in months], words))
        left = [d for d in left if d.month not in months]
    return ("; " if words == ENGLISH else "；").join(clauses)


def _alike(some: Sequence[DayType], every: Sequence[DayType]) -> set[int]:
    """The largest set of months that one clause can hold without saying too much."""
    kinds = _kinds(some)
    exist = _kinds(every)
    candidates = [frozenset().union(*kinds.values()), *kinds.values()]
    fits = [{m for m in kinds if kinds[m] == union & exist[m]} for union in candidates]
    return max(fits, key=len)


def _kinds(day_types: Iterable[DayType]) -> dict[int, frozenset[str]]:
    """Kinds of day by month. Holidays of another name are the same kind."""
    found: dict[int, frozenset[str]] = {}
    for d in day_types:
        found[d.month] = found.get(d.month, frozenset()) | {d.kind}
    return found


def _clause(day_types: Sequence[DayType], words: Words) -> str:
    names: dict[str, list[str]] = {}
    for d in day_types:
        names.setdefault(_kind(d.kind, words), []).extend(n for n in d.names)
    kinds = [f"{k} ({_listed(n, words)})" if n else k for k, n in names.items()]
    return f"{months({d.month for d in day_types}, words)} · {words.listed(kinds)}"


def _kind(kind: str, words: Words) -> str:
    """A kind of day, with the number that some carry."""
    plain = kind.rstrip(" 0123456789")
    return words.name(plain) + kind[len(plain) :]


def _listed(names: Sequence[str], words: Words) -> str:
    """Names, each once, and an ellipsis where there are more than a few."""
    once = list(dict.fromkeys(names))
    return words.listed([*map(words.name, once[:MOST]), *(["…"] if len(once) > MOST else [])])


def month_name(month: int, words: Words = ENGLISH) -> str:
    """A month of the year."""
    return MONTHS[month - 1] if words == ENGLISH else f"{month}月"


def months(numbers: Iterable[int], words: Words = ENGLISH) -> str:
    """Months of the year, runs of three and more drawn together.

    >>> months({3, 4, 5, 6, 10, 11}), months(range(1, 13)), months([12, 1])
    ('Mar–Jun, Oct, Nov', 'Jan–Dec', 'Jan, Dec')
    >>> months({3, 4, 5, 6, 10, 11}, Words("zh"))
    '3月–6月、10月、11月'
    """
    runs: list[list[int]] = []
    for m in sorted(numbers):
        if runs and runs[-1][-1] == m - 1:
            runs[-1].append(m)
        else:
            runs.append([m])
    parts = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"{month_name(run[0], words)}–{month_name(run[-1], words)}")
        else:
            parts += [month_name(m, words) for m in run]
    return words.listed(parts)


def spoken(window: Window, words: Words = ENGLISH) -> str:
    """What a window does: `charge 01:00–05:00 valley`."""
    action = words("charge" if window.charges else "discharge")
    periods = " + ".join(map(words.name, window.periods))
    return f"{action} {window.start}–{window.stop} {periods}".rstrip()


def slug(label: str) -> str:
    """A label as the name of a file.

    >>> slug("2026-02 holiday (Spring Festival)")
    '2026-02-holiday-spring-festival'
    """
    return re.sub(r"[^\w]+", "-", label.lower()).strip("-")
