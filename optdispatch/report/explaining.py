"""What an explanation says: a sentence about a period, a table of all of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from optdispatch.report.numbers import shown
from optdispatch.report.site import prices
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome
from optdispatch.study.explanation import Explanation, explain

BINDS = {
    "full": "its cells are full at the end of it",
    "empty": "its cells are empty at the end of it",
    "power": "all of its power is in use",
    "demand": "drawing more would raise the demand that the month bills",
    "import limit": "the connection gives no more",
    "no export": "nothing may be fed into the grid",
    "export limit": "no more may be fed into the grid",
    "daily cycles": "its cycles of the day are spent",
}
"""Each limit in words."""


def sentence(found: Explanation, t: int, when: str = "") -> str:
    """Why the battery does what it does in a period; `when` is the time that was asked."""
    case, horizon = found.case, found.schedule.horizon
    currency, paid = case.tariff.currency, prices(case, found.schedule)
    names = [period or "price" for period in paid.period]

    def priced(n: int) -> str:
        return f"{names[n]} at {paid.bought[n]:.4f} {currency}/kWh"

    power = abs(float(found.store.power_kw[t]))
    does = found.does[t] + ("" if found.does[t] == "rests" else f" {shown(power, 1)} kW")
    start = when or f"{horizon.index[t]:%Y-%m-%d %H:%M}"
    first = f"{start}, {priced(t)}: {found.battery.name} {does}"
    if not horizon.operating[t]:
        return f"{first}, for storage does not operate on this day."
    binds = " and ".join(BINDS[limit] for limit in found.binds[t])
    parts = [f"{first}; {binds or 'no limit binds'}."]
    parts.append(
        f"A kWh in its cells is worth {found.stored_value[t]:.4f} {currency}: it charges where a "
        f"kWh at the bus costs less than {found.charges_below[t]:.4f}, discharges where it saves "
        f"more than {found.discharges_above[t]:.4f}, and here it is {found.bus_value[t]:.4f}."
    )
    if (n := int(found.waits_for[t])) not in {-1, t}:
        parts.append(f"The energy waits for {horizon.index[n]:%H:%M}, {priced(n)}.")
    if (n := int(found.turns_at[t])) not in {-1, t}:
        state = "full" if "full" in found.binds[n] else "empty"
        end = horizon.index[n] + horizon.step
        parts.append(f"That worth holds until {end:%H:%M}, when its cells are {state}.")
    return " ".join(parts)


def table(every: Sequence[Explanation]) -> pd.DataFrame:
    """All periods of every battery, as a file has them."""
    frames = []
    for found in every:
        frame = found.to_frame().round(9)
        starts = [stamp.isoformat(sep=" ", timespec="minutes") for stamp in frame.index]
        frame.insert(0, "start", starts)
        frame.insert(0, "battery", found.battery.name)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def why(outcome: Outcome, words: Words = ENGLISH) -> pd.DataFrame | None:
    """What a figure of a day tells of each period besides; None, where there is no battery."""
    every = explain(outcome.case, outcome.optimum.schedule)
    columns: dict[str, list[str] | np.ndarray] = {}
    for found in every:
        of = f", {found.battery.name}" if len(every) > 1 else ""
        frame = found.to_frame()
        worth = words("worth of a stored kWh [{currency}]", currency=outcome.currency)
        columns[f"{worth}{of}"] = frame["stored_value"].round(4).to_numpy()
        columns[words("next discharge") + of] = frame["waits_for"].tolist()
        limits = [words.listed(map(words.name, some)) for some in found.binds]
        columns[words("limits that bind") + of] = limits
    return pd.DataFrame(columns) if columns else None
