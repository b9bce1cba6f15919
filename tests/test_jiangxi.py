"""The Jiangxi study, to the digit.

罗旭, 周民星, 黄璐婧, 吴文婕, 江西分时电价机制对工商业储能项目经济性的影响研究,
江西电力 2025(06): 35-38.

The study prints the tariff (its table 1) and the hours of charge and discharge (tables 3
and 4) of a 2000 kWh battery, depth of discharge 90 %, round trip 88 %, 330 days a year. What
a day earns follows from them by hand, in one of three readings of the round trip:

    A  1800 / 0.88 kWh bought, 1800 sold     B  1800 bought, 1584 sold
    C  1800 / √0.88 bought, 1800 · √0.88 sold
"""

from functools import cache
from typing import Any

import pytest

import optdispatch as od
from optdispatch.assets.battery import Battery
from optdispatch.program import build
from optdispatch.program.compiling import compiled
from optdispatch.program.highs import solved
from optdispatch.study import OPTIMUM
from tests.sites import battery, energy, export, horizon, load, ring, site, tariff

RULE = "study's hours"
READINGS = {"A": (0.88, 1.0), "B": (1.0, 0.88), "C": (0.88**0.5, 0.88**0.5)}
DAYS = 27.5
NO_PROJECT = {"ageing": None, "economics": None}


@cache
def outcome(name: str, reading: str = "B", power_kw: float = 1000) -> od.Outcome:
    """The study's case in a reading; 99 MW stand for no limit, and so does their load."""
    case = od.Case.load(name)
    charge, discharge = READINGS[reading]
    changes = {"efficiency_charge": charge, "efficiency_discharge": discharge}
    assets = [a.model_dump() for a in case.assets]
    assets[1] |= changes | {"power_kw": power_kw}
    if power_kw > 3000:
        assets[0]["profile"] = {"flat_kw": 2 * power_kw}
    return od.evaluate(case.changed(assets=tuple(assets), **NO_PROJECT))


def daily(of: od.Outcome, way: str) -> list[float]:
    """What a way saves on an operating day of each month."""
    horizon, tariff = of.case.horizon, of.case.tariff
    price, _ = tariff.marginal(horizon)
    saved = price * of.way(way).schedule.storage_kw * horizon.hours
    at_work = [s for r, s in zip(horizon.rings, horizon.slices, strict=True) if r.operating]
    return [float(saved[s].sum()) for s in at_work]


def by_month(*groups: tuple[float, tuple[int, ...]]) -> list[float]:
    """Twelve numbers from numbers and the months that they hold for."""
    return [next(value for value, months in groups if m in months) for m in range(1, 13)]


OTHERS = (3, 4, 5, 6, 9, 10, 11)
NEW = {
    "A": by_month((1358.5, (1, 12)), (874.1, (2,)), (1516.6, (7, 8)), (1354.8, OTHERS)),
    "B": by_month((1195.5, (1, 12)), (769.2, (2,)), (1334.6, (7, 8)), (1192.2, OTHERS)),
    "C": by_month((1274.4, (1, 12)), (820.0, (2,)), (1422.7, (7, 8)), (1270.9, OTHERS)),
}
OLD = {"A": 990.7, "B": 871.8, "C": 929.3}
YEAR_NEW = {"A": 442_964, "B": 389_808, "C": 415_537}
YEAR_OLD = {"A": 326_920, "B": 287_690, "C": 306_679}


@pytest.mark.parametrize("reading", READINGS)
def test_new_tariff_under_the_rules(reading: str) -> None:
    of = outcome("jiangxi-2025", reading, 99_000 if reading == "A" else 1000)

    assert daily(of, RULE) == pytest.approx(NEW[reading], abs=0.1)
    assert of.saving(RULE) == pytest.approx(YEAR_NEW[reading], abs=1)
    assert of.saving(RULE) == pytest.approx(DAYS * sum(daily(of, RULE)))


@pytest.mark.parametrize("reading", READINGS)
def test_old_tariff_under_the_rules(reading: str) -> None:
    of = outcome("jiangxi-old", reading, 99_000 if reading == "A" else 1000)

    assert daily(of, RULE) == pytest.approx([OLD[reading]] * 12, abs=0.1)
    assert of.saving(RULE) == pytest.approx(YEAR_OLD[reading], abs=1)


