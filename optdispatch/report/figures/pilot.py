"""The mean day of the vehicles and of the meter, uncontrolled and at the optimum."""

import numpy as np
from matplotlib.figure import Figure

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.report.figures.canvas import legend, panels
from optdispatch.report.style import BAND, OPTIMUM, PERIODS, RULES, WITHOUT
from optdispatch.schedule import Schedule
from optdispatch.study.pilot import Pilot
from optdispatch.study.pilot.counts import fleets, valley

DAY = 24 * 60


def mean_day(found: Pilot) -> Figure:
    """Power over the clock, the mean of all days of the year, behind it the valley."""
    outcome = found.outcome
    case, horizon = outcome.case, outcome.case.horizon
    says = "The mean of all days of the year. Blue: how many of them are in the valley then."
    figure, (cars, meter) = panels([2.6, 2.6], f"{case.name}: vehicles and meter", says)
    hours, in_valley = _by_clock(valley(case, found.thresholds), horizon)
    step = horizon.hours
    for axes in (cars, meter):
        for t, share in zip(hours, in_valley, strict=True):
            axes.axvspan(
                t, t + step, color=PERIODS["valley"], alpha=BAND * float(share), linewidth=0
            )
        axes.set_xlim(0, 24)
        axes.set_xticks(range(0, 25, 3))
        axes.axhline(0, color=WITHOUT, linewidth=0.8)
    names = list(found.counts)
    colours = [WITHOUT, *(RULES * len(names))[: len(names) - 2], OPTIMUM]
    for name, way, colour in zip(names, outcome.ways, colours, strict=True):
        drawn = -_vehicles(found, way.schedule)
        seen = way.schedule.imported_kw - way.schedule.exported_kw
        for axes, power in ((cars, drawn), (meter, seen)):
            x, y = _closed(hours, _by_clock(power, horizon)[1])
            axes.plot(x, y, color=colour, label=name, drawstyle="steps-post")
    cars.set_ylabel("vehicles, kW")
    meter.set_ylabel("meter, kW")
    meter.set_xlabel("hour of the day")
    legend(cars)
    return figure


def _vehicles(found: Pilot, schedule: Schedule) -> FloatArray:
    """Power that all vehicles deliver together, (T,). [kW]"""
    case = found.outcome.case
    powers = (schedule.power_kw[fleet.name] for fleet in fleets(case))
    return sum(powers, np.zeros(len(case.horizon)))


def _by_clock(values: FloatArray, horizon: Horizon) -> tuple[FloatArray, FloatArray]:
    """The mean over all real days at each time of the day: hours, and values."""
    minutes = np.unique(horizon.minute)
    at = np.searchsorted(minutes, horizon.minute)
    weight = np.bincount(at, horizon.weight)
    return minutes / 60, np.bincount(at, horizon.weight * values) / weight


def _closed(hours: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Steps up to midnight."""
    return np.append(hours, DAY / 60), np.append(values, values[-1])
