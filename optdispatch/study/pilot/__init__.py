"""What a site of vehicles has to show to be a pilot of vehicle-grid interaction."""

from optdispatch.study.pilot.counts import Count
from optdispatch.study.pilot.report import Pilot, pilot
from optdispatch.study.pilot.thresholds import Thresholds

__all__ = ["Count", "Pilot", "Thresholds", "pilot"]
