"""Times of day as people write them: "08:30-11:30", or "22:00-06:00" over midnight."""

import re
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Field

MINUTES = 24 * 60
_WINDOW = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def minutes(window: str) -> npt.NDArray[np.bool_]:
    """Minutes of the day that a window covers, shape (1440,).

    Raises `ValueError` for a text that is not a window.

    >>> int(minutes("22:00-06:00").sum()) // 60
    8
    """
    match = _WINDOW.fullmatch(window.replace(" ", ""))
    if not match:
        raise ValueError(f"{window!r} is not a window such as 08:30-11:30")
    h0, m0, h1, m1 = map(int, match.groups())
    start, end = 60 * h0 + m0, 60 * h1 + m1
    if start == end or max(start, end) > MINUTES:
        raise ValueError(f"{window!r} is not a window of a day; the whole day is 00:00-24:00")
    clock = np.arange(MINUTES)
    covered = (clock >= start) & (clock < end)
    return covered if start < end else (clock >= start) | (clock < end)


def covered(windows: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """How many of the windows cover each minute of the day, shape (1440,)."""
    return sum((minutes(w).astype(np.int64) for w in windows), np.zeros(MINUTES, dtype=np.int64))


def clock(minute: int) -> str:
    """Minute of the day as a clock shows it.

    >>> clock(690)
    '11:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _checked(window: str) -> str:
    minutes(window)
    return window


Window = Annotated[
    str,
    AfterValidator(_checked),
    Field(description="A time of day such as 08:30-11:30; 22:00-06:00 runs over midnight."),
]
Month = Annotated[int, Field(ge=1, le=12)]
