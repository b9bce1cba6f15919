"""What `policy` shows: who gains by which policy, from which bill line, and what breaks even."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.report.numbers import shown, signed
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, bullets, section
from optdispatch.study.campaign.plan import Numbers as Measured
from optdispatch.study.portfolio.break_even import CAPEX, FACTOR, RATIO, SIDE
from optdispatch.study.portfolio.effects import Effect, Effects
from optdispatch.study.portfolio.policy import AS_IS

MOST = 3
"""Bill lines that are named of each policy."""
SOME = 0.5
"""Changes below this are not worth a word. [currency]"""
NO_ROOT = {1.0: "above in all", -1.0: "below in all", 0.0: "jumps"}
"""Where no value in the range just earns the hurdle."""


def came_to(found: Effects) -> RenderableType:
    """Sites under policies."""
    asked = found.plan.asked
    parts: list[RenderableType] = [Text(asked.name, style="bold"), Text(asked.title)]
    for site in asked.sites:
        if there := found.of(site.name):
            parts.append(_site(found, there))
    if hurdle := asked.break_even:
        parts.append(section("Break-even", bullets(_hurdle(found, hurdle.hurdle_irr))))
    if left := asked.left_out:
        parts.append(section("Tariffs that have no price here", bullets(_together(left))))
    if found.errors:
        parts.append(section("What could not be solved", bullets(_errors(found))))
    return Constrain(Group(*parts), WIDEST)


def _site(found: Effects, there: tuple[Effect, ...]) -> RenderableType:
    currency = found.currencies[there[0].site]
    heads = ["bill without storage", "more than as is", "storage saves", "more than as is"]
    has_money = "irr_after_tax" in there[0].numbers
    heads += ["IRR after tax"] if has_money else []
    heads += [CAPEX] if found.plan.asked.break_even else []
    heads += [RATIO] if _asks_ratio(found) else []
    rows = [Row(effect.policy, _cells(found, effect, has_money)) for effect in there]
    table = section(f"{there[0].site}, {currency} in year 1", Numbers(heads, rows))
    moved = [e for e in there if e.policy != AS_IS and found.gains(e)]
    if not moved:
        return table
    lines = (_from_which(found, effect) for effect in moved)
    return Group(table, section(f"{there[0].site}: from which bill line", bullets(lines)))


def _cells(found: Effects, effect: Effect, has_money: bool) -> list[str]:
    more = [found.more(effect), found.gain(effect)]
    changes = ["–" if change is None else signed(change) for change in more]
    cells = [shown(effect.bill), changes[0], shown(effect.saving), changes[1]]
    if has_money:
        rate = effect.numbers["irr_after_tax"]
        cells.append("none" if rate is None else f"{shown(100 * rate, 2)} %")
    if found.plan.asked.break_even:
        capex = effect.numbers.get(CAPEX)
        cells.append(break_even(effect.numbers, FACTOR) if capex is None else shown(capex))
    return [*cells, break_even(effect.numbers, RATIO)] if _asks_ratio(found) else cells


def _from_which(found: Effects, effect: Effect) -> str:
    """`spread 1.2: storage +52,220, by energy valley +20,753, energy peak +14,674`."""
    gains = [(name, gain) for name, gain in found.gains(effect).items() if abs(gain) >= SOME]
    if not gains:
        return f"{effect.policy}: nothing changes"
    told = ", ".join(f"{name} {signed(gain)}" for name, gain in gains[:MOST])
    left = sum(gain for _, gain in gains[MOST:])
    more = f", other lines {signed(left)}" if len(gains) > MOST else ""
    return f"{effect.policy}: storage {signed(found.gain(effect) or 0.0)}, by {told}{more}"


def break_even(numbers: Measured, name: str) -> str:
    """A break-even value, or why there is none in the range."""
    value, side = numbers.get(name), numbers.get(SIDE.format(name))
    if value is not None:
        return shown(value, 4)
    return "–" if side is None else NO_ROOT[side]


def _hurdle(found: Effects, hurdle: float) -> Iterator[str]:
    asked = found.plan.asked.break_even
    if asked is None:
        return
    whose = asked.flow.replace("_", " ")
    low, high = asked.capex_factor_low, asked.capex_factor_high
    rate = f"{shown(100 * hurdle, 2)} %"
    yield (
        f"{CAPEX}: the capital cost, from {low:g} to {high:g} times what it is, at which the "
        f"{whose} earns just {rate}"
    )
    if ratio := asked.ratio:
        what = f"the ratio of {ratio.period}" if ratio.period else "times each ratio's way from 1"
        yield f"{RATIO}: {what}, from {ratio.low:g} to {ratio.high:g}, at which it does; –: no such"
    yield "above, below in all: the hurdle is exceeded, or missed, in the whole range"


def _errors(found: Effects) -> Iterator[str]:
    """What could not be solved, once for each site and reason."""
    for site in found.plan.asked.sites:
        of_site = {policy: why for (name, policy), why in found.errors.items() if name == site.name}
        for why in dict.fromkeys(of_site.values()):
            under = [policy for policy, reason in of_site.items() if reason == why]
            whole = len(under) == len(found.plan.asked.called)
            told = why.removeprefix(f"{site.name}: ")
            yield f"{site.name}: {told}" if whole else f"{site.name}, {', '.join(under)}: {told}"


def _together(left: Mapping[str, str]) -> Iterator[str]:
    """What is left out for one reason stands together."""
    for why in dict.fromkeys(left.values()):
        yield f"{', '.join(name for name, reason in left.items() if reason == why)}: {why}"


def _asks_ratio(found: Effects) -> bool:
    asked = found.plan.asked.break_even
    return asked is not None and asked.ratio is not None
