"""What a schedule does, in words: windows of charge and discharge, paired into cycles.

The windows are found in the schedule, never given to the program. A cycle is one or more
charges followed by one or more discharges; its margin is what its energy saves at the meter:

    margin = Σ_t [cost(load[t]) - cost(load[t] - power[t])]·Δt                 (Y1)
    cost(x) = import price·max(x, 0) - export price·min(max(-x, 0), export limit)

Demand charges are not in it: a month's peak belongs to no single cycle.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from optdispatch.case import Case
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.note import Count, Note
from optdispatch.schedule import Schedule
from optdispatch.windows import clock

LEAST = 1e-3
"""Share of the day's highest storage power below which it counts as at rest."""
LABEL = re.compile(r"(?P<kind>[a-z ]+?)(?: \((?P<names>.+)\)|, (?P<date>\d\d-\d\d))?(?P<n> \d+)?")
"""What follows the month in the label of a day type."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True)
class Window:
    """A run of periods in which the storage charges, or discharges."""

    charges: bool
    start: str
    stop: str
    periods: tuple[str, ...]
    energy_kwh: float
    margin: float

    def __str__(self) -> str:
        """`charge 01:00–05:00 valley`."""
        action = "charge" if self.charges else "discharge"
        return f"{action} {self.start}–{self.stop} {' + '.join(self.periods)}".rstrip()


@dataclass(frozen=True)
class Cycle:
    """Charges, and the discharges that follow them."""

    windows: tuple[Window, ...]

    @property
    def margin(self) -> float:
        """What the cycle saves in a day. [currency]"""
        return sum(w.margin for w in self.windows)

    @property
    def discharged_kwh(self) -> float:
        """Energy given to the bus in a day. [kWh]"""
        return sum(w.energy_kwh for w in self.windows if not w.charges)


@dataclass(frozen=True)
class Strategy:
    """What the storage does on a day, or on each day of a type."""

    label: str
    month: str
    day: date
    days: float
    """How many real days do so."""
    operating: bool
    cycles: tuple[Cycle, ...]

    @property
    def margin(self) -> float:
        """What the day's energy saves. [currency]"""
        return sum(c.margin for c in self.cycles)

    @property
    def charges(self) -> int:
        """How often the storage is charged."""
        return sum(any(w.charges for w in c.windows) for c in self.cycles)

    @property
    def discharges(self) -> int:
        """How often the storage is discharged."""
        return sum(any(not w.charges for w in c.windows) for c in self.cycles)

    def __str__(self) -> str:
        """Every window, in order."""
        return ", ".join(str(w) for c in self.cycles for w in c.windows) or "at rest"

    def count(self) -> Note:
        """`two charges, two discharges`."""
        return Note(
            "{charges}, {discharges}",
            charges=_Spelled(self.charges, "charge"),
            discharges=_Spelled(self.discharges, "discharge"),
        )

    @property
    def told(self) -> Note:
        """Its label, in its parts."""
        read = self.read
        if read is None:
            return Note("{label}", label=self.label)
        kind: Note | str = read["kind"] + (read["n"] or "")
        if read["names"]:
            kind = Note("{kind} ({names})", kind=kind, names=read["names"])
        elif read["date"]:
            kind = Note("{kind}, {date}", kind=kind, date=read["date"])
        return Note("{month} {kind}", month=self.month, kind=kind)

    @property
    def read(self) -> re.Match[str] | None:
        """Kind, names of holidays, date and number, as its label has them; None: it is a date."""
        return LABEL.fullmatch(self.label.removeprefix(self.month).strip())


def strategies(case: Case, schedule: Schedule) -> tuple[Strategy, ...]:
    """What a schedule does on each day type, or on each day of a chronological horizon."""
    horizon = schedule.horizon
    margins = _margins(case, schedule)
    shares = case.tariff.use(schedule.imported_kw, horizon).shares
    names = np.array([*shares, ""])
    period = names[np.argmax([*shares.values()], axis=0) if shares else np.zeros(len(horizon), int)]
    rings = {s.start: (r, s) for r, s in zip(horizon.rings, horizon.slices, strict=True)}
    found = []
    ring, whole = horizon.rings[0], horizon.slices[0]
    for day, where in horizon.dates:
        ring, whole = rings.get(where.start, (ring, whole))
        typical = whole == where
        label = ring.label if typical else f"{day:%Y-%m-%d}"
        windows = _windows(schedule.storage_kw, margins, period, horizon, where)
        cycles = _cycles(windows, closed=typical and ring.closed)
        month = f"{day:%Y-%m}"
        found.append(Strategy(label, month, day, ring.weight, ring.operating, cycles))
    return tuple(found)


