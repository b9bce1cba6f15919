"""Numbers as people read them: thousands separators, and no more digits than say something."""

from collections.abc import Callable, Iterable, Mapping

CENTS_BELOW = 100_000.0
"""Amounts of money are shown with cents as long as none of them is as large as this."""


def decimals(amounts: Iterable[float]) -> int:
    """How many decimals to show of some amounts of money: all of them alike.

    >>> decimals([1037.78, -12.0]), decimals([18_433_864.0, 0.3])
    (2, 0)
    """
    return 2 if max((abs(a) for a in amounts), default=0.0) < CENTS_BELOW else 0


def shown(value: float, places: int = 0) -> str:
    """A number with separators, and a true minus; nothing that rounds to zero is negative.

    >>> shown(-1234.56, 1), shown(-0.04, 1)
    ('−1,234.6', '0.0')
    """
    rounded = round(value, places) + 0.0
    return f"{rounded:,.{places}f}".replace("-", "−")


def signed(value: float, places: int = 0) -> str:
    """A difference, with its sign.

    >>> signed(12.0), signed(0.0)
    ('+12', '0')
    """
    text = shown(value, places)
    return f"+{text}" if round(value, places) > 0 else text


def spread(values: Iterable[float], places: int = 1, to: str = " to ") -> str:
    """One number, or the lowest and the highest of several.

    >>> spread([1.0, 1.0]), spread([1.0, 2.5])
    ('1.0', '1.0 to 2.5')
    """
    texts = [shown(v, places) for v in sorted(values)]
    return texts[0] if texts[0] == texts[-1] else f"{texts[0]}{to}{texts[-1]}"


def share(part: float, whole: float) -> float | None:
    """A part of a whole; None where the whole is nothing."""
    return part / whole if abs(whole) > 1e-9 else None


def percent(part: float, whole: float) -> str:
    """A share in per cent.

    >>> percent(389_808, 18_433_864), percent(1, 0)
    ('2.1 %', '–')
    """
    fraction = share(part, whole)
    return "–" if fraction is None else f"{shown(100 * fraction, 1)} %"


def compact(value: float) -> str:
    """A size or a count, without the zeros that say nothing.

    >>> compact(2000.0), compact(27.5), compact(1234.5678)
    ('2,000', '27.5', '1,234.57')
    """
    text = shown(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(number: float, noun: str) -> str:
    """A number of things.

    >>> counted(1, "day"), counted(27.5, "day")
    ('1 day', '27.5 days')
    """
    return f"{compact(number)} {noun}{'' if number == 1 else 's'}"


def lasting(seconds: float) -> str:
    """A time as people say it.

    >>> lasting(4.2), lasting(250.0), lasting(7300.0)
    ('4.2 s', '4 min 10 s', '2 h 1 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {left} s"


FORMS: Mapping[str, Callable[[float], str]] = {
    "money": shown,
    "cents": lambda v: shown(v, 2),
    "signed": signed,
    "thousand": lambda v: shown(v / 1000, 1) if v else "0",
    "share": lambda v: f"{shown(100 * v, 1)} %",
    "rate": lambda v: f"{shown(100 * v, 2)} %",
    "one": lambda v: shown(v, 1),
    "years": lambda v: shown(v, 2),
    "price": lambda v: shown(v, 4),
    "count": lambda v: shown(v, 2).rstrip("0").rstrip("."),
    "exact": lambda v: f"{v:.1e}" if v and abs(v) < 1e-3 else shown(v, 2).rstrip("0").rstrip("."),
}
"""How a number is written, by what it is."""
