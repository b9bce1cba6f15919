"""Power over time: a flat value, a catalogue profile, or a meter's readings."""

from optdispatch.meter.any_profile import AnyProfile
from optdispatch.meter.profile import Profile
from optdispatch.meter.readings import Readings

__all__ = ["AnyProfile", "Profile", "Readings"]