@pytest.mark.parametrize("name", ["jiangxi-2025", "jiangxi-old"])
@pytest.mark.parametrize("reading", ["B", "C"])
def test_at_1_mw_the_rules_are_optimal(name: str, reading: str) -> None:
    of = outcome(name, reading)

    assert of.saving() == pytest.approx(of.saving(RULE), abs=1e-3)
    assert daily(of, OPTIMUM) == pytest.approx(daily(of, RULE), abs=1e-6)


def test_at_1_mw_reading_a_does_not_fit_the_deep_valley() -> None:
    """2045 kWh do not enter in two hours: the optimum is 442 458, below the study's 442 964."""
    of = outcome("jiangxi-2025", "A")

    assert of.saving() == pytest.approx(442_458, abs=1)
    assert of.saving() / of.saving(RULE) == pytest.approx(1.0114, abs=1e-4)


def test_at_half_a_mw_the_optimum_beats_the_rules_by_a_third() -> None:
    of = outcome("jiangxi-2025", "B", 500)

    assert of.saving(RULE) == pytest.approx(273_508, abs=1)
    assert of.saving() == pytest.approx(359_369, abs=1)
    assert of.saving() / of.saving(RULE) - 1 == pytest.approx(0.314, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "reading", "more"),
    [
        ("jiangxi-2025", "A", 0.364),
        ("jiangxi-2025", "C", 0.337),
        ("jiangxi-old", "A", 0.013),
        ("jiangxi-old", "B", 0.004),
        ("jiangxi-old", "C", 0.009),
    ],
)
def test_at_half_a_mw_in_other_readings(name: str, reading: str, more: float) -> None:
    of = outcome(name, reading, 500)

    assert of.saving() / of.saving(RULE) - 1 == pytest.approx(more, abs=5e-4)


def found(of: od.Outcome) -> list[str]:
    """What the program does on the operating days of each month."""
    return [str(s) for s in of.strategies if s.operating]


def test_the_windows_found_are_the_study_s() -> None:
    winter = (
        "charge 00:00–06:00 valley, discharge 09:00–12:00 peak, "
        "charge 12:00–18:00 flat, discharge 18:00–20:00 sharp"
    )
    noon = "charge 01:00–05:00 valley, discharge 05:00–11:30 flat, charge 12:00–14:00 deep valley, "
    evening = noon + "discharge 16:00–22:00 peak"

    assert found(outcome("jiangxi-2025")) == [
        winter,
        "charge 00:00–06:00 valley, discharge 16:00–22:00 peak",
        *[evening] * 4,
        *[noon + "discharge 20:30–22:30 sharp"] * 2,
        noon + "discharge 17:00–23:00 peak",
        *[evening] * 2,
        winter,
    ]


def test_two_cycles_in_eleven_months_and_one_in_february() -> None:
    at_work = [s for s in outcome("jiangxi-2025").strategies if s.operating]
    counts = [s.count() for s in at_work]

    assert counts.pop(1) == "one charge, one discharge"
    assert set(counts) == {"two charges, two discharges"}
    assert [s.days for s in at_work] == [DAYS] * 12


def test_one_cycle_all_year_under_the_old_tariff() -> None:
    of = outcome("jiangxi-old")

    assert {s.count() for s in of.strategies if s.operating} == {"one charge, one discharge"}
    assert found(of)[0] == "charge 00:00–06:00 valley, discharge 08:30–11:30 peak"


def test_cycles_a_year() -> None:
    """632.5 full cycles under the new tariff, 330 under the old (the study: 11 months of two)."""
    for name, cycles in (("jiangxi-2025", 632.5), ("jiangxi-old", 330)):
        way = outcome(name).way(RULE)
        given = way.schedule.stores["battery"].discharge_kw
        horizon = way.schedule.horizon

        assert given @ horizon.weight * horizon.hours / 1584 == pytest.approx(cycles)


