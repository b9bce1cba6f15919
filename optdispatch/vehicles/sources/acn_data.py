"""Sessions as ACN-Data delivers them: a list of JSON records, or its API's `_items`.

Source: Z. Lee, T. Li, S. Low, ACN-Data: Analysis and Applications of an Open EV Charging
Dataset, e-Energy '19, doi:10.1145/3307772.3328313; https://ev.caltech.edu/dataset. Times are
RFC 1123 in GMT. What was delivered is what is needed; the power of the charger is not in the
data, so `usual` gives it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from optdispatch.errors import InputError
from optdispatch.horizon import Horizon
from optdispatch.vehicles.files import SessionFile, Usual, session, text_of, zone_of
from optdispatch.vehicles.session import Session
from optdispatch.vehicles.source import Source

FIELDS = ("connectionTime", "disconnectTime", "kWhDelivered", "sessionID", "stationID")


class AcnData(Source):
    """A file of ACN-Data."""

    acn_data: SessionFile = Field(description="The file, relative to the one that names it.")
    usual: Usual = Field(description="What the data does not say: charge_kw and efficiencies.")

    def sessions(self, days: Sequence[date], horizon: Horizon) -> Sequence[Session]:
        """See `Source.sessions`: all of them."""
        return self._read

    @cached_property
    def _read(self) -> tuple[Session, ...]:
        name = Path(self.acn_data).name
        try:
            content = json.loads(text_of(self.acn_data))
        except json.JSONDecodeError as error:
            raise InputError(f"{name}: not JSON: {error.msg}, line {error.lineno}") from None
        records = content.get("_items") if isinstance(content, Mapping) else content
        if not isinstance(records, list) or not records:
            raise InputError(f"{name}: should hold a list of sessions, or one under `_items`")
        return tuple(self._session(record, name) for record in records)

    def _session(self, record: Any, name: str) -> Session:
        if not isinstance(record, Mapping):
            raise InputError(f"{name}: {str(record)[:40]!r} is not a session")
        where = f"{name}: session {record.get('sessionID', '?')}"
        for field in FIELDS:
            if record.get(field) is None:
                raise InputError(f"{where}: {field} is missing")
        zone = zone_of(str(record.get("timezone") or "UTC"), where)
        arrival, departure = (_time(record[field], where).astimezone(zone) for field in FIELDS[:2])
        content = {
            "id": str(record["sessionID"]),
            "vehicle": str(record.get("userID") or record["sessionID"]),
            "charger": str(record["stationID"]),
            "arrival": arrival,
            "departure": departure,
            "energy_kwh": record["kWhDelivered"],
        }
        return session(content, self.usual, name)


def _time(text: Any, where: str) -> datetime:
    try:
        return parsedate_to_datetime(str(text))
    except ValueError:
        example = "Wed, 25 Apr 2018 11:08:04 GMT"
        raise InputError(f"{where}: {str(text)!r} is not a time such as {example}") from None
