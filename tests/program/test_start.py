"""Where the simplex method starts is a basis, and near the best one."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from scipy import sparse

from optdispatch.case import Case
from optdispatch.program import build
from optdispatch.program.apart import glued
from optdispatch.program.compiling import Compiled, compiled
from optdispatch.program.highs import Loaded, _block, solved
from optdispatch.program.start import NONE, Start
from tests.draws import case, numbers
from tests.oracle import Numbers
from tests.sites import battery, days, energy, horizon, load, pv, ring, site, tariff

PEAK = {"kind": "demand", "name": "demand", "price_per_kw_month": 3.0}


def written(of: Case) -> tuple[Compiled, Start]:
    """The program of a case, and where it starts."""
    model = build(of)
    form = compiled(model.pyomo)
    return form, Start.of(model, form, of.horizon)


@given(numbers())
def test_the_columns_that_serve_rows_and_the_slacks_of_the_rest_are_a_basis(n: Numbers) -> None:
    form, start = written(case(n))
    served = start.serving != NONE
    own = sparse.identity(len(served), format="csc")[:, ~served]
    basis = sparse.hstack([own, form.matrices.A[:, start.serving[served]]]).toarray()

    assert served.any()
    assert np.linalg.matrix_rank(basis) == len(served)


@given(numbers())
def test_the_optimum_is_the_one_without_a_start(n: Numbers) -> None:
    form, start = written(case(n))
    of, near, far = form.matrices, solved(form.matrices, start), solved(form.matrices)

    assert (near is None) is (far is None)
    if near and far:
        assert of.cost(near.x) == pytest.approx(of.cost(far.x), rel=1e-9, abs=1e-7)


def test_a_start_is_that_of_what_is_left() -> None:
    """Of four rows, the second and the last; of five columns, the last two."""
    whole = Start(np.array([0, 4, 2, 1]), np.array([0, 0, 0, 1, 2]))
    left = whole.part(np.array([1, 3]), np.array([3, 4]))

    assert left.serving.tolist() == [1, NONE]
    assert left.blocks is not None
    assert left.blocks.tolist() == [1, 2]


def steps(of: Case, start: Start | None) -> int:
    """Pivots to the optimum."""
    loaded = Loaded()
    assert loaded.solved(compiled(build(of).pyomo).matrices, start)
    return int(loaded._highs.getInfo().simplex_iteration_count)


def plant(first: date, last: date) -> Case:
    """Hours in which two shifts work under a roof, with a price at night, by day and at dusk."""
    when = days(first, last, "Asia/Shanghai", minutes=60)
    hour = np.arange(len(when)) % 24
    prices = np.where(hour < 7, 0.3, np.where((hour >= 17) & (hour < 22), 1.0, 0.6))
    demand = 200.0 + 150.0 * ((hour >= 8) & (hour < 20)) + 7.0 * (np.arange(len(when)) % 11)
    sun = np.maximum(0.0, 90.0 * np.sin((hour - 6) * np.pi / 12))
    what = tariff(energy(*prices.tolist()), PEAK)
    cells = battery(power_kw=100, energy_kwh=250, efficiency_charge=0.94)
    return site(when, what, load(demand.tolist()), pv(sun.tolist()), cells)


def test_a_start_spares_most_steps() -> None:
    """Counted, not timed: what HiGHS does from a basis is always the same."""
    of = plant(date(2025, 7, 1), date(2025, 7, 14))
    _, start = written(of)

    assert 3 * steps(of, start) < steps(of, None)


def test_a_year_is_glued_of_its_months() -> None:
    """Two months: the glued basis is nearly the best, and what it leads to is."""
    of = plant(date(2025, 7, 18), date(2025, 8, 14))
    form, start = written(of)
    assert start.blocks is not None
    whole, glued = solved(form.matrices), solved(form.matrices, start)

    assert whole
    assert glued
    cost = form.matrices.cost(whole.x)
    assert form.matrices.cost(glued.x) == pytest.approx(cost, rel=1e-12)
    assert 10 * steps(of, start) < steps(of, start._replace(blocks=None))


def test_a_month_that_needs_what_is_handed_over_is_not_glued() -> None:
    """At the first midnight of August, 60 kW are served by a connection of 50 and July's energy."""
    when = horizon(ring(48, "2025-07-31T00:00"))
    prices = tariff(energy(*[0.3] * 24, *[0.9] * 24), PEAK)
    demand = [30.0] * 24 + [60.0] + [30.0] * 23
    limit = {"import_limit_kw": 50}
    of = site(when, prices, load(demand), battery(power_kw=20), connection=limit)
    form, start = written(of)
    whole, found = solved(form.matrices), solved(form.matrices, start)

    assert whole
    assert found
    cost = form.matrices.cost(whole.x)
    assert form.matrices.cost(found.x) == pytest.approx(cost, rel=1e-12)
    basis, plain = glued(form.matrices, start, _block), start.basis(len(form.matrices.c))
    assert (basis.col_status, basis.row_status) == (plain.col_status, plain.row_status)


def test_days_apart_are_not_glued() -> None:
    apart = horizon(ring(24, "2025-07-01T00:00"), ring(24, "2025-08-01T00:00"))
    of = site(apart, tariff(energy(*[0.3] * 48)), load([5.0] * 48), battery())

    assert written(of)[1].blocks is None
