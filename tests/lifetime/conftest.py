from collections.abc import Callable, Sequence

import numpy as np
import pytest

from optdispatch.lifetime import Ageing, DayType, Law

Operate = Callable[..., tuple[DayType, ...]]
Plan = Callable[..., Ageing]


def _day(cycles: Sequence[tuple[float, float]], c_rate: float, low: float, high: float):
    """Charge and discharge at given hours, at one rate; 15 minutes a period."""
    soc = np.full(97, low)
    periods = round((high - low) / c_rate * 4)
    ramp = low + (high - low) * np.arange(1, periods + 1) / periods
    for charge_at, discharge_at in cycles:
        c, d = round(charge_at * 4), round(discharge_at * 4)
        soc[c + 1 : c + periods + 1] = ramp
        soc[c + periods + 1 : d + 1] = high
        soc[d + 1 : d + periods + 1] = low + high - ramp
    return soc


@pytest.fixture(scope="session")
def operate() -> Operate:
    """A year of days with cycles, and idle days at the lower state of charge."""

    def year(cycles=2, days=330.0, c_rate=0.45, low=0.05, high=0.95, temperature_c=25.0):
        hours = {0: [], 1: [(1, 17)], 2: [(1, 8), (12, 19)]}[cycles]
        soc = _day(hours, c_rate, low, high)
        rest = np.full(97, low)
        busy = DayType(soc, 0.25, days, temperature_c)
        return busy, DayType(rest, 0.25, 365 - days, temperature_c)

    return year


@pytest.fixture(scope="session")
def study() -> tuple[DayType, ...]:
    """The Jiangxi study: 27.5 days a month, two cycles, one in February: 632.5 cycles."""
    return (
        DayType(_day([(1, 8), (12, 19)], 0.45, 0.05, 0.95), 0.25, 11 * 27.5, 25),
        DayType(_day([(1, 17)], 0.45, 0.05, 0.95), 0.25, 27.5, 25),
        DayType(np.full(97, 0.05), 0.25, 35, 25),
    )


@pytest.fixture(scope="session")
def plan() -> Plan:
    """What a user may write, the study's, with some fields changed."""

    def of(**changes) -> Ageing:
        written = {
            "years": 18,
            "law": "linear-6000-cycles",
            "replacement": {"kind": "end_of_year_before", "retirement_capacity": 0.8},
            "energy_basis": "start",
        }
        return Ageing.of(written | changes, "lifetime")

    return of


@pytest.fixture(scope="session")
def law(plan: Plan) -> Callable[..., Law]:
    """A law of the catalogue, with some fields changed."""

    def of(name: str, **changes) -> Law:
        return plan(law={"model": name, **changes}).law

    return of
