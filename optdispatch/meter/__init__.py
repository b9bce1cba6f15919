"""Power over time: a flat value, a catalogue profile, or a meter's readings."""

from optdispatch.meter.profile import Profile
from optdispatch.meter.profiles import AnyProfile
from optdispatch.meter.profiles.meter_file import MeterFile
from optdispatch.meter.readings import Readings
from optdispatch.meter.survey import Survey, each_meter, examine

__all__ = ["AnyProfile", "MeterFile", "Profile", "Readings", "Survey", "each_meter", "examine"]
