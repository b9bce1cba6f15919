from hypothesis import given
from hypothesis import strategies as st

from optdispatch.report.style import PERIODS, initials, period_colours

names = st.lists(
    st.sampled_from([*PERIODS, "on-peak", "off-peak", "mid-peak", "super off-peak", "Spitze"]),
    unique=True,
    min_size=1,
    max_size=5,
)


@given(names, st.data())
def test_colours_are_fixed_by_name_and_never_shared(
    periods: list[str], data: st.DataObject
) -> None:
    price = {name: data.draw(st.floats(-1, 1)) for name in periods}
    colours = period_colours(price)
    assert list(colours) == periods
    assert len(set(colours.values())) == len(periods)
    for name in set(periods) & set(PERIODS):
        assert colours[name] == PERIODS[name]


def test_other_names_go_by_rank() -> None:
    colours = period_colours({"off-peak": 0.1, "on-peak": 0.5, "mid-peak": 0.3})
    assert colours == {
        "on-peak": PERIODS["peak"],
        "mid-peak": PERIODS["flat"],
        "off-peak": PERIODS["valley"],
    }


@given(st.lists(st.text(min_size=1), unique=True, max_size=20))
def test_letters_are_never_shared(periods: list[str]) -> None:
    letters = initials(periods)
    assert list(letters) == periods
    assert len(set(letters.values())) == len(periods)
    assert all(len(letter) == 1 for letter in letters.values())
