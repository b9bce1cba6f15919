"""A tariff as people look it up: prices, charges, and the periods of each month."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from optdispatch.calendar import DAY_KINDS, Alike, DayKind, Holiday
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon, Ring
from optdispatch.report.daytypes import MONTHS
from optdispatch.report.style import PERIODS, initials, period_colours
from optdispatch.report.terminal.fields import words
from optdispatch.report.terminal.grid import HALF_HOURS, Key, grid, legend
from optdispatch.report.terminal.parts import bullets, facts, section, sentence
from optdispatch.tariff import Charge, Tariff, TimeOfUse
from optdispatch.tariff.time_of_use import SpecialDays
from optdispatch.windows import MINUTES


class _OfKind(Alike):
    """Every day of one kind, and no holiday block."""

    def __init__(self, kind: DayKind) -> None:
        self._kind = kind

    def kind(self, day: date) -> DayKind:
        """See `Calendar.kind`."""
        return self._kind

    def holiday(self, day: date) -> Holiday | None:
        """None: holiday rules are told in words."""
        return None


class _EachOnce(TimeOfUse):
    """Periods that follow each other, one step each: what asks for their prices."""

    def shares(self, horizon: Horizon) -> dict[str, FloatArray]:
        """See `TimeOfUse.shares`."""
        return dict(zip(self.periods, np.eye(len(self.periods)), strict=True))


def tariff(shown: Tariff) -> RenderableType:
    """Everything about a tariff; of one with variants, what they have in common."""
    parts: list[RenderableType] = [Text(shown.name, style="bold"), _about(shown)]
    if shown.variants:
        return Group(*parts, *_variants(shown))
    keys: dict[str, Key] = {}
    if shown.time_of_use:
        keys = _keys(shown, shown.time_of_use)
        priced = (
            f", and prices in {shown.currency}/kWh" if any(k.says for k in keys.values()) else ""
        )
        parts.append(section(f"Periods{priced}", legend(keys)))
    parts.append(section("Charges", _charges(shown)))
    if shown.time_of_use:
        parts += _calendar(shown.time_of_use, keys)
    return Group(*parts)


def _variants(shown: Tariff) -> list[RenderableType]:
    """What there is to choose, and the hours of each variant, where they differ."""
    hint = "Name one option of each to see its prices; a case names them in `choose`."
    choices = facts((name, ", ".join(options)) for name, options in shown.choices.items())
    parts: list[RenderableType] = [section("Choices", choices, sentence(hint, "dim"))]
    hours: dict[str, list[Tariff]] = {}
    for variant in shown.variants:
        if variant.time_of_use:
            hours.setdefault(variant.time_of_use.model_dump_json(), []).append(variant)
    for variants in hours.values():
        times = variants[0].time_of_use
        if times is None:
            continue
        if len(hours) > 1:
            options = dict.fromkeys(v.chosen[0] for v in variants)
            parts.append(section(f"Hours of: {', '.join(options)}"))
        keys = _keys(variants[0], times)
        parts += _calendar(times, {name: replace(key, says="") for name, key in keys.items()})
        parts.append(legend({name: replace(key, says="") for name, key in keys.items()}))
    return parts


def _about(shown: Tariff) -> RenderableType:
    since = f"from {shown.valid_from}" if shown.valid_from else ""
    until = f"to {shown.valid_to}" if shown.valid_to else ""
    return facts(
        [
            ("local name", shown.name_local),
            ("source", shown.source),
            ("valid", f"{since} {until}".strip() or "no dates given"),
            ("confidence", shown.confidence),
            ("note", shown.note),
            ("chosen", ", ".join(shown.chosen)),
            ("no prices", shown.unpriced),
            ("missing", "; ".join(shown.gaps)),
            ("local time", f"{shown.time_zone}, calendar `{shown.calendar}`"),
            ("purchase", shown.purchase_mode or ""),
        ]
    )


def _keys(shown: Tariff, times: TimeOfUse) -> dict[str, Key]:
    """Periods with their colours, letters and prices, dearest first."""
    bought, sold = _prices(shown, times)
    usual = list(PERIODS)
    rank = {p: usual.index(p) if p in usual else len(usual) for p in times.periods}
    order = sorted(times.periods, key=lambda p: (-bought.get(p, 0.0), rank[p]))
    colours = period_colours({p: bought[p] for p in order}) if bought else _in_turn(order)
    letters = initials(order)
    keys = {}
    for period in order:
        says = f"{bought[period]:.8g}" if bought else ""
        if sold.get(period):
            says += f", {sold[period]:.8g} paid for export"
        keys[period] = Key(letters[period], colours[period], says)
    return keys


def _prices(shown: Tariff, times: TimeOfUse) -> tuple[dict[str, float], dict[str, float]]:
    """Import and export price by period in the first month that the tariff is valid.

    Empty where a price is a series, or a component is not known.
    """
    periods = times.periods
    first = shown.valid_from or date(2025, 1, 1)
    start = datetime(first.year, first.month, 1, tzinfo=shown.zone())
    horizon = Horizon(timedelta(hours=1), (Ring(start, len(periods)),))
    each = _EachOnce.model_construct(**dict(times))
    use = replace(shown.use(np.zeros(len(periods)), horizon), time_of_use=each)
    try:
        pairs = [charge.marginal(use) for charge in shown.charges]
    except InputError:
        return {}, {}
    if not pairs:
        return {}, {}
    bought, sold = (np.sum(side, axis=0) for side in zip(*pairs, strict=True))
    by_period = (dict(zip(periods, side.tolist(), strict=True)) for side in (bought, sold))
    return next(by_period), next(by_period)


def _in_turn(periods: list[str]) -> dict[str, str]:
    return period_colours({p: -float(i) for i, p in enumerate(periods)})


def _charges(shown: Tariff) -> RenderableType:
    """Each charge in words, and the ways of billing among which a customer elects."""
    rows = [(c.name, _charge(c)) for c in shown.charges]
    for way, charges in shown.billing.items():
        rows.append((f"or {way}", "; ".join(_charge(c) for c in charges)))
    notes = [sentence("`or`: the case elects one with `billing:`.", "dim")] if shown.billing else []
    return Group(facts(rows), *notes)


def _charge(charge: Charge) -> str:
    content = charge.model_dump(mode="json", exclude={"name", "kind"}, exclude_defaults=True)
    kind = getattr(charge, "kind", "charge").replace("_", " ")
    return f"{kind}: {words(content)}"


def _calendar(times: TimeOfUse, keys: dict[str, Key]) -> list[RenderableType]:
    """A grid for each kind of day that differs, and the holiday rules."""
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    split = {}
    for kind in DAY_KINDS:
        months, split[kind] = _months(times, kind)
        alike.setdefault(months, []).append(kind)
    parts: list[RenderableType] = []
    for months, kinds in alike.items():
        title = "every day" if len(kinds) == len(DAY_KINDS) else ", ".join(f"{k}s" for k in kinds)
        parts.append(
            section(
                f"Periods by month and hour, {title}",
                grid(tuple(zip(MONTHS, months, strict=True)), keys),
            )
        )
    if any(split.values()):
        parts.append(sentence("A half-hour in two periods is drawn as the longer.", "dim"))
    if times.special_days:
        hint = sentence("The rows above are of the first of each month. These dates differ:", "dim")
        parts.append(section("Special days", hint, bullets(map(_rule, times.special_days))))
    return parts


def _months(times: TimeOfUse, kind: DayKind) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The period of most of each half-hour, month by month; whether any half-hour is split."""
    rows, split = [], False
    for m in range(1, 13):
        minutes = times.day(date(2025, m, 1), _OfKind(kind)).reshape(HALF_HOURS, -1)
        count = [np.bincount(row, minlength=len(times.periods)) for row in minutes]
        split |= any(c.max() < MINUTES // HALF_HOURS for c in count)
        rows.append(tuple(times.periods[int(c.argmax())] for c in count))
    return tuple(rows), split


def _rule(rule: SpecialDays) -> str:
    hours = "; ".join(f"{period} {', '.join(w)}" for period, w in rule.override.items())
    return f"{rule.when}: {hours}"
