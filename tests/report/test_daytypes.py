import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdispatch.report.daytypes import MONTHS, DayType, grouped, months, slug, title
from tests.report.outcomes import july, plant

KINDS = ("workday", "rest day", "holiday", "peak day")
days = st.sets(st.tuples(st.integers(1, 12), st.sampled_from(KINDS)), min_size=1, max_size=30).map(
    sorted
)


def read(text: str) -> set[int]:
    """Months that a list such as `Mar–Jun, Oct` names."""
    found: set[int] = set()
    for part in text.split(", "):
        first, _, last = part.partition("–")
        a, b = MONTHS.index(first) + 1, MONTHS.index(last or first) + 1
        assert not last or b - a >= 2
        found |= set(range(a, b + 1))
    return found


@given(st.sets(st.integers(1, 12), min_size=1))
def test_months_are_read_back(numbers: set[int]) -> None:
    assert read(months(numbers)) == numbers


@given(days, st.data())
def test_a_title_names_its_day_types_and_no_others(
    every: list[tuple[int, str]], data: st.DataObject
) -> None:
    some = data.draw(st.sets(st.sampled_from(every), min_size=1))
    named = title(
        [DayType(m, k, ()) for m, k in sorted(some)], [DayType(m, k, ()) for m, k in every]
    )
    meant: list[tuple[int, str]] = []
    for clause in named.split("; "):
        when, _, kinds = clause.partition(" · ")
        meant += [(m, k) for m in read(when) for k in kinds.split(", ") if (m, k) in every]
    assert len(meant) == len(set(meant)), f"twice in {named!r}"
    assert set(meant) == some, named


def test_labels_of_the_core_are_read() -> None:
    kinds = {DayType.of(s).kind for s in plant().strategies if s.operating}
    assert kinds == set(KINDS)
    assert [DayType.of(s).kind for s in july().strategies] == [""] * 31
    festival = next(s for s in plant().strategies if "Spring Festival" in s.label and s.operating)
    assert DayType.of(festival) == DayType(2, "holiday", ("Spring Festival",))
    peak = next(s for s in plant().strategies if "peak day" in s.label)
    assert re.fullmatch(r"\d\d-\d\d", DayType.of(peak).names[0])


def test_groups_hold_each_operating_day_type_once() -> None:
    found = plant().strategies
    groups = grouped(found)
    members = [s.label for g in groups for s in g.strategies]
    assert sorted(members) == sorted(s.label for s in found if s.operating)
    assert sum(g.days for g in groups) == pytest.approx(330)
    assert all(len({str(s) for s in g.strategies}) == 1 for g in groups)
    assert [g.peak for g in groups] == sorted(g.peak for g in groups)


def test_slugs_are_plain() -> None:
    assert slug("2026-10 holiday (National Day, Mid-Autumn)") == (
        "2026-10-holiday-national-day-mid-autumn"
    )
