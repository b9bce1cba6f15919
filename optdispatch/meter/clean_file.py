"""What a survey leaves behind: a clean table, the changes, and the profile that a case writes.

Columns of the clean table, one row a reading, in order, none missing:

========  ================================================================
start     local start of the interval, with its offset from UTC
power_kw  mean power over it [kW]
========  ================================================================
"""

from typing import Any

import pandas as pd

from optdispatch.errors import MeterError
from optdispatch.meter.cleaning import repeated, run_in_words
from optdispatch.meter.profiles.meter_file import MeterFile
from optdispatch.meter.survey import Survey

DIGITS = 6
"""Decimals of a power: a milliwatt."""


def clean_table(survey: Survey) -> pd.DataFrame:
    """Every reading, as the table above says.

    Raises `MeterError` where readings are missing or doubled still, and where the clock's
    distance from UTC is not known.
    """
    if survey.repeats:
        raise MeterError(repeated(survey.name, survey.repeats))
    if gaps := survey.gaps:
        first = run_in_words(survey.laid, gaps[0])
        more = f", the first of {len(gaps)} gaps" if len(gaps) > 1 else ""
        raise MeterError(
            f"{survey.name}: {first} is missing{more}; fill short gaps by interpolation, long "
            "ones by like days, or put the readings into the file"
        )
    if not survey.clock.is_known:
        raise MeterError(f"{survey.name}: {_which_zone(survey)}")
    power = pd.Series(survey.power_kw).round(DIGITS) + 0.0
    return pd.DataFrame({"start": _stamps(survey.laid.index), "power_kw": power})


def changes_table(survey: Survey) -> pd.DataFrame:
    """Every reading that was changed: when, from what, to what, how."""
    changes = sorted(survey.changes, key=lambda change: change.start)
    known = survey.clock.is_known
    starts = pd.DatetimeIndex([c.start for c in changes]) if changes else survey.laid.index[:0]
    columns = {
        "start": _stamps(starts) if known else [f"{t:%Y-%m-%d %H:%M}" for t in starts],
        "before_kw": [c.before_kw for c in changes],
        "after_kw": [c.after_kw for c in changes],
        "how": [c.how for c in changes],
    }
    return pd.DataFrame(columns).round(DIGITS)


def profile(meter: MeterFile, survey: Survey, file: str, clean: str | None) -> dict[str, Any]:
    """The fields of a case's profile: of the clean file, if there is one, else of the file.

    What was found is said, so that a case does not have to find it again.
    """
    zone = {"time_zone": str(survey.clock.zone)} if survey.clock.is_known else {}
    if clean is not None:
        return {"file": clean} | zone
    said = meter.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    found: dict[str, Any] = {}
    if survey.readout.columns[0].others:
        found["column"] = survey.readout.columns[0].title
    return {"file": file} | found | {k: v for k, v in said.items() if k != "file"} | zone


def _which_zone(survey: Survey) -> str:
    zones = survey.clock.zones
    if not zones:
        return "does not say its time zone; say it, such as Asia/Shanghai or UTC+08:00"
    more = f" and {len(zones) - 4} others" if len(zones) > 4 else ""
    return (
        f"is on a clock like that of {', '.join(zones[:4])}{more}, which are not all at the same "
        "distance from UTC; say its time zone"
    )


def _stamps(index: pd.DatetimeIndex) -> list[str]:
    """Local times such as `2026-01-05 00:15+08:00`."""
    return [stamp.isoformat(sep=" ", timespec="minutes") for stamp in index]
