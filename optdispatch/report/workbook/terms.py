"""What a user wrote, as a list: every field with its value, unit and meaning.

Whatever nouns a case holds, they are listed here by their own fields, so that a new kind of
asset, law, charge or investment mode is in the workbook as soon as it is in a case.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from optdispatch.nouns import Noun
from optdispatch.report.daytypes import months

MANY = 24
"""Up to so many values of a list are shown; of more, their number."""
APART = {"name", "source", "confidence", "note", "note_zh", "title", "title_zh"}
"""Fields that are said in the heading of a list."""
SHARES = re.compile(
    r"(^|_)(rate|share|escalation|surcharge|discount|holiday|efficiency|fade|soc|depth|ratio)(_|$)"
    r"|capacity_left|retirement_capacity"
)
UNITS = {
    "kwh": "kWh",
    "kw": "kW",
    "kva": "kVA",
    "c": "°C",
    "minutes": "min",
    "years": "years",
    "year": "year",
    "days": "days",
    "hours": "h",
}
WORDS = {**UNITS, "om": "O&M", "vat": "VAT", "soc": "SOC", "td": "T&D", "pv": "PV"}
WORDS = {k: v for k, v in WORDS.items() if k not in {"c", "hours", "minutes"}}
HOLIDAY = "income_tax.holiday"
LIMITS = ("ge", "gt", "le", "lt")


@dataclass(frozen=True)
class Term:
    """One thing that a user may write."""

    path: str
    """Where it stands, such as `loan.rate`."""
    label: str
    value: float | str
    unit: str
    meaning: str
    share: bool
    """Whether it is shown in per cent."""
    limits: Mapping[str, float]
    """`ge`, `gt`, `le`, `lt`, as far as there are."""
    whole: bool
    """Whether it counts something."""

    @property
    def is_number(self) -> bool:
        """Whether it can be calculated with."""
        return not isinstance(self.value, str)

    @property
    def name(self) -> str:
        """Its name in formulas, such as `loan_rate`."""
        return self.path.replace(".", "_")


def terms(noun: Noun, path: str, currency: str, label: str = "") -> Iterator[Term]:
    """Every field of a noun that is given, and of the nouns in it."""
    for name, field in type(noun).model_fields.items():
        value = getattr(noun, name)
        if name in APART or value is None:
            continue
        at = f"{path}.{name}" if path else name
        words = f"{label} · {human(name)}" if label else human(name)
        yield from _terms(value, at, words, field, currency)


def _terms(value: Any, path: str, label: str, field: FieldInfo, currency: str) -> Iterator[Term]:
    if isinstance(value, Noun):
        kind = _name(value)
        yield from terms(value, path, currency, f"{label} · {kind}" if kind else label)
    elif isinstance(value, Mapping):
        for key, held in value.items():
            words = f"{label} · {human(str(key))}"
            yield from _terms(held, f"{path}.{key}", words, field, currency)
    elif _is_list(value):
        yield from _list(value, path, label, field, currency)
    else:
        yield _term(value, path, label, field, currency)


def _list(
    values: Sequence[Any], path: str, label: str, field: FieldInfo, currency: str
) -> Iterator[Term]:
    """Nouns and shares one by one, other values in one cell."""
    if path.endswith("months") and all(isinstance(v, int) for v in values):
        yield _term(months(values), path, label, field, currency)
    elif path == HOLIDAY:
        for n, held in enumerate(values, 1):
            label = f"income tax · share that is paid in year {n}"
            yield _term(held, f"{path}.{n}", label, field, currency)
    elif len(values) > MANY:
        yield _term(f"{len(values):,} values", path, label, field, currency)
    elif any(isinstance(v, Noun) for v in values) or (values and _is_share(path)):
        for n, held in enumerate(values, 1):
            yield from _terms(held, f"{path}.{n}", f"{label} · {n}", field, currency)
    elif values:
        yield _term(", ".join(map(_text, values)), path, label, field, currency)


def _term(value: Any, path: str, label: str, field: FieldInfo, currency: str) -> Term:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    share = number and _is_share(path)
    meaning, unit = _meaning(field, path, currency)
    found = {n: getattr(m, n) for m in field.metadata for n in LIMITS if hasattr(m, n)}
    return Term(
        path=path,
        label=label,
        value=value if number else _text(value),
        unit=("a year" if unit == "1/year" else "") if share else unit if number else "",
        meaning=meaning,
        share=share,
        limits=found,
        whole=number and isinstance(value, int),
    )


def human(name: str) -> str:
    """A field's name in words.

    >>> human("per_kwh_year"), human("om")
    ('per kWh year', 'O&M')
    """
    return " ".join(WORDS.get(word, word) for word in name.split("_"))


def _name(noun: Noun) -> str:
    """What a noun is called, where it has a name of its own."""
    return str(getattr(noun, "name", "")) if "name" in type(noun).model_fields else ""


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_share(path: str) -> bool:
    """Whether a field is a share, by its own name."""
    names = [part for part in path.split(".") if not part.isdecimal()]
    return bool(SHARES.search(names[-1]))


def _meaning(field: FieldInfo, path: str, currency: str) -> tuple[str, str]:
    """Description of a field, and the unit that it ends in, or that its name does."""
    text = " ".join((field.description or "").split())
    match = re.fullmatch(r"(?P<meaning>.*?)\s*\[(?P<unit>[^\]]+)\]", text)
    if match:
        return match["meaning"], match["unit"].replace("currency", currency)
    return text, _unit(path.rpartition(".")[2], currency)


def _unit(name: str, currency: str) -> str:
    """Unit that a field's name ends in.

    >>> _unit("power_kw", "CNY"), _unit("price_per_kva_month", "CNY"), _unit("cycles_per_day", "")
    ('kW', 'CNY/kVA/month', '1/day')
    """
    counted, per, by = name.partition("_per_")
    if not per:
        return UNITS.get(name.rpartition("_")[2], "")
    of = "/".join(UNITS.get(word, word) for word in by.split("_"))
    money = {"price", "value", "cost", "wear", "fixed", "guaranteed"}
    return f"{currency if money & set(counted.split('_')) else 1}/{of}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    # Kinds are written with underscores; names of files are left as they are.
    return human(value) if re.fullmatch(r"[a-z]+(_[a-z]+)+", str(value)) else str(value)
