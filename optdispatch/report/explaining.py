"""What an explanation says: a sentence about a period, a table of all of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from optdispatch.report.numbers import shown
from optdispatch.report.site import prices
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome
from optdispatch.study.explanation import CHARGES, DISCHARGES, RESTS, Explanation, explain

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
DOES = {
    CHARGES: "{battery} charges {power} kW",
    DISCHARGES: "{battery} discharges {power} kW",
    RESTS: "{battery} rests",
}
"""What a battery may do."""


def sentence(found: Explanation, t: int, when: str = "", words: Words = ENGLISH) -> str:
    """Why the battery does what it does in a period; `when` is the time that was asked."""
    horizon, currency = found.schedule.horizon, words.name(found.case.tariff.currency)
    paid = prices(found.case, found.schedule)

    def priced(n: int) -> str:
        period = words.name(paid.period[n] or "price")
        told = "{period} at {price:.4f} {currency}/kWh"
        return words(told, period=period, price=paid.bought[n], currency=currency)

    start = when or f"{horizon.index[t]:%Y-%m-%d %H:%M}"
    doing = words(
        DOES[found.does[t]], battery=words.name(found.battery.name), power=_power(found, t)
    )
    first = words("{when}, {priced}: {doing}", when=start, priced=priced(t), doing=doing)
    if not horizon.operating[t]:
        return words("{first}, for storage does not operate on this day.", first=first)
    binds = words(" and ").join(words(BINDS[limit]) for limit in found.binds[t])
    parts = [words("{first}; {binds}.", first=first, binds=binds or words("no limit binds"))]
    worth = (
        "A kWh in its cells is worth {worth:.4f} {currency}: it charges where a kWh at the bus "
        "costs less than {below:.4f}, discharges where it saves more than {above:.4f}, and here "
        "it is {here:.4f}."
    )
    values = {
        "worth": found.stored_value[t],
        "below": found.charges_below[t],
        "above": found.discharges_above[t],
        "here": found.bus_value[t],
    }
    parts.append(words(worth, currency=currency, **values))
    if (n := int(found.waits_for[t])) not in {-1, t}:
        then = f"{horizon.index[n]:%H:%M}"
        parts.append(words("The energy waits for {then}, {priced}.", then=then, priced=priced(n)))
    if (n := int(found.turns_at[t])) not in {-1, t}:
        end = f"{horizon.index[n] + horizon.step:%H:%M}"
        full = "That worth holds until {end}, when its cells are full."
        empty = "That worth holds until {end}, when its cells are empty."
        parts.append(words(full if "full" in found.binds[n] else empty, end=end))
    return words(" ").join(parts)


def _power(found: Explanation, t: int) -> str:
    return shown(abs(float(found.store.power_kw[t])), 1)


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
        of = f", {words.name(found.battery.name)}" if len(every) > 1 else ""
        frame = found.to_frame()
        worth = words("worth of a stored kWh [{currency}]", currency=words.name(outcome.currency))
        columns[f"{worth}{of}"] = frame["stored_value"].round(4).to_numpy()
        columns[words("next discharge") + of] = frame["waits_for"].tolist()
        limits = [words.listed(map(words.name, some)) or words("none") for some in found.binds]
        columns[words("limits that bind") + of] = limits
    return pd.DataFrame(columns) if columns else None
