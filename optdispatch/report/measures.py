"""Measures of a case as people read them."""

from optdispatch.report.numbers import shown
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


def heading(measure: str, currency: str) -> str:
    """Title of a measure, and its unit where its values do not have it.

    >>> heading("npv_after_tax", "CNY"), heading("irr_after_tax", "CNY")
    ('NPV after tax, CNY', 'IRR after tax')
    """
    told = MEASURES[measure]
    unit = {"money": f", {currency}", "years": ", years"}.get(told.unit, "")
    return f"{told.title}{unit}"
