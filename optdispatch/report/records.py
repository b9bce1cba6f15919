"""The parts of `outcome.json`."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Currency = float
"""An amount in the currency of the outcome."""


class Record(BaseModel):
    """A frozen part of the document, that holds what it says and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class HorizonRecord(Record):
    """The time that was planned."""

    mode: str = Field(description="typical_days, year, month or chain, as in the case.")
    first: date = Field(description="First real day.")
    last: date = Field(description="Last real day.")
    days: float = Field(description="Real days that the periods stand for.")
    periods: int = Field(description="Periods that were planned.")
    step_minutes: int = Field(description="Length of a period. [min]")
    time_zone: str = Field(description="Local time of every clock here.")
    calendar: str = Field(description="Calendar that kinds of day go by.")


class WindowRecord(Record):
    """A run of periods in which the storage charges, or discharges."""

    action: Literal["charge", "discharge"] = Field(description="What the storage does.")
    start: str = Field(description="Local time, such as 01:00.")
    stop: str = Field(description="Local time, up to 24:00.")
    periods: list[str] = Field(description="The tariff's periods that it runs through.")
    energy_kwh: float = Field(description="Energy at the bus in one such day. [kWh]")
    margin: Currency = Field(description="What it saves in one such day; a charge costs.")


class CycleRecord(Record):
    """Charges, and the discharges that follow them."""

    margin: Currency = Field(description="What it saves in one such day, demand charges apart.")
    windows: list[WindowRecord] = Field(description="In their order.")


class DayRecord(Record):
    """What the storage does under the optimum on a day type, or on a real day."""

    label: str = Field(description="The day type, or the date.")
    month: str = Field(description="Billing month, such as 2026-02.")
    day: date = Field(description="The day, or the first of its type.")
    days: float = Field(description="How many real days are like it.")
    operating: bool = Field(description="Whether the storage works; the site does.")
    strategy: str = Field(description="Its windows, in words.")
    charges: int = Field(description="How often the storage is charged in a day.")
    discharges: int = Field(description="How often it is discharged in a day.")
    margin: Currency = Field(description="What its energy saves in a day, demand charges apart.")
    cycles: list[CycleRecord] = Field(description="The windows, paired.")


class LineRecord(Record):
    """A line of the bill under each way."""

    line: str = Field(description="Name of the bill line.")
    amounts: dict[str, Currency] = Field(description="Way to what it pays.")
    optimised: bool = Field(description="Whether the program optimised all of it.")


class WayRecord(Record):
    """A way to run the storage, and what it comes to."""

    way: str = Field(description="`without storage`, the name of a rule, or `optimum`.")
    total: Currency = Field(description="All lines, wear and the price of chosen sizes.")
    saving: Currency = Field(description="Against no storage.")
    saving_share: float | None = Field(
        description="Of the total without storage, 0 to 1; null where that is nothing."
    )
    behind_optimum: Currency = Field(description="By how much it saves less than the optimum.")


class GapRecord(Record):
    """Where a rule's saving stays behind the optimum's."""

    rule: str = Field(description="Name of the rule.")
    lines: dict[str, Currency] = Field(
        description="Bill line to what the rule pays above the optimum, where not nothing."
    )
    total: Currency = Field(description="Their sum.")


class DemandRecord(Record):
    """The demand that a month bills."""

    charge: str = Field(description="Name of the charge on demand.")
    month: str = Field(description="Billing month, such as 2026-02.")
    kw: dict[str, float] = Field(description="Way to the highest demand that counts. [kW]")


class CheckRecord(Record):
    """A certificate."""

    way: str = Field(description="Whose schedule was checked.")
    name: str = Field(description="balance, exclusive, invoice or bound.")
    says: str = Field(description="What was compared.")
    miss: float = Field(description="How far it misses.")
    limit: float = Field(description="How far it may.")
    unit: str = Field(description="Of both.")
    holds: bool = Field(description="Whether the miss is within the limit.")


class ProofRecord(Record):
    """How the optimum was found, and what shows that there is none better."""

    method: str = Field(description="linear program or mixed-integer program.")
    cost: Currency = Field(description="The objective that the solver reports.")
    bound: Currency = Field(description="No schedule costs less than this, by the duals.")
    binaries: int = Field(description="Periods in which charging and discharging were kept apart.")
    calm: bool = Field(description="Whether the schedule was smoothed at no cost.")
    sizes: dict[str, float] = Field(description="`asset.field` to its size. [kW or kWh]")
    worth: dict[str, Currency] = Field(
        description="`asset.field` to what one more unit would save. [currency per kW or kWh]"
    )


class ResultRecord(Record):
    """The ledger and its proof."""

    ledger: list[LineRecord] = Field(description="Each line of the bill under each way.")
    ways: list[WayRecord] = Field(description="Without storage, each rule, the optimum.")
    gaps: list[GapRecord] = Field(description="Where each rule's gap to the optimum comes from.")
    demand: list[DemandRecord] = Field(description="What charges on demand bill, if there are any.")
    checks: list[CheckRecord] = Field(description="Certificates; all of them hold.")
    proof: ProofRecord = Field(description="Of the optimum.")
    notes: list[str] = Field(description="What a reader must know about the data.")


class DifferenceRecord(Record):
    """A saving on typical days and in the chronological year."""

    line: str = Field(description="Bill line, or total.")
    typical_days: Currency = Field(description="What the optimum saves on it on typical days.")
    year: Currency = Field(description="What it saves in the chronological year.")
    difference: Currency = Field(description="The first less the second.")


class YearRecord(Record):
    """The chronological year that typical days are compared with."""

    savings: list[DifferenceRecord] = Field(description="Line by line, and the total.")
    result: ResultRecord = Field(description="The year's own ledger and proof.")


class MadeRecord(Record):
    """What made the document."""

    program: Literal["optdispatch"] = Field(description="This program.")
    version: str = Field(description="Its version.")
    at: datetime = Field(description="When, in UTC.")
