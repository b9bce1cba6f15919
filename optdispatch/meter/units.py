"""Units of readings: what a title says, and what it makes of a number.

With a reading x, the factor of its unit u and of its meter M, and a step of δ hours,

    r = M · u · x          for a mean power                                    (U1)
    r = M · u · x / δ      for an energy over the step                         (U2)

======  =====================================================  =====  =================
symbol  meaning                                                unit   name
======  =====================================================  =====  =================
u       kW or kWh per unit                                     –      `PER_UNIT`
M       multiplier, such as a transformer ratio                –      `multiplier`
r       mean power over the step                               kW     `kw_per_reading`
======  =====================================================  =====  =================
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from optdispatch.errors import MeterError

Unit = Literal["kW", "kWh", "MW", "MWh", "W", "Wh"]
PER_UNIT: Mapping[Unit, float] = {
    "kW": 1.0,
    "kWh": 1.0,
    "MW": 1000.0,
    "MWh": 1000.0,
    "W": 0.001,
    "Wh": 0.001,
}
ENERGIES = frozenset({"kWh", "MWh", "Wh"})
_BY_NAME: Mapping[str, Unit] = {unit.lower(): unit for unit in PER_UNIT}
_SPELT = {
    "千瓦·时": "kwh",
    "千瓦时": "kwh",
    "兆瓦时": "mwh",
    "兆瓦": "mw",
    "千瓦": "kw",
    "千乏": "kvar",
    "kw·h": "kwh",
    "kw*h": "kwh",
    "kw.h": "kwh",
}
_UNIT = re.compile(r"(?<![a-z])([万亿]?[kmg]wh?|k?varh?|kva)(?![a-z])|(?:[(\[]|_)(wh?)(?:[)\]]|$)")
_PRICE = re.compile(r"(?:/|(?<![a-z])per[ _])\s*([kmg]?wh?)(?![a-z])")
_ENERGY = re.compile(r"电量|电能(?!表)|energy|consumption|verbrauch|\(度\)|:度")
_ENERGY_ABOVE = re.compile(r"电量(曲线|数据|明细)")
_POWER = re.compile(r"有功|功率(?!因)|负荷|power|load|leistung|demand")
_SAID_ABOVE = re.compile(r"(?:单位|unit)s?\s*[:=]?\s*\(?([^\s,;()]+)")


def units_in(words: str) -> set[str]:
    """The units that some words name, in small letters.

    >>> units_in("有功功率（kW）"), units_in("Q [kvar]"), units_in("上网电量(千瓦时)")
    ({'kw'}, {'kvar'}, {'kwh'})
    >>> units_in("price_eur_per_mwh")
    {'1/mwh'}
    """
    plain = _plain(words)
    for spelt, short in _SPELT.items():
        plain = plain.replace(spelt, short)
    if prices := _PRICE.findall(plain):
        return {f"1/{unit}" for unit in prices}
    return {unit or bare for unit, bare in _UNIT.findall(plain)}


def unit_of(title: str, about: tuple[str, ...], where: str) -> tuple[Unit, str]:
    """The unit of a column, and why; `about` is said above or beside it.

    Raises `MeterError` where several are named, or one that is no active power.

    >>> unit_of("x", ("单位：千瓦时",), "m.csv"), unit_of("有功功率", (), "m.csv")[0]
    (('kWh', 'the file says so'), 'kW')
    """
    said = [word for words in about for word in _SAID_ABOVE.findall(_plain(words))]
    beside = {unit for word in said for unit in units_in(word) | _exact(word)}
    for named, why in ((units_in(title), "its title says so"), (beside, "the file says so")):
        if named:
            if len(named) > 1 or not named <= _BY_NAME.keys():
                names = " or ".join(sorted(named))
                raise MeterError(
                    f"{where}: column {title!r} is in {names}; "
                    f"say `unit:` {', '.join(PER_UNIT)}, and `scale:` if need be"
                )
            return _BY_NAME[next(iter(named))], why
    if _ENERGY.search(_plain(title)) or any(_ENERGY_ABOVE.search(words) for words in about):
        return "kWh", "the file speaks of energy, and names no unit"
    if _POWER.search(_plain(title)):
        return "kW", "the file speaks of power, and names no unit"
    return "kW", "the file names no unit"


def is_active(title: str) -> bool:
    """Whether a title is one of active power or of energy."""
    plain = _plain(title)
    if re.search(r"无功|反向|react|kvar|因数|factor", plain):
        return False
    named = units_in(title)
    return (
        named <= _BY_NAME.keys() if named else bool(_ENERGY.search(plain) or _POWER.search(plain))
    )


def kw_per_reading(unit: Unit, multiplier: float, step: timedelta) -> float:
    """(U1) and (U2). [kW per unit]

    >>> kw_per_reading("kWh", 60.0, timedelta(minutes=15))
    240.0
    """
    hours = step / timedelta(hours=1) if unit in ENERGIES else 1.0
    return multiplier * PER_UNIT[unit] / hours


def _exact(word: str) -> set[str]:
    return {"kwh"} if word == "度" else {word} & _BY_NAME.keys()


def _plain(words: str) -> str:
    """In small letters, full-width forms as half-width ones."""
    return unicodedata.normalize("NFKC", words).lower()
