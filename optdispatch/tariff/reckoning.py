"""Reckon charges in their order: those of a higher rank on what lower ones come to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from optdispatch.nouns import nearest
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import Ops
from optdispatch.tariff.use import Use

Months: TypeAlias = Mapping[str, Sequence[Any]]
"""Cost in each billing month, by bill line. [currency]"""


def reckoned(charges: tuple[Charge, ...], use: Use, ops: Ops) -> Iterator[tuple[Charge, Months]]:
    """Each charge, by rank, and its lines; none of one that the site says too little for."""
    ordered = [c for c in _ordered(charges) if not (c.is_optional and c.lacks(use))]
    adjusted = any(charge.rank for charge in ordered)
    owed: dict[str, list[Any]] = {}
    for charge in ordered:
        lines = charge.monthly(replace(use, owed=dict(owed)) if charge.rank else use, ops)
        yield charge, lines
        if adjusted and lines:
            sums = [sum(month) for month in zip(*lines.values(), strict=True)]
            before = owed.get(charge.name, [0.0] * len(sums))
            owed[charge.name] = [a + b for a, b in zip(before, sums, strict=True)]


def joined(reckoned: Iterable[tuple[Charge, Months]]) -> dict[str, tuple[Any, ...]]:
    """Lines of all charges, month by month; lines of one name are one line."""
    lines: dict[str, tuple[Any, ...]] = {}
    for _, of_charge in reckoned:
        for line, months in of_charge.items():
            before = lines.get(line, (0.0,) * len(months))
            lines[line] = tuple(a + b for a, b in zip(before, months, strict=True))
    return lines


def optimised(charges: tuple[Charge, ...]) -> tuple[Charge, ...]:
    """What a program optimises of some charges: their stand-ins, where they have any."""
    kept: list[Charge] = []
    for charge in _ordered(charges):
        base = [c for c in kept if c.name in (charge.charges() or (c.name,))]
        can = not charge.goes_by_month or all(c.convex_by_month for c in base)
        if (stand_in := charge.stand_in) and can:
            kept.append(stand_in)
    return tuple(kept)


def check_bases(charges: tuple[Charge, ...]) -> None:
    """Raise `ValueError` for a charge that is reckoned on others as it cannot be.

    It names charges that stand before it. Of two that are convex, the later one has all of
    what the first is reckoned on, and the first itself, or nothing of it: two minimum bills
    of one month would else reward who draws more.
    """
    before: list[str] = []
    taken: dict[str, set[str]] = {}
    for charge in _ordered(charges):
        for name in charge.charges():
            if name not in before:
                known = nearest(name, before)
                raise ValueError(f"charge {charge.name!r}: no charge {name!r} before it; {known}")
        if charge.rank and charge.convex:
            base = set(charge.charges() or before)
            for other, parts in taken.items():
                if base & parts and not parts <= base:
                    missing = sorted(parts - base)[0]
                    raise ValueError(
                        f"charge {charge.name!r} has part of what {other!r} is reckoned on; "
                        f"name {missing!r} too"
                    )
            taken[charge.name] = base | {charge.name}
        before.append(charge.name)


def _ordered(charges: tuple[Charge, ...]) -> list[Charge]:
    return sorted(charges, key=lambda charge: charge.rank)
