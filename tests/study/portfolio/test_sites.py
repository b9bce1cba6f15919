"""Many sites against products: numbers, ranks, what fails, and what cannot be used."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optdispatch as od
from optdispatch import catalog
from optdispatch.case.paths import read
from optdispatch.study.campaign.plan import Plan
from optdispatch.study.campaign.store import Row
from optdispatch.study.portfolio import Policy, PolicyPlan, Sites, SitesPlan, ranking
from optdispatch.study.portfolio.sites import SIGNS
from optdispatch.study.valuation import MEASURES, Valuer
from tests.doors import refused
from tests.study.portfolio.portfolios import BROKEN, LARGE, SMALL, STUDY, day, rows, sites, written

JIANGXI = "china/jiangxi/2025-07"
ONE = {"name": "one", "products": [STUDY], "sites": [{"name": "study", "case": "jiangxi-2025"}]}


def load(folder: Path, **fields: Any) -> Sites:
    return Sites.load(str(written(folder, sites(folder, **fields))))


def test_one_product_at_one_site_is_the_case_itself() -> None:
    case = od.Case.load("jiangxi-2025")
    plan = SitesPlan(Sites.of(ONE, "one"))
    _, found = rows(plan)
    (ranked,) = ranking(plan, found).sites

    assert len(plan) == 1
    assert ranked.best is not None
    assert ranked.best.numbers == Valuer()(case).measured()
    assert (ranked.best.power_kw, ranked.best.energy_kwh) == (1000, 2000)
    assert ranked.best.capex == 1100 * 2000


def test_a_product_may_have_a_price_of_its_own() -> None:
    cheap = STUDY | {"name": "cheap", "capex": {"per_kwh": 900}, "om": {"per_kwh_year": 40}}
    plan = SitesPlan(Sites.of(ONE | {"products": [cheap]}, "one"))
    (point,) = plan.points()
    case = plan.case(point)

    assert case.economics is not None
    assert case.economics.capex.per_kwh == 900
    assert case.economics.om.per_kwh_year == 40
    assert case.economics.replacement == read(od.Case.load("jiangxi-2025"), "economics.replacement")


def test_the_best_comes_first_and_what_fails_is_named(tmp_path: Path) -> None:
    """Of a little site, two cabinets cannot be used up; three serve the big one best."""
    plan, store = SitesPlan(load(tmp_path)), tmp_path / "sites.sqlite"
    how, found = rows(plan, store)
    ranked = ranking(plan, found).sites

    assert [r.site.name for r in ranked] == ["big", "little", "broken"]
    assert [str(o) for o in ranked[0].offers] == ["3 × large", "2 × small", "1 × small"]
    assert ranked[-1].offers == ()
    (error,) = ranked[-1].errors
    assert error.startswith("no 'no-such-case' in models/cases")
    assert (how.total, how.solved, how.failed) == (9, 9, 3)

    again, same = rows(plan, store)
    assert (again.solved, again.known) == (0, 9)
    assert same == found


def test_a_site_has_room_for_so_many(tmp_path: Path) -> None:
    here = {"case": day(tmp_path)}
    one, none = ({"name": f"room {n}", "most_cabinets": n, **here} for n in (2, 1))
    plan = SitesPlan(load(tmp_path, sites=[one, none], products=[SMALL | {"cabinets": [2]}, LARGE]))
    _, found = rows(plan)
    first, last = ranking(plan, found).sites

    assert len(plan) == 1
    assert [str(offer) for offer in first.offers] == ["2 × small"]
    assert last.errors == ("nothing that is on offer fits most_cabinets 1",)


NUMBERS = st.none() | st.floats(-1e6, 1e6)
MANY = {
    "products": [STUDY | {"cabinets": [1, 2, 3]}],
    "sites": [{"name": name, "case": "jiangxi-2025"} for name in ("a", "b", "c", "d")],
}


@settings(max_examples=20, deadline=None)
@given(
    measure=st.sampled_from(sorted(SIGNS)),
    values=st.lists(NUMBERS | st.just("error"), min_size=12, max_size=12),
)
def test_ranks_are_by_the_measure_that_is_asked_for(measure: str, values: list[Any]) -> None:
    plan = SitesPlan(Sites.of(ONE | MANY | {"rank_by": measure}, "many"))
    made = [
        Row(n, point, None, "no") if value == "error" else Row(n, point, {measure: value}, None)
        for n, (point, value) in enumerate(zip(plan.points(), values, strict=True))
    ]
    found = ranking(plan, made).sites
    best = [None if r.best is None else r.best.numbers[measure] for r in found]

    def worth(value: float | None) -> float:
        return float("-inf") if value is None else SIGNS[measure] * value

    assert [worth(v) for v in best] == sorted(map(worth, best), reverse=True)
    assert [r.best is None for r in found] == sorted(r.best is None for r in found)
    for ranked in found:
        of = [worth(offer.numbers[measure]) for offer in ranked.offers]
        assert of == sorted(of, reverse=True)
    assert sum(len(r.offers) for r in found) == sum(v != "error" for v in values)


def test_every_way_to_rank_is_a_measure() -> None:
    assert {*SIGNS} <= {*MEASURES}
    for name, sign in SIGNS.items():
        assert (sign == -1) == (MEASURES[name].unit == "years" or name == "lcos_per_kwh")


def test_a_table_says_what_a_file_says(tmp_path: Path) -> None:
    day(tmp_path)
    (tmp_path / "mine.csv").write_text("time,kW\n2026-07-13 00:00,5\n", encoding="utf-8")
    (tmp_path / "sites.csv").write_text(
        "name,case,tariff.model,tariff.choose,billing,meter.file,connection.capacity_kva\n"
        "a,site.yaml,,,,,\n"
        ",,,,,,\n"
        "b,,china/jiangxi/2026-08,two-part; 1-10 kV,demand,mine.csv,2500\n",
        encoding="utf-8",
    )
    tariff = {"model": "china/jiangxi/2026-08", "choose": ["two-part", "1-10 kV"]}
    b = {"name": "b", "tariff": tariff, "billing": "demand", "meter": "mine.csv"}
    rows = [{"name": "a", "case": "site.yaml"}, b | {"connection": {"capacity_kva": 2500}}]
    time = {"mode": "year", "year": 2026, "step_minutes": 60}

    listed = load(tmp_path, sites="sites.csv", time=time)
    assert listed.sites == load(tmp_path, sites=rows, time=time).sites
    assert listed.sites[1].meter == {"file": str(tmp_path / "mine.csv")}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ("sites.csv", "a line of names")),
        ("name,case\n", ("a row a site",)),
        ("name,csae\na,b\n", ("no column 'csae'", "nearest: case")),
        ("name,case,case\na,b,c\n", ("two columns", "'case'")),
        ("name,case\na\n", ("line 2", "1 cells, not 2")),
        ("name,tariff,tariff.model\na,b,c\n", ("line 2", "'tariff'")),
        ("name,case\na,jiangxi-2025\nA,jiangxi-2025\n", ("two sites are called",)),
        ("name\na\n", ("sites.csv, line 2", "needs a case, or a meter")),
        ("name,connection.capacity_kva,case\na,many,jiangxi-2025\n", ("capacity_kva", "many")),
    ],
)
def test_tables_that_cannot_be_used(text: str, says: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(text, encoding="utf-8")
    path = str(written(tmp_path, sites(tmp_path, sites="sites.csv")))
    refused(Sites.load, path, says=says)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"rank_by": "npv"}, ("rank_by", "npv_after_tax")),
        ({"products": []}, ("products",)),
        ({"products": [SMALL, SMALL]}, ("two products are called 'small'",)),
        ({"products": [SMALL | {"battery": "cabinet"}]}, ("no 'cabinet' in models/batteries",)),
        ({"products": [SMALL | {"cabinets": [1, 1]}]}, ("stands twice",)),
        ({"products": [SMALL | {"cabinets": [0]}]}, ("cabinets",)),
        ({"products": [SMALL | {"capex": 900}]}, ("needs a unit",)),
        ({"sites": []}, ("sites",)),
        ({"sites": "no.csv"}, ("no.csv", "No such file")),
        ({"sites": [{"name": "a/b", "case": "x"}]}, ("name",)),
        ({"sites": [{"name": "a", "meter": "m.csv"}]}, ("needs a tariff",)),
        ({"sites": [{"name": "a", "meter": "m.csv", "tariff": "t"}]}, ("time is missing",)),
        ({"economics": "jiangxi"}, ("no 'jiangxi' in models/finance",)),
    ],
)
def test_files_that_cannot_be_used(
    fields: dict[str, Any], says: tuple[str, ...], tmp_path: Path
) -> None:
    path = str(written(tmp_path, sites(tmp_path, **fields)))
    refused(Sites.load, path, says=says)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "no 'no-such-case' in models/cases"),
        ({"rank_by": "npv_after_tax", "sites": [{"name": "a", "case": "jiangxi-plant"}]}, "lacks"),
        ({"products": [SMALL | {"capex": {"per_kwh": 9}}]}, "no economics to put it in"),
    ],
)
def test_points_that_have_no_case(fields: dict[str, Any], says: str, tmp_path: Path) -> None:
    content = sites(tmp_path) | {"sites": [BROKEN]}
    if "products" in fields:
        content["sites"] = [{"name": "a", "case": "jiangxi-plant"}]
    plan = SitesPlan(Sites.of(content | fields, "sites"))
    refused(plan.case, next(plan.points()), says=(says,))


@pytest.mark.parametrize(
    "plan",
    [
        *(SitesPlan(Sites.load(name)) for name in catalog.names(Sites.SHELF)),
        *(PolicyPlan(Policy.load(name)) for name in catalog.names(Policy.SHELF)),
    ],
    ids=lambda plan: plan.name,
)
def test_what_comes_with_the_package_has_a_case_at_every_point(plan: Plan) -> None:
    cases = [plan.case(point) for point in plan.points()]

    assert len(cases) == len(plan) > 1
    assert all(case.economics is not None and len(case.storages) == 1 for case in cases)


def test_a_meter_is_a_site() -> None:
    """The load of the plant, as the case that has it measures it."""
    plan = SitesPlan(Sites.load("jiangxi-three"))
    case = next(plan.case(point) for point in plan.points() if point["site"] == "plant")
    measured = od.Case.load("jiangxi-plant").assets[0].given_kw(case.horizon)

    assert (case.billing, case.tariff.name) == ("demand", od.Tariff.load(JIANGXI).name)
    assert case.net_kw(case.horizon) == pytest.approx(-measured)
