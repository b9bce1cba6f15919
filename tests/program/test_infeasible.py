"""Sites that nothing serves: the hour, and the power that is missing."""

import pytest

import optdispatch as od
from tests.sites import battery, energy, export, horizon, load, pv, ring, site, tariff


def unserved(limit: float) -> od.Case:
    """50 kW for an hour, behind a limit and a battery of 5 kW."""
    assets = load([20.0, 50, 20, 20]), battery(power_kw=5)
    prices, connection = energy(*[1.0] * 4), {"import_limit_kw": limit}
    return site(horizon(ring(4)), tariff(prices), *assets, connection=connection)


def test_an_import_limit_below_the_load() -> None:
    """50 kW are asked at 01:00, 40 and the battery's 5 are there."""
    with pytest.raises(od.Infeasible) as caught:
        od.dispatch(unserved(40))

    assert str(caught.value) == (
        "site: 2025-01-01 01:00: 5.0 kW of the load cannot be served; the import limit is 40.0 kW"
    )
    assert od.dispatch(unserved(45)).proof


def test_a_surplus_that_has_nowhere_to_go() -> None:
    given = site(horizon(ring(2)), tariff(energy(1.0, 1.0)), load([-3.0, 5]))
    with pytest.raises(
        od.Infeasible, match=r"00:00: 3\.0 kW has nowhere to go; raise export_limit"
    ):
        od.dispatch(given)


def test_a_curtailable_surplus_is_no_problem() -> None:
    given = site(horizon(ring(2)), tariff(energy(1.0, 1.0)), load([0.0, 5]), pv([3.0, 0]))

    assert od.dispatch(given).exported_kw.tolist() == [0, 0]


def test_storage_whose_end_cannot_be_reached() -> None:
    full = battery(soc_start=0, soc_end=1, power_kw=1)
    given = site(horizon(ring(2, closed=False)), tariff(export(0.0, 0.0)), load([0.0, 0]), full)

    with pytest.raises(od.Infeasible, match="site: the limits of its assets contradict each other"):
        od.dispatch(given)
