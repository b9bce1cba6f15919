"""Which change of a site reaches a threshold that is missed, and how much of it is needed.

A change has one size x. The site is planned anew for each x that is tried; the least that reaches
the threshold is found by halving, since more of a change never reaches less.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.program import dispatch
from optdispatch.study.pilot.counts import COUNTS, DISCHARGE, POWER, PRIVATE, VALLEY, Count
from optdispatch.study.pilot.thresholds import Thresholds
from optdispatch.study.project import without_storage
from optdispatch.vehicles.sources.drawn import Drawn

STEPS = 5
"""How often an interval is halved."""
PAYMENT = 1.0
"""The greatest payment that is tried, as a share of the dearest kWh that is bought."""
CHEAPER = 0.9
"""The greatest cut of the valley's price that is tried."""


@dataclass(frozen=True)
class Change:
    """A change of a site, by its size."""

    says: str
    """With a place for its size: `pay {x:.2f} CNY`."""
    most: float
    is_count: bool
    moves: frozenset[str]
    """The counts that it can move."""
    made: Callable[[Case, float], Case]


@dataclass(frozen=True)
class Reached:
    """What a change does to a number that misses its threshold."""

    count: str
    change: str
    value: float
    reaches: bool


def reach(case: Case, asked: Thresholds, missed: Count) -> tuple[Reached, ...]:
    """What each change would do about a threshold that is missed."""
    found = []
    for change in changes(case):
        if missed.name not in change.moves:
            continue
        value, size = _least(case, asked, missed.name, change)
        says = change.says.format(x=size)
        found.append(Reached(missed.name, says, value, value >= missed.threshold))
    return tuple(found)


def changes(case: Case) -> tuple[Change, ...]:
    """The changes that a site can bear."""
    return (*_two_way(case), *_private(case), *_paid(case), *_cheaper(case))


def _least(case: Case, asked: Thresholds, name: str, change: Change) -> tuple[float, float]:
    """The value that the least sufficient size reaches, and that size; else those of the most."""

    def at(x: float) -> tuple[float, float]:
        made = change.made(case, x)
        # What is installed needs no plan.
        schedule = without_storage(made) if name == POWER else dispatch(made)
        count = COUNTS[name](made, schedule, asked)
        return (count.value or 0.0), count.threshold

    best, threshold = at(change.most)
    low, high = 0.0, change.most
    if best < threshold:
        return best, high
    for _ in range(STEPS if not change.is_count else max(STEPS, int(change.most).bit_length())):
        middle = (low + high) / 2 if not change.is_count else float((int(low) + int(high)) // 2)
        if middle in {low, high}:
            break
        value, _ = at(middle)
        low, high, best = (low, middle, value) if value >= threshold else (middle, high, best)
    return best, high


def _two_way(case: Case) -> tuple[Change, ...]:
    """More chargers that can give back, at the fleets where not all can."""
    found = []
    for asset in case.assets:
        if isinstance(asset, Fleet) and isinstance(asset.sessions, Drawn):
            more = (asset.sessions.chargers or asset.sessions.vehicles) - asset.sessions.two_way
            if more:
                says = f"{{x:.0f}} more two-way chargers at {asset.name}"
                moves = frozenset({POWER, DISCHARGE, VALLEY, PRIVATE})
                made = _given(asset.name)
                found.append(Change(says, float(more), is_count=True, moves=moves, made=made))
    return tuple(found)


def _given(name: str) -> Callable[[Case, float], Case]:
    def made(case: Case, x: float) -> Case:
        asset = _fleet(case, name)
        return _with(case, asset, two_way=_drawn(asset).two_way + int(x))

    return made


def _private(case: Case) -> tuple[Change, ...]:
    """Vehicles that charge at private chargers in place of public ones."""
    drawn = [a for a in case.assets if isinstance(a, Fleet) and isinstance(a.sessions, Drawn)]
    public = [a for a in drawn if _drawn(a).drawn.access == "public"]
    private = [a for a in drawn if _drawn(a).drawn.access == "private"]
    if not public or not private:
        return ()
    source, target = public[0].name, private[0].name

    def made(case: Case, x: float) -> Case:
        here, there = _fleet(case, source), _fleet(case, target)
        case = _with(case, here, vehicles=_drawn(here).vehicles - int(x))
        return _with(case, there, vehicles=_drawn(there).vehicles + int(x))

    room = min(_drawn(public[0]).vehicles - max(1, _drawn(public[0]).two_way), 10**6)
    says = f"{{x:.0f}} vehicles charge at {target} in place of {source}"
    moves = frozenset({VALLEY})
    change = Change(says, float(room), is_count=True, moves=moves, made=made)
    return (change,) if room > 0 else ()


def _paid(case: Case) -> tuple[Change, ...]:
    """A payment for each kWh that is given back."""
    names = [
        a.name
        for a in case.assets
        if isinstance(a, Fleet) and any(x.is_two_way for x in a.stays(case.horizon).sessions)
    ]
    if not names:
        return ()
    bought, _ = case.tariff.marginal(case.horizon)

    def made(case: Case, x: float) -> Case:
        paths = {f"assets.{n}.paid_per_kwh": _fleet(case, n).paid_per_kwh + x for n in names}
        return changed(case, paths)

    says = f"{{x:.2f}} {case.tariff.currency} more are paid per kWh given back"
    most = PAYMENT * float(bought.max())
    return (Change(says, most, is_count=False, moves=frozenset({DISCHARGE}), made=made),)


def _cheaper(case: Case) -> tuple[Change, ...]:
    """A larger spread: what floats is cheaper in the valley."""
    paths = {
        f"tariff.charges.{charge.name}.price.ratios.{period}": float(ratio)
        for charge in case.tariff.charges
        for period, ratio in getattr(getattr(charge, "price", None), "ratios", {}).items()
        if "valley" in period
    }
    if not paths:
        return ()

    def made(case: Case, x: float) -> Case:
        return changed(case, {path: ratio * (1 - x) for path, ratio in paths.items()})

    says = "what floats is {x:.0%} cheaper in the valley"
    moves = frozenset({DISCHARGE, VALLEY, PRIVATE})
    return (Change(says, CHEAPER, is_count=False, moves=moves, made=made),)


def _fleet(case: Case, name: str) -> Fleet:
    return next(a for a in case.assets if isinstance(a, Fleet) and a.name == name)


def _drawn(fleet: Fleet) -> Drawn:
    if not isinstance(fleet.sessions, Drawn):
        raise TypeError(f"{fleet.name} is not drawn")
    return fleet.sessions


def _with(case: Case, fleet: Fleet, **fields: Any) -> Case:
    """The case with another source of a fleet."""
    return changed(case, {f"assets.{fleet.name}.sessions.{k}": v for k, v in fields.items()})
