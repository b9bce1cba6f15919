"""A real meter on the real calendar of 2026: typical days against the chronological year."""

from datetime import date
from typing import Any

import numpy as np
import pytest

import optdispatch as od
from optdispatch.horizon import FloatArray
from optdispatch.study import WITHOUT
from tests.sites import days

METERS = {"time_zone": "Europe/Berlin"}
LIKE_KIND = {"stands_for": {"year": 2026, "align": "kind_of_day", "meter_calendar": "DE"}}
LIKE_DATE = {"stands_for": {"year": 2026, "align": "date"}}
PLANT = METERS | LIKE_KIND | {"file": "meters/plant-2016-15min.csv", "column": "active_kw"}
SUN = METERS | LIKE_DATE | {"file": "meters/pv-2016-15min.csv"}


def plant(**changes: Any) -> od.Case:
    """The plant, its roof and 500 kW / 1 MWh under monthly demand billing."""
    content: dict[str, Any] = {
        "name": "plant",
        "tariff": "china/jiangxi/2025-07",
        "billing": "demand",
        "time": {"mode": "typical_days", "year": 2026, "step_minutes": 15},
        "assets": [
            {"kind": "load", "name": "plant", "profile": PLANT},
            {"kind": "pv", "name": "roof", "profile": SUN},
            {
                "model": "batteries/jiangxi-study",
                "name": "battery",
                "power_kw": 500,
                "energy_kwh": 1000,
            },
        ],
    }
    return od.Case.of(content | changes, "plant")


@pytest.fixture(scope="module")
def outcome() -> od.Outcome:
    """Typical days, and the chronological year beside them."""
    time = {"mode": "typical_days", "year": 2026, "step_minutes": 15, "compare_with_year": True}
    return od.evaluate(plant(time=time))


def monthly(horizon: od.Horizon, power: FloatArray) -> list[float]:
    """The highest power of each month."""
    return [float(power[month.mask].max()) for month in horizon.months]


def year_of_the_meter(case: od.Case) -> tuple[od.Horizon, FloatArray]:
    """The plant's net load, quarter-hour by quarter-hour, read without typical days."""
    whole = days(date(2026, 1, 1), date(2026, 12, 31), "Asia/Shanghai", name="china")
    return whole, -sum((a.given_kw(whole) for a in case.assets[:2]), np.zeros(len(whole)))


def test_the_demand_billed_is_that_of_the_real_peak_day(outcome: od.Outcome) -> None:
    """Each month's highest net load on typical days is the year's, without storage."""
    way = outcome.way(WITHOUT)
    real = np.maximum(monthly(*year_of_the_meter(outcome.case)), 0)
    billed = monthly(outcome.case.horizon, way.schedule.imported_kw)

    assert billed == pytest.approx(real.tolist(), rel=1e-9)
    assert way.bill.lines["demand"] == pytest.approx(42 * sum(billed))


def test_the_optimum_is_billed_for_its_own_peak_day(outcome: od.Outcome) -> None:
    """Each month's demand under the optimum is reached on no day more than on the peak day."""
    horizon, schedule = outcome.case.horizon, outcome.optimum.schedule
    drawn = schedule.imported_kw
    for month in horizon.months:
        peak = [
            float(drawn[s].max())
            for r, s in zip(horizon.rings, horizon.slices, strict=True)
            if "peak" in r.label and month.mask[s.start]
        ]
        assert len(peak) == 1
        assert drawn[month.mask].max() == pytest.approx(peak[0], rel=1e-6)


def test_the_peak_day_is_a_real_one(outcome: od.Outcome) -> None:
    """Its load is the meter's, quarter-hour by quarter-hour, on the date that it names."""
    year, real = year_of_the_meter(outcome.case)
    where, tops = dict(year.dates), monthly(year, real)
    horizon = outcome.case.horizon
    net = outcome.case.net_kw(horizon)
    peaks = [
        (r, s) for r, s in zip(horizon.rings, horizon.slices, strict=True) if "peak" in r.label
    ]
    assert len(peaks) == 12
    for ring, s in peaks:
        day = real[where[ring.days[0]]]
        assert ring.weight == 1
        assert net[s].tolist() == pytest.approx(day.tolist())
        assert day.max() == pytest.approx(tops[ring.days[0].month - 1])


def test_typical_days_stand_for_every_kwh_of_the_year(outcome: od.Outcome) -> None:
    horizon, case = outcome.case.horizon, outcome.case
    typical = float(case.net_kw(horizon) @ horizon.weight) * horizon.hours

    _, real = year_of_the_meter(case)

    assert typical == pytest.approx(real.sum() / 4)


def test_the_savings_are_compared_line_by_line(outcome: od.Outcome) -> None:
    against = outcome.against_year
    assert against is not None
    assert outcome.year is not None
    lines = against.drop(index="total")

    assert list(against.loc["total"]) == pytest.approx(list(lines.sum()))
    assert against.loc["total", "typical days"] == pytest.approx(outcome.saving())
    assert against.loc["total", "year"] == pytest.approx(outcome.year.saving())
    assert list(against["difference"]) == pytest.approx(
        list(against["typical days"] - against["year"])
    )
    assert {"energy peak", "energy flat", "demand"} <= set(lines.index)


def test_the_year_bills_the_same_without_storage(outcome: od.Outcome) -> None:
    """Means lose nothing but the surplus of some days, which cannot serve the want of others."""
    assert outcome.year is not None
    typical, year = outcome.way(WITHOUT).bill, outcome.year.way(WITHOUT).bill

    assert typical.lines["demand"] == pytest.approx(year.lines["demand"])
    assert typical.total <= year.total
    assert typical.total == pytest.approx(year.total, rel=1e-3)


def test_typical_days_promise_nearly_what_the_year_keeps(outcome: od.Outcome) -> None:
    """A mean day is easier to serve than the days it is made of, by some per cent."""
    assert outcome.year is not None

    assert outcome.year.saving() < outcome.saving() < 1.05 * outcome.year.saving()


def test_every_certificate_holds(outcome: od.Outcome) -> None:
    assert outcome.year is not None
    for each in (outcome, outcome.year):
        assert all(check.holds for way in each.ways for check in way.checks)
        assert each.optimum.schedule.proof is not None


def test_the_outcome_repeats_what_stands_for_what(outcome: od.Outcome) -> None:
    notes = " / ".join(outcome.notes)

    assert "readings of 2016 stand for 2026, aligned by kind of day (meter calendar DE)" in notes
    assert "readings of 2016 stand for 2026, aligned by date" in notes
