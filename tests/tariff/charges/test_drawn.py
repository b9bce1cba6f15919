"""What must hold for any tariff that can be written.

A year of twelve months, each one day of six hours' steps; charges of every kind, in any
number, with any prices.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optdispatch.case import Case
from optdispatch.certificate import certify, wear
from optdispatch.horizon import FloatArray
from optdispatch.program import dispatch
from optdispatch.tariff import NUMBERS, Tariff
from tests.sites import battery, horizon, load, pv, ring, site, tariff

Charge = dict[str, Any]
Draw = st.DrawFn
YEAR = horizon(*(ring(4, f"2025-{m:02d}-15T00:00", weight=30) for m in range(1, 13)), minutes=360)
FINER = horizon(*(ring(8, f"2025-{m:02d}-15T00:00", weight=30) for m in range(1, 13)), minutes=180)
CONNECTION = {"capacity_kva": 100.0, "contracted_kw": 60.0}
PERIODS = {
    "rest": "low",
    "seasons": [{"months": list(range(1, 13)), "windows": {"high": ["06:00-18:00"]}}],
}
price = st.integers(0, 900).map(lambda m: m / 1000)
rate = st.integers(0, 60).map(float)
share = st.integers(1, 20).map(lambda n: n / 20)
months = st.lists(st.integers(1, 12), min_size=1, max_size=12, unique=True).map(sorted)
by_period = st.fixed_dictionaries({"high": price, "low": price})
POWER = st.integers(0, 1000).map(lambda kw: kw / 10)


@st.composite
def ends(draw: Draw, most: int) -> list[int | None]:
    """Where blocks end, rising; the last has no end."""
    found = draw(st.lists(st.integers(1, most), max_size=2, unique=True))
    return [*sorted(found), None]


@st.composite
def energy(draw: Draw) -> Charge:
    fixed: st.SearchStrategy[Charge] = st.one_of(
        st.builds(lambda p: {"uniform": p}, price), st.builds(lambda p: {"by_period": p}, by_period)
    )
    return {"kind": "energy", "price": draw(fixed), "months": draw(months)}


@st.composite
def energy_blocks(draw: Draw) -> Charge:
    limits = draw(st.sampled_from(["kwh", "kwh_per_day", "kwh_per_kw", "kwh_per_kw_day"]))
    most = {"kwh": 60_000, "kwh_per_day": 2000, "kwh_per_kw": 600, "kwh_per_kw_day": 20}[limits]
    found, base = draw(ends(most)), draw(st.one_of(price, by_period))
    rising, level = draw(st.booleans()), base
    blocks: list[Charge] = []
    for end in found:
        block: Charge = {"price_per_kwh": level} | ({} if end is None else {"up_to": end})
        blocks.append(block)
        step = draw(price)
        same = {q: p + step for q, p in level.items()} if isinstance(level, dict) else level + step
        other: Any = by_period if isinstance(base, dict) else price
        level = same if rising else draw(other)
    return {"kind": "energy_blocks", "limits": limits, "blocks": blocks}


@st.composite
def demand(draw: Draw) -> Charge:
    charge: Charge = {"kind": "demand", "months": draw(months)}
    if draw(st.booleans()):
        found, prices = draw(ends(100)), draw(st.lists(rate, min_size=3, max_size=3))
        prices = sorted(prices) if draw(st.booleans()) else prices
        charge["blocks"] = [
            {"price_per_kw_month": p} | ({} if end is None else {"up_to_kw": end})
            for end, p in zip(found, prices, strict=False)
        ]
    else:
        charge["price_per_kw_month"] = draw(rate)
    where = draw(st.sampled_from([{}, {"windows": ["05:00-07:00"]}, {"in_periods": ["high"]}]))
    if draw(st.booleans()):
        charge["averaging_minutes"] = 720
    if draw(st.booleans()):
        charge["least_share_of_capacity"] = draw(share)
    if draw(st.booleans()):
        charge["ratchet"] = draw(ratchet())
    return charge | where


@st.composite
def ratchet(draw: Draw) -> Charge:
    one = st.fixed_dictionaries({"share": share, "of_months": months, "in_months": months})
    past = [f"{y}-{m:02d}" for y in (2023, 2024) for m in range(1, 13)]
    history = draw(st.none() | st.fixed_dictionaries(dict.fromkeys(past, POWER)))
    return {
        "shares": draw(st.lists(one, min_size=1, max_size=2)),
        "previous_months": draw(st.integers(1, 12)),
        "actual_in_months": draw(months),
        "history_kw": history,
    }


@st.composite
def coincident(draw: Draw) -> Charge:
    days = draw(st.lists(st.tuples(months, st.integers(0, 23)), min_size=1, max_size=3))
    hours = [f"2025-{of[0]:02d}-15 {hour:02d}:00" for of, hour in days]
    measure = draw(st.sampled_from(["highest", "highest_of_month", "mean"]))
    return {"kind": "coincident", "price_per_kw": draw(rate), "hours": hours, "measure": measure}


@st.composite
def export(draw: Draw) -> Charge:
    if draw(st.booleans()):
        return {"kind": "export", "price": {"by_period": draw(by_period)}}
    found, prices = draw(ends(5000)), draw(st.lists(price, min_size=3, max_size=3))
    prices = sorted(prices, reverse=True) if draw(st.booleans()) else prices
    blocks = [
        {"price_per_kwh": p} | ({} if end is None else {"up_to_kwh": end})
        for end, p in zip(found, prices, strict=False)
    ]
    return {"kind": "export_blocks", "blocks": blocks}


plain: st.SearchStrategy[Charge] = st.one_of(
    energy(),
    energy_blocks(),
    demand(),
    demand(),
    coincident(),
    export(),
    st.fixed_dictionaries(
        {
            "kind": st.just("net_energy"),
            "price_per_kwh": st.one_of(price, by_period),
            "surplus_price_per_kwh": price,
            "settled": st.sampled_from(["month", "year"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["contracted_demand", "chosen_contract"]),
            "price_per_kw_month": rate,
            "allowance": st.sampled_from([1.0, 1.05]),
            "overshoot_multiple": st.sampled_from([0.5, 2.0]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("fixed"), "price_per_day": rate}),
    st.fixed_dictionaries({"kind": st.just("capacity"), "price_per_kva_month": rate}),
)
adjusting: st.SearchStrategy[Charge] = st.one_of(
    st.fixed_dictionaries({"kind": st.just("minimum"), "per_month": st.integers(0, 9000)}),
    st.fixed_dictionaries({"kind": st.just("minimum"), "per_year": st.integers(0, 90_000)}),
    st.fixed_dictionaries(
        {"kind": st.just("power_factor"), "standard": st.just(0.9), "excluded_per_kwh": price}
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("demand_discount"),
            "kwh_per_kva": st.integers(1, 600),
            "factor": st.just(0.9),
            "of_charges": st.just(["0"]),
        }
    ),
)


@st.composite
def tariffs(draw: Draw) -> Tariff:
    """One to five charges, and adjustments of them."""
    charges = draw(st.lists(plain, min_size=1, max_size=5))
    charges += draw(st.lists(adjusting, max_size=2))
    for number, charge in enumerate(charges):
        charge["name"] = str(number)
        if charge["kind"] == "chosen_contract":
            charge["floor_share_of_capacity"] = 0.4
    return tariff(*charges, time_of_use=PERIODS)


@st.composite
def sites(draw: Draw, *, storage: bool = True) -> Case:
    """A load, an array, perhaps a battery, behind any tariff."""
    T, rng = len(YEAR), np.random.default_rng(draw(st.integers(0, 99)))
    demanded = load(rng.uniform(0, 100, T).round(1).tolist())
    demanded = demanded.model_copy(update={"power_factor": 0.9})
    sun = draw(st.sampled_from([0.0, 60.0, 200.0])) * np.tile([0.0, 1, 0.7, 0], 12)
    assets = [demanded, pv(sun.tolist())]
    if storage:
        cells = {"efficiency_charge": 0.9, "efficiency_discharge": 0.95, "wear_per_kwh": 0.01}
        assets.append(battery(power_kw=20, energy_kwh=draw(st.integers(20, 200)), **cells))
    connection = CONNECTION | {"export_limit_kw": draw(st.sampled_from([0.0, 80.0]))}
    return site(YEAR, draw(tariffs()), *assets, connection=connection)


@given(sites())
@settings(max_examples=60)
def test_objective_is_invoice_and_storage_never_raises_it(case: Case) -> None:
    schedule = dispatch(case)
    assert schedule.proof
    checks = certify(case, schedule)
    assert all(check.holds for check in checks), checks

    owed = sum(case.tariff.optimised.invoice(case.use(schedule)).lines.values())
    cost = schedule.proof.cost
    assert cost == pytest.approx(owed + wear(case, schedule), rel=1e-9, abs=1e-6)
    bare = case.model_copy(update={"assets": case.assets[:2]})
    without = dispatch(bare).proof
    assert without
    assert cost <= without.cost + 1e-7 * max(1.0, abs(without.cost))


def use(of: Case, imported: FloatArray, exported: FloatArray, finer: bool = False) -> Any:
    """What the charges of a case are applied to."""
    kvar = 0.3 * imported
    when = FINER if finer else YEAR
    return of.tariff.use(imported, when, exported, of.connection, kvar)


@given(sites(), st.integers(0, 99))
@settings(max_examples=100)
def test_a_bill_is_what_is_optimised_and_what_is_invoiced(case: Case, seed: int) -> None:
    rng = np.random.default_rng(seed)
    imported = rng.uniform(0, 100, len(YEAR)) * (rng.random(len(YEAR)) < 0.8)
    exported = rng.uniform(0, 50, len(YEAR)) * (imported == 0)
    bill = case.tariff.invoice(use(case, imported, exported))

    total = sum(bill.optimised.values()) + sum(bill.invoiced.values())
    assert bill.total == pytest.approx(total, rel=1e-9, abs=1e-6)
    assert bill.to_months()["total"].sum() == pytest.approx(bill.total, rel=1e-9, abs=1e-6)
    if case.tariff.optimised == case.tariff:
        assert bill.invoiced == {}


@given(sites(), st.integers(0, 99))
@settings(max_examples=60)
def test_splitting_a_period_changes_no_bill(case: Case, seed: int) -> None:
    assume(not any(c.kind in {"coincident"} for c in case.tariff.charges))  # type: ignore[attr-defined]
    rng = np.random.default_rng(seed)
    imported, exported = rng.uniform(0, 100, len(YEAR)), rng.uniform(0, 20, len(YEAR))
    # A window of a step's part touches half of it only once the step is split.
    assume(not any(getattr(c, "windows", ()) for c in case.tariff.charges))
    coarse = case.tariff.invoice(use(case, imported, exported))
    fine = case.tariff.invoice(use(case, imported.repeat(2), exported.repeat(2), finer=True))

    assert fine.lines == pytest.approx(coarse.lines, rel=1e-9, abs=1e-6)


@given(sites(storage=False), st.integers(0, 99))
@settings(max_examples=100)
def test_lines_are_reckoned_on_their_quantities(case: Case, seed: int) -> None:
    """Nothing is owed for nothing; and where a line has one price, each month has it."""
    rng = np.random.default_rng(seed)
    imported = rng.uniform(0, 100, len(YEAR)) * (rng.random(len(YEAR)) < 0.8)
    of = use(case, imported, rng.uniform(0, 50, len(YEAR)) * (imported == 0))

    for charge, lines in case.tariff.by_charge(of, NUMBERS):
        quantities = charge.quantities(of)
        assert set(quantities) <= set(lines)
        assert set(quantities) == set(lines) or type(charge).__name__ in {"Fixed", "Minimum"}
        for line, quantity in quantities.items():
            amounts, units = np.array(lines[line]), np.array(quantity.monthly)
            assert len(units) == len(YEAR.months)
            if not quantity.is_priced:
                continue
            assert np.abs(amounts[units == 0]).sum() == pytest.approx(0, abs=1e-6)
            prices = amounts[units > 1e-3] / units[units > 1e-3]
            several = {"Export", "EnergyBlocks", "ChosenContract"}
            if len(prices) and type(charge).__name__ not in several:
                assert prices == pytest.approx([prices[0]] * len(prices), rel=1e-6, abs=1e-6)


@given(tariffs(), st.integers(0, 99))
@settings(max_examples=60)
def test_a_line_that_the_site_says_too_little_for_is_as_if_it_were_not_there(
    drawn: Tariff, seed: int
) -> None:
    imported = np.random.default_rng(seed).uniform(0, 100, len(YEAR))
    unknown = {"PowerFactor", "DemandDiscount"}
    optional = [
        c.model_copy(update={"if_known": True}) if type(c).__name__ in unknown else c
        for c in drawn.charges
    ]
    assume(not any(c.needs for c in drawn.charges if type(c).__name__ not in unknown))
    some = drawn.model_copy(update={"charges": tuple(optional)})
    rest = [c for c in drawn.charges if type(c).__name__ not in unknown]
    bare = drawn.model_copy(update={"charges": tuple(rest)})

    assert some.bill(imported, YEAR).lines == bare.bill(imported, YEAR).lines
    left_out = [note for note in some.notes(YEAR) if "is left out of the bill" in note]
    assert len(left_out) == len({c.name for c in optional if type(c).__name__ in unknown})
