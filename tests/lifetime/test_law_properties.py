"""Ageing laws: what holds of all of them, whatever the year."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.lifetime import DayType, blend
from optdispatch.lifetime.law import advance
from tests.lifetime.laws import LAWS, capacities


@st.composite
def days(draw):
    points = draw(st.lists(st.floats(0, 1), min_size=2, max_size=12))
    return np.array([*points, points[0]])


def year(socs, temperature_c=25.0):
    share = 365 / len(socs)
    return [DayType(soc, 24 / (len(soc) - 1), share, temperature_c) for soc in socs]


years_of_days = st.lists(days(), min_size=1, max_size=4)
GENTLE = {"tested": {"temperature_c": [0, 60], "c_rate": 10}}


def drawn(law, name):
    return law(name, **(GENTLE if name.startswith("lfp") and "victron" not in name else {}))


@pytest.mark.parametrize("name", LAWS)
@given(socs=years_of_days, data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_order_of_days_does_not_matter(law, name, socs, data):
    """Neither in the list, nor in time: blocks of a year in any order."""
    ageing = drawn(law, name)
    types = year(socs)
    order = data.draw(st.permutations(range(len(types))))
    at_once = advance(ageing, ageing.rate(types), ageing.new(), 1.0)
    listed = advance(ageing, ageing.rate([types[i] for i in order]), ageing.new(), 1.0)
    assert ageing.capacity(listed) == pytest.approx(ageing.capacity(at_once), abs=1e-12)

    damage = ageing.new()
    for i in order:
        block = year([types[i].soc])
        damage = advance(ageing, ageing.rate(block), damage, 1 / len(types))
    assert ageing.capacity(damage) == pytest.approx(ageing.capacity(at_once), abs=5e-3)
    if name.startswith(("linear", "storagevet", "lfp-victron", "lfp-naumann")):
        assert damage == pytest.approx(at_once, rel=1e-9)


@pytest.mark.parametrize("name", LAWS)
@given(socs=years_of_days, cuts=st.lists(st.floats(0, 1), max_size=12))
@settings(max_examples=25, deadline=None)
def test_a_year_may_be_cut_into_any_steps(law, name, socs, cuts):
    ageing = drawn(law, name)
    rate = ageing.rate(year(socs))
    whole = damage = ageing.new()
    for _ in range(3):
        whole = advance(ageing, rate, whole, 1.0)
        for start, end in zip([0.0, *sorted(cuts)], [*sorted(cuts), 1.0], strict=True):
            damage = advance(ageing, rate, damage, end - start)
    assert ageing.capacity(damage) == pytest.approx(ageing.capacity(whole), abs=1e-4)


@pytest.mark.parametrize("name", LAWS)
@given(socs=years_of_days, busy=st.floats(10, 350))
@settings(max_examples=20, deadline=None)
def test_more_days_of_work_never_leave_more_capacity_than_fewer(law, name, socs, busy):
    """Work in place of rest at the same mean charge, so that only the cycles differ."""
    ageing = drawn(law, name)

    def left(days_of_work):
        types = [
            part
            for soc in socs
            for part in (
                DayType(soc, 24 / (len(soc) - 1), days_of_work / len(socs), 25),
                DayType(soc[:1].repeat(2), 24, (365 - days_of_work) / len(socs), 25),
            )
        ]
        cycles = [t for t in types if t.discharged]
        rest = [DayType(np.full(2, 0.5), 24, 365, 25)]
        a = ageing.rate([*cycles, *rest])
        return ageing.capacity(advance(ageing, a, ageing.new(), 3.0))

    assert left(busy + 10) <= left(busy) + 1e-9


@pytest.mark.parametrize("name", ["lfp-250ah", "lfp-6000-cycles", "lfp-naumann"])
@given(soc=st.floats(0, 1), cool=st.floats(10, 44), warmer=st.floats(0.1, 20))
@settings(max_examples=25, deadline=None)
def test_warmer_rest_ages_more(law, name, soc, cool, warmer):
    ageing = law(name)
    warm = min(45.0, cool + warmer)
    cold, hot = ([DayType(np.full(2, soc), 24, 365, T)] for T in (cool, warm))
    assert capacities(ageing, hot, at=(3,))[0] < capacities(ageing, cold, at=(3,))[0]


@pytest.mark.parametrize("name", LAWS)
@given(a=years_of_days, b=years_of_days, weight=st.floats(0, 1), q=st.floats(0.5, 1))
@settings(max_examples=20, deadline=None)
def test_a_blend_of_years_ages_by_the_blend_of_their_damages(law, name, a, b, weight, q):
    ageing = drawn(law, name)
    mixed = blend([(weight, year(a)), (1 - weight, year(b))])
    apart = weight * ageing.rate(year(a))(q) + (1 - weight) * ageing.rate(year(b))(q)
    assert ageing.rate(mixed)(q) == pytest.approx(apart, rel=1e-9, abs=1e-15)


@given(soc=days(), pieces=st.integers(2, 6))
def test_a_period_may_be_split(law, soc, pieces):
    """Straight from end to end, in one period or in several."""
    coarse = DayType(soc, 24 / (len(soc) - 1), 365, 25)
    fine = np.interp(np.arange((len(soc) - 1) * pieces + 1) / pieces, np.arange(len(soc)), soc)
    split = DayType(fine, coarse.dt_hours / pieces, 365, 25)
    for name in ("linear-6000-cycles", "storagevet-default"):
        ageing = law(name)
        expected = ageing.rate([coarse])(1.0)
        assert ageing.rate([split])(1.0) == pytest.approx(expected, rel=1e-3, abs=1e-9)
    assert split.c_rate == pytest.approx(coarse.c_rate)
