"""Sessions in a CSV file whose columns are the fields of a session.

    id,vehicle,charger,arrival,departure,energy_kwh,charge_kw
    a1,car 1,pile 1,2025-07-01 18:30,2025-07-02 07:15,22.5,7

Columns may be left out; what is in none of them, and in no cell, is `usual`.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field

from optdispatch.errors import InputError
from optdispatch.horizon import Horizon
from optdispatch.nouns import nearest
from optdispatch.vehicles.files import SessionFile, Usual, in_zone, rows_of, session, zone_of
from optdispatch.vehicles.session import Session
from optdispatch.vehicles.source import Source


class Table(Source):
    """A CSV file with a row a session."""

    csv: SessionFile = Field(description="The file, relative to the one that names it.")
    time_zone: str | None = Field(
        default=None, description="Of times without an offset; the site's, if left out."
    )
    usual: Usual = Field(default=Usual(), description="What the file does not say.")

    def sessions(self, days: Sequence[date], horizon: Horizon) -> Sequence[Session]:
        """See `Source.sessions`: all of them."""
        return self._read

    @cached_property
    def _read(self) -> tuple[Session, ...]:
        name = Path(self.csv).name
        zone = zone_of(self.time_zone, name) if self.time_zone else None
        found: dict[str, Session] = {}
        for row in rows_of(self.csv, ("id", "vehicle", "charger", "arrival", "departure")):
            where = f"{name}: session {row['id'] or '?'}"
            for title in row:
                if title not in Session.model_fields:
                    raise InputError(
                        f"{name}: no field {title!r}; {nearest(title, Session.model_fields)}"
                    )
            times = {k: in_zone(row[k], zone, where) for k in ("arrival", "departure") if row[k]}
            if row["id"] in found:
                raise InputError(f"{where}: stands twice")
            found[row["id"]] = session(row | times, self.usual, name)
        return tuple(found.values())