@pytest.mark.parametrize(("wear", "cycles"), [(0.17, 632.5), (0.20, 577.5), (0.23, 330)])
def test_wear_drops_the_second_cycle(wear: float, cycles: float) -> None:
    """It is worth 0.179 CNY per kWh sold in January and December, 0.216 in ten other months."""
    case = od.Case.load("jiangxi-2025")
    battery = case.assets[1].model_dump() | {"wear_per_kwh": 0.88 * wear}
    schedule = od.dispatch(case.changed(assets=(case.assets[0], battery), **NO_PROJECT))
    given = schedule.stores["battery"].discharge_kw

    assert given @ schedule.horizon.weight * schedule.horizon.hours / 1584 == pytest.approx(cycles)


@pytest.mark.parametrize(
    ("name", "prices"),
    [
        (
            "china/jiangxi/2025-07",
            {
                "sharp": 1.0221645,
                "peak": 0.9322965,
                "flat": 0.6626925,
                "valley": 0.3930885,
                "deep valley": 0.3481545,
            },
        ),
        ("china/jiangxi/old-study", {"peak": 0.9626125, "flat": 0.6626925, "valley": 0.3627725}),
    ],
)
def test_prices(name: str, prices: dict[str, float]) -> None:
    """Table 1 of the study."""
    charge: Any = od.Tariff.load(name).charges[0]

    assert {p: charge.price.at(p) for p in charge.periods()} == pytest.approx(prices, abs=1e-12)


def test_spring_festival_gives_february_a_second_cycle() -> None:
    """In 2026, noon is deep valley from 15 to 23 February: 769 becomes 1192 a day."""
    case = od.Case.load("jiangxi-2025")
    time = {"mode": "typical_days", "year": 2026, "step_minutes": 30}
    of = od.evaluate(case.changed(time=time, **NO_PROJECT))
    february = {s.label: s for s in of.strategies if s.month == "2026-02"}
    festival = february["2026-02 holiday (Spring Festival)"]

    assert festival.days == 9
    assert festival.count() == "two charges, two discharges"
    assert {s.count() for s in february.values() if s is not festival} == {
        "one charge, one discharge"
    }
    assert festival.margin == pytest.approx(1192.2, abs=0.1)
    assert february["2026-02 workday"].margin == pytest.approx(769.2, abs=0.1)
    note = next(n for n in of.notes if "Spring Festival" in n)
    assert "two charges, two discharges, against one charge, one discharge" in note
    assert "worth 423.0 a day more, 3,807 over 9 days" in note


EIGHT_HOURS = tuple(price / 1000 for price in (100, 50, 200, -100, 0, 200, 100, -100))


@pytest.fixture(scope="module")
def eight_hours() -> od.Case:
    """2 MW / 4 MWh, round trip 0.9, empty at both ends, trading with the grid freely."""
    efficiency = {"efficiency_charge": 0.9**0.5, "efficiency_discharge": 0.9**0.5}
    ends = {"power_kw": 2000, "energy_kwh": 4000, "soc_start": 0, "soc_end": 0}
    return site(
        horizon(ring(8, closed=False)),
        tariff(energy(*EIGHT_HOURS), export(*EIGHT_HOURS)),
        load([0.0] * 8),
        battery(**efficiency, **ends),
        connection={"export_limit_kw": 10_000},
    )


def test_a_linear_program_would_earn_by_burning_energy(eight_hours: od.Case) -> None:
    """1048.30 by charging and discharging at once within the inverter's 2 MW."""
    program = compiled(build(eight_hours).pyomo).matrices
    relaxed = solved(program)
    assert relaxed

    assert -float(program.c @ relaxed.x) == pytest.approx(1048.30, abs=0.005)


def test_the_true_optimum_keeps_charge_and_discharge_apart(eight_hours: od.Case) -> None:
    of = od.evaluate(eight_hours)
    proof = of.optimum.schedule.proof
    assert proof

    assert -of.optimum.cost == pytest.approx(1037.78, abs=0.005)
    assert proof.method == "mixed-integer program"
    assert proof.binaries > 0
    assert all(check.holds for check in of.optimum.checks)


def test_the_battery_is_the_study_s() -> None:
    storage = od.Case.load("jiangxi-2025").storages[0]
    assert isinstance(storage, Battery)

    assert storage.usable_kwh == pytest.approx(1800)
    assert storage.efficiency_charge * storage.efficiency_discharge == pytest.approx(0.88)
