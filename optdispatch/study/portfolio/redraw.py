"""Something that a regulator might do: what becomes of a site's tariff.

One file in `policies` is one kind of it, told by the key that it carries.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from math import inf
from typing import Any, TypeAlias

from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.nouns import Noun
from optdispatch.tariff import Tariff
from optdispatch.tariff.prices.floating import Floating, RatiosInMonths

Ratios: TypeAlias = dict[str, float]
"""Period to its ratio."""
ROUNDING = 1e-12


class Redraw(Noun):
    """One or several ways in which the tariff of any site may be otherwise."""

    @abstractmethod
    def called(self) -> tuple[str, ...]:
        """Names of the ways."""

    @abstractmethod
    def changes(self, called: str, case: Case) -> Mapping[str, Any]:
        """Fields of a case under one of the ways, by their paths.

        Raises `InputError` where the case cannot be put under it.
        """

    def left_out(self) -> Mapping[str, str]:
        """What was asked for and cannot be had anywhere, and why."""
        return {}


def put_under(tariff: Tariff, case: Case) -> dict[str, Any]:
    """A case's tariff and its way of billing, if it were another tariff.

    Raises `InputError` where currencies differ, or the way of billing is not offered there.
    """
    here = case.tariff.currency
    if tariff.currency != here:
        raise InputError(f"{tariff.name} is in {tariff.currency}, and the site pays in {here}")
    way = case.billing or case.tariff.elected
    if way not in tariff.billing:
        offered = tuple(tariff.billing)
        if len(offered) > 1:
            raise InputError(f"{tariff.name} bills by {', '.join(offered)}; the site by {way}")
        way = offered[0] if offered else None
    return {"tariff": tariff, "billing": way}


def floating(case: Case) -> dict[str, Ratios | tuple[RatiosInMonths, ...]]:
    """Path to the ratios of each price that floats.

    Raises `InputError` where none does.
    """
    found = {
        f"tariff.charges.{i}.price.ratios": price.ratios
        for i, charge in enumerate(case.tariff.charges)
        if isinstance(price := getattr(charge, "price", None), Floating) and price.ratios
    }
    if not found:
        raise InputError(f"{case.tariff.name} has no price that floats by ratios")
    return found


def spread(case: Case, factor: float) -> dict[str, Any]:
    """Each ratio's distance from 1 times a factor.

    Raises `InputError` where that makes a ratio less than nothing.
    """
    return _mapped(case, lambda ratios: {p: 1 + factor * (r - 1) for p, r in ratios.items()})


def replaced(case: Case, given: Mapping[str, float]) -> dict[str, Any]:
    """Some ratios in place of those that are there, which keep the rest.

    Raises `InputError` for a period that no price has.
    """
    known = tuple(dict.fromkeys(period for ratios in _tables(case) for period in ratios))
    for period in given:
        if period not in known:
            there = ", ".join(known)
            raise InputError(f"{case.tariff.name} has no ratio for {period!r}; there is {there}")
    return _mapped(case, lambda ratios: ratios | {p: r for p, r in given.items() if p in ratios})


def widest(case: Case) -> float:
    """The greatest factor on the distance of ratios from 1 at which none is below nothing.

    Raises `InputError` where no price floats.
    """
    least = min(ratio for ratios in _tables(case) for ratio in ratios.values())
    return 1 / (1 - least) if least < 1 else inf


def _tables(case: Case) -> list[Ratios]:
    """Every table of ratios that a tariff has."""
    tables = (t if isinstance(t, tuple) else (t,) for t in floating(case).values())
    return [part.ratios if isinstance(part, RatiosInMonths) else part for t in tables for part in t]


def _mapped(case: Case, new: Callable[[Ratios], Ratios]) -> dict[str, Any]:
    """Ratios at their paths, made anew."""
    made: dict[str, Any] = {}
    for path, table in floating(case).items():
        if isinstance(table, tuple):
            made[path] = tuple({"months": s.months, "ratios": _sound(new(s.ratios))} for s in table)
        else:
            made[path] = _sound(new(table))
    return made


def _sound(ratios: Ratios) -> Ratios:
    """Ratios none of which is below nothing, but for rounding."""
    for period, ratio in ratios.items():
        if ratio < -ROUNDING:
            raise InputError(f"the ratio of {period} would be {ratio:g}, below nothing")
    return {period: max(ratio, 0.0) for period, ratio in ratios.items()}
