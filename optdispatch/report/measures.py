"""Measures of a case as people read them."""

from optdispatch.report.numbers import shown
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study.valuation import MEASURES, Unit

NONE = "none"


def written(value: float | None, unit: Unit) -> str:
    """A measure with its unit, where its unit is not the currency or the year.

    >>> written(0.04608, "rate"), written(15.9635, "years"), written(None, "years")
    ('4.61 %', '15.96', 'none')
    >>> written(296_094.12, "money"), written(632.5, "number")
    ('296,094', '632.5')
    """
    if value is None:
        return NONE
    if unit == "rate":
        return f"{shown(100 * value, 2)} %"
    if unit == "years":
        return shown(value, 2)
    if unit == "money":
        return shown(value)
    text = shown(value, 4 if abs(value) < 10 else 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def heading(measure: str, currency: str, words: Words = ENGLISH) -> str:
    """Title of a measure, and its unit where its values do not have it.

    >>> heading("npv_after_tax", "CNY"), heading("years_to_retirement", "CNY")
    ('NPV after tax, CNY', 'years to retirement')
    """
    told = MEASURES[measure]
    name, unit = words.name(told.title), {"money": currency, "years": words("years")}.get(told.unit)
    if told.title.startswith("years"):
        return name
    return words("{measure}, {unit}", measure=name, unit=unit) if unit else name


def drawn(value: float, measure: str) -> float:
    """A measure as it is drawn: rates in per cent, money in thousands.

    >>> drawn(0.05, "irr_after_tax"), drawn(2500.0, "npv_after_tax")
    (5.0, 2.5)
    """
    return value * {"rate": 100.0, "money": 1e-3}.get(MEASURES[measure].unit, 1.0)


def ordinate(measure: str, currency: str) -> str:
    """Title of a measure as it is drawn, with its unit.

    >>> ordinate("npv_after_tax", "CNY"), ordinate("irr_after_tax", "CNY")
    ('NPV after tax, 1,000 CNY', 'IRR after tax, %')
    """
    if MEASURES[measure].unit == "money":
        return heading(measure, f"1,000 {currency}")
    if MEASURES[measure].unit == "rate":
        return f"{MEASURES[measure].title}, %"
    return heading(measure, currency)


def along(axis: str) -> str:
    """Name of an axis in words: a lever, or the last two fields of a path.

    >>> along("energy_price"), along("economics.loan.rate")
    ('energy price', 'loan rate')
    """
    return " ".join(axis.split(".")[-2:]).replace("_", " ")
