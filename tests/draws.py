"""Sites drawn at random: rings and chains, any prices, batteries of every kind."""

from typing import Any

from hypothesis import strategies as st

from optdispatch.case import Case
from tests.oracle import Cells, Numbers, Run
from tests.sites import battery, energy, export, horizon, load, pv, ring, site, tariff

Draw = st.DrawFn
money = st.integers(-300, 900).map(lambda m: m / 1000)
positive = st.integers(0, 900).map(lambda m: m / 1000)
power = st.integers(0, 400).map(lambda kw: kw / 10)


@st.composite
def runs(draw: Draw, /, *, closed: bool | None = None) -> tuple[Run, ...]:
    """One to three rings of the first months, or one chain."""
    if closed if closed is not None else draw(st.integers(0, 3)):
        months = sorted(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
        ring = st.builds(
            Run,
            periods=st.integers(2, 7),
            weight=st.integers(1, 60).map(lambda days: days / 2),
            operating=st.integers(0, 5).map(bool),
        )
        return tuple(Run(**vars(draw(ring)) | {"month": month}) for month in months)
    return (Run(draw(st.integers(2, 12)), closed=False),)


@st.composite
def cells(draw: Draw, /, *, chain: bool = False, lossless: bool = False) -> Cells:
    """A battery that no self-discharge can empty faster than it charges."""
    low, high = draw(st.integers(0, 30)) / 100, draw(st.integers(70, 100)) / 100
    efficiency = st.integers(70, 100).map(lambda share: share / 100)
    start = draw(st.none() | st.integers(30, 70).map(lambda soc: soc / 100)) if chain else None
    ends = {"end": start} if draw(st.booleans()) else {"end_value": draw(positive)}
    return Cells(
        power=draw(st.integers(2, 40)) / 2,
        energy=draw(st.integers(2, 60)),
        charge=draw(efficiency),
        discharge=draw(efficiency),
        low=low,
        high=high,
        leak=0.0 if lossless else draw(st.sampled_from([0.0, 0.001, 0.005])),
        cycles=draw(st.none() | st.integers(1, 6).map(lambda n: n / 2)),
        wear=draw(st.just(0.0) | positive),
        start=start,
        **(ends if chain else {}),
    )


@st.composite
def numbers(draw: Draw, /, *, closed: bool | None = None, lossless: bool = False) -> Numbers:
    """A site in numbers, which something can always serve."""
    rings = draw(runs(closed=closed))
    T = sum(run.periods for run in rings)

    def each(values: st.SearchStrategy[float]) -> tuple[float, ...]:
        return tuple(draw(st.lists(values, min_size=T, max_size=T)))

    battery = draw(cells(chain=not rings[0].closed, lossless=lossless))
    demanded = each(power)
    room = max(demanded) + battery.power
    return Numbers(
        runs=rings,
        hours=draw(st.sampled_from([0.25, 0.5, 1.0])),
        load=demanded,
        pv=each(power) if draw(st.booleans()) else (0.0,) * T,
        buy=each(money),
        sell=each(money) if draw(st.booleans()) else (0.0,) * T,
        cells=battery,
        demand=draw(st.just(0.0) | st.integers(1, 200).map(lambda p: p / 10)),
        contract=draw(st.none() | st.tuples(st.integers(1, 20), st.integers(5, 50))),
        seen=draw(st.just(0.0) | st.integers(1, 50)),
        export_limit=draw(st.just(0.0) | st.integers(1, 60)),
        import_limit=draw(st.none() | st.just(room)),
    )


def case(n: Numbers, **changes: Any) -> Case:
    """The case that these numbers mean; `changes` override those of the battery."""
    starts = [f"2025-{run.month:02d}-{r + 1:02d}T00:00" for r, run in enumerate(n.runs)]
    rings = [
        ring(run.periods, at, weight=run.weight, closed=run.closed, operating=run.operating)
        for run, at in zip(n.runs, starts, strict=True)
    ]
    charges = [energy(*n.buy), export(*n.sell)]
    charges += [{"kind": "demand", "name": "demand", "price_per_kw_month": n.demand}]
    limits: dict[str, Any] = {"export_limit_kw": n.export_limit, "import_limit_kw": n.import_limit}
    if n.contract:
        terms = {"price_per_kw_month": n.contract[0], "allowance": 1.05, "overshoot_multiple": 2}
        charges += [{"kind": "contracted_demand", "name": "contract", **terms}]
        limits["contracted_kw"] = n.contract[1]
    there = [battery(**fields(n.cells) | changes)] if n.cells else []
    when = horizon(*rings, minutes=int(60 * n.hours), peak_so_far_kw=n.seen)
    assets = [load(n.load), pv(n.pv), *there]
    return site(when, tariff(*charges), *assets, connection=limits)


def fields(b: Cells) -> dict[str, Any]:
    """The battery as a user writes it down."""
    return {
        "power_kw": b.power,
        "energy_kwh": b.energy,
        "efficiency_charge": b.charge,
        "efficiency_discharge": b.discharge,
        "soc_min": b.low,
        "soc_max": b.high,
        "self_discharge_per_hour": b.leak,
        "cycles_per_day": b.cycles,
        "wear_per_kwh": b.wear,
        "soc_start": b.start,
        "soc_end": b.end,
        "end_value_per_kwh": b.end_value,
    }
