"""What can be turned on the page: sizes of batteries, prices, and the rate of the loan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.case.paths import changed, read
from optdispatch.errors import InputError
from optdispatch.nouns import nearest
from optdispatch.report.numbers import shown
from optdispatch.study.lever import lever, scaled

SPREAD = "energy_price"
"""The lever that the spread of a tariff is moved by."""


@dataclass(frozen=True)
class Knob:
    """A number of a case that a slider moves: its fields are set, or, by a factor, scaled."""

    name: str
    title: str
    unit: str
    value: float
    """Where the case has it."""
    low: float
    high: float
    step: float
    paths: tuple[str, ...]
    is_factor: bool = False

    def told(self, value: float) -> str:
        """A value with its unit.

        >>> knobs(Case.load("jiangxi-2025"))["loan rate"].told(0.035)
        '3.50 %'
        """
        if self.unit == "%":
            return f"{shown(100 * value, 2)} %"
        text = shown(value, 2) if self.is_factor or value % 1 else shown(value)
        return f"× {text}" if self.is_factor else f"{text} {self.unit}"

    def changes(self, case: Case, value: float) -> dict[str, Any]:
        """The fields that a value changes, and what they become.

        Raises `InputError` for a value beyond the slider's ends.
        """
        if not self.low <= value <= self.high:
            ends = f"{self.told(self.low)} to {self.told(self.high)}"
            raise InputError(f"{self.title}: {value:g} is not within {ends}")
        if self.is_factor:
            return {path: scaled(read(case, path), value) for path in self.paths}
        return dict.fromkeys(self.paths, value)


def knobs(case: Case) -> dict[str, Knob]:
    """What can be turned in a case, by name.

    >>> [*knobs(Case.load("jiangxi-2025"))]
    ['battery power', 'battery energy', 'capex', 'spread', 'loan rate']
    """
    return {knob.name: knob for knob in _knobs(case)}


def turned(case: Case, settings: Mapping[str, float]) -> Case:
    """The case with knobs turned, all of them at once.

    Raises `InputError` for a knob that it lacks, a value beyond its ends, and a case that does
    not hold together.
    """
    there = knobs(case)
    changes: dict[str, Any] = {}
    for name, value in settings.items():
        if name not in there:
            raise InputError(f"{case.name}: no knob {name!r}; {nearest(name, there)}")
        if value != there[name].value:
            changes |= there[name].changes(case, value)
    return changed(case, changes)


def _knobs(case: Case) -> Iterator[Knob]:
    for asset in case.assets:
        if isinstance(asset, Battery):
            yield from _sizes(asset)
    money, currency = case.economics, case.tariff.currency
    if money and (price := money.capex.per_kwh):
        path, unit = ("economics.capex.per_kwh",), f"{currency}/kWh"
        yield Knob("capex", "capital cost", unit, price, *_ends(price), path)
    if paths := lever(SPREAD).paths(case):
        yield Knob("spread", "spread of the tariff", "", 1.0, 0.5, 2.0, 0.05, paths, is_factor=True)
    if money and money.loan:
        rate = money.loan.rate
        path = ("economics.loan.rate",)
        yield Knob("loan rate", "loan rate", "%", rate, 0.0, max(0.12, 2 * rate), 0.0005, path)


def _sizes(battery: Battery) -> Iterator[Knob]:
    """Power and energy, where the case gives them."""
    for field, unit in (("power_kw", "kW"), ("energy_kwh", "kWh")):
        value, word = getattr(battery, field), field.partition("_")[0]
        if isinstance(value, (int, float)):
            name, path = f"{battery.name} {word}", f"assets.{battery.name}.{field}"
            yield Knob(name, name, unit, float(value), *_ends(value), (path,))


def _ends(value: float) -> tuple[float, float, float]:
    """A quarter and double of a value, and forty steps to it: it stands on one of them itself."""
    return 0.25 * value, 2.0 * value, 0.025 * value
