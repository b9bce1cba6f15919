"""Vehicles that come, stay and go: sessions, where they are read from, and how they are laid."""

from optdispatch.vehicles.session import ACCESS, Access, Session
from optdispatch.vehicles.source import Source
from optdispatch.vehicles.sources import AnySource
from optdispatch.vehicles.stays import Stays, lay

__all__ = ["ACCESS", "Access", "AnySource", "Session", "Source", "Stays", "lay"]
