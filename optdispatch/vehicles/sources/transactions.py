"""A log of transactions: start, stop, energy and greatest power.

The columns are called as in ElaadNL's open data (https://platform.elaad.io/analyses/,
`TransactionId`, `ChargePoint`, `Connector`, `UTCTransactionStart`, ...); `columns` renames them.
A transaction took its energy while it was connected, so that is what it needs.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field

from optdispatch.horizon import Horizon
from optdispatch.nouns import Noun
from optdispatch.vehicles.files import SessionFile, Usual, in_zone, rows_of, session, zone_of
from optdispatch.vehicles.session import Session
from optdispatch.vehicles.source import Source


class Columns(Noun):
    """What the columns of a log are called."""

    id: str = Field(default="TransactionId", description="Of the transaction.")
    vehicle: str = Field(default="StartCard", description="The vehicle, or the card.")
    charger: tuple[str, ...] = Field(
        default=("ChargePoint", "Connector"), min_length=1, description="What tells sockets apart."
    )
    start: str = Field(default="UTCTransactionStart", description="Plugged in.")
    stop: str = Field(default="UTCTransactionStop", description="Unplugged.")
    energy: str = Field(default="TotalEnergy", description="Energy drawn. [kWh]")
    power: str = Field(default="MaxPower", description="The greatest power. [kW]")


class Transactions(Source):
    """A log with a row a transaction."""

    transactions: SessionFile = Field(description="The file, relative to the one that names it.")
    time_zone: str = Field(default="UTC", description="Of times without an offset.")
    columns: Columns = Field(default=Columns(), description="Titles, where they are others.")
    usual: Usual = Field(default=Usual(), description="What the log does not say.")

    def sessions(self, days: Sequence[date], horizon: Horizon) -> Sequence[Session]:
        """See `Source.sessions`: all of them."""
        return self._read

    @cached_property
    def _read(self) -> tuple[Session, ...]:
        name, c = Path(self.transactions).name, self.columns
        zone = zone_of(self.time_zone, name)
        needed = (c.id, c.vehicle, *c.charger, c.start, c.stop, c.energy, c.power)
        found = []
        for row in rows_of(self.transactions, needed):
            where = f"{name}: session {row[c.id] or '?'}"
            content = {
                "id": row[c.id],
                "vehicle": row[c.vehicle],
                "charger": "/".join(row[title] for title in c.charger),
                "arrival": in_zone(row[c.start], zone, where),
                "departure": in_zone(row[c.stop], zone, where),
                "energy_kwh": row[c.energy],
                "charge_kw": row[c.power],
            }
            found.append(session(content, self.usual, name))
        return tuple(found)