def extra_cycles(found: Sequence[Strategy]) -> tuple[str, ...]:
    """Sentences on day types that cycle more often than the same month's usual day.

    A real day has no usual one: there are as many of it as of any other.
    """
    usual = {s.month: s for s in sorted(found, key=lambda s: s.days) if s.operating}
    sentences = []
    for s in found:
        u = usual.get(s.month, s)
        more = s.margin - u.margin
        rarer = s.operating and s.days < u.days
        if rarer and s.discharges > u.discharges and more > 0:
            sentences.append(
                Note(
                    "{day}: {does}, against {usually} on {usual}; worth {more:,.1f} a day more, "
                    "{all:,.0f} over {days:.4g} days",
                    day=s.told,
                    does=s.count(),
                    usually=u.count(),
                    usual=u.told,
                    more=more,
                    all=more * s.days,
                    days=s.days,
                )
            )
    return tuple(sentences)


def _margins(case: Case, schedule: Schedule) -> FloatArray:
    """(Y1) in each period, shape (T,). [currency]"""
    seen = schedule.imported_kw, schedule.exported_kw
    bought, sold = case.tariff.marginal(schedule.horizon, *seen)
    limit = case.connection.export_limit_kw

    def cost(power: FloatArray) -> FloatArray:
        return bought * np.maximum(power, 0.0) - sold * np.clip(-power, 0.0, limit)

    with_storage = schedule.load_kw - schedule.storage_kw
    return (cost(schedule.load_kw) - cost(with_storage)) * schedule.horizon.hours


def _windows(
    power: FloatArray, margins: FloatArray, period: Sequence[str], horizon: Horizon, where: slice
) -> list[Window]:
    """Runs of charge and of discharge within some periods."""
    day = power[where]
    least = LEAST * float(np.abs(day).max(initial=0.0))
    sign = np.where(day > least, 1, np.where(day < -least, -1, 0))
    step = int(horizon.step.total_seconds() // 60)
    found = []
    for action, run in groupby(range(len(day)), key=lambda i: sign[i]):
        at = [where.start + i for i in run]
        if action:
            stop = (int(horizon.minute[at[-1]]) + step) or 24 * 60
            found.append(
                Window(
                    charges=bool(action < 0),
                    start=clock(int(horizon.minute[at[0]])),
                    stop=clock(stop),
                    periods=tuple(dict.fromkeys(str(period[t]) for t in at)),
                    energy_kwh=float(np.abs(power[at]).sum()) * horizon.hours,
                    margin=float(margins[at].sum()),
                )
            )
    return found


def _cycles(windows: list[Window], *, closed: bool) -> tuple[Cycle, ...]:
    """Pair charges with the discharges that follow; in a closed day, around midnight too."""
    first = next((i for i, w in enumerate(windows) if w.charges), 0) if closed else 0
    turns = [*windows[first:], *windows[:first]]
    cycles: list[list[Window]] = []
    for window in turns:
        begins = window.charges and (not cycles or not cycles[-1][-1].charges)
        if begins or not cycles:
            cycles.append([])
        cycles[-1].append(window)
    if closed and len(cycles) > 1 and all(w.charges for w in cycles[-1]):
        cycles[0] = cycles.pop() + cycles[0]
    return tuple(Cycle(tuple(c)) for c in cycles)


class _Spelled(Count):
    """A number of things, the number in letters."""

    def __str__(self) -> str:
        name = NUMBERS[self.n] if self.n < len(NUMBERS) else str(self.n)
        return f"{name} {self.noun}{'' if self.n == 1 else 's'}"
