"""What must hold for any site that takes part in any programme."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from optdispatch.case import Case
from optdispatch.case.revenues import revenues
from optdispatch.certificate import certify, wear
from optdispatch.program import dispatch
from optdispatch.rules import follow
from optdispatch.rules.kinds.windows import Windows
from tests.draws import case, numbers
from tests.oracle import Numbers

price = st.integers(0, 40).map(lambda p: p / 10)
positive = st.integers(1, 20).map(float)


@st.composite
def responses(draw: st.DrawFn, n: Numbers) -> dict[str, Any]:
    """Demand response in the first hours of the first ring, of any terms."""
    content: dict[str, Any] = {"kind": "demand_response", "name": "response", "source": "a test"}
    day = f"2025-{n.runs[0].month:02d}-01"
    once, twice = [["00:00-00:30"], ["00:15-01:00"]], [["00:00-00:30", "01:00-02:00"]]
    windows = draw(st.sampled_from([*once, *twice]))
    content["events"] = [{"dates": [day], "window": w} for w in windows]
    content["baseline"] = {"flat_kw": draw(st.integers(0, 40))}
    content |= {"price_per_kwh": draw(price), "chance": draw(st.sampled_from([1.0, 0.3]))}
    if draw(st.booleans()):
        least, most = draw(st.integers(0, 100)) / 100, draw(st.integers(100, 200)) / 100
        content |= {"bid_kw": draw(positive), "price_per_kw_month": draw(price)}
        content["performance"] = {"least_share": least, "most_share": most}
    return content


@st.composite
def promises(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    """A lease, or regulation, or both."""
    kept: dict[str, Any] = {
        "most_kw": draw(positive),
        "hours": draw(st.sampled_from([0.25, 1.0, 3.0])),
    }
    yearly = 8760 * draw(price)
    lease: dict[str, Any] = {"kind": "capacity_lease", "name": "lease", "price_per_kw_year": yearly}
    moves: dict[str, Any] = {"mileage_per_hour": draw(price), "cell_kwh_per_mileage": draw(price)}
    moves |= {"price_per_kw_hour": draw(price), "price_per_kw_mileage": draw(price)}
    signal: dict[str, Any] = {"kind": "frequency_regulation", "name": "signal"} | moves
    some = draw(st.sampled_from([(lease,), (signal,), (lease, signal)]))
    return tuple(one | kept | {"source": "a test"} for one in some)


@st.composite
def sites(draw: st.DrawFn) -> tuple[Case, Case]:
    """A site, and the same site in some programmes."""
    n = draw(numbers())
    of = case(n)
    some = draw(st.sampled_from(["response", "promises", "all"]))
    programmes: tuple[dict[str, Any], ...] = ()
    if some != "promises":
        programmes = (draw(responses(n)),)
    if some != "response":
        programmes = (*programmes, *draw(promises()))
    return of, of.changed(programmes=programmes)


def least(of: Case) -> float:
    """The least cost of a site, its certificates checked: they hold the invoice to 1e-9."""
    schedule = dispatch(of)
    checks = certify(of, schedule)
    assert all(c.holds for c in checks), checks
    assert schedule.proof
    return schedule.proof.cost


@given(sites())
def test_a_programme_never_lowers_what_the_optimum_earns(both: tuple[Case, Case]) -> None:
    without, with_programmes = both

    assert least(with_programmes) <= least(without) + 1e-5


@given(sites())
def test_no_habit_is_cheaper_than_the_optimum(both: tuple[Case, Case]) -> None:
    of = both[1]
    hours = {"months": list(range(1, 13)), "charge": ["01:00-02:00"], "discharge": ["00:00-01:00"]}
    habit = Windows.of({"name": "table", "hours": [hours]}, "rule")
    schedule = follow(habit, of.assets, of.connection, of.horizon)
    limit = of.connection.import_limit_kw
    bill = of.tariff.bill(
        schedule.imported_kw, schedule.horizon, schedule.exported_kw, of.connection
    )
    cost = float(bill.total) + wear(of, schedule) - sum(revenues(of, schedule).values())

    if limit is None or schedule.imported_kw.max() <= limit:
        assert least(of) <= cost + 1e-5
